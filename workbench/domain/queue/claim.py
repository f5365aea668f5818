"""Working the queue: taking the next account, taking a certain one, giving it back. Skipping is in `skip`.

Two people never get the same customer. The one path for both databases: choose a row and lock it, skipping what is
locked, inside a write transaction. On SQLite that transaction began IMMEDIATE, so nobody else chooses meanwhile; on
PostgreSQL the row lock keeps the others off. docs/ranking.md has the order of work.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Customer, Interaction, Portfolio, User, WorkItem
from models.bulk import bulk_update
from models.enums import Channel, WorkState
from workbench.access.person import Person
from workbench.domain.contact import Verdict, may_reach
from workbench.domain.queue.candidates import first_free, open_candidates, queues_of, waiting_candidates
from workbench.kernel.days import day_of
from workbench.kernel.errors import NotVisible, RuleBroken
from workbench.kernel.states import is_claim_live, live_claim_condition, open_attempt_condition
from workbench.kernel.text import N_
from workbench.queries.queue import chip_of_queue
from workbench.queries.queue_rows import Chip
from workbench.queries.scope import work_items_of

CLAIM_FOR = timedelta(minutes=10)
"""How long an item stays with who took it. The page of an open call renews it; an item left alone returns by itself."""

LOOKS = (20, 1_000)
"""Of each queue "next" asks the gate about a few items; where none of them may be called now, about many at once."""


class ItemTaken(RuleBroken):
    """A colleague has this customer. `values` has their `name` and `since`."""

    rule = "work.taken"

    def __init__(self, name: str, since: datetime) -> None:
        super().__init__(N_("%(name)s tiene a este cliente."), name=name, since=since)
        self.name = name
        self.since = since


class ItemFinished(RuleBroken):
    """The item is done, skipped or has left the queue."""

    rule = "work.finished"


class NotYourItem(RuleBroken):
    """Only who has claimed an item may give it back or finish it."""

    rule = "work.not_yours"


@dataclass(frozen=True)
class Claim:
    """Who has an item until when."""

    state: WorkState
    claimed_by: int | None
    claimed_until: datetime | None

    @classmethod
    def of(cls, item: WorkItem) -> "Claim":
        """The claim of a work item."""
        return cls(item.state, item.claimed_by, item.claimed_until)


def is_taken(claim: Claim, *, by: int, now: datetime) -> bool:
    """An item is taken when somebody else claimed it and their claim has not run out."""
    return claim.claimed_by != by and is_claim_live(claim.state, claim.claimed_until, now=now)


def claim_next(
    session: Session, person: Person, *, now: datetime, today: date, chip: Chip = Chip.ALL
) -> WorkItem | None:
    """The best item that may be called now and that nobody has, claimed for ten minutes; None where there is none.

    What the person already has comes first. Then comes `workbench.kernel.work_order`: what has its hour, whoever owns
    it, then their own queue, then the pools of their portfolios, each by rank. The contact gate is asked again at that
    moment, about many at once; what turns out closed for the whole day keeps its new opening.

    Args:
        session: A write session.
        person: Who asks.
        now: Aware instant.
        today: The company's local day: its queue is worked.
        chip: Only what this filter lists, and the agreed hours that have come.

    """
    held = _held(session, person, today=today, now=now)
    if held is not None:
        return held
    queues = queues_of(session, person)
    _return_expired(session, sa.or_(*queues), today=today, now=now)
    if chip is not Chip.ALL:
        within = chip_of_queue(session, person, chip, today=today, now=now)
        queues = [sa.and_(queue, within) for queue in queues]
    for look in LOOKS:
        candidates, is_all = waiting_candidates(session, queues, look=look, today=today, now=now)
        open_ids = open_candidates(session, candidates, today=today, now=now)
        item = first_free(session, open_ids, today=today, now=now)
        if item is not None or is_all:
            return _claim(item, person, now=now) if item is not None else None
    return None


def claim_item(session: Session, person: Person, *, item_id: int, now: datetime) -> WorkItem:
    """Take one item; taking one's own again renews it.

    Opening a customer is not contacting them: the gate is asked when an attempt starts.

    Raises:
        NotVisible: It is not within the person's scope.
        ItemTaken: A colleague has it.
        ItemFinished: It is done, skipped or gone.

    """
    item = locked_item(session, person, item_id)
    if is_taken(Claim.of(item), by=person.id, now=now):
        raise taken_by(session, item)
    if item.state not in {WorkState.WAITING, WorkState.CLAIMED}:
        raise ItemFinished(N_("Esta cuenta ya salió de la cola de hoy."))
    return _claim(item, person, now=now)


def claim_for_contact(session: Session, person: Person, *, customer_id: int, now: datetime) -> WorkItem | None:
    """Make sure that this person, and nobody else, has the customer while they are contacted.

    An attempt starts and an outcome is saved only after this. The customer's row is locked first, so that two people
    who ask at once are answered one after the other, also where the customer has no work item.

    Args:
        session: A write session; the lock lasts until its transaction ends.
        person: Who contacts. Whether they may see the customer is asked before.
        customer_id: Who is contacted.
        now: Aware instant.

    Returns:
        The customer's item of today, claimed for this person; None where the customer has none that can be worked.

    Raises:
        ItemTaken: A colleague has an item of the customer, of any day, or is in an attempt without an outcome.

    """
    session.execute(sa.select(Customer.id).where(Customer.id == customer_id).with_for_update(key_share=True))
    items = session.scalars(
        sa.select(WorkItem)
        .where(WorkItem.customer_id == customer_id, WorkItem.state.in_((WorkState.WAITING, WorkState.CLAIMED)))
        .order_by(WorkItem.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    for item in items:
        if is_taken(Claim.of(item), by=person.id, now=now):
            raise taken_by(session, item)
    _check_attempts(session, person, customer_id=customer_id, now=now)
    mine = next((item for item in items if item.queue_on == _day_of_item(session, item, now=now)), None)
    return _claim(mine, person, now=now) if mine is not None else None


def release_item(session: Session, person: Person, *, item_id: int) -> WorkItem:
    """Give an item back unfinished. Giving back what is not claimed changes nothing.

    Raises:
        NotVisible: It is not within the person's scope.
        NotYourItem: A colleague has it.

    """
    item = locked_item(session, person, item_id)
    if item.state is not WorkState.CLAIMED:
        return item
    _check_mine(item, person)
    back_to_waiting(item)
    return item


def give_back_all(session: Session, user_id: int) -> int:
    """What somebody who leaves has in hand waits again for whoever gets it. Returns how many items."""
    mine = sa.and_(WorkItem.claimed_by == user_id, WorkItem.state == WorkState.CLAIMED)
    items = session.scalars(sa.select(WorkItem).where(mine).order_by(WorkItem.id).with_for_update()).all()
    for item in items:
        back_to_waiting(item)
    session.flush()
    return len(items)


def item_in_hand(session: Session, person: Person, *, customer_id: int) -> WorkItem | None:
    """The item of this customer that the person has claimed; the latest day's."""
    return session.scalar(
        sa.select(WorkItem)
        .where(
            WorkItem.customer_id == customer_id,
            WorkItem.claimed_by == person.id,
            WorkItem.state == WorkState.CLAIMED,
        )
        .order_by(WorkItem.queue_on.desc())
        .limit(1)
    )


