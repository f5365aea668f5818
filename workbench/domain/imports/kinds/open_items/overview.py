"""What a list of open items is as a whole, and why one that looks partial is not taken for the whole ledger."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Account, Invoice, Portfolio
from workbench.domain.imports.engine.cells import BadCell
from workbench.domain.imports.engine.errors import FileRefused
from workbench.domain.ledger import latest_list_day
from workbench.kernel.money import decimals_of
from workbench.kernel.text import N_

_PARTIAL = N_(
    "La lista parece parcial: dejaría saldadas %(items)s de las %(of)s partidas abiertas de «%(portfolio)s» "
    "(%(customers)s de %(of_customers)s clientes, %(amount)s %(currency)s). No se cambió nada. "
    "Si la lista está completa, confírmelo (en la línea de órdenes, con --complete)."
)
_NUMBERLESS = N_(
    "%(count)s filas no traen un número que se pueda leer: no se sabe qué partidas siguen abiertas. No se cambió nada. "
    "Corríjalas o confirme (en la línea de órdenes, con --complete)."
)
_LATE = N_(
    "La lista es del %(day)s y ya se aplicó una del %(later)s: las listas se importan en el orden de sus días. "
    "No se cambió nada."
)


class PartialList(FileRefused):
    """A list looks partial. Imported again with `ImportTerms.complete`, because a person says it is whole, it lands."""

    rule = "partial-list"


@dataclass(frozen=True, slots=True)
class GoneItems:
    """Items of a portfolio that the list does not name, of those that are open, and their customers."""

    portfolio: str
    currency: str
    items: int
    of: int
    customers: int
    of_customers: int
    amount: int

    @property
    def looks_partial(self) -> bool:
        """More than half of the items, or of the customers, would be settled at once."""
        return self.items * 2 > self.of or self.customers * 2 > self.of_customers

    def told(self) -> dict[str, Any]:  # Any: texts and numbers
        """The values of a message."""
        amount = Decimal(self.amount).scaleb(-decimals_of(self.currency))
        names = ("portfolio", "currency", "items", "of", "customers", "of_customers")
        return {**{name: getattr(self, name) for name in names}, "amount": f"{amount:,}"}


@dataclass
class ListOverview:
    """The numbers that a list names, by code of the portfolio; `unread` are those of rows that are refused."""

    numbers: dict[str, set[str]] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    numberless: int = 0
    gone: list[GoneItems] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    """Portfolios with open items of which the list has nothing."""

    def add_refused(self, rows: Iterable[tuple[str, BadCell]]) -> None:
        """Remember the numbers of refused rows, with the reason. A damaged number tells of no item that it is open.

        The number of a row that has another width than the header is empty: its cells may have moved.
        """
        for number, bad in rows:
            if number and bad.column != "external_id":
                self.unread.add(number)
            else:
                self.numberless += 1

    def look_at_ledger(self, session: Session, *, on: date) -> None:
        """Compare with what is open now."""
        portfolios = {row.code: row for row in session.scalars(sa.select(Portfolio).order_by(Portfolio.code))}
        for code, portfolio in portfolios.items():
            rows = session.execute(
                sa.select(Invoice.external_id, Account.customer_id, Invoice.open_amount)
                .join(Account, Account.id == Invoice.account_id)
                .where(Invoice.portfolio_id == portfolio.id, Invoice.open_amount > 0, Invoice.known_on <= on)
            ).all()
            if not rows:
                continue
            if code not in self.numbers:
                self.left_out.append(code)
                continue
            there = self.numbers[code] | self.unread
            gone = [row for row in rows if row.external_id not in there]
            still = {row.customer_id for row in rows if row.external_id in there}
            self.gone.append(
                GoneItems(
                    code,
                    currency=portfolio.currency,
                    items=len(gone),
                    of=len(rows),
                    customers=len({row.customer_id for row in gone} - still),
                    of_customers=len({row.customer_id for row in rows}),
                    amount=sum(row.open_amount for row in gone),
                )
            )

    def refuse_partial(self) -> None:
        """Stop at a list that would settle more than half of a portfolio, or whose rows cannot be told apart.

        Raises:
            PartialList: with the figures, and how to confirm.

        """
        if self.numberless:
            raise PartialList(_NUMBERLESS, count=self.numberless)
        for one in self.gone:
            if one.looks_partial:
                raise PartialList(_PARTIAL, **one.told())


def refuse_late_list(session: Session, portfolios: Mapping[str, int], *, on: date) -> None:
    """Stop at a list of an earlier day than one that was applied: what it would settle is settled.

    Raises:
        FileRefused: with both days.

    """
    later = latest_list_day(session, list(portfolios.values()))
    if later is not None and later > on:
        raise FileRefused(_LATE, day=on.isoformat(), later=later.isoformat())
