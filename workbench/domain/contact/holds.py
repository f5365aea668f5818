"""Holds: when contact rests, for a whole customer or for one account, since when and until when.

A hold follows from an outcome. A recorded outcome places it in its own transaction; a file of history places all of
its holds at once, from the same rule. Which holds an outcome brings stands in the outcome tree.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Hold, Interaction, Outcome
from models.enums import HoldKind
from workbench.kernel.days import known_until

ACCOUNT_ONLY = frozenset({HoldKind.DISPUTE, HoldKind.CLAIMED_PAYMENT, HoldKind.HANDED_OVER})
"""These say something of one debt; all others of the person, and rest every account of theirs."""


@dataclass(frozen=True, slots=True)
class HoldTerm:
    """A hold in force from the close of `known_on` to the close of `until_on`, or until it was lifted."""

    kind: HoldKind
    known_on: date
    until_on: date | None = None
    lifted_on: date | None = None


def hold_term(outcome: Outcome, *, known_on: date) -> HoldTerm | None:
    """What contact rests after this outcome; None where it brings no hold.

    A hold of n days covers the n days after the one it was known on (and the rest of that day itself).
    """
    if outcome.hold is None:
        return None
    until_on = None if outcome.hold_days is None else known_on + timedelta(days=outcome.hold_days)
    return HoldTerm(kind=outcome.hold, known_on=known_on, until_on=until_on)


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


def in_force(*, on: date, today: date) -> sa.ColumnElement[bool]:
    """The condition of `is_on_hold` on rows of `models.Hold`."""
    seen = known_until(on, today)
    return sa.and_(
        Hold.known_on <= seen,
        sa.or_(Hold.until_on.is_(None), Hold.until_on >= on),
        sa.or_(Hold.lifted_on.is_(None), Hold.lifted_on > seen),
    )


def hold_rows(
    interactions: Iterable[Mapping[str, Any]],  # Any: rows of `models.Interaction`, by column
    outcomes: Mapping[str, Outcome],
) -> list[dict[str, Any]]:
    """The holds that a file's interactions bring, as complete rows for `models.bulk`.

    Args:
        interactions: With `id`, `customer_id`, `account_id`, `at`, `known_at`, `known_on`, `outcome_code` and
            `import_id`. At most one hold follows from each; `interaction_id` is unique.
        outcomes: The tree by code.

    """
    rows = []
    for given in interactions:
        outcome = outcomes.get(given["outcome_code"]) if given["outcome_code"] else None
        term = hold_term(outcome, known_on=given["known_on"]) if outcome else None
        if term is not None:
            rows.append(_row(given, term))
    return rows


def place_hold(session: Session, interaction: Interaction, outcome: Outcome) -> Hold | None:
    """Place what the outcome of one interaction brings. Returns the hold, or None where it brings none."""
    term = hold_term(outcome, known_on=interaction.known_on)
    if term is None:
        return None
    hold = Hold(
        customer_id=interaction.customer_id,
        account_id=interaction.account_id if term.kind in ACCOUNT_ONLY else None,
        kind=term.kind,
        placed_at=interaction.at,
        known_at=interaction.known_at,
        known_on=term.known_on,
        until_on=term.until_on,
        interaction_id=interaction.id,
        import_id=interaction.import_id,
    )
    session.add(hold)
    return hold


def _row(given: Mapping[str, Any], term: HoldTerm) -> dict[str, Any]:
    return {
        "customer_id": given["customer_id"],
        "account_id": given["account_id"] if term.kind in ACCOUNT_ONLY else None,
        "kind": term.kind,
        "placed_at": given["at"],
        "known_at": given["known_at"],
        "known_on": term.known_on,
        "until_on": term.until_on,
        "lifted_at": None,
        "lifted_on": None,
        "interaction_id": given["id"],
        "import_id": given["import_id"],
    }
