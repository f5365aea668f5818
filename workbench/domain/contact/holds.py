"""Holds: contact with a customer, or about one account, stops from a day until a day.

A hold follows from an outcome. A recorded outcome places it in its own transaction; a file of history places all of
its holds at once, from the same rule. Which holds an outcome brings stands in the outcome tree.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from models import Account, Hold, Interaction, Outcome, Portfolio
from models.enums import HoldKind
from workbench.kernel.days import day_of
from workbench.kernel.states import HoldTerm

ACCOUNT_ONLY = frozenset({HoldKind.DISPUTE, HoldKind.CLAIMED_PAYMENT, HoldKind.HANDED_OVER, HoldKind.REVIEW})
"""These say something of one debt; all others of the person, and rest every account of theirs."""


def hold_term(outcome: Outcome, *, known_on: date) -> HoldTerm | None:
    """The kind and end of the hold that an outcome brings; None where it brings none.

    A hold of n days covers the n days after the one it was known on (and the rest of that day itself).
    """
    if outcome.hold is None:
        return None
    until_on = None if outcome.hold_days is None else known_on + timedelta(days=outcome.hold_days)
    return HoldTerm(kind=outcome.hold, known_on=known_on, until_on=until_on)


def rests_whole_customer(kind: HoldKind) -> bool:
    """Whether a hold says something of the person and rests every account of theirs."""
    return kind not in ACCOUNT_ONLY


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


def pause_account(session: Session, account: Account, *, until_on: date, now: datetime) -> Hold:
    """Let an account rest until a local day, that day included, because a person decided so after a review.

    Args:
        session: A write session; the caller commits.
        account: Which.
        until_on: The last local day of the rest.
        now: Aware instant.

    """
    zone = session.get_one(Portfolio, account.portfolio_id).timezone
    hold = Hold(
        customer_id=account.customer_id,
        account_id=account.id,
        kind=HoldKind.REVIEW,
        placed_at=now,
        known_at=now,
        known_on=day_of(now, zone),
        until_on=until_on,
    )
    session.add(hold)
    session.flush()
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
