"""Bulk work: importing a file, the standing of all accounts, and a day's queues."""

import csv
from datetime import UTC, datetime
from typing import Any

from models.enums import ImportKind
from workbench.bench import plain
from workbench.bench.measure import Figure, bulk_figure
from workbench.bench.stage import Stage
from workbench.domain.imports import import_file
from workbench.domain.queue import build_queues
from workbench.domain.standing import recompute_standing

INVOICE = (
    "portfolio_id",
    "account_id",
    "external_id",
    "issued_on",
    "due_on",
    "amount",
    "open_amount",
    "disputed",
    "known_at",
    "known_on",
)


def import_figure(stage: Stage) -> Figure:
    """Import all files, measuring the invoices; the floor is the driver's `executemany` of the same file.

    The floor reads and converts the file, and writes into a copy of the table with its indexes: no checks, no
    customers, no report.
    """
    import_file(stage.database, ImportKind.CUSTOMERS, stage.files.customers, terms=stage.terms)
    with stage.meter.timing() as ours:
        report = import_file(stage.database, ImportKind.INVOICES, stage.files.invoices, terms=stage.terms)
    if report.inserted != stage.customers * 3:
        raise RuntimeError(f"the benchmark's own file was rejected: {report.inserted} rows landed")
    floor = stage.meter.floor(lambda: _plain_import(stage))
    import_file(stage.database, ImportKind.PAYMENTS, stage.files.payments, terms=stage.terms)
    import_file(stage.database, ImportKind.INTERACTIONS, stage.files.interactions, terms=stage.terms)
    rates = {"rows/s": report.inserted / ours.seconds, "floor rows/s": report.inserted / floor.seconds}
    return bulk_figure("import", ours, floor, target=8.0, notes=rates)


def _plain_import(stage: Stage) -> None:
    with plain.transaction(stage.database) as connection:
        plain.run(connection, "CREATE TABLE floor_invoice AS SELECT * FROM invoice LIMIT 0")
        plain.run(connection, "CREATE UNIQUE INDEX floor_1 ON floor_invoice (portfolio_id, external_id)")
        plain.run(connection, "CREATE INDEX floor_2 ON floor_invoice (account_id, due_on)")
        plain.run(connection, "CREATE INDEX floor_3 ON floor_invoice (known_on)")
    with stage.files.invoices.open(encoding="utf-8", newline="") as file, plain.transaction(stage.database) as writing:
        rows = csv.reader(file)
        next(rows)
        plain.insert(writing, "floor_invoice", columns=INVOICE, values=[_invoice(row) for row in rows])
    with plain.transaction(stage.database) as connection:
        plain.run(connection, "DROP TABLE floor_invoice")


def _invoice(row: list[str]) -> tuple[Any, ...]:
    external_id, customer, issued_on, due_on, amount, *_ = row
    cents = int(amount.replace(".", ""))
    known = datetime.fromisoformat(issued_on).replace(tzinfo=UTC)
    return 1, int(customer[1:]), external_id, issued_on, due_on, cents, cents, False, str(known), issued_on


def standing_figure(stage: Stage) -> Figure:
    """Recompute every account after the imports; the floor reads the same facts and writes the same accounts back."""
    with stage.meter.timing() as ours, stage.database.writes() as session:
        recompute_standing(session, on=stage.today, today=stage.today, commit=session.commit)
        session.commit()
    floor = stage.meter.floor(lambda: plain_standing(stage))
    rates = {"accounts/s": stage.customers / ours.seconds}
    return bulk_figure("standing", ours, floor, target=4.0, notes=rates)


def plain_standing(stage: Stage) -> None:
    """The floor of the standing: the facts fetched, and as many accounts written back."""
    with plain.transaction(stage.database) as connection:
        plain.run(connection, "SELECT id, account_id, external_id, due_on, amount, known_on FROM invoice").fetchall()
        plain.run(connection, "SELECT id, account_id, external_id, amount, known_on FROM payment").fetchall()
        kept = plain.run(connection, "SELECT open_amount, overdue_amount, open_items, oldest_due_on, id FROM account")
        columns = "open_amount = ?, overdue_amount = ?, open_items = ?, oldest_due_on = ?"
        plain.run(connection, f"UPDATE account SET {columns} WHERE id = ?", [tuple(row) for row in kept])


def queues_figure(stage: Stage) -> Figure:
    """Build the day's queues; the floor replaces the same rows of a copy in bulk."""
    with stage.meter.timing() as ours, stage.database.writing() as session:
        report = build_queues(session, on=stage.today, today=stage.today, now=stage.now)
    copy_items(stage)
    floor = stage.meter.floor(lambda: replace_items(stage))
    rates = {"items": float(report.items), "items/s": report.items / ours.seconds}
    return bulk_figure("queues", ours, floor, target=4.0, notes=rates)


def replace_items(stage: Stage) -> None:
    """The floor of the queues: the rows of the copy fetched, deleted and inserted again."""
    with plain.transaction(stage.database) as connection:
        found = plain.run(connection, "SELECT * FROM floor_item")
        columns, rows = list(found.keys()), [tuple(map(driver_value, row)) for row in found]
        plain.run(connection, "DELETE FROM floor_item")
        plain.insert(connection, "floor_item", columns=columns, values=rows)


def copy_items(stage: Stage) -> None:
    """Copy the work items into a table with the same indexes, on which the floor works."""
    with plain.transaction(stage.database) as connection:
        plain.run(connection, "CREATE TABLE floor_item AS SELECT * FROM work_item")
        plain.run(connection, "CREATE UNIQUE INDEX floor_4 ON floor_item (queue_on, customer_id)")
        plain.run(connection, "CREATE INDEX floor_5 ON floor_item (queue_on, collector_id, state, rank)")
        plain.run(connection, "CREATE INDEX floor_6 ON floor_item (queue_on, portfolio_id, state, rank)")


def driver_value(value: Any) -> Any:  # Any: whatever a column holds
    """JSON that PostgreSQL's driver has read is not what it writes."""
    if isinstance(value, (list, dict)):
        from psycopg.types.json import Json  # noqa: PLC0415 - only where the database is PostgreSQL

        return Json(value)
    return value
