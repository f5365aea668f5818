"""A made-up company in which people look for customers: names as they are spread, with one that a tenth has."""

import random
from collections.abc import Iterator, Sequence
from typing import Any

from models import Account, ContactPoint, Customer, CustomerWord, Invoice
from models.bulk import Columns, analyse, bulk_insert
from models.enums import PointKind, PointState
from workbench.bench.stage import ACTOR, Stage
from workbench.domain.people import add_user
from workbench.domain.portfolios import portfolios_by_code
from workbench.folding import fold_key, search_text

SEED = 1
AT_ONCE = 10_000
FIRST = (
    "María", "José", "Luz", "Carlos", "Ana", "Luis", "Sandra", "Jorge", "Claudia", "Andrés", "Yeimy", "Hernando",
    "Paola", "Wilson", "Gloria", "Édgar", "Ximena", "Guillermo", "Nubia", "Óscar", "Álvaro", "Cecilia", "Javier",
)  # fmt: skip
LAST = (
    "Pérez", "Rodríguez", "Gómez", "González", "Martínez", "García", "López", "Hernández", "Sánchez", "Ramírez",
    "Torres", "Díaz", "Vargas", "Rojas", "Moreno", "Jiménez", "Castro", "Ortiz", "Ríos", "Chávez", "Quiñones",
)  # fmt: skip
SYLLABLES = ("ba", "cer", "di", "fon", "gue", "lar", "mon", "ne", "quin", "ro", "san", "ta", "ur", "ve", "za", "yo")

Values = tuple[Any, ...]  # Any: values of every column type


def name_of(number: int) -> str:
    """The name of a customer: every tenth is a Pérez, every third has a surname that few have."""
    chance = random.Random(SEED * 1_000_003 + number)  # noqa: S311 - made-up data
    rare = "".join(chance.choices(SYLLABLES, k=3)).capitalize()
    surname = "Pérez" if number % 10 == 0 else rare if number % 3 == 0 else chance.choice(LAST[1:])
    return f"{chance.choice(FIRST)} {chance.choice(FIRST)} {surname} {chance.choice(LAST[1:])}"


def document_of(number: int) -> str:
    """The document of a customer."""
    return f"CC {10_000_000 + number * 7_919 % 90_000_000}"


def telephone_of(number: int) -> str:
    """The telephone of a customer, in E.164."""
    return f"+573{number * 104_729 % 1_000_000_000:09}"


def invoice_of(number: int) -> str:
    """The number of an invoice."""
    return f"FE-{number:07}"


def write_people(stage: Stage) -> None:
    """Write customers with an account, a telephone, a mailbox and three invoices each.

    Of 250 customers one is the bench's own, a hundred are the pool's, the others a colleague's.
    """
    with stage.database.writing() as session:
        (portfolio,) = portfolios_by_code(session)
        other = add_user(
            session, "otro@example.com", name="Otro", role="collector", teams=["bench"], password="only for the bench",  # noqa: S106 - of nobody
            actor=ACTOR, now=stage.now,
        )  # fmt: skip
        session.flush()
        ids = portfolio.id, other.id
    for start in range(1, stage.customers + 1, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, stage.customers + 1))
        with stage.database.writing() as session:
            for table, columns, rows in _tables(stage, numbers, *ids):
                by_name = dict(zip(columns, zip(*rows, strict=True), strict=True))
                bulk_insert(session.connection(), table, Columns(len(rows), by_name))
    with stage.database.writing() as session:
        for table in (Customer, CustomerWord, Account, ContactPoint, Invoice):
            analyse(session.connection(), table)


def _tables(
    stage: Stage, numbers: range, portfolio_id: int, other_id: int
) -> Iterator[tuple[Any, Sequence[str], list[Values]]]:
    now, day = stage.now, stage.today
    yield (
        Customer,
        ("id", "external_id", "external_id_folded", "name", "document", "search_text", "attributes", "created_at"),
        [
            (one, f"C{one:07}", fold_key(f"C{one:07}"), name, document, search_text(name, document), {}, now)
            for one in numbers
            for name, document in [(name_of(one), document_of(one))]
        ],
    )
    owners = [stage.person.id, *[None] * 100, *[other_id] * 149]
    yield (
        Account,
        ("id", "customer_id", "portfolio_id", "collector_id", "created_at", "overdue_amount", "open_amount"),
        [(one, one, portfolio_id, owners[one % 250], now, one % 900 * 100, one % 900 * 100) for one in numbers],
    )
    kinds = ((PointKind.PHONE, telephone_of), (PointKind.EMAIL, lambda one: f"cliente{one}@correo.example"))
    yield (
        ContactPoint,
        ("customer_id", "kind", "value", "state", "created_at"),
        [(one, kind, value(one), PointState.UNVERIFIED, now) for one in numbers for kind, value in kinds],
    )
    yield (
        Invoice,
        (
            "portfolio_id", "account_id", "external_id", "issued_on", "due_on", "amount", "open_amount", "known_at",
            "known_on",
        ),
        [
            (portfolio_id, one, invoice_of(3 * one + part), day, day, 100, 100, now, day)
            for one in numbers
            for part in range(3)
        ],
    )  # fmt: skip
