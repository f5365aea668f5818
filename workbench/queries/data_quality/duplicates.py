"""Pairs of customers that may be one, and merged ones: only where the person sees an account of each."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from models import Account, ContactPoint, Customer, CustomerMerge, DuplicatePair, Interaction, Portfolio, User
from models.bulk import is_among
from models.enums import PairState, PointKind, PointState
from workbench.access.person import Person
from workbench.kernel.errors import NotVisible
from workbench.kernel.states import by_use
from workbench.queries.scope import accounts_of, customers_of

PAGE = 50
UNDECIDED = (PairState.OPEN, PairState.UNSURE)

_First, _Second = aliased(Customer, name="first"), aliased(Customer, name="second")


@dataclass(frozen=True)
class PairLine:
    """A pair in a list. `evidence` is as it was found."""

    id: int
    first: str
    second: str
    score: float
    evidence: list[Any]
    state: PairState
    decided_at: datetime | None


@dataclass(frozen=True)
class SideAccount:
    """An account of one of two customers. Amounts are minor units."""

    id: int
    portfolio: str
    currency: str
    locale: str
    open_amount: int
    overdue_amount: int
    collector_id: int | None
    collector: str | None


@dataclass(frozen=True)
class SidePoint:
    """A contact point of one of two customers."""

    kind: PointKind
    value: str
    state: PointState


@dataclass(frozen=True)
class Side:
    """One of two customers, with what a person needs to decide."""

    customer: Customer
    accounts: Sequence[SideAccount]
    points: Sequence[SidePoint]
    interactions: int
    was: Sequence[str] = field(default=())
    """External ids of customers that were merged into it."""


@dataclass(frozen=True)
class MergeLine:
    """A merge that stands."""

    id: int
    kept: str
    kept_external_id: str
    merged: str
    merged_external_id: str
    at: datetime
    by: str | None


def pair_count(session: Session, person: Person) -> int:
    """How many pairs wait for a decision."""
    counted = _pairs(person, sa.func.count()).where(DuplicatePair.state.in_(UNDECIDED))
    return session.scalar(counted) or 0


def pairs_seen(
    session: Session, person: Person, states: Collection[PairState] = UNDECIDED, *, page: int = 1, limit: int = PAGE
) -> tuple[list[PairLine], int]:
    """One page of pairs, the likeliest first and those one was unsure of last; and how many pages there are."""
    within = DuplicatePair.state.in_(states)
    total = session.scalar(_pairs(person, sa.func.count()).where(within)) or 0
    columns = (
        DuplicatePair.id,
        _First.name,
        _Second.name,
        DuplicatePair.score,
        DuplicatePair.evidence,
        DuplicatePair.state,
        DuplicatePair.decided_at,
    )
    rows = session.execute(
        _pairs(person, *columns).where(within).order_by(*_order()).limit(limit).offset((max(page, 1) - 1) * limit)
    )
    return [PairLine(*row) for row in rows], -(-total // limit)


def pair_for(session: Session, person: Person, pair_id: int) -> DuplicatePair:
    """The pair, if the person sees an account of each of the two.

    Raises:
        NotVisible: It is out of scope or does not exist.

    """
    found: DuplicatePair | None = session.scalar(_seen(person, DuplicatePair).where(DuplicatePair.id == pair_id))
    if found is None:
        raise NotVisible("duplicate_pair")
    return found


def place_of_pair(session: Session, person: Person, pair_id: int) -> tuple[int | None, int, int | None, int]:
    """Of the undecided pairs: the one before, the place from 1, the one after, and how many there are."""
    ids = list(
        session.scalars(_pairs(person, DuplicatePair.id).where(DuplicatePair.state.in_(UNDECIDED)).order_by(*_order()))
    )
    if pair_id not in ids:
        return None, 0, ids[0] if ids else None, len(ids)
    place = ids.index(pair_id)
    return (
        ids[place - 1] if place else None,
        place + 1,
        ids[place + 1] if place + 1 < len(ids) else None,
        len(ids),
    )


def sides(session: Session, person: Person, customer_ids: Sequence[int]) -> list[Side]:
    """Customers side by side, with the accounts that the person sees. Five queries."""
    among = is_among(session.connection(), Customer.id, customer_ids)
    customers = {row.id: row for row in session.scalars(sa.select(Customer).where(among))}
    accounts, points = _accounts(session, person, customer_ids), _points(session, customer_ids)
    counts = dict(
        session.execute(
            sa.select(Interaction.customer_id, sa.func.count())
            .where(is_among(session.connection(), Interaction.customer_id, customer_ids))
            .group_by(Interaction.customer_id)
        ).all()
    )
    was = defaultdict(list)
    merged = sa.select(Customer.merged_into_id, Customer.external_id).where(
        is_among(session.connection(), Customer.merged_into_id, customer_ids)
    )
    for into, external_id in session.execute(merged.order_by(Customer.id)):
        was[into].append(external_id)
    return [
        Side(customers[one], accounts[one], points[one], counts.get(one, 0), was[one])
        for one in customer_ids
        if one in customers
    ]


def merges_seen(session: Session, person: Person, *, page: int = 1) -> tuple[list[MergeLine], int]:
    """One page of the merges that stand, the latest first; and how many pages there are."""
    kept, merged = aliased(Customer), aliased(Customer)
    within = (CustomerMerge.undone_at.is_(None), _stands_within(person))
    total = session.scalar(sa.select(sa.func.count()).select_from(CustomerMerge).where(*within)) or 0
    rows = session.execute(
        sa.select(
            CustomerMerge.id,
            kept.name,
            kept.external_id,
            merged.name,
            merged.external_id,
            CustomerMerge.at,
            User.name,
        )
        .join(kept, kept.id == CustomerMerge.kept_id)
        .join(merged, merged.id == CustomerMerge.merged_id)
        .outerjoin(User, User.id == CustomerMerge.by)
        .where(*within)
        .order_by(CustomerMerge.id.desc())
        .limit(PAGE)
        .offset((max(page, 1) - 1) * PAGE)
    )
    return [MergeLine(*row) for row in rows], -(-total // PAGE)


def merge_for(session: Session, person: Person, merge_id: int) -> CustomerMerge:
    """A merge, if the person sees an account of the customer that it came to.

    Raises:
        NotVisible: It is out of scope or does not exist.

    """
    found = session.scalar(sa.select(CustomerMerge).where(CustomerMerge.id == merge_id, _stands_within(person)))
    if found is None:
        raise NotVisible("customer_merge")
    return found


def _stands_within(person: Person) -> sa.ColumnElement[bool]:
    """Condition on `CustomerMerge`: the kept customer, or who stands for it by now, has an account in scope."""
    seen = sa.select(Account.customer_id).where(accounts_of(person))
    into = sa.select(Customer.id).where(sa.or_(Customer.id.in_(seen), Customer.merged_into_id.in_(seen)))
    return CustomerMerge.kept_id.in_(into)


def _seen(person: Person, *columns: Any) -> sa.Select[*tuple[Any, ...]]:  # Any: columns of every type
    seen = sa.select(Customer.id).where(customers_of(person))
    return sa.select(*columns).where(DuplicatePair.first_id.in_(seen), DuplicatePair.second_id.in_(seen))


def _pairs(person: Person, *columns: Any) -> sa.Select[*tuple[Any, ...]]:  # Any: columns of every type
    return (
        _seen(person, *columns)
        .select_from(DuplicatePair)
        .join(_First, _First.id == DuplicatePair.first_id)
        .join(_Second, _Second.id == DuplicatePair.second_id)
    )


def _order() -> tuple[sa.SQLColumnExpression[Any], ...]:  # Any: columns of every type
    return DuplicatePair.state == PairState.UNSURE, DuplicatePair.score.desc(), DuplicatePair.id


def _accounts(session: Session, person: Person, customer_ids: Collection[int]) -> dict[int, list[SideAccount]]:
    rows = session.execute(
        sa.select(
            Account.customer_id,
            Account.id,
            Portfolio.name,
            Portfolio.currency,
            Portfolio.locale,
            Account.open_amount,
            Account.overdue_amount,
            Account.collector_id,
            User.name,
        )
        .join(Portfolio, Portfolio.id == Account.portfolio_id)
        .outerjoin(User, User.id == Account.collector_id)
        .where(is_among(session.connection(), Account.customer_id, customer_ids), accounts_of(person))
        .order_by(Account.overdue_amount.desc(), Account.id)
    )
    found: dict[int, list[SideAccount]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(SideAccount(*row[1:]))
    return found


def _points(session: Session, customer_ids: Collection[int]) -> dict[int, list[SidePoint]]:
    rows = session.execute(
        sa.select(ContactPoint.customer_id, ContactPoint.kind, ContactPoint.value, ContactPoint.state)
        .where(is_among(session.connection(), ContactPoint.customer_id, customer_ids))
        .order_by(*by_use())
    )
    found: dict[int, list[SidePoint]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(SidePoint(*row[1:]))
    return found
