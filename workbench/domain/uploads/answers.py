"""What a person answers about a file: that its customers are theirs, that a list is complete, which rows stay out."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Customer, Portfolio, Upload
from models.bulk import is_among
from models.enums import ImportKind

FOREIGN = "foreign"
"""The answer's name: these customers are ours, though hardly any is known."""

COMPLETE = "complete"
"""The answer's name: this list of open items is complete, though it leaves out much that is open."""

HELD_BACK = "held_back"
"""The answer's name: by kind, the external ids of rows that are left out."""

KNOWN_SHARE = 0.1
"""Of the customers a file names, so many are known at least where it is of the same company."""

ENOUGH_NAMED = 5
ENOUGH_HELD = 50
LOOKED_AT = 1_000
"""Rows of each kind of a file, from the first on, whose customers are looked up."""


def held_back_of(upload: Upload, kind: ImportKind) -> frozenset[str]:
    """External ids of the rows of a kind that a person left out when looking at what would change."""
    return frozenset(upload.answers.get(HELD_BACK, {}).get(kind.value, ()))


def looks_foreign(*, named: int, known: int, held: int) -> bool:
    """Whether a file looks like another company's: it names customers, there are many, and hardly any is the same.

    Args:
        named: Customers that the file names.
        known: Of these, those that are there.
        held: Customers that are there at all.

    """
    return named >= ENOUGH_NAMED and held >= ENOUGH_HELD and known < KNOWN_SHARE * named


def rows_looked_at(upload: Upload) -> int | None:
    """Of a file that is longer, of how many of its first rows the customers were looked up; None where of all."""
    read = [report["read"] for kind in upload.kinds if (report := upload.reports.get(kind))]
    return LOOKED_AT if any(rows > LOOKED_AT for rows in read) else None


def known_customers(session: Session, named: Iterable[str], *, portfolio: str | None) -> dict[str, int]:
    """Of customers that a file names: how many there are, how many are known, and how many the portfolio has."""
    wanted = list(dict.fromkeys(name for name in named if name))[:LOOKED_AT]
    known = sa.select(sa.func.count()).where(is_among(session.connection(), Customer.external_id, wanted))
    held = sa.select(sa.func.count()).select_from(Customer)
    if portfolio:
        held = (
            sa.select(sa.func.count())
            .select_from(Account)
            .join(Portfolio, Portfolio.id == Account.portfolio_id)
            .where(Portfolio.code == portfolio)
        )
    return {"named": len(wanted), "known": session.scalar(known) or 0, "held": session.scalar(held) or 0}
