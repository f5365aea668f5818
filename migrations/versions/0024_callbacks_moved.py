"""Call-backs: the hour to which a collector moved one, who took one of nobody's, and where they are found by hour."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

AGREED = "when the customer asked to be called"
MOVED = "when we call instead, where a collector moved it by hand; what the customer asked for stays"
TAKEN = "who took the call, where the account is nobody's"


def upgrade() -> None:
    with op.batch_alter_table("interaction") as interaction:
        interaction.alter_column("callback_at", existing_type=sa.DateTime(timezone=True), comment=AGREED)
        interaction.add_column(sa.Column("callback_moved_to", sa.DateTime(timezone=True), nullable=True, comment=MOVED))
        interaction.add_column(
            sa.Column("callback_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True, comment=TAKEN)
        )
        interaction.create_foreign_key(op.f("fk_interaction_callback_by"), "user", ["callback_by"], ["id"])
    for column in ("callback_at", "callback_moved_to"):
        is_there = sa.text(f"{column} IS NOT NULL")
        op.create_index(
            f"ix_interaction_{column}", "interaction", [column], sqlite_where=is_there, postgresql_where=is_there
        )


def downgrade() -> None:
    for column in ("callback_moved_to", "callback_at"):
        op.drop_index(f"ix_interaction_{column}", table_name="interaction")
    with op.batch_alter_table("interaction") as interaction:
        interaction.drop_constraint(op.f("fk_interaction_callback_by"), type_="foreignkey")
        interaction.drop_column("callback_by")
        interaction.drop_column("callback_moved_to")
        interaction.alter_column("callback_at", existing_type=sa.DateTime(timezone=True), comment=None)
