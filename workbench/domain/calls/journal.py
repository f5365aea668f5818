"""What a block of work changes in the database: rows made, and columns before and after, as plain JSON.

The session tells of every object that it writes. What is written past its objects, in bulk, is told by name with
`watch`: its rows are read before and after.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from models import Base
from models.base import Instant

Values = dict[str, Any]  # Any: JSON of column values, by column
LEFT_ALONE = frozenset({"audit_entry", "idempotency_key", "outcome_trace", "call_draft"})
"""Undoing does not take these back: what happened stays told, and a form that was sent is not saved again."""


class RowChange(NamedTuple):
    """A row that was written. `before` None: it was made. `after` has the same columns as `before`, or all of them."""

    table: str
    id: int
    before: Values | None
    after: Values

    @property
    def is_only_seen(self) -> bool:
        """Whether nothing was written: the row was looked at, see `snapshot`."""
        return self.before == self.after


class Journal:
    """The rows that a session writes while it is open."""

    def __init__(self, session: Session) -> None:
        """Begin with nothing."""
        self._session = session
        self._made: dict[int, Base] = {}
        self._touched: dict[int, tuple[Base, Values]] = {}
        self._watched: list[tuple[type[Base], sa.ColumnElement[bool], dict[int, Values]]] = []

    def watch(self, table: type[Base], rows: sa.ColumnElement[bool]) -> None:
        """Read these rows now, to tell at the end what was written to them in bulk."""
        self._watched.append((table, rows, _read(self._session, table, rows)))

    def changes(self) -> list[RowChange]:
        """What was written up to now, in the order of the first change."""
        self._session.flush()
        made = [_of_row(row, None, _values(row)) for row in self._made.values()]
        touched = [
            _of_row(row, before, _values(row, columns=before))
            for row, before in self._touched.values()
            if _values(row, columns=before) != before
        ]
        return [*touched, *self._in_bulk({(one.table, one.id) for one in made}), *made]

    def note(self, *_told: Any) -> None:  # Any: what the session tells a listener
        """Keep what is about to be written."""
        for row in self._session.new:
            if row.__tablename__ not in LEFT_ALONE:
                self._made[id(row)] = row
        for row in self._session.dirty:
            if row.__tablename__ not in LEFT_ALONE and id(row) not in self._made:
                _, kept = self._touched.setdefault(id(row), (row, {}))
                for column, value in _replaced(self._session, row):
                    kept.setdefault(column, _plain(value))

    def _in_bulk(self, made: set[tuple[str, int]]) -> Iterator[RowChange]:
        for table, condition, before in self._watched:
            for id_, after in _read(self._session, table, condition).items():
                if (table.__tablename__, id_) in made or id_ not in before or before[id_] == after:
                    continue
                columns = [column for column, value in after.items() if before[id_][column] != value]
                told = ({column: values[column] for column in columns} for values in (before[id_], after))
                yield RowChange(table.__tablename__, id_, *told)


@contextmanager
def journal(session: Session) -> Iterator[Journal]:
    """Listen to a session for the length of a block."""
    told = Journal(session)
    session.flush()  # what was done before the block is not its doing
    sa.event.listen(session, "before_flush", told.note)
    try:
        yield told
    finally:
        sa.event.remove(session, "before_flush", told.note)


def table_named(name: str) -> type[Base]:
    """The class of a table that a journal can name."""
    return _TABLES[name]


def current(session: Session, change: RowChange) -> Values | None:
    """The columns of a change as they stand now, its row locked; None where the row is gone."""
    table = table_named(change.table)
    row = session.get(table, change.id, with_for_update=True, populate_existing=True)
    return None if row is None else _values(row, columns=change.after)


def take_back(session: Session, changes: Sequence[RowChange]) -> None:
    """Put columns back to what they were, and delete the rows that were made, the last first."""
    for change in changes:
        if change.before is not None and not change.is_only_seen:
            row = session.get_one(table_named(change.table), change.id)
            for column, value in change.before.items():
                setattr(row, column, _typed(row, column, value))
    session.flush()
    for change in reversed(changes):
        if change.before is None:
            session.delete(session.get_one(table_named(change.table), change.id))
            session.flush()  # one by one: the tables know nothing of each other's order


def snapshot(session: Session, table: type[Base], rows: sa.ColumnElement[bool]) -> list[RowChange]:
    """Rows as they stand, told as changes that changed nothing: to see later whether somebody wrote to them."""
    found = _read(session, table, rows)
    return [RowChange(table.__tablename__, id_, values, values) for id_, values in found.items()]


_TABLES: Mapping[str, type[Base]] = {
    mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers if mapper.local_table is not None
}


def _of_row(row: Base, before: Values | None, after: Values) -> RowChange:
    return RowChange(row.__tablename__, _key_of(row), before, after)


def _key_of(row: Base) -> int:
    """The number of a row that is in the database; tables with a composite key are none of a call's."""
    (key,) = sa.inspect(row).identity or (None,)
    if key is None:
        raise ValueError("the row was not written yet")
    return int(key)


def _values(row: Base, columns: Iterable[str] | None = None) -> Values:
    names = columns if columns is not None else [one.key for one in row.__mapper__.column_attrs]
    return {name: _plain(getattr(row, name)) for name in names}


def _read(session: Session, table: type[Base], rows: sa.ColumnElement[bool]) -> dict[int, Values]:
    columns = [one.key for one in table.__mapper__.column_attrs]
    (key,) = table.__mapper__.primary_key
    found = session.execute(sa.select(key, *(getattr(table, name) for name in columns)).where(rows))
    return {id_: {name: _plain(value) for name, value in zip(columns, values, strict=True)} for id_, *values in found}


def _replaced(session: Session, row: Base) -> Iterator[tuple[str, Any]]:  # Any: a value of a column
    """Columns that a flush will write, with what the database holds."""
    state = sa.inspect(row)
    for attribute in row.__mapper__.column_attrs:
        history = state.attrs[attribute.key].history
        if not history.has_changes():
            continue
        if history.deleted:
            yield attribute.key, history.deleted[0]
        else:  # it was never loaded
            column, (key,) = getattr(type(row), attribute.key), row.__mapper__.primary_key
            statement = sa.select(column).where(key == _key_of(row))
            yield attribute.key, session.connection().scalar(statement)


def _plain(value: Any) -> Any:  # Any: a value of a column, and its JSON
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def _typed(row: Base, column: str, value: Any) -> Any:  # Any: JSON of a column, and its value
    if value is None:
        return None
    kind = row.__mapper__.columns[column].type
    if isinstance(kind, sa.Enum) and kind.enum_class is not None:
        return kind.enum_class(value)
    if isinstance(kind, Instant):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(kind, sa.Date) else value
