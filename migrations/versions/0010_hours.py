"""When the hours begin in which a customer of the queue is called."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    with op.batch_alter_table("work_item") as changed:
        changed.add_column(
            sa.Column(
                "best_from",
                sa.DateTime(timezone=True),
                comment="when the hours begin in which they answer; null: any hour",
            )
        )

    op.create_index(
        "ix_work_item_hours",
        "work_item",
        ["queue_on"],
        sqlite_where=sa.text("best_from IS NOT NULL"),
        postgresql_where=sa.text("best_from IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_work_item_hours", table_name="work_item")
    with op.batch_alter_table("work_item") as changed:
        changed.drop_column("best_from")
