"""Words of a customer: states, kinds, reasons and what happened, in the language of the screen."""

from collections.abc import Callable
from datetime import date
from itertools import groupby
from typing import Any

from babel.dates import format_date
from flask_babel import get_locale, gettext

from models import Outcome
from models.enums import ChequeState, HoldKind, OutcomeGroup, PaymentKind, PaymentMethod, PointState, PromiseState
from workbench.domain.contact import CapUnit, SpokenRule, Verdict
from workbench.kernel.days import day_of
from workbench.kernel.text import N_
from workbench.queries.call_rows import PaymentLine, TimelineEntry, TimelinePage
from workbench.web.formats import duration, instant, short_day
from workbench.web.moment import today

POINT_STATES = {
    PointState.VERIFIED: N_("verificado"),
    PointState.UNVERIFIED: N_("sin verificar"),
    PointState.BAD: N_("no sirve"),
    PointState.SUPPRESSED: N_("no se usa"),
}
PROMISE_STATES = {
    PromiseState.OPEN: N_("viva"),
    PromiseState.DUE: N_("vence hoy"),
    PromiseState.IN_GRACE: N_("en gracia"),
    PromiseState.KEPT: N_("cumplida"),
    PromiseState.PARTIAL: N_("pagada en parte"),
    PromiseState.BROKEN: N_("no cumplida"),
    PromiseState.CANCELLED: N_("anulada"),
    PromiseState.SUPERSEDED: N_("reemplazada"),
}
PROMISE_TONES = {
    PromiseState.KEPT: "ok",
    PromiseState.PARTIAL: "warn",
    PromiseState.BROKEN: "warn",
    PromiseState.DUE: "info",
}
HOLDS = {
    HoldKind.DISPUTE: N_("en reclamo"),
    HoldKind.VULNERABLE: N_("detalle reservado"),
    HoldKind.DECEASED: N_("titular fallecido"),
    HoldKind.BANKRUPTCY: N_("insolvencia"),
    HoldKind.CLAIMED_PAYMENT: N_("pago en verificación"),
    HoldKind.ATTORNEY: N_("tiene abogado"),
    HoldKind.CEASE: N_("pidió no ser contactado"),
    HoldKind.HANDED_OVER: N_("pasó a jurídico"),
    HoldKind.BREATHING_SPACE: N_("pausa legal"),
    HoldKind.LEGAL: N_("en proceso legal"),
    HoldKind.REVIEW: N_("en pausa"),
}
GROUPS = {
    OutcomeGroup.DIRECT: N_("Contacto directo"),
    OutcomeGroup.INDIRECT: N_("Contacto indirecto"),
    OutcomeGroup.NO_CONTACT: N_("Sin contacto"),
}
CHANNELS = {
    "call": N_("llamada"),
    "sms": N_("SMS"),
    "email": N_("correo"),
    "whatsapp": N_("WhatsApp"),
    "letter": N_("carta"),
    "visit": N_("visita"),
    "chat": N_("chat"),
    "voicemail": N_("buzón"),
    "other": N_("otro canal"),
}
DATA = {
    "name": N_("nombre completo"),
    "document": N_("documento"),
    "place": N_("ciudad"),
    "reference": N_("número de cliente"),
}
_ICONS = {
    "payment": "cash",
    "cheque": "cash",
    "credit_note": "file-text",
    "inferred": "cash",
    **dict.fromkeys(("payment_back", "cheque_back", "credit_note_back", "inferred_back"), "arrow-back-up"),
    "promise": "calendar-dollar",
    "letter": "file-text",
    "request_explanation": "help-circle",
    "request_review": "help-circle",
    "request_copy": "help-circle",
    "request_erasure": "help-circle",
    "answer": "message-2",
}
_TITLES = {
    "payment": N_("Pago recibido"),
    "payment_back": N_("Pago reversado"),
    "cheque": N_("Cheque recibido"),
    "cheque_back": N_("Cheque devuelto"),
    "credit_note": N_("Nota crédito"),
    "credit_note_back": N_("Nota crédito anulada"),
    "inferred": N_("Pago inferido: dejó de figurar en la lista"),
    "inferred_back": N_("Ya no se da por pagado"),
    "letter": N_("Carta de razones"),
    "request_explanation": N_("Pidió una explicación"),
    "request_review": N_("Pidió que una persona revise"),
    "request_copy": N_("Pidió una copia de sus datos"),
    "request_erasure": N_("Pidió que se borren sus datos"),
    "answer": N_("Se respondió su petición"),
}
_CHANNEL_ICONS = {
    "call": "phone",
    "email": "mail",
    "letter": "file-text",
    "visit": "map-pin",
    "voicemail": "microphone",
}


def as_globals() -> dict[str, Callable[..., Any]]:
    """The words by the names templates use."""
    told = (
        *(point_state, promise_state, promise_tone, hold, group_name, label, rule_words, datum_name, channel_name),
        *(law_left, payment_how, entry_title, entry_detail, entry_icon, entry_tone, entry_when, periods),
    )
    return {one.__name__: one for one in told}


def point_state(state: PointState) -> str:
    """The state of a number."""
    return str(gettext(POINT_STATES[state]))


def promise_state(state: PromiseState) -> str:
    """The state of a promise."""
    return str(gettext(PROMISE_STATES[state]))


