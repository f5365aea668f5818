"""The days on which an operator does not work, beside public holidays."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column(
        "portfolio",
        sa.Column(
            "closed_days",
            sa.JSON(),
            server_default="[]",
            nullable=False,
            comment="ISO 8601 days on which this operator does not work, beside holidays",
        ),
    )


def downgrade() -> None:
    with op.batch_alter_table("portfolio") as portfolio:
        portfolio.drop_column("closed_days")
