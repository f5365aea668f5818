"""The next best account in full: what a collector reads before calling."""

from collections.abc import Sequence
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
    counted: int


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


def last_promises(session: Session, account_ids: Sequence[int]) -> dict[int, LastPromiseLine]:
    """The last promise of each of these accounts. One query; none where no account is asked about."""
    if not account_ids:
        return {}
    place = sa.func.row_number().over(
        partition_by=Promise.account_id, order_by=(Promise.made_at.desc(), Promise.id.desc())
    )
    made = (
        sa.select(
            Promise.account_id, Promise.amount, Promise.due_on, Promise.state, Promise.counted, place.label("place")
        )
        .where(Promise.account_id.in_(account_ids))
        .subquery()
    )
    rows = session.execute(sa.select(*made.c[:-1]).where(made.c.place == 1))
    return {account_id: LastPromiseLine(*told) for account_id, *told in rows}


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
        sa.select(Promise.amount, Promise.due_on, Promise.state, Promise.counted)
        .where(Promise.account_id == account_id)
        .order_by(Promise.made_at.desc(), Promise.id.desc())
        .limit(1)
    ).one_or_none()
    return None if last is None else LastPromiseLine(*last)
