"""Forms of calls that are not saved yet, and what a saved outcome changed, so that it can be undone."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "call_draft",
        sa.Column("id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("kept_at", INSTANT, nullable=False),
        sa.Column(
            "once",
            sa.String(),
            nullable=False,
            comment="the idempotency key of the form: it is saved once, whoever sends it",
        ),
        sa.Column("fields", sa.JSON(), nullable=False, comment="names and texts of the form's fields"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_call_draft_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_call_draft_customer_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_call_draft_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_draft")),
        sa.UniqueConstraint("user_id", "account_id", name=op.f("uq_call_draft_user_id_account_id")),
    )
    for column in ("account_id", "customer_id", "kept_at"):
        op.create_index(op.f(f"ix_call_draft_{column}"), "call_draft", [column])
    op.create_table(
        "outcome_trace",
        sa.Column("interaction_id", BIG, autoincrement=False, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("user_id", BIG, nullable=False),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.Column("form", sa.JSON(), nullable=False, comment="the form as it was saved"),
        sa.Column(
            "rows",
            sa.JSON(),
            nullable=False,
            comment="[{table, id, before, after}] in the order of change; before null: the row was made",
        ),
        sa.Column("last_payment_id", BIG, nullable=False, comment="of the account when it was saved; 0: none"),
        sa.Column("last_interaction_id", BIG, nullable=False, comment="of all when it was saved"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_outcome_trace_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_outcome_trace_customer_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["interaction_id"], ["interaction.id"], name=op.f("fk_outcome_trace_interaction_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_outcome_trace_user_id")),
        sa.PrimaryKeyConstraint("interaction_id", name=op.f("pk_outcome_trace")),
    )
    for column in ("account_id", "customer_id", "saved_at"):
        op.create_index(op.f(f"ix_outcome_trace_{column}"), "outcome_trace", [column])


def downgrade() -> None:
    op.drop_table("outcome_trace")
    op.drop_table("call_draft")
