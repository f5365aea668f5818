"""The plain driver: SQL text and tuples, nothing between us and the engine. Floors are written with it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from models import Database

Values = Sequence[tuple[Any, ...]]  # Any: whatever a column holds


@contextmanager
def transaction(database: Database) -> Iterator[sa.Connection]:
    """One write transaction."""
    with database.engine.connect().execution_options(sqlite_begin="IMMEDIATE") as connection, connection.begin():
        yield connection


def run(connection: sa.Connection, statement: str, values: Values | tuple[Any, ...] = ()) -> sa.CursorResult[Any]:
    """A statement with `?` for its values, written as the database's driver wants it."""
    marked = statement if connection.dialect.name == "sqlite" else statement.replace("?", "%s")
    return connection.exec_driver_sql(marked, values if isinstance(values, tuple) else list(values))


def insert(connection: sa.Connection, table: str, *, columns: Sequence[str], values: Values) -> None:
    """`executemany` of one insert."""
    run(connection, f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})", values)


def copy(connection: sa.Connection, table: str, *, columns: Sequence[str], values: Values) -> None:
    """`COPY` of rows, PostgreSQL's own bulk load."""
    cursor: Any = connection.connection.cursor()  # psycopg's own, which SQLAlchemy does not describe
    with cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copied:
        for row in values:
            copied.write_row(row)
