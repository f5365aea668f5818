"""States that many ask about: an open attempt, a live claim, a number in use, a hold in force, an open promise.

Each is decided by a function of plain values (`is_…`) and, where a query needs it, by the same condition in SQL beside
it. `tests/workbench/kernel/test_states.py` holds the two forms equal.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from models import ContactPoint, Hold, Interaction, Payment, Promise, WorkItem
from models.enums import MONEY_KINDS, HoldKind, PaymentKind, PointState, PromiseState, WorkState
from workbench.kernel.days import known_until

Condition = sa.ColumnElement[bool]

ATTEMPT_OPEN_FOR = timedelta(hours=4)
"""An attempt without an outcome is taken up again within this time; later it stays as it is, and still counts."""


def is_attempt_open(*, at: datetime, outcome_code: str | None, now: datetime) -> bool:
    """An attempt, or a call the customer made, is open without an outcome for `ATTEMPT_OPEN_FOR` from its start."""
    return outcome_code is None and at >= now - ATTEMPT_OPEN_FOR


def open_attempt_condition(now: datetime) -> Condition:
    """`is_attempt_open` on rows of `models.Interaction`."""
    return sa.and_(
        Interaction.outcome_code.is_(None),
        Interaction.at >= now - ATTEMPT_OPEN_FOR,
    )


def is_claim_live(state: WorkState, claimed_until: datetime | None, *, now: datetime) -> bool:
    """A claim is live while the work item is claimed and the claim has not run out."""
    return state is WorkState.CLAIMED and claimed_until is not None and claimed_until > now


def live_claim_condition(now: datetime) -> Condition:
    """`is_claim_live` on rows of `models.WorkItem`. False, never null, where there is no claim."""
    return sa.and_(
        WorkItem.state == WorkState.CLAIMED, WorkItem.claimed_until.is_not(None), WorkItem.claimed_until > now
    )


IN_USE = (PointState.VERIFIED, PointState.UNVERIFIED)
"""States in which a number or address may be used, the surer one first."""
STOPPED = frozenset({PointState.BAD, PointState.SUPPRESSED})


def is_in_use(state: PointState) -> bool:
    """A number or address may be used until it is reported wrong or its owner asks not to be reached on it."""
    return state in IN_USE


def in_use_condition() -> Condition:
    """`is_in_use` on rows of `models.ContactPoint`."""
    return ContactPoint.state.in_(IN_USE)


def by_use() -> tuple[sa.SQLColumnExpression[int], ...]:
    """The order in which a customer's numbers are tried: verified, unverified, the rest; then the sender's order."""
    rank = sa.case({state: place for place, state in enumerate(IN_USE)}, value=ContactPoint.state, else_=len(IN_USE))
    return rank, ContactPoint.position, ContactPoint.id


@dataclass(frozen=True, slots=True)
class HoldTerm:
    """A hold in force from the close of `known_on` to the close of `until_on`, or until it was lifted."""

    kind: HoldKind
    known_on: date
    until_on: date | None = None
    lifted_on: date | None = None


def is_on_hold(terms: Iterable[HoldTerm], *, on: date, today: date) -> bool:
    """A hold counts at a day when it was known by the close of the day before and had neither run out nor been lifted.

    On the clock's own day, what was placed or lifted that day counts at once.
    """
    seen = known_until(on, today)
    return any(
        term.known_on <= seen
        and (term.until_on is None or term.until_on >= on)
        and (term.lifted_on is None or term.lifted_on > seen)
        for term in terms
    )


def hold_in_force_condition(*, on: date, today: date) -> Condition:
    """`is_on_hold` on rows of `models.Hold`."""
    seen = known_until(on, today)
    return sa.and_(
        Hold.known_on <= seen,
        sa.or_(Hold.until_on.is_(None), Hold.until_on >= on),
        sa.or_(Hold.lifted_on.is_(None), Hold.lifted_on > seen),
    )


FINAL_PROMISE_STATES = frozenset(
    {PromiseState.KEPT, PromiseState.PARTIAL, PromiseState.BROKEN, PromiseState.CANCELLED, PromiseState.SUPERSEDED}
)
OPEN_PROMISE_STATES = frozenset(PromiseState) - FINAL_PROMISE_STATES


def is_promise_open(state: PromiseState) -> bool:
    """A promise is open until it is kept, partial, broken, cancelled or superseded."""
    return state in OPEN_PROMISE_STATES


def open_promise_condition() -> Condition:
    """`is_promise_open` on rows of `models.Promise`, by their stored state."""
    return Promise.state.in_(OPEN_PROMISE_STATES)


def is_money(kind: PaymentKind) -> bool:
    """Money came in: a payment, or one inferred from a list of open items. A credit note lessens a debt unpaid."""
    return kind in MONEY_KINDS


def money_condition() -> Condition:
    """`is_money` on rows of `models.Payment`."""
    return Payment.kind.in_(MONEY_KINDS)
