"""A made-up portfolio as arrays: who pays within two weeks depends on age and on having paid before."""

from datetime import date

import numpy as np

from scoring.history import (
    NEVER,
    Allocations,
    Contacts,
    Decisions,
    Events,
    Holds,
    Items,
    Payments,
    PortfolioHistory,
    Promises,
)

START = date(2025, 1, 6).toordinal()
"""A Monday."""


def history(accounts: int = 400, *, seed: int = 0, days: int = 360, crowd: int = 0) -> PortfolioHistory:
    """Every account gets an invoice a month; half of the accounts pay most of them soon, the others rarely.

    With a `crowd`, there is one more account, with so many unpaid invoices.
    """
    rng = np.random.default_rng(seed)
    items, payments, shares = [], [], []
    for account in range(accounts):
        is_good = account % 2 == 0
        for month in range(days // 30):
            due = START + month * 30 + int(rng.integers(0, 20))
            amount = int(rng.integers(50, 500)) * 100
            item = len(items)
            items.append((account, due - 15, item, due - 15, due, amount, False))
            if rng.random() < (0.85 if is_good else 0.15):
                on = due + int(rng.exponential(6 if is_good else 25))
                payments.append((account, on, amount))
                shares.append((account, on, item, amount))
    for number in range(crowd):
        issued = START + number % 300
        items.append((accounts, issued, len(items), issued, issued + 10, 1_000_000_00, False))
    return assembled(accounts + (crowd > 0), items=items, payments=payments, shares=shares)


def assembled(accounts: int, *, items, payments=(), shares=(), contacts=(), holds=(), decisions=()) -> PortfolioHistory:
    """A history from rows; `item` of a share is the place of its item in `items`."""
    order = sorted(range(len(items)), key=lambda at: items[at][1])
    place = {was: now for now, was in enumerate(order)}
    shares = sorted(((a, on, place[item], amount) for a, on, item, amount in shares), key=lambda row: row[1])
    return PortfolioHistory(
        external_id=np.array([f"C{number:05d}" for number in range(accounts)]),
        account_id=np.arange(accounts),
        first_day=np.zeros(accounts, dtype=np.int64),
        last_day=np.full(accounts, NEVER),
        business=np.zeros(accounts, dtype=bool),
        items=_made(Items, [items[at] for at in order], 7),
        allocations=_made(Allocations, shares, 4),
        payments=_made(Payments, sorted(payments, key=lambda row: row[1]), 3),
        contacts=_made(Contacts, sorted(((*row, 0)[:4] for row in contacts), key=lambda row: row[1]), 4),
        promises=_made(Promises, [], 6),
        decisions=_made(Decisions, sorted(decisions, key=lambda row: row[1]), 4),
        holds=_made(Holds, sorted(holds, key=lambda row: row[1]), 3),
    )


def _made(kind: type[Events], rows: list[tuple], width: int) -> Events:
    columns = list(zip(*rows, strict=True)) if rows else [()] * width
    kinds = [bool if at == 6 else np.int64 for at in range(width)]
    return kind(*(np.array(column, dtype=one) for column, one in zip(columns, kinds, strict=True)))


FOREVER = int(NEVER)
