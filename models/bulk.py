"""Bulk writes for SQLite and PostgreSQL: each function uses the fastest statement that the database has.

PostgreSQL copies the rows into a temporary table and merges from there; SQLite runs the prepared statement over
tuples. Rows are mappings of column key to Python value, all with the same keys, or come column by column. Values go
through the columns' own types, and a column that is left out gets its default as it would from the ORM. Nothing here
commits.
"""

import gc
import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, repeat
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute

Made = TypeVar("Made")

# Any: a row holds values of every column type.
Row = Mapping[str, Any]


class JsonText(str):
    """A JSON value that is text already: a bulk write takes it as it is."""

    __slots__ = ()


@dataclass(frozen=True)
class Columns:
    """Rows given column by column: every column has `count` values. Much cheaper for many rows than a mapping each."""

    count: int
    values: Mapping[str, Sequence[Any]]

    def __len__(self) -> int:
        return self.count


Rows = Sequence[Row] | Columns


@dataclass(frozen=True)
class BulkChange:
    """Rows that are about to be updated: found by `key`, with `columns` set to what `rows` say."""

    table: sa.Table
    key: Sequence[str]
    columns: Sequence[str]
    rows: Sequence[Row]


Watcher = Callable[[sa.Connection, BulkChange], None]
_WATCHER: ContextVar[Watcher | None] = ContextVar("bulk_watcher", default=None)


@contextmanager
def before_updates(watcher: Watcher) -> Iterator[None]:
    """Tell `watcher` of every bulk update within the block before it is written, so that it can read the old values."""
    held = _WATCHER.set(watcher)
    try:
        yield
    finally:
        _WATCHER.reset(held)


ROWS_AT_ONCE = 50
"""Rows in one insert of SQLite, which takes 32,766 values at most: more of them gain nothing."""


def bulk_insert(connection: sa.Connection, table: type[DeclarativeBase], rows: Rows) -> int:
    """Insert rows that are known to be new. Returns how many."""
    if not rows:
        return 0
    target = _table(table)
    columns, values = _filled(connection, target, rows)
    if connection.dialect.name == "postgresql":
        _copy(connection, target.name, columns, values)
    else:
        _insert(connection, _into(connection, target, columns), values)
    return len(rows)


def bulk_upsert(
    connection: sa.Connection,
    table: type[DeclarativeBase],
    rows: Rows,
    *,
    key: Sequence[str],
    keep: Sequence[str] = (),
) -> int:
    """Insert rows, or update those whose `key` is there already. Returns how many rows were given.

    An update sets the columns that were given and leaves those that were not.

    Args:
        connection: Inside a transaction.
        table: The mapped class.
        rows: A key at most once (PostgreSQL refuses to update a row twice in one statement).
        key: Columns of the unique constraint.
        keep: Columns an update leaves as they are; with every column kept, known rows stay untouched.

    """
    if not rows:
        return 0
    target = _table(table)
    columns, values = _filled(connection, target, rows)
    changed = [name for name in _keys(rows) if name not in key and name not in keep]
    _tell(connection, target, rows, key=key, changed=changed)
    action = ", ".join(f"{_quoted(connection, n)} = excluded.{_quoted(connection, n)}" for n in changed)
    conflict = f"ON CONFLICT ({_names(connection, key)}) DO " + (f"UPDATE SET {action}" if changed else "NOTHING")
    into = _into(connection, target, columns)
    if connection.dialect.name == "postgresql":
        staged = _stage(connection, target, columns, values)
        connection.exec_driver_sql(f"{into} SELECT {_names(connection, columns)} FROM {staged} {conflict}")
        connection.exec_driver_sql(f"DROP TABLE {staged}")
    else:
        _insert(connection, into, values, conflict)
    return len(rows)


def bulk_update(connection: sa.Connection, table: type[DeclarativeBase], rows: Rows, *, key: str = "id") -> int:
    """Set columns of rows found by one unique column. Returns how many were given; a missing key changes nothing."""
    if not rows:
        return 0
    target, changed = _table(table), [name for name in _keys(rows) if name != key]
    _tell(connection, target, rows, key=(key,), changed=changed)
    columns = [*changed, key]
    values = _values(connection, target, columns, rows)
    name, by = _quoted(connection, target.name), _quoted(connection, key)
    if connection.dialect.name == "postgresql":
        staged = _stage(connection, target, columns, values)
        action = ", ".join(f"{_quoted(connection, n)} = s.{_quoted(connection, n)}" for n in changed)
        found = f"{name}.{by} = s.{by}"
        if all(type(row[-1]) is int for row in values):
            # PostgreSQL knows nothing of the staged rows and would read the whole table for a few of its ids.
            found += f" AND {name}.{by} BETWEEN {min(row[-1] for row in values)} AND {max(row[-1] for row in values)}"
        connection.exec_driver_sql(f"UPDATE {name} SET {action} FROM {staged} s WHERE {found}")
        connection.exec_driver_sql(f"DROP TABLE {staged}")
    else:
        action = ", ".join(f"{_quoted(connection, n)} = ?" for n in changed)
        _run(connection, f"UPDATE {name} SET {action} WHERE {by} = ?", values)
    return len(rows)


