"""The next best account in full: what a collector reads before calling."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import ContactPoint, Promise, WorkItem
from models.enums import PointKind, PointState, PromiseState
from workbench.access.person import Person
from workbench.kernel.errors import NotVisible
from workbench.kernel.states import by_use, in_use_condition
from workbench.queries.queue_rows import QueueRow, last_contacts, queue_row, rows_statement
from workbench.queries.scope import work_items_of


@dataclass(frozen=True)
class NumberToDial:
    """The number to call: verified before unverified, then in the sender's order."""

    id: int
    value: str
    state: PointState


@dataclass(frozen=True)
class LastPromiseLine:
    """The last promise over the customer's accounts that this item is about."""

    amount: int
    due_on: date
    state: PromiseState


@dataclass(frozen=True)
class NextCard:
    """What the list has no room for. None where there is none."""

    number: NumberToDial | None
    promise: LastPromiseLine | None


def next_card(session: Session, person: Person, item_id: int) -> QueueRow:
    """One item of a queue, as its list shows it.

    Raises:
        NotVisible: The item is not there for this person.

    """
    found = session.execute(rows_statement().where(WorkItem.id == item_id, work_items_of(person))).one_or_none()
    if found is None:
        raise NotVisible("work_item")
    return queue_row(found, last_contacts(session, [found[5]]))


def card_of(session: Session, row: QueueRow) -> NextCard:
    """The number to dial and the last promise of an item. Two queries."""
    return NextCard(number=_number(session, row.customer_id), promise=_promise(session, row.account_id))


def _number(session: Session, customer_id: int) -> NumberToDial | None:
    best = session.execute(
        sa.select(ContactPoint.id, ContactPoint.value, ContactPoint.state)
        .where(
            ContactPoint.customer_id == customer_id,
            ContactPoint.kind == PointKind.PHONE,
            in_use_condition(),
        )
        .order_by(*by_use())
        .limit(1)
    ).one_or_none()
    return None if best is None else NumberToDial(*best)


def _promise(session: Session, account_id: int) -> LastPromiseLine | None:
    last = session.execute(
        sa.select(Promise.amount, Promise.due_on, Promise.state)
        .where(Promise.account_id == account_id)
        .order_by(Promise.made_at.desc(), Promise.id.desc())
        .limit(1)
    ).one_or_none()
    return None if last is None else LastPromiseLine(*last)
