"""The floors of importing: the rows of a file read, converted and written in bulk, and nothing else."""

import csv
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from models import Database
from models.enums import ImportKind
from workbench.bench import plain


class FloorTable(NamedTuple):
    """A table of which a copy with its indexes is filled."""

    name: str
    columns: Sequence[str]
    indexes: Sequence[str]
    """`{}` is the table."""
    read: Callable[[list[str]], tuple[Any, ...]]  # Any: whatever a column holds


def plain_import(
    database: Database, table: FloorTable, path: Path, *, load: Callable[..., None] = plain.insert
) -> None:
    """Fill a copy of the table from a file, and drop it."""
    copy = f"floor_{table.name}"
    with plain.transaction(database) as connection:
        plain.run(connection, f"CREATE TABLE {copy} AS SELECT * FROM {table.name} LIMIT 0")
        for index in table.indexes:
            plain.run(connection, index.format(copy))
    with path.open(encoding="utf-8", newline="") as file, plain.transaction(database) as writing:
        rows = csv.reader(file)
        next(rows)
        load(writing, copy, columns=table.columns, values=[table.read(row) for row in rows])
    with plain.transaction(database) as connection:
        plain.run(connection, f"DROP TABLE {copy}")


def _invoice(row: list[str]) -> tuple[Any, ...]:
    external_id, customer, issued_on, due_on, amount, *_ = row
    cents = int(amount.replace(".", ""))
    known = datetime.fromisoformat(issued_on).replace(tzinfo=UTC)
    return 1, int(customer[1:]), external_id, issued_on, due_on, cents, cents, False, str(known), issued_on


def _payment(row: list[str]) -> tuple[Any, ...]:
    external_id, customer, paid_on, amount, _portfolio, method = row
    known = datetime.fromisoformat(paid_on).replace(tzinfo=UTC)
    return 1, int(customer[1:]), external_id, paid_on, int(amount.replace(".", "")), method, str(known), paid_on


FLOORS: Mapping[ImportKind, FloorTable] = {
    ImportKind.INVOICES: FloorTable(
        "invoice",
        (
            *("portfolio_id", "account_id", "external_id", "issued_on", "due_on", "amount", "open_amount"),
            *("disputed", "known_at", "known_on"),
        ),
        (
            "CREATE UNIQUE INDEX floor_1 ON {} (portfolio_id, external_id, account_id, due_on)",
            "CREATE INDEX floor_2 ON {} (account_id, due_on)",
            "CREATE INDEX floor_3 ON {} (known_on)",
        ),
        _invoice,
    ),
    ImportKind.PAYMENTS: FloorTable(
        "payment",
        ("portfolio_id", "account_id", "external_id", "paid_on", "amount", "method", "known_at", "known_on"),
        (
            "CREATE UNIQUE INDEX floor_1 ON {} (portfolio_id, kind, external_id, account_id, invoice_external_id)",
            (
                "CREATE UNIQUE INDEX floor_2 ON {} (portfolio_id, kind, external_id, account_id) "
                "WHERE invoice_external_id IS NULL"
            ),
            "CREATE INDEX floor_3 ON {} (account_id)",
            "CREATE INDEX floor_4 ON {} (known_on)",
        ),
        _payment,
    ),
}
