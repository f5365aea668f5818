"""Bulk work: importing a file, the standing of all accounts, and a day's queues."""

from typing import Any

from models.enums import ImportKind
from workbench.bench import plain
from workbench.bench.import_floors import FLOORS, plain_import
from workbench.bench.measure import Figure, bulk_figure
from workbench.bench.stage import Stage
from workbench.domain.queue import build_queues
from workbench.domain.standing import recompute_standing


def import_figures(stage: Stage) -> list[Figure]:
    """Import the files, measuring the invoices and the payments; the floor is the driver's own bulk load of a file.

    The floor reads and converts the file, and writes it by `executemany` into a copy of the table with its indexes: no
    checks, no customers, no report. On PostgreSQL the ratio to `COPY` stands beside.
    """
    stage.import_file(ImportKind.CUSTOMERS)
    figures = [_figure(stage, kind) for kind in FLOORS]
    if stage.has_calls:
        stage.import_file(ImportKind.INTERACTIONS)
    return figures


def _figure(stage: Stage, kind: ImportKind) -> Figure:
    with stage.meter.timing() as ours:
        report = stage.import_file(kind)
    if report.rejected or report.inserted != report.read:
        raise RuntimeError(f"the benchmark's own file was rejected: {report.inserted} rows landed")
    path = stage.files.path(kind)
    floor = stage.meter.floor(lambda: plain_import(stage.database, FLOORS[kind], path))
    notes = {"rows/s": report.inserted / ours.seconds, "floor rows/s": report.inserted / floor.seconds}
    if not stage.database.is_sqlite:
        copied = stage.meter.floor(lambda: plain_import(stage.database, FLOORS[kind], path, load=plain.copy))
        notes["x COPY"] = ours.seconds / copied.seconds
    return bulk_figure(f"import {kind.value}", ours, floor, target=8.0, notes=notes)


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
