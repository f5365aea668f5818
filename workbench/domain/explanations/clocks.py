"""The clock of a request: by which day the law wants an answer. The terms are data with their source."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from models.enums import RequestKind
from workbench.kernel.calendar import WorkingCalendar, has_calendar
from workbench.kernel.days import months_later

FILE = Path(__file__).with_name("clocks.toml")
DEFAULT = "default"
EUROPEAN_UNION = frozenset(
    "AT BE BG CY CZ DE DK EE FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split()  # noqa: SIM905 - a list of codes reads best so
)
"""Spain has a row of its own."""

SOON_DAYS = 5
"""An answer due within so many days is soon due."""


@dataclass(frozen=True)
class AnswerTerm:
    """How long there is for an answer: one of the three counts is above 0. `ref`: its source, empty for the house."""

    ref: str
    days: int = 0
    working_days: int = 0
    months: int = 0
    since: date | None = None

    def due_on(self, received_on: date, calendar: WorkingCalendar) -> date:
        """The last day for the answer to what was received on a day."""
        if self.months:
            return months_later(received_on, self.months)
        if self.working_days:
            return calendar.working_days_after(received_on, self.working_days)
        return received_on + timedelta(days=self.days)


def term_of(country: str | None, received_on: date, *, kind: RequestKind) -> AnswerTerm:
    """The term that holds in a country for what is asked on a day; the house's where no law is known for it.

    Args:
        country: ISO 3166; None where it is not known.
        received_on: Local day.
        kind: What is asked: some laws give less time for one than for the other.

    """
    terms = _terms()
    of_country = terms.get(country or DEFAULT) or (terms["EU"] if country in EUROPEAN_UNION else terms[DEFAULT])
    found = of_country[kind]
    return terms[DEFAULT][kind] if found.since is not None and received_on < found.since else found


def answer_due_on(country: str | None, received_on: date, *, kind: RequestKind) -> tuple[date, str]:
    """The last day for an answer and the source of the term, see `term_of`."""
    term = term_of(country, received_on, kind=kind)
    calendar = WorkingCalendar(country if country and has_calendar(country) else None)
    return term.due_on(received_on, calendar), term.ref


def days_left(due_on: date, today: date) -> int:
    """Days until the last day for the answer: 0 on that day, negative once it is over."""
    return (due_on - today).days


@lru_cache(maxsize=1)
def _terms() -> Mapping[str, Mapping[RequestKind, AnswerTerm]]:
    with FILE.open("rb") as file:
        given: dict[str, dict[str, Any]] = tomllib.load(file)  # Any: TOML values
    return {
        country: {kind: _term(country, values.get(kind.value, values)) for kind in RequestKind}
        for country, values in given.items()
    }


def _term(country: str, values: dict[str, Any]) -> AnswerTerm:
    counts = {unit: values.get(unit, 0) for unit in ("days", "working_days", "months")}
    if sum(count > 0 for count in counts.values()) != 1 or (country != DEFAULT and not values["ref"]):
        raise ValueError(f"{country}: a term has one count and its source")
    return AnswerTerm(ref=values["ref"], since=values.get("from"), **counts)
