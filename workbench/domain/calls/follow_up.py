"""What follows from an outcome: promise, hold, opt-out, state of the number, and what becomes of the work item.

What each key in `requires` brings is one table, `BRINGS`: a new key adds a row here and one in `requirements`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Consent, Interaction, Outcome, Portfolio, WorkItem
from models.enums import WorkState
from workbench.access.person import Person
from workbench.domain.calls.form import OutcomeForm
from workbench.domain.contact import apply_outcome, may_reach, place_hold
from workbench.domain.promises import take_promise
from workbench.domain.queue import Claim, finish_item, is_taken, new_callback_item, put_in_front, rests_of
from workbench.kernel.days import day_of


@dataclass(frozen=True)
class Recording:
    """An outcome that is being recorded: its interaction with id and outcome, and the form as filled in."""

    session: Session
    person: Person
    interaction: Interaction
    form: OutcomeForm
    now: datetime


@dataclass(frozen=True)
class Consequences:
    """What an outcome brought; instants and days as ISO text. `points_changed` counts rows of contact points."""

    promise_id: int | None
    hold: str | None
    hold_until: str | None
    points_changed: int
    item_id: int | None
    again_at: str | None


def follow_up(  # noqa: PLR0913 - the facts of one outcome
    session: Session,
    person: Person,
    interaction: Interaction,
    *,
    outcome: Outcome,
    form: OutcomeForm,
    now: datetime,
) -> Consequences:
    """Do all that an outcome brings, as the outcome tree says. The interaction has its id and its outcome.

    Raises:
        RuleBroken: The promise is refused, see `workbench.domain.promises.actions`.

    """
    made: dict[str, int] = {}
    for key in outcome.requires:
        made |= BRINGS[key](Recording(session, person, interaction, form, now))
    hold = place_hold(session, interaction, outcome)
    change = apply_outcome(session, interaction, outcome, now=now)
    _opt_out(session, interaction, outcome, now=now)
    session.flush()  # the gate, asked about another try today, must see all of it
    item, again_at = _work(session, person, interaction, outcome=outcome, now=now)
    return Consequences(
        promise_id=made.get("promise_id"),
        hold=hold.kind.value if hold else None,
        hold_until=hold.until_on.isoformat() if hold and hold.until_on else None,
        points_changed=change.points if change else 0,
        item_id=item.id if item else None,
        again_at=again_at.isoformat() if again_at else None,
    )


def again_today(outcome: Outcome, *, callback_at: datetime | None, now: datetime, zone: str) -> datetime | None:
    """When the same customer is due again today: at the hour they asked for, or after the minutes of the outcome.

    None where it is another day, or never. Whether the law and the portfolio's settings let a second try be is asked
    apart.
    """
    at = callback_at
    if at is None and outcome.follow_minutes is not None:
        at = now + timedelta(minutes=outcome.follow_minutes)
    return at if at is not None and day_of(at, zone) == day_of(now, zone) else None


def _promise(at: Recording) -> Mapping[str, int]:
    if at.form.promise_amount is None or at.form.promise_due_on is None:
        raise ValueError("the form was checked: a promise has its amount and day")
    promise = take_promise(
        at.session,
        at.interaction,
        amount=at.form.promise_amount,
        due_on=at.form.promise_due_on,
        channel=at.form.promise_channel,
        made_by=at.person.id,
        now=at.now,
    )
    return {"promise_id": promise.id}


def _callback(at: Recording) -> Mapping[str, int]:
    at.interaction.callback_at = at.form.callback_at
    at.interaction.discussed_debt = at.form.discussed_debt
    return {}


def _claimed_payment(at: Recording) -> Mapping[str, int]:
    at.interaction.claimed_amount, at.interaction.claimed_on = at.form.claimed_amount, at.form.claimed_on
    if at.form.claimed_reference:
        kept = at.interaction.attributes or {}
        at.interaction.attributes = {**kept, "claimed_reference": at.form.claimed_reference}
    return {}


BRINGS: Mapping[str, Callable[[Recording], Mapping[str, int]]] = {
    "promise": _promise,
    "callback": _callback,
    "claimed_payment": _claimed_payment,
}
"""By key of `requires`: writes what it brings, and tells ids of the rows it made, by names of `Consequences`."""


def _opt_out(session: Session, interaction: Interaction, outcome: Outcome, *, now: datetime) -> None:
    """Asked not to be contacted: on every channel, or on the one that was used. A number alone is a contact point's."""
    if outcome.opts_out not in {"all", "channel"}:
        return
    session.add(
        Consent(
            customer_id=interaction.customer_id,
            channel=interaction.channel if outcome.opts_out == "channel" else None,
            granted=False,
            known_at=now,
            source=outcome.code,
            interaction_id=interaction.id,
        )
    )


def _work(
    session: Session, person: Person, interaction: Interaction, *, outcome: Outcome, now: datetime
) -> tuple[WorkItem | None, datetime | None]:
    zone = session.get_one(Portfolio, interaction.portfolio_id).timezone
    again_at = again_today(outcome, callback_at=interaction.callback_at, now=now, zone=zone)
    asked_for = interaction.callback_at is not None
    if again_at is not None and not asked_for and not _is_worked(session, interaction, at=again_at, zone=zone):
        again_at = None
    item = _item(session, person, interaction, zone=zone, now=now)
    if item is None and again_at is not None and asked_for:
        item = _new_callback(session, interaction, at=again_at, zone=zone, now=now)
    if item is not None:
        if again_at is not None and asked_for:
            put_in_front(item, at=again_at)
        else:
            finish_item(item, now=now, again_at=again_at)
    return item, again_at


def _is_worked(session: Session, interaction: Interaction, *, at: datetime, zone: str) -> bool:
    """Whether a further try on the same day is allowed by the law and by the portfolio's tries a day."""
    account, today = session.get_one(Account, interaction.account_id), day_of(at, zone)
    if may_reach(session, account, channel=interaction.channel, at=at).is_blocked:
        return False
    return rests_of(session, [account.id], on=today, today=today)[account.id] is None


def _item(session: Session, person: Person, interaction: Interaction, *, zone: str, now: datetime) -> WorkItem | None:
    """The customer's item of today, unless a colleague is working it: then it is theirs to finish."""
    item = session.scalar(
        sa.select(WorkItem)
        .where(WorkItem.customer_id == interaction.customer_id, WorkItem.queue_on == day_of(now, zone))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if item is None or item.state is WorkState.GONE:
        return None
    return None if is_taken(Claim.of(item), by=person.id, now=now) else item


def _new_callback(
    session: Session, interaction: Interaction, *, at: datetime, zone: str, now: datetime
) -> WorkItem | None:
    taken = sa.select(WorkItem.id).where(
        WorkItem.customer_id == interaction.customer_id, WorkItem.queue_on == day_of(now, zone)
    )
    if session.scalar(taken) is not None:
        return None
    item = new_callback_item(session.get_one(Account, interaction.account_id), at=at, today=day_of(now, zone))
    session.add(item)
    session.flush()  # the answer names it
    return item
