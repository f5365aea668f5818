"""Alembic's entry. The connection comes from the caller (`migrations.runner`), never from a file."""

import warnings
from typing import Any

import sqlalchemy as sa
from alembic import context

from models import Base
from models.base import Instant


def _render(kind: str, item: Any, _autogenerate: Any) -> str | bool:  # Any: alembic hands over whatever it renders
    """Write our column types as plain ones: a migration must still run when the classes have moved on."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    return False


def _is_compared(_item: Any, name: str | None, kind: str, *_: Any) -> bool:  # Any: whatever alembic looks at
    """Indexes on expressions are made by migrations only: the two databases tell them in other words than they read."""
    return not (kind == "index" and name is not None and name.startswith("ix_find_"))


def _run() -> None:
    connection: sa.Connection = context.config.attributes["connection"]
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET lock_timeout = '10s'")
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=_render,
        include_object=_is_compared,
        compare_type=True,
    )
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Skipped unsupported reflection of expression-based index ix_find_")
        with context.begin_transaction():
            context.run_migrations()


_run()