def bulk_read(
    connection: sa.Connection, statement: sa.Select[*tuple[Any, ...]], make: Callable[[Iterable[Any]], Made]
) -> list[Made]:
    """The rows of a query, each made of its values by `make`, such as a named tuple's `_make`.

    Values are converted column by column: much cheaper for many rows than a result that serves every way of asking.
    """
    return [made for part in _parts(connection, statement, make) for made in part]


def bulk_stream(
    connection: sa.Connection, statement: sa.Select[*tuple[Any, ...]], make: Callable[[Iterable[Any]], Made]
) -> Iterator[Made]:
    """`bulk_read` for rows that are looked at one after the other: some thousands at a time are converted."""
    return chain.from_iterable(_parts(connection, statement, make))


def _parts(
    connection: sa.Connection, statement: sa.Select[*tuple[Any, ...]], make: Callable[[Iterable[Any]], Made]
) -> Iterator[Iterator[Made]]:
    result = connection.execute(statement)
    try:
        sent_as: list[Any] = [about[1] for about in result.cursor.description]  # Any: the driver's own
        types = [column.type for column in statement.selected_columns]
        converters = [_reader(kind, connection.dialect, sent) for kind, sent in zip(types, sent_as, strict=True)]
        while raw := result.cursor.fetchmany(_READ_AT_ONCE):
            read = zip(converters, zip(*raw, strict=True), strict=True)
            columns = [values if convert is None else map(convert, values) for convert, values in read]
            yield map(make, zip(*columns, strict=True))
    finally:
        result.close()


_READ_AT_ONCE = 5_000


@contextmanager
def uncollected() -> Iterator[None]:
    """Make many objects without the garbage collector looking through all of them again and again.

    For a bounded number of rows: what is no longer referred to goes at once as ever, and what the block leaves is
    looked through with all that is old, not at once.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            if gc.get_freeze_count() == 0:  # together these make everything old
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def is_among(
    connection: sa.Connection,
    column: InstrumentedAttribute[Any] | sa.Column[Any],  # Any: texts or numbers alike
    values: Iterable[Any],
) -> sa.ColumnElement[bool]:
    """The condition that a text or number column has one of many values: one parameter, however many there are."""
    wanted = list(values)
    if connection.dialect.name == "postgresql":
        return column == sa.any_(sa.cast(wanted, ARRAY(column.type)))
    given = sa.func.json_each(json.dumps(wanted)).table_valued("value")
    return column.in_(sa.select(given.c.value))


def _tell(
    connection: sa.Connection, target: sa.Table, rows: Rows, *, key: Sequence[str], changed: Sequence[str]
) -> None:
    watcher = _WATCHER.get()
    if watcher is None or not changed:
        return
    if isinstance(rows, Columns):
        rows = [dict(zip(rows.values, row, strict=True)) for row in zip(*rows.values.values(), strict=True)]
    watcher(connection, BulkChange(target, key=key, columns=changed, rows=rows))


def _keys(rows: Rows) -> list[str]:
    return list(rows.values if isinstance(rows, Columns) else rows[0])


def _table(mapped: type[DeclarativeBase]) -> sa.Table:
    table = mapped.__table__
    if not isinstance(table, sa.Table):
        raise TypeError("a bulk write needs a plain table")
    return table


def _run(connection: sa.Connection, statement: str, values: list[tuple[Any, ...]]) -> None:
    connection.exec_driver_sql(statement, values)


def _insert(connection: sa.Connection, into: str, values: list[tuple[Any, ...]], conflict: str = "") -> None:
    """Insert on SQLite, many rows in a statement: what a statement costs to begin and to end is shared by them."""
    marks = f"({_marks(values[0])})"
    whole = len(values) - len(values) % ROWS_AT_ONCE
    if whole:
        together = [tuple(chain(*values[start : start + ROWS_AT_ONCE])) for start in range(0, whole, ROWS_AT_ONCE)]
        _run(connection, f"{into} VALUES {', '.join([marks] * ROWS_AT_ONCE)} {conflict}", together)
    if whole < len(values):
        _run(connection, f"{into} VALUES {marks} {conflict}", values[whole:])


def _filled(connection: sa.Connection, table: sa.Table, rows: Rows) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The columns to write and their values, with the Python defaults of those that the rows leave out."""
    given = _keys(rows)
    missing = {
        column.key: _default(column)
        for column in table.columns
        if column.key not in given and column.default is not None
    }
    columns = [_column(connection, table.c[name], rows) for name in given]
    for name, default in missing.items():
        (constant,) = _column(connection, table.c[name], [{name: default}])
        columns.append([constant] * len(rows))
    return [*given, *missing], list(zip(*columns, strict=True))