def finish_item(item: WorkItem, *, now: datetime, again_at: datetime | None = None) -> None:
    """An outcome was recorded: the item is done, or waits again where something is due later the same day.

    Args:
        item: Of the customer.
        now: Aware instant.
        again_at: When it is to be called again today.

    """
    if again_at is None:
        item.state, item.finished_at, item.claimed_until = WorkState.DONE, now, None
        return
    back_to_waiting(item)
    item.not_before, item.snoozed_at, item.rests_until, item.best_from = again_at, None, None, again_at


def _check_attempts(session: Session, person: Person, *, customer_id: int, now: datetime) -> None:
    """A colleague's open attempt keeps the customer theirs for as long as a claim would."""
    last_sign = sa.func.coalesce(Interaction.ended_at, Interaction.at)
    attempt = session.execute(
        sa.select(User.name, Interaction.at)
        .join(User, User.id == Interaction.collector_id)
        .where(
            Interaction.customer_id == customer_id,
            Interaction.collector_id != person.id,
            open_attempt_condition(now),
            last_sign > now - CLAIM_FOR,
        )
        .order_by(Interaction.at.desc(), Interaction.id.desc())
        .limit(1)
    ).one_or_none()
    if attempt is not None:
        raise ItemTaken(attempt.name, attempt.at)


def _day_of_item(session: Session, item: WorkItem, *, now: datetime) -> date:
    return day_of(now, session.get_one(Portfolio, item.portfolio_id).timezone)


def _held(session: Session, person: Person, *, today: date, now: datetime) -> WorkItem | None:
    held = session.scalar(
        sa.select(WorkItem)
        .where(
            WorkItem.queue_on == today,
            WorkItem.claimed_by == person.id,
            live_claim_condition(now),
        )
        .order_by(WorkItem.claimed_until.desc())
        .limit(1)
    )
    return _claim(held, person, now=now) if held else None


def _return_expired(session: Session, queues: sa.ColumnElement[bool], *, today: date, now: datetime) -> None:
    """What was claimed and left alone waits again; what a colleague is taking at this moment is left to them."""
    expired = session.scalars(
        sa.select(WorkItem.id)
        .where(
            WorkItem.queue_on == today,
            queues,
            WorkItem.state == WorkState.CLAIMED,
            sa.not_(live_claim_condition(now)),
        )
        .with_for_update(skip_locked=True)
    ).all()
    rows = [{"id": id_, "state": WorkState.WAITING, "claimed_by": None, "claimed_until": None} for id_ in expired]
    bulk_update(session.connection(), WorkItem, rows)


def call_verdict(session: Session, item: WorkItem, *, now: datetime) -> Verdict:
    """What the contact gate says of calling the item's customer at an instant."""
    return may_reach(session, session.get_one(Account, item.account_id), channel=Channel.CALL, at=now)


def _claim(item: WorkItem, person: Person, *, now: datetime) -> WorkItem:
    item.state, item.claimed_by, item.claimed_until = WorkState.CLAIMED, person.id, now + CLAIM_FOR
    return item


def back_to_waiting(item: WorkItem) -> None:
    """Nobody has it any more, and nothing has come of it."""
    item.state, item.claimed_by, item.claimed_until = WorkState.WAITING, None, None
    item.finished_at, item.why = None, None


def locked_item(session: Session, person: Person, item_id: int) -> WorkItem:
    """The item, locked for this transaction. Raises `NotVisible` where it is not within the person's scope."""
    item = session.scalar(
        sa.select(WorkItem)
        .where(WorkItem.id == item_id, work_items_of(person))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if item is None:
        raise NotVisible("work_item")
    return item


def _check_mine(item: WorkItem, person: Person) -> None:
    if item.claimed_by != person.id:
        raise NotYourItem(N_("Otra persona tiene a este cliente."))


def taken_by(session: Session, item: WorkItem) -> ItemTaken:
    """What is told to who wants an item that a colleague has."""
    holder = session.get(User, item.claimed_by)
    if item.claimed_until is None:
        raise ValueError("a claim has an end")
    return ItemTaken(holder.name if holder else "", item.claimed_until - CLAIM_FOR)
