"""Alarms: the times in which a portfolio's predictions and outcomes had parted, and who took note of it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "model_alarm",
        sa.Column("id", BIG, nullable=False),
        sa.Column("portfolio_id", BIG, nullable=False),
        sa.Column("raised_at", INSTANT, nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False, comment="of the latest training: rule, weeks, said, happened"),
        sa.Column("ended_at", INSTANT, nullable=True, comment="null: they have parted still"),
        sa.Column("seen_at", INSTANT, nullable=True, comment="null: nobody has taken note of it"),
        sa.Column("seen_by", sa.String(), nullable=True, comment="the person's e-mail at that moment"),
        sa.Column("note", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["portfolio_id"], ["portfolio.id"], name=op.f("fk_model_alarm_portfolio_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_alarm")),
    )
    op.create_index(
        "uq_model_alarm_current",
        "model_alarm",
        ["portfolio_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_table("model_alarm")
