"""What is owed at the beginning and the end of a period, by age, and the sales between: balances of days past.

Balances are those of the ledger as it was known then. Days past due at the end are the period's end less the due day.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import attrgetter

from sqlalchemy.orm import Session

from workbench.domain.ledger import OpenItem, open_items_at, sales_known
from workbench.kernel.days import ONE_DAY, days_past_due

AGING: Mapping[str, tuple[int | None, int | None]] = {
    "aging_current": (None, 0),
    "aging_1_30": (1, 30),
    "aging_31_60": (31, 60),
    "aging_61_90": (61, 90),
    "aging_91_120": (91, 120),
    "aging_121_180": (121, 180),
    "aging_181": (181, None),
}
"""The buckets of days past due, both ends included."""

ACCOUNTS_AT_ONCE = 5_000
"""Accounts whose items are held at one time."""

AT_RISK = 30
"""Days past due beyond which all that an account owes is at risk (PAR-30)."""


def bucket_of(days: int) -> str:
    """The bucket of an item by its days past due; not yet due, or due that day, is current."""
    return next(
        name
        for name, (first, last) in AGING.items()
        if (first is None or days >= first) and (last is None or days <= last)
    )


@dataclass(slots=True)
class Receivables:
    """Balances in minor units of one currency. `sales` are invoices less credit notes that became known, by day.

    `weighted` is the sum of balance times days past due at the end; `at_risk` what accounts owe with an item more than
    `AT_RISK` days past due. `late` are accounts with something overdue at the beginning, `cured` those of them with
    nothing overdue at the end.
    """

    days: int = 0
    begin: int = 0
    end: int = 0
    aging: Counter[str] = field(default_factory=Counter)
    weighted: int = 0
    at_risk: int = 0
    sold: int = 0
    late: int = 0
    cured: int = 0
    counted_back: float | None = None
    """Days of sales, newest first, that add up to what is owed at the end; None: all sales known are less."""

    @property
    def current(self) -> int:
        """What is not overdue at the end."""
        return self.aging["aging_current"]

    @property
    def overdue(self) -> int:
        """What is overdue at the end."""
        return self.end - self.current


def add_account(
    figures: Receivables, begin: Sequence[OpenItem], end: Sequence[OpenItem], *, since: date, before: date
) -> None:
    """Count one account's open items at the beginning and at the end of a period [since, before)."""
    figures.begin += sum(item.open_amount for item in begin)
    owed = sum(item.open_amount for item in end)
    figures.end += owed
    worst = 0
    for item in end:
        late = max(days_past_due(item.due_on, before), 0)
        figures.aging[bucket_of(late)] += item.open_amount
        figures.weighted += item.open_amount * late
        worst = max(worst, late)
    if worst > AT_RISK:
        figures.at_risk += owed
    if any(item.due_on < since for item in begin):
        figures.late += 1
        figures.cured += worst == 0


def counted_back(owed: int, sales: Mapping[date, int], *, before: date) -> float | None:
    """Days of sales that what is owed stands for: months are taken off newest first, the last one in part.

    Args:
        owed: minor units.
        sales: net sales by day.
        before: the first day after the period.

    Returns:
        Days; None where all sales that are known come to less.
    """
    days, end = 0.0, before
    left = owed
    by_month = {
        month: sum(amount for _, amount in group)
        for month, group in groupby(sorted(sales.items()), key=lambda one: one[0].replace(day=1))
    }
    first = min(by_month, default=before)
    while left > 0:
        start = (end - ONE_DAY).replace(day=1)
        if end <= first:
            return None
        sold = by_month.get(start, 0)
        length = (end - start).days
        if sold > left:
            return days + length * left / sold
        left -= max(sold, 0)
        days += length
        end = start
    return days


Whose = tuple[int | None, str]
"""Who has an account, and its currency."""


@dataclass
class CountedReceivables:
    """Receivables by currency, of everybody and of each owner, and the accounts that owed on the first day."""

    total: dict[str, Receivables] = field(default_factory=dict)
    by_owner: dict[int | None, dict[str, Receivables]] = field(default_factory=dict)
    open_at_first: set[int] = field(default_factory=set)


def count_receivables(
    session: Session, accounts: Mapping[int, Whose], *, since: date, before: date, today: date
) -> CountedReceivables:
    """Count what accounts owed at the beginning and the end of a period [since, before), and the sales between.

    Args:
        session: a session that may only read.
        accounts: each with its owner and currency.
        since: the first day.
        before: the first day that is not included.
        today: the clock's day; what is to become known later, such as a cheque of a later date, is not counted.
    """
    until = min(before - ONE_DAY, today)
    found = CountedReceivables()
    sales: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    ids = sorted(accounts)
    for start in range(0, len(ids), ACCOUNTS_AT_ONCE):
        part = ids[start : start + ACCOUNTS_AT_ONCE]
        begin = by_account(open_items_at(session, part, until=min(since - ONE_DAY, today)))
        end = by_account(open_items_at(session, part, until=until))
        sold = sales_known(session, part, until=until)
        found.open_at_first |= begin.keys()
        for account_id in begin.keys() | end.keys() | sold.keys():
            for figures in _figures_of(found, accounts[account_id], days=(before - since).days):
                add_account(figures, begin.get(account_id, ()), end.get(account_id, ()), since=since, before=before)
                for day, amount in sold.get(account_id, {}).items():
                    figures.sold += amount if day >= since else 0
                    sales[id(figures)][day] += amount
    for by_currency in (found.total, *found.by_owner.values()):
        for figures in by_currency.values():
            figures.counted_back = counted_back(figures.end, sales[id(figures)], before=before)
    return found


def _figures_of(found: CountedReceivables, whose: Whose, *, days: int) -> tuple[Receivables, Receivables]:
    owner, currency = whose
    own = found.by_owner.setdefault(owner, {})
    return found.total.setdefault(currency, Receivables(days)), own.setdefault(currency, Receivables(days))


def by_account(items: Iterable[OpenItem]) -> dict[int, list[OpenItem]]:
    """Open items by their account."""
    ordered = sorted(items, key=attrgetter("account_id"))
    return {account_id: list(group) for account_id, group in groupby(ordered, key=attrgetter("account_id"))}
