"""What the call's templates are given. One function makes the whole context, so that every region agrees."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import request
from sqlalchemy.orm import Session

from models import Account, CallDraft, Interaction
from models.enums import Channel, Direction, Lane, PointKind, WorkState
from workbench.domain.calls import ContactBlocked, IdentityDatum, ReasonNeeded, draft_of, foresee, is_identified
from workbench.domain.contact import may_reach, may_respond
from workbench.domain.queue import Claim, CustomerHours, ItemTaken, Rest, hours_of_customer, is_taken, rests_of
from workbench.kernel.days import day_of
from workbench.kernel.text import N_
from workbench.queries.call import call_file
from workbench.queries.call_rows import CallFile, ItemLine, PortfolioHead, TimelinePage
from workbench.queries.scope import account_for
from workbench.queries.timeline import TimelineKind, timeline
from workbench.screens.call import accounts, amounts, effects, outcome_facts, picks, script_facts
from workbench.screens.call.blueprint import DEBTS
from workbench.screens.call.forms import Head, ResultForm
from workbench.web import customer_words as words
from workbench.web.days import instant_of
from workbench.web.db import get_session
from workbench.web.htmx import Also
from workbench.web.moment import now
from workbench.web.reasons import SaidReason, said_habits, said_reasons
from workbench.web.session import me
from workbench.web.words import say

AMOUNTS_BESIDE = (
    Also("call/_figures.html", "#cifras"),
    Also("call/_accounts.html", "#cuentas"),
    Also("call/_why.html", "#por-que"),
    Also("call/_timeline.html", "#historia"),
)
"""Where amounts stand beside the debts: what changes once they are shown, and once they are not."""
IDENTITY_BESIDE = (
    Also("call/_guide.html", "#guion"),
    Also("call/_accounts.html", "#cuentas"),
    Also("call/_why.html", "#por-que"),
    Also(DEBTS, "#deuda"),
    Also("call/_timeline.html", "#historia"),
)
EFFECT_BESIDE = (Also("call/_effect.html", "#efecto"),)
"""What saving will bring follows the day that is typed, as the script does."""
AMOUNT_BESIDE = (Also("call/_amount.html", "#cuanto"),)
"""The amount of a promise that was chosen before the identity was confirmed: it is proposed then."""
SCRIPT_BESIDE = (Also("call/_script.html", "#guion"),)
GUIDE_BESIDE = (Also("call/_guide.html", "#guion"),)
"""What changes with the head when a call starts, is identified or ends. The outcome keeps what was typed in it."""
TIMELINE_FILTERS = {
    "": N_("Historia"),
    "llamadas": N_("Llamadas"),
    "mensajes": N_("Mensajes"),
    "dinero": N_("Dinero"),
}
TIMELINE_KINDS = {
    "llamadas": TimelineKind.CALLS,
    "mensajes": TimelineKind.MESSAGES,
    "dinero": TimelineKind.MONEY,
}
TABS = ("facturas", "promesas", "pagos")
REASONS_SHOWN = 2


def head(account_id: int) -> Head:
    """The formats of an account's portfolio. Raises `NotVisible` where it is not there for the person."""
    file = call_file(get_session(), me(), account_id=account_id, now=now())
    return _head(file)


