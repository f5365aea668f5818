"""Shares of the two random arms, and which of them an item is in."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SLICES_BEFORE = ("model", "random")
SLICES = ("model", "random", "call_arm", "no_call_arm")

VALUES_BEFORE = (
    "least_overdue >= 0 AND rest_days >= 0 AND most_tries >= 1 AND most_tries_a_day >= 1 AND preventive_days >= 0"
)
VALUES = f"{VALUES_BEFORE} AND call_share >= 0 AND no_call_share >= 0 AND call_share + no_call_share <= 0.5"


def upgrade() -> None:
    with op.batch_alter_table("work_policy") as policy:
        policy.add_column(
            sa.Column(
                "call_share", sa.Double(), nullable=False, server_default="0.02",
                comment="share of the accounts called by chance in a fortnight",
            )
        )  # fmt: skip
        policy.add_column(
            sa.Column(
                "no_call_share", sa.Double(), nullable=False, server_default="0.02",
                comment="share of the accounts that chance leaves uncalled for a fortnight",
            )
        )  # fmt: skip
    _check_values(VALUES)
    _allow_slices(SLICES)


def downgrade() -> None:
    op.execute(sa.text("UPDATE work_item SET slice = 'random' WHERE slice IN ('call_arm', 'no_call_arm')"))
    _allow_slices(SLICES_BEFORE)
    _check_values(VALUES_BEFORE)
    with op.batch_alter_table("work_policy") as policy:
        policy.drop_column("no_call_share")
        policy.drop_column("call_share")


def _check_values(condition: str) -> None:
    """Replace the check of the settings."""
    with op.batch_alter_table("work_policy") as policy:
        policy.drop_constraint(op.f("ck_work_policy_values"), type_="check")
        policy.create_check_constraint(op.f("ck_work_policy_values"), condition)


def _allow_slices(slices: Sequence[str]) -> None:
    """Replace the check of the slice."""
    with op.batch_alter_table("work_item") as item:
        item.drop_constraint(op.f("ck_work_item_slice"), type_="check")
        item.create_check_constraint(op.f("ck_work_item_slice"), f"slice IN ({', '.join(repr(one) for one in slices)})")
