"""Makers of customers, accounts, invoices, payments and interactions. They flush, so that ids are there."""

from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from models import Account, ContactPoint, Customer, Interaction, Invoice, Payment, Portfolio
from models.enums import Channel, Direction, PointKind, PointState
from workbench.folding import fold_key, search_text

_numbers = count(1)


def _known(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), tzinfo=UTC)


def make_customer(session: Session, *, now: datetime, **values: Any) -> Customer:
    """A residential customer of Bogotá, unless said otherwise."""
    number = next(_numbers)
    values = {"external_id": f"C{number}", "name": f"Cliente Prueba {number}", "document": None} | values
    row = Customer(
        **{
            "external_id_folded": fold_key(values["external_id"]),
            "search_text": search_text(values["name"], values["document"]),
            "country": "CO", "timezone": "America/Bogota", "language": "es", "attributes": {}, "created_at": now,
        }
        | values
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def make_account(session: Session, portfolio: Portfolio, *, now: datetime, **values: Any) -> Account:
    """An account with a customer of its own, unless `customer_id` is given; owned by nobody."""
    if "customer_id" not in values:
        values["customer_id"] = make_customer(session, now=now).id
    row = Account(portfolio_id=portfolio.id, created_at=now, **values)
    session.add(row)
    session.flush()
    return row


def make_invoice(session: Session, account: Account, *, due_on: date, amount: int, **values: Any) -> Invoice:
    """An invoice issued and known 30 days before it was due... or on `known_on`; wholly open."""
    issued = values.pop("issued_on", due_on)
    row = Invoice(
        **{
            "portfolio_id": account.portfolio_id, "account_id": account.id, "external_id": f"F{next(_numbers)}",
            "issued_on": issued, "due_on": due_on, "amount": amount, "open_amount": amount, "disputed": False,
            "known_at": _known(issued), "known_on": issued,
        }
        | values
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def make_payment(session: Session, account: Account, *, paid_on: date, amount: int, **values: Any) -> Payment:
    """A payment known on the day it was made."""
    row = Payment(
        **{
            "portfolio_id": account.portfolio_id, "account_id": account.id, "external_id": f"P{next(_numbers)}",
            "paid_on": paid_on, "amount": amount, "known_at": _known(paid_on), "known_on": paid_on,
        }
        | values
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def make_phone(session: Session, customer_id: int, *, now: datetime, **values: Any) -> ContactPoint:
    """A verified mobile number."""
    row = ContactPoint(
        **{
            "customer_id": customer_id, "kind": PointKind.PHONE, "value": f"+573005550{next(_numbers):03d}",
            "state": PointState.VERIFIED, "position": 0, "created_at": now,
        }
        | values
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def make_interaction(
    session: Session, account: Account, *, at: datetime, outcome: str | None, **values: Any
) -> Interaction:
    """An outbound call known at once."""
    row = Interaction(
        **{
            "portfolio_id": account.portfolio_id, "account_id": account.id, "customer_id": account.customer_id,
            "at": at, "known_at": at, "known_on": at.date(), "channel": Channel.CALL,
            "direction": Direction.OUTBOUND, "outcome_code": outcome,
        }
        | values
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row
