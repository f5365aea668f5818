"""The made-up company that benchmarks run on: files in our import format, written from a seed."""

import csv
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from models.enums import ImportKind

SEED = 1
INVOICES_EACH = 3
PAYMENTS_EACH = 2
INTERACTIONS_EACH = 6
INTERACTION_DAYS = 240
KEYS = ("external_id", "customer_external_id")
OUTCOMES = {"NC-NCT": 48, "NC-OCU": 14, "CI-CON": 16, "CD-PEN": 7, "CD-NCP": 5, "CD-REN": 3, "CD-PDP": 4, "CD-VLL": 3}
"""What calls come to, and how often of a hundred: promises and call-backs are agreed, and conversations rest."""
ANSWERED_HOURS = (8, 9, 17, 18)
"""At these hours customers themselves answer twice as often."""


@dataclass(frozen=True)
class Files:
    """Where each kind of file is, in the order they are imported."""

    customers: Path
    invoices: Path
    payments: Path
    interactions: Path

    def path(self, kind: ImportKind) -> Path:
        """The file of a kind."""
        return {
            ImportKind.CUSTOMERS: self.customers,
            ImportKind.INVOICES: self.invoices,
            ImportKind.PAYMENTS: self.payments,
            ImportKind.INTERACTIONS: self.interactions,
        }[kind]


def write_files(folder: Path, *, customers: int, today: date, with_calls: bool = True) -> Files:
    """Write the company's files. The same arguments write the same bytes.

    Args:
        folder: An existing folder.
        customers: How many; invoices, payments and interactions are a fixed number of times that.
        today: The day before which all of it happened.
        with_calls: Whether the file of interactions has rows; they are half of the work.

    """
    chance = random.Random(SEED)  # noqa: S311 - made-up data
    invoice = ("issued_on", "due_on", "amount", "portfolio", "currency")
    payment = ("paid_on", "amount", "portfolio", "method")
    agreed = ("promise_amount", "promise_due_on", "callback_at")
    interaction = ("at", "channel", "outcome", "portfolio", *agreed)
    files = Files(*(folder / f"{name}.csv" for name in ("customers", "invoices", "payments", "interactions")))
    _write(
        files.customers, ("external_id", "name", "phone", "country", "timezone", "consent_call"), _customers(customers)
    )
    _write(
        files.invoices,
        (*KEYS, *invoice),
        _invoices(customers, chance, today),
    )
    _write(files.payments, (*KEYS, *payment), _payments(customers, chance, today))
    _write(files.interactions, (*KEYS, *interaction), _interactions(customers if with_calls else 0, chance, today))
    return files


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)


def _customers(count: int) -> Iterator[Sequence[str]]:
    for number in range(count):
        yield f"C{number:07}", f"Cliente Número {number}", f"+57300{number:07}", "CO", "America/Bogota", "true"


def _invoices(count: int, chance: random.Random, today: date) -> Iterator[Sequence[str]]:
    for number in range(count * INVOICES_EACH):
        due = today - timedelta(days=chance.randrange(-15, 200))
        amount = f"{chance.randrange(20_000, 2_000_000)}.00"
        customer = f"C{number // INVOICES_EACH:07}"
        yield f"F{number:08}", customer, (due - timedelta(days=30)).isoformat(), due.isoformat(), amount, "banca", "COP"


def _payments(count: int, chance: random.Random, today: date) -> Iterator[Sequence[str]]:
    for number in range(count * PAYMENTS_EACH):
        paid = today - timedelta(days=chance.randrange(1, 200))
        amount = f"{chance.randrange(10_000, 500_000)}.00"
        yield f"P{number:08}", f"C{number // PAYMENTS_EACH:07}", paid.isoformat(), amount, "banca", "transfer"


def _interactions(count: int, chance: random.Random, today: date) -> Iterator[Sequence[str]]:
    for number in range(count * INTERACTIONS_EACH):
        day = today - timedelta(days=chance.randrange(1, INTERACTION_DAYS))
        hour = chance.randrange(8, 19)
        outcome = _outcome(chance, hour)
        agreed = _agreed(chance, outcome, day)
        customer = f"C{number // INTERACTIONS_EACH:07}"
        yield f"G{number:08}", customer, _instant(day, hour), "call", outcome, "banca", *agreed


def _outcome(chance: random.Random, hour: int) -> str:
    times = 2 if hour in ANSWERED_HOURS else 1
    weights = [share * times if code.startswith("CD") else share for code, share in OUTCOMES.items()]
    return chance.choices(list(OUTCOMES), weights)[0]


def _agreed(chance: random.Random, outcome: str, day: date) -> Sequence[str]:
    """Amount and day of a promise, and the hour of a call-back."""
    later = day + timedelta(days=chance.randrange(1, 15))
    if outcome == "CD-PDP":
        return f"{chance.randrange(10_000, 500_000)}.00", later.isoformat(), ""
    return "", "", _instant(later, chance.randrange(8, 18)) if outcome == "CD-VLL" else ""


def _instant(day: date, hour: int) -> str:
    return f"{day.isoformat()}T{hour:02}:15:00-05:00"
