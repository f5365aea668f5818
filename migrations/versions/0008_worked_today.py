"""Settings of who is worked, the lanes of who rests and of reminders, and why an item rests."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

LANES_BEFORE = ("callback", "promise_due", "promise_broken", "ranked", "locate")
LANES = ("callback", "promise_due", "promise_broken", "ranked", "preventive", "locate", "resting")

RESTING = """
UPDATE work_item SET lane = 'resting', resting_because = blocked_by
WHERE rests_until IS NOT NULL AND queue_on >= (SELECT max(queue_on) FROM work_item)
"""
"""The queue in use says its resting items as it is built from now on; those of other days stay as they were."""

WITHOUT_LANES = """
UPDATE work_item SET lane = CASE
  WHEN lane = 'preventive' THEN 'ranked'
  WHEN CAST(resting_because AS TEXT) LIKE '%"callback_later"%' THEN 'callback'
  WHEN CAST(resting_because AS TEXT) LIKE '%"promise_open"%' THEN 'promise_due'
  ELSE 'ranked' END
WHERE lane IN ('preventive', 'resting')
"""


def upgrade() -> None:
    op.create_table(
        "work_policy",
        sa.Column("id", BIG, nullable=False),
        sa.Column("portfolio_id", BIG, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False, comment="the first local day that is worked so"),
        sa.Column("least_overdue", sa.BigInteger(), nullable=False, comment="overdue less credit, at least"),
        sa.Column("rest_days", sa.BigInteger(), nullable=False, comment="after a conversation with the person"),
        sa.Column("most_tries", sa.BigInteger(), nullable=False, comment="in seven days"),
        sa.Column("most_tries_a_day", sa.BigInteger(), nullable=False),
        sa.Column("preventive_days", sa.BigInteger(), nullable=False, comment="before the due day; 0: off"),
        sa.Column("set_by", BIG, nullable=True),
        sa.Column("set_by_name", sa.String(), nullable=False, comment="e-mail of the person, or name of the command"),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "least_overdue >= 0 AND rest_days >= 0 AND most_tries >= 1 AND most_tries_a_day >= 1"
            " AND preventive_days >= 0",
            name=op.f("ck_work_policy_values"),
        ),
        sa.ForeignKeyConstraint(["portfolio_id"], ["portfolio.id"], name=op.f("fk_work_policy_portfolio_id")),
        sa.ForeignKeyConstraint(["set_by"], ["user.id"], name=op.f("fk_work_policy_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_policy")),
    )
    with op.batch_alter_table("work_policy") as policy:
        policy.create_index(policy.f("ix_work_policy_portfolio_id_from_on"), ["portfolio_id", "from_on"])
    op.add_column(
        "work_item",
        sa.Column(
            "resting_because", sa.JSON(), nullable=False, server_default="[]", comment="[{id, text}]: why it rests"
        ),
    )
    _allow_lanes(LANES)
    op.execute(sa.text(RESTING))


def downgrade() -> None:
    op.execute(sa.text(WITHOUT_LANES))
    _allow_lanes(LANES_BEFORE)
    with op.batch_alter_table("work_item") as item:
        item.drop_column("resting_because")
    op.drop_table("work_policy")


def _allow_lanes(lanes: Sequence[str]) -> None:
    """Replace the check of the lane."""
    with op.batch_alter_table("work_item") as item:
        item.drop_constraint(op.f("ck_work_item_lane"), type_="check")
        item.create_check_constraint(op.f("ck_work_item_lane"), _among("lane", lanes))


def _among(column: str, values: Sequence[str]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"
