"""What an outcome will bring, said before it is saved: by the same functions that do it once it is."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from models import Account, ContactPoint, Interaction, Outcome, Portfolio
from models.enums import Channel, Direction, HoldKind, OutcomeGroup, PointState
from workbench.domain.calls.follow_up import again_today
from workbench.domain.calls.form import OutcomeForm
from workbench.domain.contact import (
    ALL_CHANNELS,
    ContactedPerson,
    ContactEvent,
    ContactHold,
    Preset,
    SpokenRule,
    counted_kind,
    hold_term,
    may_contact,
    people_of,
    point_reports,
    preset,
    rests_whole_customer,
    state_after,
)
from workbench.domain.queue import Rest, WhatIf, rest_after
from workbench.kernel.days import ONE_DAY, day_of, start_of_day
from workbench.kernel.states import STOPPED, HoldTerm


@dataclass(frozen=True)
class NumberFate:
    """What becomes of the number that was used. `others`: further customers who have it and lose it too."""

    state: PointState
    others: int = 0
    reports_missing: int = 0


@dataclass(frozen=True, kw_only=True)
class OutcomeEffect:
    """What saving an outcome will bring.

    Attributes:
        hold: The pause it places.
        number: What becomes of the number; None where it says nothing of it.
        opts_out: all, channel or number: what the person will not be contacted on any more.
        again_at: When the customer is called again today.
        callback_at: The hour that was agreed.
        rest: Why the account rests afterwards, by the rule that builds the queue.
        law_opens_at: When the contact law lets the next call be; None: now, or never by time alone.
        law: The rules that close it until then.
        first_call_at: From when both the law and the portfolio's settings let the customer be called; None: now, or no
            day is known.

    """

    hold: HoldTerm | None = None
    number: NumberFate | None = None
    opts_out: str | None = None
    again_at: datetime | None = None
    callback_at: datetime | None = None
    rest: Rest | None = None
    law_opens_at: datetime | None = None
    law: tuple[SpokenRule, ...] = ()
    first_call_at: datetime | None = None

    @property
    def next_call_at(self) -> datetime | None:
        """The hour that was agreed, or that comes later today, else `first_call_at`."""
        return self.callback_at or self.again_at or self.first_call_at


def foresee(  # noqa: PLR0913 - the facts of one outcome
    session: Session,
    account: Account,
    *,
    outcome: Outcome,
    form: OutcomeForm,
    call: Interaction | None,
    now: datetime,
) -> OutcomeEffect:
    """What an outcome with a form would bring if it were saved now.

    Args:
        session: To look.
        account: Whose.
        outcome: That is chosen.
        form: As far as it is filled in.
        call: The open call; None where none was started yet.
        now: Aware instant.

    """
    portfolio = session.get_one(Portfolio, account.portfolio_id)
    today = day_of(now, portfolio.timezone)
    term = hold_term(outcome, known_on=today)
    callback_at = form.callback_at if "callback" in outcome.requires else None
    person = _person_after(session, account, outcome=outcome, form=form, call=call, term=term, now=now)
    law = preset(portfolio.preset)
    rest = rest_after(
        session, account.id, _what_if(outcome, form, term=term, call=call, portfolio=portfolio), on=today, today=today
    )
    again_at = again_today(outcome, callback_at=callback_at, now=now, zone=portfolio.timezone)
    if again_at is not None and callback_at is None:
        then = may_contact(person, channel=Channel.CALL, at=again_at, preset=law, debt=account.id)
        again_at = None if then.is_blocked or rest is not None else again_at
    verdict = may_contact(person, channel=Channel.CALL, at=now, preset=law, debt=account.id)
    return OutcomeEffect(
        hold=term,
        number=_number_fate(session, outcome, form, call),
        opts_out=outcome.opts_out,
        again_at=again_at if callback_at is None else None,
        callback_at=callback_at,
        rest=rest,
        law_opens_at=verdict.next_allowed_at,
        law=verdict.blocks,
        first_call_at=_first_call(person, law, rest, debt=account.id, now=now),
    )


def _first_call(
    person: ContactedPerson, law: Preset, rest: Rest | None, *, debt: int, now: datetime
) -> datetime | None:
    """When the rest is over and the law lets the call be; None: now, or nobody knows."""
    if rest is not None and rest.until is None:
        return None
    earliest = rest.until if rest is not None and rest.until is not None else now
    verdict = may_contact(person, channel=Channel.CALL, at=earliest, preset=law, debt=debt)
    if verdict.is_blocked:
        return verdict.next_allowed_at
    return earliest if rest is not None else None


def _what_if(
    outcome: Outcome, form: OutcomeForm, *, term: HoldTerm | None, call: Interaction | None, portfolio: Portfolio
) -> WhatIf:
    is_promise = "promise" in outcome.requires and form.promise_due_on is not None
    return WhatIf(
        is_direct=outcome.group == OutcomeGroup.DIRECT,
        is_new_try=call is None,
        callback_at=form.callback_at if "callback" in outcome.requires else None,
        promise_due_on=form.promise_due_on if is_promise else None,
        promise_grace_days=portfolio.promise_grace_days,
        is_held=term is not None,
        held_until=term.until_on if term else None,
    )


def _person_after(  # noqa: PLR0913 - the facts of one outcome
    session: Session,
    account: Account,
    *,
    outcome: Outcome,
    form: OutcomeForm,
    call: Interaction | None,
    term: HoldTerm | None,
    now: datetime,
) -> ContactedPerson:
    """The customer as the gate will see them: the call told by its outcome, the hold and the opt-out in place."""
    person = people_of(session, [account.customer_id], at=now)[account.customer_id]
    channel, direction = (call.channel, call.direction) if call else (Channel.CALL, Direction.OUTBOUND)
    kind = counted_kind(outcome.event_kind, channel, direction, discussed_debt=form.discussed_debt)
    event = ContactEvent(call.at if call else now, channel, kind, direction, account.id)
    events = [one for one in person.events if call is None or (one.at, one.debt) != (call.at, account.id)]
    holds = person.holds if term is None else (*person.holds, _contact_hold(term, account, person))
    gone = {"all": ALL_CHANNELS, "channel": frozenset({channel})}.get(outcome.opts_out or "", frozenset())
    callbacks = (*person.callbacks, form.callback_at) if form.callback_at else person.callbacks
    return replace(
        person,
        events=(*events, event),
        holds=holds,
        callbacks=callbacks,
        opted_out=person.opted_out | gone,
        authorized=person.authorized - gone,
    )


def _contact_hold(term: HoldTerm, account: Account, person: ContactedPerson) -> ContactHold:
    ends = None if term.until_on is None else term.until_on + ONE_DAY
    until = None if ends is None else max(start_of_day(ends, zone) for zone in person.zones)
    return ContactHold(HoldKind(term.kind).value, until, None if rests_whole_customer(term.kind) else account.id)


def _number_fate(session: Session, outcome: Outcome, form: OutcomeForm, call: Interaction | None) -> NumberFate | None:
    point_id = form.contact_point_id or (call.contact_point_id if call else None)
    point = session.get(ContactPoint, point_id) if point_id is not None else None
    if point is None or outcome.point_state is None:
        return None
    points, reports = point_reports(session, point, outcome)
    after = state_after(point, outcome, reports=reports + 1)
    missing = max(outcome.point_state_after - reports - 1, 0)
    if after is point.state and not missing:
        return None
    others = len({one.customer_id for one in points} - {point.customer_id}) if after in STOPPED else 0
    return NumberFate(after, others, missing)
