"""Alembic's entry. The connection comes from the caller (`migrations.runner`), never from a file."""

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


def _run() -> None:
    connection: sa.Connection = context.config.attributes["connection"]
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET lock_timeout = '10s'")
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=_render,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


_run()