def page(  # noqa: PLR0913 - each kind of refusal adds to the page
    account_id: int,
    *,
    form: ResultForm | None = None,
    refusal: ContactBlocked | ReasonNeeded | None = None,
    start_error: str | None = None,
    identity_error: str | None = None,
    wants_identity: bool = False,
    is_fresh: bool = False,
    chosen: str | None = None,
) -> dict[str, Any]:  # Any: what templates are given
    """Everything the call shows.

    Args:
        account_id: Within the person's scope, else `NotVisible`.
        form: The outcome as it was filled in, to be mended.
        refusal: Why an attempt was not started.
        start_error: Why a call was not started, in words.
        identity_error: Why the identity was not confirmed.
        wants_identity: The script opens at the identity.
        is_fresh: The account came with a save: what the address asked for belonged to the one before.
        chosen: The outcome that stands in the form of the page, where only other regions are drawn.

    """
    session, asked = get_session(), _asked(is_fresh=is_fresh, chosen=chosen)
    file = call_file(session, me(), account_id=account_id, now=now())
    account = account_for(session, me(), account_id)
    verdict = refusal.verdict if refusal else may_reach(session, account, channel=Channel.CALL, at=now())
    call = _call(session, file, account)
    draft = draft_of(session, me(), account_id=file.account.id)
    filled = form or _typed(file) or _drafted(file, draft, asked)
    group = outcome_facts.group_of(asked, filled)
    shown = amounts.shown(file, is_identified=call["identified"], group=group, now=now())
    outcome = outcome_facts.outcome(session, file, asked, form=filled, head=_head(file), tells_debt=shown.may_tell)
    so_far = _so_far(call, outcome, tells_debt=shown.may_tell, wants_identity=wants_identity, asked=asked)
    so_far = replace(so_far, brings_promise=so_far.brings_promise and not is_fresh)  # fresh: it begins at its step
    return {
        "file": file,
        "verdict": verdict,
        "refusal": refusal,
        "is_blocked": verdict.is_blocked and call["attempt"] is None,
        "identity_data": identity_data(account_id, file),
        "start_error": start_error,
        "identity_error": identity_error,
        "draft_at": draft.kept_at if draft else None,
        "effects": _effects(session, file, account, outcome, call["attempt"]),
        **_column(session, file, asked, shown=shown, rests=call["rest"] is not None),
        **call,
        **outcome,
        "hour_picks": _hour_picks(outcome, call["hours"]),
        **script_facts.script(session, file, asked, call=so_far),
        **words.as_globals(),
    }


def _asked(*, is_fresh: bool, chosen: str | None) -> Mapping[str, str]:
    """What the address asks for; of a page whose form stays only the outcome that is chosen in it."""
    if chosen:
        return {"codigo": chosen, "paso": ""}
    return {} if is_fresh else request.values


def _so_far(
    call: Mapping[str, Any],
    outcome: Mapping[str, Any],
    *,
    asked: Mapping[str, str],
    tells_debt: bool,
    wants_identity: bool,
) -> script_facts.CallSoFar:  # Any: see `page`
    """What the script needs to know of the call."""
    is_unasked = call["is_inbound"] and not call["identified"] and "paso" not in asked
    return script_facts.CallSoFar(
        form=outcome["form"],
        group=outcome["group"],
        brings_promise=outcome["brings_promise"],
        is_identified=call["identified"],
        wants_identity=wants_identity or is_unasked,
        tells_debt=tells_debt,
    )


def _column(
    session: Session, file: CallFile, asked: Mapping[str, str], *, shown: amounts.ShownAmounts, rests: bool
) -> dict[str, Any]:  # Any: what templates are given
    """The column of debts and history, with the amounts that may be shown."""
    filtered = asked.get("filtro", "")
    return {
        "tab": asked.get("pestana") if asked.get("pestana") in TABS else TABS[0],
        "accounts": accounts.accounts(file, shows_amounts=shown.shows_amounts),
        "timeline": _timeline(session, file, asked.get("antes"), filtered),
        "filtered": filtered if filtered in TIMELINE_FILTERS else "",
        "timeline_filters": TIMELINE_FILTERS,
        "why": [] if rests else _why(file, hides_amounts=not shown.shows_amounts),
        **shown.as_context(file),
    }


def _effects(
    session: Session, file: CallFile, account: Account, outcome: Mapping[str, Any], call: Interaction | None
) -> list[str]:  # Any: see `page`
    """What saving the form as it stands would bring; nothing while no result is chosen."""
    if outcome["chosen"] is None:
        return []
    filled = outcome["form"].filled_in(file.portfolio.timezone)
    found = foresee(session, account, outcome=outcome["chosen"], form=filled, call=call, now=now())
    return effects.effect_lines(found, file.portfolio)


def _typed(file: CallFile) -> ResultForm | None:
    """The outcome as it stands in the form that is being filled in, where the address brings its fields."""
    return ResultForm.typed(request.args, _head(file)) if "code" in request.args else None


def _drafted(file: CallFile, draft: CallDraft | None, asked: Mapping[str, str]) -> ResultForm | None:
    """The person's draft; None where the address asks for another type or result than the draft has."""
    if (
        draft is None
        or "grupo" in asked
        or asked.get("codigo", draft.fields.get("code", "")) != draft.fields.get("code", "")
    ):
        return None
    return ResultForm.drafted({**draft.fields, "once": draft.once}, _head(file))


def _timeline(session: Session, file: CallFile, before: str | None, filtered: str) -> TimelinePage:
    instant, kind = instant_of(before), TIMELINE_KINDS.get(filtered)
    if instant is None and kind is None:
        return file.timeline
    return timeline(session, me(), customer_id=file.customer.id, before=instant, kind=kind)


