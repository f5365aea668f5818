"""By what a call is ranked, and how much that is, on scores and work items."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

COLUMNS = (
    (
        "score",
        "the account",
        sa.Double(),
        (
            "what it is ranked by, minor units: what one call adds, the chance if called or the chance of paying,"
            " each times what is overdue; null in scores of before it was kept"
        ),
    ),
    ("work_item", "it", sa.BigInteger(), "what it is ranked by, minor units; below 0: a call does harm"),
)


def upgrade() -> None:
    for table, what, kind, gain in COLUMNS:
        value = f"points, if_called or effect: by what {what} is ranked"
        with op.batch_alter_table(table) as changed:
            changed.add_column(
                sa.Column("value", sa.String(16), server_default="points", nullable=False, comment=value)
            )
            changed.add_column(sa.Column("gain", kind, comment=gain))
        with op.batch_alter_table(table) as changed:
            changed.alter_column("value", server_default=None)


def downgrade() -> None:
    for table in ("work_item", "score"):
        with op.batch_alter_table(table) as changed:
            changed.drop_column("gain")
            changed.drop_column("value")
