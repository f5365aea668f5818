"""A portfolio with something to learn: half of its customers pay soon after the due day, the others seldom.

Written in bulk, so that a test can have months of history on either database in a moment.
"""

from datetime import UTC, date, datetime, time, timedelta
from random import Random

from sqlalchemy.orm import Session

from models import Account, Customer, Invoice, Payment, Portfolio
from models.bulk import bulk_insert
from workbench.domain.standing import recompute_standing

CODE = "aprende"
MONTHS = 13
SOON, SELDOM = 0.9, 0.12
"""Chance that an invoice is paid, by a customer of either kind; some 50 accounts give enough rows to judge by."""


def make_portfolio(session: Session, code: str, *, now: datetime, **values) -> Portfolio:
    """A portfolio in Colombian pesos of which nobody is the owner; chance places nobody in its queue."""
    row = Portfolio(
        **{
            "code": code, "name": code.capitalize(), "creditor": "Crediandes", "currency": "COP",
            "timezone": "America/Bogota", "locale": "es_CO", "preset": "CO", "random_slice": 0.0, "created_at": now,
        }
        | values
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def make_learnable(
    session: Session, *, now: datetime, today: date, accounts: int = 64, code: str = CODE, paid: float | None = None
) -> Portfolio:
    """Customers `<code>-000`…, those of even number paying soon, each with an invoice a month until today.

    Args:
        session: A write session; the caller commits.
        now: Aware instant.
        today: The day of the standing; the last invoices and payments are of the days before.
        accounts: How many.
        code: Of the portfolio.
        paid: The chance that an invoice is paid, by everybody 12 days after it was issued; None: as told above.

    """
    portfolio = make_portfolio(session, code, now=now, data_as_of=today - timedelta(days=1))
    names = [f"{code}-{number:03d}" for number in range(accounts)]
    customers = [
        Customer(external_id=name, name=f"Cliente {name}", search_text=name, country="CO", timezone="America/Bogota",
                 language="es", attributes={}, created_at=now)
        for name in names
    ]  # fmt: skip
    session.add_all(customers)
    session.flush()
    owing = [Account(portfolio_id=portfolio.id, customer_id=one.id, created_at=now) for one in customers]
    session.add_all(owing)
    session.flush()
    _write_ledger(session, portfolio, owing, names, today=today, paid=paid)
    recompute_standing(session, on=today, today=today, portfolio_id=portfolio.id)
    session.expire_all()
    return portfolio


def _write_ledger(
    session: Session,
    portfolio: Portfolio,
    owing: list[Account],
    names: list[str],
    *,
    today: date,
    paid: float | None,
) -> None:
    chance = Random(0)  # noqa: S311 - a made-up history
    invoices, payments = [], []
    for number, (account, name) in enumerate(zip(owing, names, strict=True)):
        soon = number % 2 == 0
        usual = 10_000_00 * (1 + number % 7)
        for month in range(MONTHS):
            issued = today - timedelta(days=30 * (MONTHS - month) - chance.randrange(25))
            due, amount = issued + timedelta(days=10), usual + chance.randrange(1_000) * 100
            fact = {"portfolio_id": portfolio.id, "account_id": account.id}
            invoices.append({
                **fact, "external_id": f"F-{name}-{month}", "issued_on": issued, "due_on": due, "amount": amount,
                "open_amount": amount, "known_at": _end_of(issued), "known_on": issued,
            })  # fmt: skip
            paid_on = due + timedelta(days=2 if paid is not None else chance.randrange(14 if soon else 60))
            likely = paid if paid is not None else SOON if soon else SELDOM
            if chance.random() < likely and paid_on < today:
                payments.append({
                    **fact, "external_id": f"P-{name}-{month}", "paid_on": paid_on, "amount": amount,
                    "invoice_external_id": f"F-{name}-{month}", "known_at": _end_of(paid_on), "known_on": paid_on,
                })  # fmt: skip
    bulk_insert(session.connection(), Invoice, invoices)
    bulk_insert(session.connection(), Payment, payments)


def _end_of(day: date) -> datetime:
    """A day without a time is known at its end, in Bogotá."""
    return datetime.combine(day + timedelta(days=1), time(4, 59, 59), tzinfo=UTC)