def _hour_picks(outcome: Mapping[str, Any], hours: CustomerHours) -> list[tuple[str, str]]:  # Any: see `page`
    best = hours.customer.begins if hours.customer is not None else None
    return picks.hour_picks(outcome["callback_day"], best_hour=best, now=now())


def _call(session: Session, file: CallFile, account: Account) -> dict[str, Any]:  # Any: what templates are given
    """The call that is on, if there is one, and what stands against starting one."""
    attempt = session.get(Interaction, file.attempt.id) if file.attempt else None
    is_inbound = attempt is not None and attempt.direction is Direction.INBOUND
    return {
        **_of_queue(file, attempt=attempt),
        "attempt": attempt,
        "is_inbound": is_inbound,
        "identified": attempt is not None and is_identified(attempt),
        "identity": ((attempt.attributes or {}).get("identity") if attempt else None) or [],
        "resting": may_respond(session, account, at=now()).blocks if is_inbound else (),
        "phones": [point for point in file.points if point.kind is PointKind.PHONE],
        "is_old_data": is_old(file.portfolio, today=file.account.today),
        "hours": hours_of_customer(session, customer_id=file.customer.id, portfolio_id=file.portfolio.id, now=now()),
    }


def _of_queue(file: CallFile, *, attempt: Interaction | None) -> dict[str, Any]:  # Any: what templates are given
    """What the day's queue knows of the account: why it is called, why it rests, who has it."""
    rest = _rest(file) if attempt is None else None
    return {
        "rest": rest,
        "colleague": _colleague(file),
    }


def identity_data(account_id: int, file: CallFile | None = None) -> dict[IdentityDatum, str]:
    """The data of the holder that can be confirmed, with the value expected; only those that are known."""
    file = file or call_file(get_session(), me(), account_id=account_id, now=now())
    known = {
        IdentityDatum.NAME: file.customer.name,
        IdentityDatum.DOCUMENT: file.customer.document,
        IdentityDatum.PLACE: file.customer.city,
        IdentityDatum.REFERENCE: file.customer.external_id,
    }
    return {datum: value for datum, value in known.items() if value}


def is_finished(item: ItemLine) -> bool:
    """Whether the day's item is no longer there to be taken."""
    return item.state in {WorkState.DONE, WorkState.SKIPPED, WorkState.GONE}


def is_old(portfolio: PortfolioHead, *, today: date) -> bool:
    """Whether payments are known up to a day before the portfolio's limit; the screen then says so before the call."""
    until = portfolio.payments_until
    return until is not None and (today - until).days > portfolio.data_age_limit_days


def taken_words(taken: ItemTaken) -> str:
    """Who has the customer, and since when."""
    return say(N_("%(name)s tiene a este cliente desde las %(since)s. Lo que escribió sigue aquí."), taken.values)


@dataclass(frozen=True)
class RestSaid:
    """Why the account is not worked today, in words, and the first local day on which it is; None: not known."""

    text: str
    until: date | None


def _rest(file: CallFile) -> RestSaid | None:
    """By the rule that builds the queue; calling is still possible."""
    today = file.account.today
    rest: Rest | None = rests_of(get_session(), [file.account.id], on=today, today=today)[file.account.id]
    if rest is None:
        return None
    until = day_of(rest.until, file.portfolio.timezone) if rest.until else None
    return RestSaid(say(rest.text, dict(rest.values)), until)


def _why(file: CallFile, *, hides_amounts: bool) -> list[SaidReason]:
    """The first reasons of the account's place in today's queue, and the customer's habits.

    None where another account has the place.
    """
    item, portfolio = file.item, file.portfolio
    if item is None or item.account_id != file.account.id or item.lane is Lane.RESTING:
        return []
    reasons = said_reasons(item, currency=portfolio.currency, locale=portfolio.locale, hides_amounts=hides_amounts)[
        :REASONS_SHOWN
    ]
    return reasons + said_habits(get_session(), account_id=item.account_id, on=file.account.today)


def _colleague(file: CallFile) -> ItemLine | None:
    """The item, where somebody else has it now."""
    item = file.item
    if item is None:
        return None
    claim = Claim(item.state, item.claimed_by, item.claimed_until)
    return item if is_taken(claim, by=me().id, now=now()) else None


def _head(file: CallFile) -> Head:
    return Head(file.portfolio.currency, file.portfolio.locale, file.portfolio.timezone, file.account.today)