def _default(column: sa.Column[Any]) -> Any:
    made = column.default
    if made is None or made.is_sequence:
        raise TypeError(f"{column.name} has no plain default")
    if made.is_scalar:
        return made.arg  # type: ignore[attr-defined] # ColumnElementColumnDefault has one; the union's base does not
    return made.arg(None)  # type: ignore[attr-defined] # SQLAlchemy wraps `dict` and the like to take a context


def _values(connection: sa.Connection, table: sa.Table, columns: Sequence[str], rows: Rows) -> list[tuple[Any, ...]]:
    """The rows as tuples for the driver, converted column by column."""
    return list(zip(*(_column(connection, table.c[name], rows) for name in columns), strict=True))


def _column(connection: sa.Connection, column: sa.Column[Any], rows: Rows) -> Sequence[Any]:
    values = rows.values[column.key] if isinstance(rows, Columns) else [row[column.key] for row in rows]
    convert = _converter(column, connection.dialect)
    return values if convert is None else list(map(convert, values))


@lru_cache(maxsize=256)
def _converter(column: sa.Column[Any], dialect: sa.Dialect) -> Callable[[Any], Any] | None:
    """Return what converts a Python value for the driver; None where no conversion is needed."""
    convert = column.type.dialect_impl(dialect).bind_processor(dialect)
    if convert is None:
        return None

    def present(value: Any) -> Any:
        # SQLAlchemy would write JSON's own null.
        return value if value is None or isinstance(value, JsonText) else convert(value)

    # Days, instants and enumerations repeat: each is converted once. An object cannot be looked up.
    return present if isinstance(column.type, sa.JSON) else lru_cache(maxsize=8192)(present)


@lru_cache(maxsize=256)
def _reader(kind: sa.types.TypeEngine[Any], dialect: sa.Dialect, sent: Hashable) -> Callable[[Any], Any] | None:
    """What makes a Python value of one that the driver sent as its own type; None where it is one already."""
    convert = kind.dialect_impl(dialect).result_processor(dialect, sent)
    if convert is None or isinstance(kind, sa.JSON):
        return convert
    return lru_cache(maxsize=8192)(convert)


def _stage(connection: sa.Connection, table: sa.Table, columns: Sequence[str], values: list[tuple[Any, ...]]) -> str:
    name, wanted = f"staged_{table.name}", _names(connection, columns)
    connection.exec_driver_sql(
        f"CREATE TEMP TABLE {name} ON COMMIT DROP AS SELECT {wanted} FROM {_quoted(connection, table.name)} LIMIT 0"
    )
    _copy(connection, name, columns, values)
    return name


def _copy(connection: sa.Connection, into: str, columns: Sequence[str], values: list[tuple[Any, ...]]) -> None:
    driver = connection.connection.driver_connection
    if driver is None:
        raise RuntimeError("the connection is closed")
    statement = f"COPY {_quoted(connection, into)} ({_names(connection, columns)}) FROM STDIN"
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in values:
            copy.write_row(row)


def _into(connection: sa.Connection, table: sa.Table, columns: Sequence[str]) -> str:
    return f"INSERT INTO {_quoted(connection, table.name)} ({_names(connection, columns)})"


def _quoted(connection: sa.Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote(name)


def _names(connection: sa.Connection, names: Sequence[str]) -> str:
    return ", ".join(_quoted(connection, name) for name in names)


def _marks(values: Sequence[Any]) -> str:
    return ", ".join(repeat("?", len(values)))


def analyse(connection: sa.Connection, table: type[DeclarativeBase]) -> None:
    """Refresh the database's statistics of a table that has grown much, so that its planner chooses good plans."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA analysis_limit=1000")
    connection.exec_driver_sql(f"ANALYZE {_quoted(connection, _table(table).name)}")
