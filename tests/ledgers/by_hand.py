"""Balances straight from the files: the csv module, decimals and a list per customer. Imports nothing of the product.

The files have no reversals and no `known_at`: a row is known at the end of its day.
"""

import csv
import gzip
from collections import defaultdict
from decimal import Decimal

NOTHING = Decimal(0)


def read(path):
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def balances(folder, *, before):
    """What every customer owes from the rows before a day, as ISO text.

    Returns {customer: {"open", "credit", "overdue", "oldest", "items": {invoice: open}}}, customers with rows only.
    """
    arrivals = defaultdict(list)
    for row in read(folder / "invoices.csv.gz"):
        if row["issued_on"] < before:
            arrivals[row["customer_external_id"]].append((row["issued_on"], 0, row["external_id"], row))
    for row in read(folder / "payments.csv.gz"):
        if row["paid_on"] < before:
            arrivals[row["customer_external_id"]].append((row["paid_on"], 1, row["external_id"], row))
    return {customer: _balance(sorted(rows, key=lambda r: r[:3]), before) for customer, rows in arrivals.items()}


def _balance(rows, before):
    left, due, credit = {}, {}, NOTHING
    for _, is_payment, key, row in rows:
        money = Decimal(row["amount"])
        if is_payment:
            for invoice in _meant(row["invoice_external_id"], left, due):
                paid = min(left[invoice], money)
                left[invoice] -= paid
                money -= paid
            credit += money
        else:
            used = min(credit, money)
            credit -= used
            left[key], due[key] = money - used, row["due_on"]
    open_ones = [key for key in left if left[key]]
    return {
        "open": sum((left[key] for key in open_ones), NOTHING),
        "credit": credit,
        "overdue": sum((left[key] for key in open_ones if due[key] < before), NOTHING),
        "oldest": min((due[key] for key in open_ones), default=None),
        "items": left,
    }


def _meant(named, left, due):
    """The invoice a payment names, where it is known, else all by age."""
    return [named] if named in left else sorted(left, key=lambda key: (due[key], key))
