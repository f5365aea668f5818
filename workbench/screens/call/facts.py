"""What the call's templates are given. One function makes the whole context, so that every region agrees."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request
from sqlalchemy.orm import Session

from models import Account, Interaction
from models.enums import Channel, Direction, Lane, PointKind, WorkState
from workbench.domain.calls import ContactBlocked, IdentityDatum, ReasonNeeded, is_identified
from workbench.domain.contact import may_reach, may_respond
from workbench.domain.queue import Claim, CustomerHours, ItemTaken, Rest, hours_of_customer, is_taken, rests_of
from workbench.kernel.days import day_of
from workbench.kernel.text import N_
from workbench.queries.call import call_file
from workbench.queries.call_rows import CallFile, ItemLine, PortfolioHead, TimelinePage
from workbench.queries.scope import account_for
from workbench.queries.timeline import timeline
from workbench.screens.call import outcome_facts, picks, script_facts
from workbench.screens.call.forms import Head, ResultForm
from workbench.web import customer_words as words
from workbench.web.days import instant_of
from workbench.web.db import get_session
from workbench.web.htmx import Also
from workbench.web.moment import now
from workbench.web.reasons import SaidReason, said_habits, said_reasons
from workbench.web.session import me
from workbench.web.words import say

SCRIPT_BESIDE = (Also("call/_script.html", "#guion"),)
GUIDE_BESIDE = (Also("call/_guide.html", "#guion"),)
"""What changes with the head when a call starts, is identified or ends. The outcome keeps what was typed in it."""
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

    """
    session, asked = get_session(), {} if is_fresh else request.values
    file = call_file(session, me(), account_id=account_id, now=now())
    account = account_for(session, me(), account_id)
    verdict = refusal.verdict if refusal else may_reach(session, account, channel=Channel.CALL, at=now())
    call = _call(session, file, account)
    outcome = outcome_facts.outcome(session, file, asked, form=form or _typed(file), head=_head(file))
    opens_identity = wants_identity or (call["is_inbound"] and not call["identified"] and "paso" not in asked)
    so_far = script_facts.CallSoFar(
        form=outcome["form"],
        group=outcome["group"],
        brings_promise=outcome["brings_promise"],
        is_identified=call["identified"],
        wants_identity=opens_identity,
    )
    return {
        "file": file,
        "verdict": verdict,
        "refusal": refusal,
        "is_blocked": verdict.is_blocked and call["attempt"] is None,
        "identity_data": identity_data(account_id, file),
        "start_error": start_error,
        "identity_error": identity_error,
        "tab": asked.get("pestana") if asked.get("pestana") in TABS else TABS[0],
        "timeline": _timeline(session, file, asked.get("antes")),
        **call,
        **outcome,
        "hour_picks": _hour_picks(outcome, call["hours"]),
        **script_facts.script(session, file, asked, call=so_far),
        **words.as_globals(),
    }


def _typed(file: CallFile) -> ResultForm | None:
    """The outcome as it stands in the form that is being filled in, where the address brings its fields."""
    return ResultForm.typed(request.args, _head(file)) if "code" in request.args else None


def _timeline(session: Session, file: CallFile, before: str | None) -> TimelinePage:
    instant = instant_of(before)
    return timeline(session, me(), customer_id=file.customer.id, before=instant) if instant else file.timeline


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
        "why": [] if rest else _why(file),
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


def _why(file: CallFile) -> list[SaidReason]:
    """The first reasons of the account's place in today's queue, and the customer's habits.

    None where another account has the place.
    """
    item, portfolio = file.item, file.portfolio
    if item is None or item.account_id != file.account.id or item.lane is Lane.RESTING:
        return []
    reasons = said_reasons(item, currency=portfolio.currency, locale=portfolio.locale)[:REASONS_SHOWN]
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
