"""Quality of data: findings, pairs that may be one customer, and merges; an account says whose key it belongs to."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
STATES = ("open", "unsure", "distinct", "merged")


def upgrade() -> None:
    with op.batch_alter_table("customer") as customer:
        customer.add_column(
            sa.Column(
                "merged_into_id",
                BIG,
                nullable=True,
                comment="the customer that a person said is the same one; what comes for this key goes there",
            )
        )
        customer.create_foreign_key(op.f("fk_customer_merged_into_id"), "customer", ["merged_into_id"], ["id"])
        customer.create_index(op.f("ix_customer_merged_into_id"), ["merged_into_id"])
    with op.batch_alter_table("account") as account:
        account.add_column(
            sa.Column(
                "merged_from",
                BIG,
                nullable=False,
                server_default="0",
                comment="the customer to whom the sender's key gives it, where that one was merged into `customer_id`; else 0",
            )
        )
        account.drop_constraint(op.f("uq_account_customer_id_portfolio_id"), type_="unique")
        account.create_unique_constraint(
            op.f("uq_account_customer_id_portfolio_id_merged_from"), ["customer_id", "portfolio_id", "merged_from"]
        )
    _findings()
    _pairs()
    _merges()


def _findings() -> None:
    op.create_table(
        "quality_finding",
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("problem", sa.String(length=40), nullable=False, comment="one of `quality.DataProblem`"),
        sa.Column("found_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_quality_finding_customer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("customer_id", "problem", name=op.f("pk_quality_finding")),
    )
    op.create_index(op.f("ix_quality_finding_problem"), "quality_finding", ["problem"])


def _pairs() -> None:
    state = sa.Enum(*STATES, name="state", native_enum=False, create_constraint=True, length=40)
    op.create_table(
        "duplicate_pair",
        sa.Column("id", BIG, nullable=False),
        sa.Column("first_id", BIG, nullable=False),
        sa.Column("second_id", BIG, nullable=False),
        sa.Column(
            "score", sa.Double(), nullable=False, comment="how likely it looks; a rule's weight and no measured chance"
        ),
        sa.Column("evidence", sa.JSON(), nullable=False, comment="[{kind, speaks_for, share}]; no personal data"),
        sa.Column("proposed_at", INSTANT, nullable=False),
        sa.Column("state", state, nullable=False),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("decided_by", BIG, nullable=True),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_duplicate_pair_order")),
        sa.CheckConstraint("score BETWEEN 0 AND 1", name=op.f("ck_duplicate_pair_score")),
        sa.ForeignKeyConstraint(
            ["first_id"], ["customer.id"], name=op.f("fk_duplicate_pair_first_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["second_id"], ["customer.id"], name=op.f("fk_duplicate_pair_second_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["user.id"], name=op.f("fk_duplicate_pair_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate_pair")),
        sa.UniqueConstraint("first_id", "second_id", name=op.f("uq_duplicate_pair_first_id_second_id")),
    )
    op.create_index(op.f("ix_duplicate_pair_second_id"), "duplicate_pair", ["second_id"])
    op.create_index(op.f("ix_duplicate_pair_state_score"), "duplicate_pair", ["state", "score"])


def _merges() -> None:
    op.create_table(
        "customer_merge",
        sa.Column("id", BIG, nullable=False),
        sa.Column("kept_id", BIG, nullable=False),
        sa.Column("merged_id", BIG, nullable=False),
        sa.Column("pair_id", BIG, nullable=True),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("by", BIG, nullable=True),
        sa.Column("changes", sa.JSON(), nullable=False, comment="see `workbench.domain.quality.changes`"),
        sa.Column("undone_at", INSTANT, nullable=True),
        sa.Column("undone_by", BIG, nullable=True),
        sa.CheckConstraint("kept_id <> merged_id", name=op.f("ck_customer_merge_two")),
        sa.ForeignKeyConstraint(
            ["kept_id"], ["customer.id"], name=op.f("fk_customer_merge_kept_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["merged_id"], ["customer.id"], name=op.f("fk_customer_merge_merged_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["pair_id"], ["duplicate_pair.id"], name=op.f("fk_customer_merge_pair_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["by"], ["user.id"], name=op.f("fk_customer_merge_by")),
        sa.ForeignKeyConstraint(["undone_by"], ["user.id"], name=op.f("fk_customer_merge_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_merge")),
    )
    for column in ("kept_id", "merged_id", "pair_id"):
        op.create_index(op.f(f"ix_customer_merge_{column}"), "customer_merge", [column])
    op.create_index(
        "uq_customer_merge_standing",
        "customer_merge",
        ["merged_id"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )


def downgrade() -> None:
    """Merged customers stand apart again: their accounts, and what belongs to these, go back to whose key they have."""
    op.drop_table("customer_merge")
    op.drop_table("duplicate_pair")
    op.drop_table("quality_finding")
    op.execute("UPDATE account SET customer_id = merged_from WHERE merged_from <> 0")
    for table in ("interaction", "promise", "reason_letter", "review_request", "hold"):
        op.execute(
            f"UPDATE {table} SET customer_id = (SELECT a.customer_id FROM account a WHERE a.id = {table}.account_id)"
            f" WHERE account_id IN (SELECT id FROM account WHERE merged_from <> 0)"
        )
    with op.batch_alter_table("account") as account:
        account.drop_constraint(op.f("uq_account_customer_id_portfolio_id_merged_from"), type_="unique")
        account.create_unique_constraint(op.f("uq_account_customer_id_portfolio_id"), ["customer_id", "portfolio_id"])
        account.drop_column("merged_from")
    with op.batch_alter_table("customer") as customer:
        customer.drop_index(op.f("ix_customer_merged_into_id"))
        customer.drop_constraint(op.f("fk_customer_merged_into_id"), type_="foreignkey")
        customer.drop_column("merged_into_id")
