"""Customers whose data a person may hand over or have erased, and the erasures that wait: only of what they see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from models import Account, Customer, Erasure, RetentionHold, ReviewRequest, User
from models.enums import ErasureState, RequestKind
from workbench.access.person import Person
from workbench.kernel.errors import NotVisible
from workbench.queries.scope import accounts_of, customers_of


@dataclass(frozen=True)
class ErasureLine:
    """An erasure that waits or was done, with who asked and who decided."""

    customer_id: int
    name: str
    state: ErasureState
    ground: str
    asked_at: datetime
    asked_by_id: int | None
    asked_by: str | None
    decided_at: datetime | None
    decided_by: str | None


@dataclass(frozen=True)
class KeepingOrder:
    """An order to keep a customer's data."""

    id: int
    why: str
    placed_at: datetime
    placed_by: str | None
    lifted_at: datetime | None


@dataclass(frozen=True)
class DataRequest:
    """A request for a copy or for erasure that waits for its answer."""

    id: int
    kind: RequestKind
    received_on: date
    due_on: date


def customer_for(session: Session, person: Person, customer_id: int) -> Customer:
    """The customer, if they exist for this person.

    Raises:
        NotVisible: They are out of scope or do not exist.

    """
    found = session.scalar(sa.select(Customer).where(Customer.id == customer_id, customers_of(person)))
    if found is None:
        raise NotVisible("customer")
    return found


def who_stands_for(session: Session, customer_id: int) -> int:
    """The customer into whom this one was merged; the same number for any other."""
    return session.scalar(sa.select(Customer.merged_into_id).where(Customer.id == customer_id)) or customer_id


def account_ids(session: Session, person: Person, customer_id: int) -> list[int]:
    """The customer's accounts that this person sees."""
    wanted = sa.select(Account.id).where(Account.customer_id == customer_id, accounts_of(person)).order_by(Account.id)
    return list(session.scalars(wanted))


def last_erasure(session: Session, customer_id: int) -> ErasureLine | None:
    """The latest erasure of a customer that was not withdrawn."""
    rows = _erasures(session, Erasure.customer_id.in_(_people(customer_id)), Erasure.state != ErasureState.WITHDRAWN)
    return rows[0] if rows else None


def waiting_erasures(session: Session, person: Person) -> list[ErasureLine]:
    """The erasures of this person's customers that wait for the second person, the latest first."""
    return _erasures(session, Erasure.state == ErasureState.WAITING, customers_of(person))


def orders_of(session: Session, customer_id: int) -> list[KeepingOrder]:
    """The orders to keep a customer's data, those in force first."""
    rows = session.execute(
        sa.select(RetentionHold.id, RetentionHold.why, RetentionHold.placed_at, User.name, RetentionHold.lifted_at)
        .outerjoin(User, User.id == RetentionHold.placed_by)
        .where(RetentionHold.customer_id.in_(_people(customer_id)))
        .order_by(RetentionHold.lifted_at.is_not(None), RetentionHold.id.desc())
    )
    return [KeepingOrder(*row) for row in rows]


def open_data_requests(session: Session, customer_id: int) -> list[DataRequest]:
    """What the customer asked about their data and waits for its answer, the first due first."""
    rows = session.execute(
        sa.select(ReviewRequest.id, ReviewRequest.kind, ReviewRequest.received_on, ReviewRequest.due_on)
        .where(
            ReviewRequest.customer_id == customer_id,
            ReviewRequest.kind.in_((RequestKind.COPY, RequestKind.ERASURE)),
            ReviewRequest.answered_at.is_(None),
        )
        .order_by(ReviewRequest.due_on, ReviewRequest.id)
    )
    return [DataRequest(*row) for row in rows]


def names_of(session: Session, person: Person, customer_ids: list[int]) -> Mapping[int, str]:
    """The names of customers that this person sees, by id."""
    wanted = sa.select(Customer.id, Customer.name).where(Customer.id.in_(customer_ids), customers_of(person))
    return dict(session.execute(wanted).all())


def _people(customer_id: int) -> sa.Select[int]:
    """The customer, and those who were merged into them."""
    return sa.select(Customer.id).where(sa.or_(Customer.id == customer_id, Customer.merged_into_id == customer_id))


def _erasures(session: Session, *where: sa.ColumnElement[bool]) -> list[ErasureLine]:
    asker, decider = aliased(User), aliased(User)
    rows = session.execute(
        sa.select(
            Erasure.customer_id, Customer.name, Erasure.state, Erasure.ground, Erasure.asked_at, Erasure.asked_by,
            asker.name, Erasure.decided_at, decider.name,
        )
        .join(Customer, Customer.id == Erasure.customer_id)
        .outerjoin(asker, asker.id == Erasure.asked_by)
        .outerjoin(decider, decider.id == Erasure.decided_by)
        .where(*where)
        .order_by(Erasure.id.desc())
    )  # fmt: skip
    return [ErasureLine(*row) for row in rows]
