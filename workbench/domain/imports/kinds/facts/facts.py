"""Facts of one portfolio: invoices, payments or interactions, read and checked but not yet placed, column by column."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from typing import Any

from workbench.domain.imports.engine.cells import BadCell, instant_reader
from workbench.domain.imports.engine.sheet import Refusal, Sheet
from workbench.domain.imports.kinds.facts.places import ImportPortfolio
from workbench.kernel.days import day_of, end_of_day

Column = Sequence[Any]  # Any: values of every column type


@dataclass
class Facts:
    """Rows that say something happened. `values` are the columns that are compared with what is known, and written.

    `known` has the stored fact that each row speaks of, or None for a new one; it is filled when lines are matched,
    `customer_ids` and `account_ids` when the facts are placed.
    """

    place: ImportPortfolio
    lines: Column
    external_ids: Column
    customers: Column
    customer_names: Column
    values: dict[str, Column]
    known: Sequence[Any] = ()  # Any: a row of the database
    customer_ids: list[int] = field(default_factory=list)
    account_ids: list[int] = field(default_factory=list)
    are_credits: bool = False
    """Credit notes, in a file of invoices."""
    voids: Sequence[bool] = ()
    """Of invoices, whether a row voids all that its number has: it says no more than number and customer."""

    @classmethod
    def of(cls, sheet: Sheet, place: ImportPortfolio, values: Mapping[str, Column]) -> "Facts":
        """The rows of a sheet that are not refused."""
        keys: dict[str, Column] = {
            "lines": sheet.lines,
            "external_ids": sheet.needed("external_id"),
            "customers": sheet.needed("customer_external_id"),
            "customer_names": sheet.texts("customer_name"),
        }
        good = sheet.keep_good({**keys, **values})
        lines, external_ids, customers, names = (good[name] for name in keys)
        kept = {name: good[name] for name in values}
        return cls(place, lines, external_ids=external_ids, customers=customers, customer_names=names, values=kept)

    def __len__(self) -> int:
        return len(self.lines)

    def take(self, places: Iterable[int]) -> "Facts":
        """Some of the rows, in the order given."""
        chosen = list(places)

        def of(column: Column) -> list[Any]:
            return [column[place] for place in chosen] if column else []

        return Facts(
            self.place,
            lines=of(self.lines),
            external_ids=of(self.external_ids),
            customers=of(self.customers),
            customer_names=of(self.customer_names),
            values={name: of(column) for name, column in self.values.items()},
            known=of(self.known),
            customer_ids=of(self.customer_ids),
            account_ids=of(self.account_ids),
            are_credits=self.are_credits,
            voids=of(self.voids),
        )

    def without(self, refused: Mapping[int, BadCell]) -> "Facts":
        """The rows that are not refused; the mapping is by place."""
        return self.take(place for place in range(len(self)) if place not in refused) if refused else self

    def refusals(self, refused: Mapping[int, BadCell]) -> list[Refusal]:
        """What is told of the rows refused."""
        return [(self.lines[place], self.external_ids[place], bad) for place, bad in refused.items()]


def known_from_day(sheet: Sheet, place: ImportPortfolio, days: Iterable[date | None]) -> dict[str, list[Any]]:
    """When ledger facts became known: the row's own `known_at`, else the end of its day plus the posting lag.

    Returns:
        Columns `known_at` (instants in UTC) and `known_on` (their days in the portfolio's zone).

    """
    close = partial(_close_of, place.zone, place.lag_days)
    ends = [close(day) if day else (None, None) for day in days]
    given = sheet.read("known_at", instant_reader(place.zone))
    pairs = [(at, day_of(at, place.zone)) if at else end for at, end in zip(given, ends, strict=True)]
    return {"known_at": [at for at, _ in pairs], "known_on": [on for _, on in pairs]}


def known_from_instant(
    sheet: Sheet, place: ImportPortfolio, instants: Iterable[datetime | None]
) -> dict[str, list[Any]]:
    """When interactions became known: the row's own `known_at`, else the instant they happened."""
    given = sheet.read("known_at", instant_reader(place.zone))
    known = [own or at for own, at in zip(given, instants, strict=True)]
    return {"known_at": known, "known_on": [day_of(at, place.zone) if at else None for at in known]}


@lru_cache(maxsize=8192)
def _close_of(zone: str, lag_days: int, day: date) -> tuple[datetime, date]:
    on = day + timedelta(days=lag_days)
    return end_of_day(on, zone), on
