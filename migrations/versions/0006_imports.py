"""Imports that were cut off: when that was noticed, what had landed, and which accounts still wait for their standing.

Accounts with interactions of an import that never finished are marked, so that the next standing judges their promises.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

RUN = sa.table(
    "import_run",
    sa.column("id", sa.BigInteger()),
    sa.column("kind", sa.String()),
    sa.column("finished_at", sa.DateTime(timezone=True)),
    sa.column("counts", sa.JSON()),
)
ACCOUNT = sa.table("account", sa.column("id", sa.BigInteger()), sa.column("ledger_dirty", sa.Boolean()))
VERSION = sa.table(
    "fact_version",
    sa.column("kind", sa.String()),
    sa.column("fact_id", sa.BigInteger()),
    sa.column("import_id", sa.BigInteger()),
)
LANDED = {
    kind: sa.table(
        table, sa.column("id", sa.BigInteger()), sa.column("account_id", sa.BigInteger()), sa.column("import_id")
    )
    for kind, table in {
        "customers": "customer", "invoices": "invoice", "payments": "payment", "interactions": "interaction",
    }.items()
}  # fmt: skip


def upgrade() -> None:
    op.add_column(
        "import_run",
        sa.Column(
            "cut_off_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="when it was noticed that it had been cut off",
        ),
    )
    op.add_column(
        "import_run",
        sa.Column(
            "touched",
            sa.JSON(),
            nullable=True,
            comment="accounts whose standing is to be computed at its end; null: too many, they wait for the night",
        ),
    )
    _note_what_landed(op.get_bind())


def downgrade() -> None:
    op.drop_column("import_run", "touched")
    op.drop_column("import_run", "cut_off_at")


def _note_what_landed(connection: sa.Connection) -> None:
    """Imports that never finished say how many rows they brought; the accounts of their interactions are marked."""
    unfinished = sa.select(RUN.c.id, RUN.c.kind).where(RUN.c.finished_at.is_(None))
    for import_id, kind in connection.execute(unfinished).all():
        if kind not in LANDED:
            continue
        rows = LANDED[kind]
        inserted = connection.scalar(sa.select(sa.func.count()).where(rows.c.import_id == import_id))
        connection.execute(sa.update(RUN).where(RUN.c.id == import_id).values(counts={"inserted": inserted}))
        if kind == "interactions":
            _mark_accounts(connection, rows, import_id)


def _mark_accounts(connection: sa.Connection, interactions: sa.TableClause, import_id: int) -> None:
    corrected = sa.select(VERSION.c.fact_id).where(VERSION.c.kind == "interaction", VERSION.c.import_id == import_id)
    touched = sa.select(interactions.c.account_id).where(
        sa.or_(interactions.c.import_id == import_id, interactions.c.id.in_(corrected))
    )
    connection.execute(sa.update(ACCOUNT).where(ACCOUNT.c.id.in_(touched)).values(ledger_dirty=True))
