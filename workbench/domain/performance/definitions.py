"""What a figure is made of: what is counted of a period, and the definition of a figure."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from workbench.domain.performance.receivables import Receivables


class KpiUnit(StrEnum):
    """What a value is: a number of things, a share from 0 to 1, minor units of its currency, or a mean."""

    COUNT = "count"
    RATIO = "ratio"
    MONEY = "money"
    PER_ACCOUNT = "per_account"
    DAYS = "days"


@dataclass(slots=True)
class Assigned:
    """Accounts with something open on the first day: how many, and how many of them were worked and contacted."""

    accounts: int = 0
    worked: int = 0
    contacted: int = 0


@dataclass(slots=True)
class PeriodFigures:
    """What was counted of a period, of everybody or of one collector. Money is minor units by currency.

    Attempts, contacts and promises are counted one by one; `worked`, `contacted`, `reached`, `spoken_to` and
    `promising` are accounts. `organic` is None for one collector: nobody's money is no part of theirs.
    """

    attempts: int = 0
    connected: int = 0
    contacts: int = 0
    direct: int = 0
    worked: int = 0
    contacted: int = 0
    reached: int = 0
    spoken_to: int = 0
    promises: int = 0
    promising: int = 0
    promised: Counter[str] = field(default_factory=Counter)
    matured: int = 0
    kept: int = 0
    partial: int = 0
    broken: int = 0
    promise_days: int = 0
    matured_amount: Counter[str] = field(default_factory=Counter)
    counted: Counter[str] = field(default_factory=Counter)
    collected: Counter[str] = field(default_factory=Counter)
    organic: Counter[str] | None = None
    assigned: Assigned | None = None
    receivables: Mapping[str, Receivables] | None = None


Parts = tuple[int | None, int | None]
"""Above and below the line; nothing below for what is only counted, nothing above where it cannot be known."""


@dataclass(frozen=True, kw_only=True)
class Definition:
    """A figure. `why_null` says why there is none without a denominator, `why_unknown` without a numerator."""

    id: str
    name: str
    formula: str
    unit: KpiUnit
    parts: Callable[[PeriodFigures, str], Parts]
    why_null: str = ""
    why_unknown: str = ""
    by_currency: bool = False
    times: Callable[[PeriodFigures, str], int] | None = None
    """What the ratio is multiplied by, such as the days of the period."""
    value: Callable[[PeriodFigures, str], float | None] | None = None
    """Where the figure is no plain ratio: its value; `parts` shows what it is made of."""