def promise_tone(state: PromiseState) -> str:
    """The tone of a promise's state."""
    return PROMISE_TONES.get(state, "")


def hold(kind: HoldKind) -> str:
    """Why contact rests; a sensitive reason is not said."""
    return str(gettext(HOLDS[kind]))


def group_name(group: str) -> str:
    """The type of contact."""
    return str(gettext(GROUPS[OutcomeGroup(group)]))


def datum_name(datum: str) -> str:
    """The name of a datum of identity."""
    return str(gettext(DATA[datum]))


def label(outcome: Outcome) -> str:
    """The name of a result in the language of the screen."""
    return outcome.label_en if str(get_locale()) == "en" else outcome.label_es


def entry_title(entry: TimelineEntry) -> str:
    """What an entry of the history is called."""
    if entry.kind in _TITLES:
        return str(gettext(_TITLES[entry.kind]))
    if entry.kind == "promise":
        return str(gettext("Promesa %(state)s", state=promise_state(entry.promise_state or PromiseState.OPEN)))
    told = entry.label_en if str(get_locale()) == "en" else entry.label_es
    return told or str(gettext("Intento sin resultado"))


def payment_how(line: PaymentLine, on: date) -> str:
    """How a payment came, in a few words: what is no money says so, and a cheque from when it counts."""
    if line.kind is PaymentKind.INFERRED:
        return str(gettext("ya no se da por pagado") if line.is_reversal else gettext("inferido de la lista"))
    if line.kind is PaymentKind.CREDIT_NOTE:
        return str(gettext("nota crédito"))
    if line.cheque_status is ChequeState.BOUNCED or (line.is_reversal and line.method is PaymentMethod.CHEQUE):
        return str(gettext("cheque devuelto"))
    if line.is_reversal:
        return str(gettext("reversado"))
    if line.counts_on > on:
        return str(gettext("en cartera: cuenta desde el %(day)s", day=short_day(line.counts_on)))
    return line.channel or line.reference or "—"


def entry_detail(entry: TimelineEntry) -> str:
    """Channel, who and how long; the note comes after it."""
    length = duration(entry.duration_s) if entry.duration_s else None
    channel = gettext(CHANNELS.get(entry.channel or "", "")) if entry.channel in CHANNELS else None
    return " · ".join(str(part) for part in (channel, entry.who, length, entry.note) if part)


def entry_icon(entry: TimelineEntry) -> str:
    """The icon of an entry of the history."""
    return _ICONS.get(entry.kind) or _CHANNEL_ICONS.get(entry.channel or "", "message-2")


def entry_tone(entry: TimelineEntry) -> str:
    """The tone of an entry: ok for money received, warn for a broken promise or what was taken back."""
    if entry.kind in {"payment", "inferred"}:
        return "ok"
    if entry.promise_state is PromiseState.BROKEN or entry.kind.endswith("_back"):
        return "warn"
    return "accent" if (entry.outcome_code or "").startswith(OutcomeGroup.DIRECT) else ""


def entry_when(entry: TimelineEntry, zone: str) -> str:
    """When an entry happened: the day of a payment, whose hour is not known, else day and hour."""
    if entry.kind.removesuffix("_back") in {"payment", "cheque", "credit_note", "inferred"}:
        return short_day(day_of(entry.at, zone))
    return instant(entry.at, zone)


def periods(page: TimelinePage, zone: str) -> list[tuple[str, list[TimelineEntry]]]:
    """Entries under the words of their time: this week, this month, then each month."""
    now = today(zone)
    return [
        (_month(key, now), list(entries))
        for key, entries in groupby(page.entries, key=lambda one: _period(day_of(one.at, zone), now))
    ]


def channel_name(channel: str) -> str:
    """A channel."""
    return str(gettext(CHANNELS[channel])) if channel in CHANNELS else channel


_UNITS = {
    CapUnit.ATTEMPT: N_("intentos"),
    CapUnit.ATTEMPT_CONNECTED: N_("intentos que suenan"),
    CapUnit.CONTACT: N_("contactos"),
    CapUnit.CONVERSATION: N_("conversaciones"),
    CapUnit.MESSAGE: N_("mensajes"),
}
_PERIODS = {"day": N_("hoy"), "iso_week": N_("esta semana"), "rolling_7_days": N_("en 7 días")}


def law_left(verdict: Verdict) -> str:
    """What the contact law leaves of calls: `quedan 1 de 2 intentos esta semana`; empty where it sets no limit."""
    told = [
        gettext(
            "%(left)s de %(max)s %(unit)s %(period)s",
            left=one.left,
            max=one.max,
            unit=gettext(_UNITS[one.unit]),
            period=gettext(_PERIODS.get(one.window, "")),
        )
        for one in verdict.remaining
    ]
    return str(gettext("quedan %(told)s", told=", ".join(told))) if told else ""


def rule_words(rule: SpokenRule) -> str:
    """The text of a rule of the contact policy."""
    return rule.words(lambda text: str(gettext(text)))


def _period(day: date, now: date) -> tuple[int, int, bool]:
    return day.year, day.month, (now - day).days < 7


def _month(key: tuple[int, int, bool], now: date) -> str:
    year, month, is_recent = key
    if is_recent:
        return str(gettext("Últimos 7 días"))
    words = format_date(date(year, month, 1), "LLLL" if year == now.year else "LLLL y", locale=str(get_locale()))
    return words.capitalize()
