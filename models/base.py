"""The declarative base: naming of constraints, column types, and the few columns every table shares."""

from datetime import UTC, date, datetime
from typing import Annotated, Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

# SQLite numbers rows by itself only for a column declared INTEGER.
BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


class Instant(sa.types.TypeDecorator[datetime]):
    """An aware instant, stored in UTC. A naive value is a mistake and raises `ValueError`."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Aware datetime in, UTC out (naive for SQLite, which keeps no zone)."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs its zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy calls it so
        """Give the database's value as an aware instant in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Id = Annotated[int, mapped_column(BigId, primary_key=True)]
Money = Annotated[int, mapped_column(sa.BigInteger)]
"""Integer minor units; the currency is the portfolio's."""


class Base(DeclarativeBase):
    """Parent of every table."""

    metadata = sa.MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it as a class attribute
        datetime: Instant(),
        date: sa.Date(),
        str: sa.String(),
        int: sa.BigInteger(),
        bytes: sa.LargeBinary(),
        # Free-form JSON: attributes of a sender's row, before and after of an audit entry.
        dict[str, Any]: sa.JSON(),
        list[Any]: sa.JSON(),
    }

    def __repr__(self) -> str:
        """Show class and key only, because a repr ends up in logs and a row's content may be personal."""
        key = ", ".join(str(getattr(self, column.key or "")) for column in self.__mapper__.primary_key)
        return f"<{type(self).__name__} {key}>"


def one_of(enum: Any, *, name: str) -> sa.Enum:  # Any: an enum class, for which typing has no plain name
    """A text column limited to the values of a `StrEnum`, portable across both databases.

    Args:
        enum: The `StrEnum` class.
        name: Name of the check constraint, unique within its table.

    """
    return sa.Enum(
        enum,
        native_enum=False,
        create_constraint=True,
        length=40,
        name=name,
        values_callable=lambda members: [member.value for member in members],
    )
