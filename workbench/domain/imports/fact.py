"""A row that says something happened: an invoice, a payment or an interaction, read and checked but not yet placed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from workbench.domain.days import day_of, end_of_day
from workbench.domain.imports.amounts import PLAIN, Notation, notation_of, read_amount
from workbench.domain.imports.cells import needed, optional, read_instant
from workbench.domain.imports.mapping import BY_PORTFOLIO
from workbench.domain.imports.places import Place
from workbench.domain.imports.shape import Shape


@dataclass(slots=True, eq=False)
class Fact:
    """What a row says. `values` are compared with what is known and written; `customer_name` is for a new customer."""

    line: int
    external_id: str
    customer: str
    place: Place
    values: dict[str, Any]  # Any: values of every column type
    customer_name: str | None = None
    customer_id: int = 0
    account_id: int = 0


def known(cells: Mapping[str, str], place: Place, *, day: date) -> tuple[datetime, date]:
    """When a ledger fact became known: the row's own `known_at`, else the end of its day plus the posting lag.

    Returns:
        The instant in UTC and its day in the portfolio's zone.

    """
    text = optional(cells, "known_at")
    if text is None:
        return _known_at_its_end(day, place.lag_days, place.zone)
    at = read_instant(text, "known_at", zone=place.zone)
    return at, day_of(at, place.zone)


def amount_of(cells: Mapping[str, str], column: str, *, place: Place, shape: Shape) -> int:
    """A required amount in minor units, written as the file's mapping says."""
    notation = _notation(shape.mapping.locale, place.locale) if shape.mapping.locale else PLAIN
    return read_amount(needed(cells, column), column, decimals=place.decimals, notation=notation)


def _notation(locale: str, own: str) -> Notation:
    return notation_of(own if locale == BY_PORTFOLIO else locale)


@lru_cache(maxsize=8192)
def _known_at_its_end(day: date, lag_days: int, zone: str) -> tuple[datetime, date]:
    on = day + timedelta(days=lag_days)
    return end_of_day(on, zone), on
