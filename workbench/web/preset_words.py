"""A contact policy in words: its hours by day, its limits, and what it forbids."""

from itertools import groupby

from flask_babel import get_locale, gettext

from workbench.domain.contact import Preset
from workbench.kernel.text import N_
from workbench.web.counts import ngettext

DAYS = (N_("lunes"), N_("martes"), N_("miércoles"), N_("jueves"), N_("viernes"), N_("sábado"), N_("domingo"))
CONFIDENCE = {
    "confirmed": N_("comprobada"),
    "confirmed_hours": N_("horario comprobado"),
    "confirmed_principle": N_("principio comprobado"),
    "secondary": N_("fuente secundaria"),
    "disputed": N_("las fuentes no coinciden"),
    "proposed": N_("proyecto"),
    "advisory": N_("solo aviso"),
    "house": N_("criterio de la casa"),
}


def policy_name(law: Preset) -> str:
    """The country it is of, in the language of the screen; else its own name."""
    locale = get_locale()
    named = locale.territories.get(law.country) if locale is not None and law.code == law.country else None
    return named or gettext(law.name)


def hours_lines(law: Preset) -> list[str]:
    """«lunes a viernes 07:00–19:00», «domingo: no se contacta»: days that have the same hours stand together."""
    days = [(day, " · ".join(str(window) for window in windows)) for day, windows in enumerate(law.windows)]
    lines = []
    for hours, same in groupby(days, key=lambda one: one[1]):
        listed = [day for day, _ in same]
        first, last = gettext(DAYS[listed[0]]), gettext(DAYS[listed[-1]])
        name = first if first == last else gettext("%(first)s a %(last)s", first=first, last=last)
        closed = gettext("%(days)s: no se contacta", days=name)
        lines.append(gettext("%(days)s %(hours)s", days=name, hours=hours) if hours else closed)
    return lines


def limit_lines(law: Preset) -> list[str]:
    """What the policy limits and forbids beside the hours, a line each."""
    lines = []
    if law.holiday is not None:
        lines.append(gettext("Festivos: no se contacta") if law.holiday == "block" else gettext("Festivos: avisa"))
    lines += [_cap_line(cap.unit.value, cap.max, cap.window.days) for cap in law.caps]
    if law.one_channel_per_week is not None:
        lines.append(gettext("Tras hablar, un solo canal en la semana"))
    if law.ask_delay_reason == "forbidden":
        lines.append(gettext("No se pregunta por qué no ha pagado"))
    if law.visits_forbidden:
        lines.append(gettext("Sin visitas"))
    if law.channel_auth_required:
        lines.append(gettext("Cada canal requiere la autorización del cliente"))
    return list(dict.fromkeys(lines))


def _cap_line(unit: str, most: int, days: int) -> str:
    period = {1: gettext("por día"), 7: gettext("por semana")}.get(days) or gettext("en %(days)s días", days=days)
    if unit.startswith("attempt") or unit == "connected_attempt":
        return ngettext("%(num)s intento %(period)s", "%(num)s intentos %(period)s", most, period=period)
    if unit == "message":
        return ngettext("%(num)s mensaje %(period)s", "%(num)s mensajes %(period)s", most, period=period)
    if unit == "conversation":
        return ngettext("%(num)s conversación %(period)s", "%(num)s conversaciones %(period)s", most, period=period)
    return ngettext("%(num)s contacto %(period)s", "%(num)s contactos %(period)s", most, period=period)
