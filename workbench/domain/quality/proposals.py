"""Pairs of customers that may be one person: proposed with their evidence, and what a person said of them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, ContactPoint, Customer, DuplicatePair
from models.bulk import bulk_insert, bulk_read, bulk_update, is_among
from models.enums import PairState, PointKind
from workbench.access.person import Person
from workbench.domain.quality.blocking import pairs_to_compare
from workbench.domain.quality.likeness import LEAST_SCORE, ComparedCustomer, Likeness, likeness_of
from workbench.domain.records import Actor, AuditEvent, record
from workbench.kernel.errors import RuleBroken
from workbench.kernel.text import N_

UNDECIDED = frozenset({PairState.OPEN, PairState.UNSURE})
_EVENTS = {
    PairState.DISTINCT: AuditEvent.CUSTOMERS_JUDGED_DISTINCT,
    PairState.UNSURE: AuditEvent.CUSTOMERS_JUDGED_UNSURE,
}


class PairDecided(RuleBroken):
    """Somebody has decided about the pair."""

    rule = "duplicates.decided"


def why_not_judged(state: PairState) -> str | None:
    """A pair is judged while nobody has decided about it. Why not, or None."""
    if state is PairState.MERGED:
        return N_("Ya las unieron. Para volver atrás, sepárelas.")
    return N_("Ya dijeron que son distintas.") if state is PairState.DISTINCT else None


def judge_pair(session: Session, person: Person, pair: DuplicatePair, *, state: PairState, now: datetime) -> None:
    """Say that two customers are different people, or that one is not sure.

    Args:
        session: A write session; the caller commits.
        person: Who says so.
        pair: Which two.
        state: `DISTINCT` or `UNSURE`; merging is `merge_customers`.
        now: Aware instant.

    Raises:
        PairDecided: It is decided.

    """
    refused = why_not_judged(pair.state)
    if refused is not None:
        raise PairDecided(refused)
    before = pair.state
    pair.state, pair.decided_at, pair.decided_by = state, now, person.id
    record(
        session,
        _EVENTS[state],
        actor=Actor(person.id, person.email),
        subject=("duplicate_pair", pair.id),
        now=now,
        before={"state": before.value},
        after={"state": state.value, "customers": [pair.first_id, pair.second_id]},
    )


def propose_duplicates(session: Session, found: Mapping[tuple[int, int], Likeness], *, now: datetime) -> int:
    """Write the pairs that look alike now; open ones that no longer do are taken back. Returns how many are new.

    What a person decided stays, whatever the evidence is now.

    Args:
        session: A write session; the caller commits.
        found: As `find_duplicates` gives it.
        now: Aware instant.

    """
    connection = session.connection()
    stored = {
        (row.first_id, row.second_id): row
        for row in connection.execute(
            sa.select(DuplicatePair.id, DuplicatePair.first_id, DuplicatePair.second_id, DuplicatePair.state)
        )
    }
    new = [pair for pair in found if pair not in stored]
    rows = [
        {"first_id": pair[0], "second_id": pair[1], "proposed_at": now, "decided_at": None, "decided_by": None}
        | _plain(found[pair])
        for pair in new
    ]
    bulk_insert(connection, DuplicatePair, rows)
    undecided = {pair: row.id for pair, row in stored.items() if row.state in UNDECIDED}
    bulk_update(
        connection,
        DuplicatePair,
        [{"id": row_id, **_plain(found[pair])} for pair, row_id in undecided.items() if pair in found],
    )
    gone = [row.id for pair, row in stored.items() if row.state is PairState.OPEN and pair not in found]
    connection.execute(sa.delete(DuplicatePair).where(is_among(connection, DuplicatePair.id, gone)))
    return len(new)


def find_duplicates(
    session: Session, *, progress: Callable[[int], None] = lambda _compared: None
) -> dict[tuple[int, int], Likeness]:
    """Compare all customers who have accounts, each with those that share a key. Only reads."""
    found = {}
    for compared, (one, other) in enumerate(pairs_to_compare(compared_customers(session)), start=1):
        likeness = likeness_of(one, other)
        if likeness.score >= LEAST_SCORE:
            found[one.id, other.id] = likeness
        if compared % 10_000 == 0:
            progress(compared)
    return found


def compared_customers(session: Session, customer_ids: Iterable[int] | None = None) -> list[ComparedCustomer]:
    """Customers as comparing sees them: those with these ids, or all with an account; merged and erased ones never."""
    connection = session.connection()
    chosen = (
        Customer.id.in_(sa.select(Account.customer_id))
        if customer_ids is None
        else is_among(connection, Customer.id, customer_ids)
    )
    columns = (Customer.id, Customer.name, Customer.document, Customer.kind, Customer.city)
    wanted = sa.select(*columns).where(chosen, Customer.merged_into_id.is_(None), Customer.erased_at.is_(None))
    wanted = wanted.order_by(Customer.id)
    rows: list[tuple[Any, ...]] = bulk_read(connection, wanted, tuple)  # Any: columns of every type
    points = _points(connection, [row[0] for row in rows])
    return [
        ComparedCustomer(
            id=row[0],
            name=row[1],
            document=row[2],
            kind=row[3],
            city=row[4],
            phones=frozenset(points[PointKind.PHONE].get(row[0], ())),
            emails=frozenset(points[PointKind.EMAIL].get(row[0], ())),
            addresses=frozenset(points[PointKind.ADDRESS].get(row[0], ())),
        )
        for row in rows
    ]


def _points(connection: sa.Connection, customer_ids: list[int]) -> Mapping[PointKind, Mapping[int, list[str]]]:
    """The values of contact points by kind and customer; a WhatsApp counts as the telephone it is."""
    columns = (ContactPoint.customer_id, ContactPoint.kind, ContactPoint.value)
    wanted = sa.select(*columns).where(is_among(connection, ContactPoint.customer_id, customer_ids))
    found: dict[PointKind, dict[int, list[str]]] = {kind: defaultdict(list) for kind in PointKind}
    rows: list[tuple[int, PointKind, str]] = bulk_read(connection, wanted, tuple)
    for customer_id, kind, value in rows:
        found[PointKind.PHONE if kind is PointKind.WHATSAPP else kind][customer_id].append(value)
    return found


def _plain(likeness: Likeness) -> dict[str, Any]:  # Any: columns of a pair
    evidence = [
        {"kind": piece.kind.value, "speaks_for": piece.speaks_for, "share": piece.share} for piece in likeness.evidence
    ]
    return {"score": likeness.score, "evidence": evidence}
