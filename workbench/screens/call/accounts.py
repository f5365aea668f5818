"""The accounts of the customer, side by side: what is asked of each and since when, and the keys that lead there."""

from dataclasses import dataclass

from workbench.queries.call_rows import CallFile
from workbench.web.money import format_money, masked_money


@dataclass(frozen=True)
class ShownAccount:
    """One account in the switcher. Which one is before and after the one that is shown goes round."""

    id: int
    portfolio: str
    amount: str
    days: int
    collector: str | None
    is_shown: bool
    leads_back: bool
    leads_on: bool


def accounts(file: CallFile, *, shows_amounts: bool) -> list[ShownAccount]:
    """All accounts that the person sees, in an order that stays whichever is shown: most overdue first."""
    a, p = file.account, file.portfolio
    rows: list[tuple[int, int, str, str, str, int, str | None]] = [
        (a.asked, a.id, p.name, p.currency, p.locale, a.days_past_due, None)
    ]
    rows += [
        (one.asked, one.id, one.portfolio, one.currency, one.locale, one.days_past_due(a.today), one.collector)
        for one in file.others
    ]
    rows.sort(key=lambda row: (-row[0], row[1]))
    place = next(at for at, row in enumerate(rows) if row[1] == a.id)
    written = format_money if shows_amounts else _hidden
    return [
        ShownAccount(
            id=id_,
            portfolio=name,
            amount=written(asked, currency, locale=locale),
            days=days,
            collector=collector,
            is_shown=id_ == a.id,
            leads_back=at == (place - 1) % len(rows),
            leads_on=at == (place + 1) % len(rows),
        )
        for at, (asked, id_, name, currency, locale, days, collector) in enumerate(rows)
    ]


def _hidden(_amount: int, currency: str, *, locale: str | None) -> str:
    return masked_money(currency, locale=locale)
