"""What an import replaces: kept with the import, so that it can be undone; of a dry run, shown as examples.

Both are watchers of bulk updates, see `models.bulk.before_updates`. Rows that the import itself made are left out:
undoing it deletes them.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from models import ReplacedRow
from models.bulk import BulkChange, Row, bulk_insert, is_among
from workbench.domain.imports.engine.report import ImportReport, SeenChange
from workbench.domain.imports.undo.doubtful import doubt_of

SHOWN = frozenset({"customer", "invoice", "payment", "interaction"})
"""Tables whose changes a dry run shows; the others follow from these."""

_NOT_SHOWN = frozenset({"search_text", "open_amount", "known_at", "known_on", "account_id"})
_DOUBTED = frozenset({"amount", "issued_on", "due_on", "paid_on"})


class EarlierValues:
    """Keeps the values that an import replaces."""

    def __init__(self, import_id: int) -> None:
        self.import_id = import_id

    def __call__(self, connection: sa.Connection, change: BulkChange) -> None:
        """Write what stands there now, where it will be another."""
        rows = [
            {
                "import_id": self.import_id,
                "table_name": change.table.name,
                "row_id": old["id"],
                "values": {name: plain_value(old[name]) for name in different},
            }
            for old, _, different in _differing(connection, change)
            if old.get("import_id") != self.import_id
        ]
        bulk_insert(connection, ReplacedRow, rows)


class SeenChanges:
    """Notes some of the changes with the report of a dry run."""

    def __init__(self, report: ImportReport) -> None:
        self.report = report

    def __call__(self, connection: sa.Connection, change: BulkChange) -> None:
        """Note the changes: the doubtful ones first, the others as long as there is room."""
        if change.table.name not in SHOWN:
            return
        for old, new, different in _differing(connection, change):
            for name in different:
                if name not in _NOT_SHOWN:
                    doubt = doubt_of(old[name], new[name]) if name in _DOUBTED else None
                    seen = SeenChange(change.table.name, old["external_id"], name, old[name], new[name], doubt)
                    self.report.see(seen)


def _differing(connection: sa.Connection, change: BulkChange) -> Iterator[tuple[Row, Row, list[str]]]:
    """Every row that is there: as it is, as it will be, and the columns that will be another."""
    table = change.table
    names = {"id", "import_id", "external_id", *change.key, *change.columns} & set(table.columns.keys())
    first = change.key[0]
    by_key = {tuple(row[name] for name in change.key): row for row in change.rows}
    found = connection.execute(
        sa.select(*(table.c[name] for name in sorted(names))).where(
            is_among(connection, table.c[first], [row[first] for row in change.rows])
        )
    )
    for old in found.mappings():
        new = by_key.get(tuple(old[name] for name in change.key))
        if new is None:
            continue
        different = [name for name in change.columns if old[name] != new[name]]
        if different:
            yield dict(old), new, different


def plain_value(value: Any) -> Any:  # Any: a column's value and its JSON form
    """A value as JSON keeps it."""
    return value.isoformat() if isinstance(value, date) else value


def column_value(column: sa.Column[Any], kept: Any) -> Any:  # Any: as above
    """The value of a column that `plain_value` made plain."""
    if kept is None:
        return None
    if isinstance(column.type, sa.Enum) and column.type.enum_class is not None:
        return column.type.enum_class(kept)
    if isinstance(column.type, sa.Date):
        return date.fromisoformat(kept)
    if isinstance(column.type, sa.TypeDecorator) and isinstance(column.type.impl, sa.DateTime):
        return datetime.fromisoformat(kept)
    return kept
