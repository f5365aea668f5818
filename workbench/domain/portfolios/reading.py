"""The portfolios as the operator's command line shows them: not limited by what a person may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Portfolio


@dataclass(frozen=True)
class PortfolioLine:
    """One portfolio. `data_as_of` is the last day of a ledger fact that came in."""

    code: str
    name: str
    currency: str
    timezone: str
    locale: str
    preset: str
    capacity: int
    numbers_per_customer: bool
    accounts: int
    data_as_of: date | None


def portfolio_lines(session: Session) -> list[PortfolioLine]:
    """Every portfolio with the number of its accounts, by code."""
    counted = (
        sa.select(Account.portfolio_id, sa.func.count().label("accounts")).group_by(Account.portfolio_id).subquery()
    )
    rows = session.execute(
        sa.select(Portfolio, sa.func.coalesce(counted.c.accounts, 0))
        .outerjoin(counted, counted.c.portfolio_id == Portfolio.id)
        .order_by(Portfolio.code)
    )
    return [
        PortfolioLine(
            code=row.code,
            name=row.name,
            currency=row.currency,
            timezone=row.timezone,
            locale=row.locale,
            preset=row.preset,
            capacity=row.capacity,
            numbers_per_customer=row.numbers_per_customer,
            accounts=accounts,
            data_as_of=row.data_as_of,
        )
        for row, accounts in rows
    ]


def portfolios_by_code(session: Session, code: str | None = None) -> Sequence[Portfolio]:
    """The portfolio of a code, none where nothing has it; without a code all of them, by code."""
    found = sa.select(Portfolio).order_by(Portfolio.code)
    return session.scalars(found if code is None else found.where(Portfolio.code == code)).all()


def portfolio_sizes(session: Session) -> dict[str, int]:
    """How many accounts every portfolio has, by code, in the order of the codes."""
    counted = (
        sa.select(Portfolio.code, sa.func.count(Account.id))
        .join(Account, Account.portfolio_id == Portfolio.id, isouter=True)
        .group_by(Portfolio.code)
    )
    return dict(sorted(session.execute(counted).all()))
