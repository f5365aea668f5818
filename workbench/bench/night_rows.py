"""A made-up portfolio with months of calls in its history, written into the tables in bulk: a million takes minutes.

Calls are made at random, a talk moves some customers to pay, and customers answer at hours of their own, so that
everything there is to learn can be learned: who pays, what a call adds, and when somebody answers.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import DeclarativeBase

from models import Account, Consent, ContactPoint, Customer, Database, Interaction, Invoice, Payment, Promise
from models.bulk import Columns, analyse, bulk_insert
from models.enums import Channel, Direction, PointKind, PointState, PromiseState
from workbench.folding import search_text

SEED = 1
AT_ONCE = 10_000
"""Customers that are made and written together."""

HISTORY_DAYS = 240
INVOICES_EACH, CALLS_EACH = 3, 6
ZONE = ZoneInfo("America/Bogota")
HOURS = range(8, 19)
MORNING, EVENING = (8, 9, 10), (16, 17, 18)
"""Hours at which a customer of either kind answers three times as often as else."""

ANSWERS, ANSWERS_THEN = 0.12, 0.36
PAYS, MOVED = 0.25, 0.5
"""The chance that an invoice is paid by itself, and that a customer who can be moved pays within days of a talk."""

NOBODY = ("NC-NCT", "NC-OCU", "CI-CON")
TALKS = ("CD-PEN", "CD-NCP", "CD-REN", "CD-PDP", "CD-VLL")
GRACE, THRESHOLD = 3, 95

Values = tuple[Any, ...]  # Any: values of every column type


@dataclass
class _Rows:
    """Rows of some tables that are not written yet, with the columns of each."""

    tables: dict[type[DeclarativeBase], tuple[Sequence[str], list[Values]]] = field(default_factory=dict)

    def add(self, table: type[DeclarativeBase], columns: Sequence[str], row: Values) -> None:
        self.tables.setdefault(table, (columns, []))[1].append(row)

    def write(self, database: Database) -> None:
        with database.writing() as session:
            for table, (columns, rows) in self.tables.items():
                by_name = dict(zip(columns, zip(*rows, strict=True), strict=True))
                bulk_insert(session.connection(), table, Columns(len(rows), by_name))


def write_portfolio(database: Database, *, portfolio_id: int, customers: int, today: date) -> None:
    """Write customers, accounts, invoices, payments, calls and promises. The same arguments write the same rows.

    Args:
        database: Migrated; it has the portfolio and no customers.
        portfolio_id: Whose accounts they become.
        customers: How many.
        today: The day before which all of it happened.

    """
    maker = _PortfolioMaker(portfolio_id, today)
    for start in range(1, customers + 1, AT_ONCE):
        rows = _Rows()
        for number in range(start, min(start + AT_ONCE, customers + 1)):
            maker.add_customer(rows, number)
        rows.write(database)
    with database.writing() as session:
        for table in (Customer, Account, ContactPoint, Invoice, Payment, Interaction, Promise):
            analyse(session.connection(), table)


_CUSTOMER = (
    "id", "external_id", "name", "search_text", "country", "timezone", "language", "attributes", "created_at",
)  # fmt: skip
_ACCOUNT = ("id", "customer_id", "portfolio_id", "created_at")
_POINT = ("customer_id", "kind", "value", "state", "created_at")
_CONSENT = ("customer_id", "channel", "granted", "known_at", "source")
_INVOICE = (
    "portfolio_id", "account_id", "external_id", "issued_on", "due_on", "amount", "open_amount", "known_at", "known_on",
)  # fmt: skip
_PAYMENT = ("portfolio_id", "account_id", "external_id", "paid_on", "amount", "known_at", "known_on")
_CALL = (
    "id", "portfolio_id", "customer_id", "account_id", "external_id", "at", "known_at", "known_on", "channel",
    "direction", "outcome_code", "callback_at",
)  # fmt: skip
_PROMISE = (
    "account_id", "customer_id", "interaction_id", "amount", "due_on", "made_at", "known_at", "known_on",
    "grace_days", "threshold_pct", "state",
)  # fmt: skip


class _PortfolioMaker:
    """Makes one customer after the other."""

    def __init__(self, portfolio_id: int, today: date) -> None:
        self._portfolio_id, self._today = portfolio_id, today
        self._chance = random.Random(SEED)  # noqa: S311 - made-up data
        days = [today + timedelta(days=ago) for ago in range(-HISTORY_DAYS - 60, 60)]
        self._ends = {day: datetime.combine(day, time(23, 59, 59), ZONE).astimezone(UTC) for day in days}
        self._hours = {(day, hour): datetime.combine(day, time(hour, 15), ZONE).astimezone(UTC)
                       for day in days for hour in HOURS}  # fmt: skip
        self._began = self._ends[days[0]]
        self._calls = self._invoices = self._payments = 0

    def add_customer(self, rows: _Rows, number: int) -> None:
        """Add a customer with an account and all that happened on it; account and customer have the same number."""
        chance = self._chance
        name = f"C{number:07}"
        own = f"Cliente {number}"
        rows.add(Customer, _CUSTOMER, (number, name, own, search_text(own, None), "CO", "America/Bogota",
                                       "es", {}, self._began))  # fmt: skip
        rows.add(Account, _ACCOUNT, (number, number, self._portfolio_id, self._began))
        rows.add(ContactPoint, _POINT, (number, PointKind.PHONE, f"+57300{number:07}", PointState.UNVERIFIED,
                                        self._began))  # fmt: skip
        rows.add(Consent, _CONSENT, (number, Channel.CALL, True, self._began, "archivo"))
        can_be_moved, usual = chance.random() < 0.4, chance.randrange(50_00, 20_000_00)
        for day in sorted(chance.choices(range(1, HISTORY_DAYS), k=CALLS_EACH), reverse=True):
            self._add_call(rows, number, day, can_be_moved=can_be_moved, usual=usual)
        for _ in range(INVOICES_EACH):
            self._add_invoice(rows, number, usual)

    def _add_invoice(self, rows: _Rows, number: int, usual: int) -> None:
        chance = self._chance
        due = self._today - timedelta(days=chance.randrange(-15, 200))
        issued, amount = due - timedelta(days=30), usual + chance.randrange(50_00)
        self._invoices += 1
        rows.add(Invoice, _INVOICE, (self._portfolio_id, number, f"F{self._invoices:08}", issued, due, amount, amount,
                                     self._ends[issued], issued))  # fmt: skip
        if chance.random() < PAYS:
            self._add_payment(rows, number, due + timedelta(days=chance.randrange(40)), amount)

    def _add_call(self, rows: _Rows, number: int, days_ago: int, *, can_be_moved: bool, usual: int) -> None:
        chance, day, hour = self._chance, self._today - timedelta(days=days_ago), self._chance.choice(HOURS)
        likes = MORNING if number % 2 else EVENING
        spoke = chance.random() < (ANSWERS_THEN if hour in likes else ANSWERS)
        code = chance.choice(TALKS if spoke else NOBODY)
        at, later = self._hours[day, hour], day + timedelta(days=chance.randrange(1, 15))
        self._calls += 1
        back = self._hours[later, chance.choice(HOURS)] if code == "CD-VLL" else None
        rows.add(Interaction, _CALL, (self._calls, self._portfolio_id, number, number, f"G{self._calls:08}", at, at,
                                      day, Channel.CALL, Direction.OUTBOUND, code, back))  # fmt: skip
        if code == "CD-PDP":
            rows.add(Promise, _PROMISE, (number, number, self._calls, usual, later, at, at, day, GRACE, THRESHOLD,
                                         PromiseState.OPEN))  # fmt: skip
        if spoke and chance.random() < (MOVED if can_be_moved else 0.05):
            self._add_payment(rows, number, day + timedelta(days=chance.randrange(1, 9)), usual)

    def _add_payment(self, rows: _Rows, number: int, on: date, amount: int) -> None:
        if on < self._today:
            self._payments += 1
            rows.add(Payment, _PAYMENT, (self._portfolio_id, number, f"P{self._payments:08}", on, amount,
                                         self._ends[on], on))  # fmt: skip
