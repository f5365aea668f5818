"""Until when an agreement rests a customer, and when an item was postponed."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

RESTING = """
UPDATE work_item SET rests_until = CASE WHEN lane = 'callback' THEN due_at ELSE callable_from END
WHERE queue_on >= (SELECT max(queue_on) FROM work_item)
  AND (CAST(blocked_by AS TEXT) LIKE '%"promise_open"%' OR CAST(blocked_by AS TEXT) LIKE '%"callback_later"%')
"""
"""The queue in use keeps its order; those of other days are never read for it again."""


def upgrade() -> None:
    op.add_column(
        "work_item",
        sa.Column(
            "rests_until",
            sa.DateTime(timezone=True),
            comment="a promise or a later call-back rests the customer until then; null: it is worked",
        ),
    )
    op.add_column(
        "work_item",
        sa.Column("snoozed_at", sa.DateTime(timezone=True), comment="when it was postponed to not_before"),
    )
    op.execute(sa.text(RESTING))


def downgrade() -> None:
    with op.batch_alter_table("work_item") as item:
        item.drop_column("snoozed_at")
        item.drop_column("rests_until")
