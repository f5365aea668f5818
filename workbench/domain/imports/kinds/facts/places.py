"""Portfolios as an import sees them: found by their code, or made from what a row says when the code is new.

A row belongs to the portfolio it names; else to the one the command names; else, for invoices, to the only portfolio
there is. Payments and interactions look further, see `locating`.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Portfolio
from workbench.domain.imports.engine.cells import BadCell, read_currency
from workbench.domain.imports.engine.report import Warnings
from workbench.domain.imports.engine.terms import Foreseen
from workbench.kernel.money import currency_of_zone, decimals_of, locale_of_zone
from workbench.kernel.text import N_

FIRST_CODE = "principal"
"""The portfolio of a company that has named none."""

STRICT = "STRICT"
"""The contact preset of a portfolio made from a row: nobody is contacted by mistake before a person has chosen one."""


@dataclass(slots=True, eq=False)
class ImportPortfolio:
    """What a row needs to know of its portfolio. No id: it is made when its first row lands."""

    id: int | None
    code: str
    currency: str
    zone: str
    locale: str
    lag_days: int = 0
    grace_days: int = 3
    threshold_pct: int = 95
    data_as_of: date | None = None
    numbers_per_customer: bool = False
    """Two customers may have a fact of the same number."""
    latest: date | None = None
    """The latest day of a ledger fact that this file brought, up to today."""
    decimals: int = field(init=False)

    def __post_init__(self) -> None:
        self.decimals = decimals_of(self.currency)


@dataclass
class Places:
    """Every portfolio by code, those of the database and those that this file brings."""

    zone: str
    given: str | None
    warnings: Warnings
    by_code: dict[str, ImportPortfolio] = field(default_factory=dict)
    fallback_code: str | None = None
    only: frozenset[str] | None = None
    """Codes that whoever imports may touch beside new ones; None: every one."""
    new: list[ImportPortfolio] = field(default_factory=list)
    """Those that the last transaction wrote."""

    @classmethod
    def load(
        cls, session: Session, *, zone: str, given: str | None, warnings: Warnings, foreseen: Foreseen | None = None
    ) -> "Places":
        """Read the portfolios that are there.

        Args:
            session: For reading.
            zone: The company's zone, for portfolios made here.
            given: The code that the command names.
            warnings: Where a portfolio made here is told.
            foreseen: Of a dry run, what earlier kinds of the file would have made.

        """
        made = cls(zone=zone, given=given, warnings=warnings)
        made.by_code = {row.code: _place(row) for row in session.scalars(sa.select(Portfolio))}
        for code, place in foreseen.portfolios.items() if foreseen is not None else ():
            made.by_code.setdefault(code, place)
        codes = list(made.by_code)
        made.fallback_code = codes[0] if len(codes) == 1 else None if codes else FIRST_CODE
        return made

    def fallback(self) -> str | BadCell:
        """The portfolio of invoices that say none: the only one there is, or the first of a company without any."""
        if self.fallback_code is None:
            return BadCell(
                N_("La fila no dice su cartera y hay varias: diga cuál en la fila o al importar."), column="portfolio"
            )
        return self.fallback_code

    def find(self, code: str, currency: str) -> ImportPortfolio:
        """The portfolio of that code; a new one takes the currency that its row says, or that of the company's country.

        Raises:
            BadCell: The row is in another currency than the portfolio.

        """
        place = self.by_code.get(code)
        try:
            said = read_currency(currency) if currency else None
        except BadCell as bad:
            raise bad.at("currency") from None
        if self.only is not None and place is not None and code not in self.only:
            text = N_(
                "La cartera %(portfolio)s no es de sus equipos: pida a quien administra que la importe o "
                "que se la asigne."
            )
            raise BadCell(text, column="portfolio", portfolio=code)
        if place is None:
            made = said or currency_of_zone(self.zone)
            return ImportPortfolio(None, code, currency=made, zone=self.zone, locale=locale_of_zone(self.zone))
        if said not in {None, place.currency}:
            raise BadCell(
                N_(
                    "La fila está en %(found)s y la cartera %(portfolio)s en %(wanted)s: corrija la moneda o la "
                    "cartera."
                ),
                column="currency",
                found=said,
                wanted=place.currency,
                portfolio=code,
            )
        return place

    def keep(self, place: ImportPortfolio) -> None:
        """Remember a new portfolio, because a row of it can land, and warn that it is made."""
        if place.code not in self.by_code:
            self.by_code[place.code] = place
            self.warnings.add(
                N_("No existía la cartera %(portfolio)s: se creó en %(currency)s, zona %(zone)s, política STRICT."),
                portfolio=place.code,
                currency=place.currency,
                zone=place.zone,
            )

    def save(self, session: Session, *, now: datetime, import_id: int | None) -> list[ImportPortfolio]:
        """Write the portfolios that are new. Returns them, with their ids."""
        new = [place for place in self.by_code.values() if place.id is None]
        for place in new:
            place.id = session.scalar(sa.select(Portfolio.id).where(Portfolio.code == place.code))
            if place.id is None:
                place.id = _written(session, place, now=now, import_id=import_id)
        self.new = new
        return new

    def forget(self) -> None:
        """The transaction that wrote new portfolios was taken back: they are new again."""
        for place in self.new:
            place.id = None


def _written(session: Session, place: ImportPortfolio, *, now: datetime, import_id: int | None) -> int:
    row = Portfolio(
        code=place.code,
        name=place.code,
        creditor=None,
        currency=place.currency,
        timezone=place.zone,
        locale=place.locale,
        preset=STRICT,
        created_at=now,
        import_id=import_id,
    )
    session.add(row)
    session.flush()  # the rows of this batch need the id
    return row.id


def _place(row: Portfolio) -> ImportPortfolio:
    return ImportPortfolio(
        row.id,
        row.code,
        currency=row.currency,
        zone=row.timezone,
        locale=row.locale,
        lag_days=row.posting_lag_days,
        grace_days=row.promise_grace_days,
        threshold_pct=row.promise_threshold_pct,
        data_as_of=row.data_as_of,
        numbers_per_customer=row.numbers_per_customer,
    )
