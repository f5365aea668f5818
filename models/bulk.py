"""Bulk writes: one function each, with the fastest way of either database behind it.

PostgreSQL copies the rows into a temporary table and merges from there; SQLite runs the prepared statement over
tuples. Rows are mappings of column key to Python value; values go through the columns' own types first.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase

# Any: a row holds values of every column type.
Row = Mapping[str, Any]


def bulk_insert(connection: sa.Connection, table: type[DeclarativeBase], rows: Sequence[Row]) -> int:
    """Insert rows that are known to be new. Every row has the same keys. Returns how many."""
    if not rows:
        return 0
    target, keys = _table(table), list(rows[0])
    if connection.dialect.name == "postgresql":
        _copy(connection, target.name, target, keys, rows)
    else:
        _run(connection, f"INSERT INTO {_quoted(connection, target.name)} ({_names(connection, keys)}) VALUES ({_marks(keys)})",
             _tuples(connection, target, keys, rows))
    return len(rows)


def bulk_upsert(
    connection: sa.Connection, table: type[DeclarativeBase], rows: Sequence[Row], *, key: Sequence[str],
    keep: Sequence[str] = (),
) -> int:  # fmt: skip
    """Insert rows, or update those whose `key` is there already. Returns how many rows were given.

    Args:
        connection: Inside a transaction.
        table: The mapped class.
        rows: All with the same columns; a key at most once (PostgreSQL refuses to touch a row twice).
        key: Columns of the unique constraint.
        keep: Columns an update leaves as they are.

    """
    if not rows:
        return 0
    target, columns = _table(table), list(rows[0])
    changed = [name for name in columns if name not in key and name not in keep]
    action = ", ".join(f"{_quoted(connection, n)} = excluded.{_quoted(connection, n)}" for n in changed)
    conflict = f"ON CONFLICT ({_names(connection, key)}) DO " + (f"UPDATE SET {action}" if changed else "NOTHING")
    into = f"INSERT INTO {_quoted(connection, target.name)} ({_names(connection, columns)})"
    if connection.dialect.name == "postgresql":
        staged = _stage(connection, target, columns, rows)
        connection.exec_driver_sql(f"{into} SELECT {_names(connection, columns)} FROM {staged} {conflict}")
        connection.exec_driver_sql(f"DROP TABLE {staged}")
    else:
        _run(connection, f"{into} VALUES ({_marks(columns)}) {conflict}", _tuples(connection, target, columns, rows))
    return len(rows)


def bulk_update(connection: sa.Connection, table: type[DeclarativeBase], rows: Sequence[Row], *, key: str = "id") -> int:
    """Set columns of rows found by one unique column. Every row has the same keys. Returns how many were given."""
    if not rows:
        return 0
    target, columns = _table(table), list(rows[0])
    changed = [name for name in columns if name != key]
    name, by = _quoted(connection, target.name), _quoted(connection, key)
    if connection.dialect.name == "postgresql":
        staged = _stage(connection, target, columns, rows)
        action = ", ".join(f"{_quoted(connection, n)} = s.{_quoted(connection, n)}" for n in changed)
        connection.exec_driver_sql(f"UPDATE {name} SET {action} FROM {staged} s WHERE {name}.{by} = s.{by}")
        connection.exec_driver_sql(f"DROP TABLE {staged}")
    else:
        action = ", ".join(f"{_quoted(connection, n)} = ?" for n in changed)
        _run(connection, f"UPDATE {name} SET {action} WHERE {by} = ?",
             _tuples(connection, target, [*changed, key], rows))
    return len(rows)


def _table(mapped: type[DeclarativeBase]) -> sa.Table:
    table = mapped.__table__
    if not isinstance(table, sa.Table):
        raise TypeError("a bulk write needs a plain table")
    return table


def _run(connection: sa.Connection, statement: str, values: list[tuple[Any, ...]]) -> None:
    connection.exec_driver_sql(statement, values)


def _tuples(
    connection: sa.Connection, table: sa.Table, columns: Sequence[str], rows: Iterable[Row]
) -> list[tuple[Any, ...]]:
    converters = [_converter(connection, table.c[name]) for name in columns]
    pairs = list(zip(columns, converters, strict=True))
    return [tuple(convert(row[name]) if convert else row[name] for name, convert in pairs) for row in rows]


def _converter(connection: sa.Connection, column: sa.Column[Any]) -> Any:  # Any: SQLAlchemy's processors are untyped
    return column.type.dialect_impl(connection.dialect).bind_processor(connection.dialect)


def _stage(connection: sa.Connection, table: sa.Table, columns: Sequence[str], rows: Iterable[Row]) -> str:
    name = f"staged_{table.name}"
    wanted = _names(connection, columns)
    connection.exec_driver_sql(
        f"CREATE TEMP TABLE {name} ON COMMIT DROP AS SELECT {wanted} FROM {_quoted(connection, table.name)} LIMIT 0"
    )
    _copy(connection, name, table, columns, rows)
    return name


def _copy(connection: sa.Connection, into: str, table: sa.Table, columns: Sequence[str], rows: Iterable[Row]) -> None:
    driver = connection.connection.driver_connection
    if driver is None:
        raise RuntimeError("the connection is closed")
    statement = f"COPY {_quoted(connection, into)} ({_names(connection, columns)}) FROM STDIN"
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in _tuples(connection, table, columns, rows):
            copy.write_row([_plain(value) for value in row])


def _plain(value: Any) -> Any:
    """JSON arrives wrapped for the driver's own placeholders; COPY wants its text."""
    return getattr(value, "obj", value) if type(value).__name__ in {"Json", "Jsonb"} else value


def _quoted(connection: sa.Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote(name)


def _names(connection: sa.Connection, names: Sequence[str]) -> str:
    return ", ".join(_quoted(connection, name) for name in names)


def _marks(names: Sequence[str]) -> str:
    return ", ".join("?" for _ in names)
