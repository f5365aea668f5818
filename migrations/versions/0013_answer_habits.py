"""At which hours the customers of a portfolio answer, as learned when its queues are built."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "answer_habits",
        sa.Column("portfolio_id", BIG, autoincrement=False, nullable=False),
        sa.Column(
            "learned_on",
            sa.Date(),
            nullable=False,
            comment="the day whose queues were built: no call of it or later was seen",
        ),
        sa.Column("values", sa.JSON(), nullable=False, comment="patterns with their weights, usual hours by segment"),
        sa.ForeignKeyConstraint(["portfolio_id"], ["portfolio.id"], name=op.f("fk_answer_habits_portfolio_id")),
        sa.PrimaryKeyConstraint("portfolio_id", name=op.f("pk_answer_habits")),
    )


def downgrade() -> None:
    op.drop_table("answer_habits")
