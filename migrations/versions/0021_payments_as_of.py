"""Until when the payments of a portfolio are known, apart from its invoices."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# A payment that lies ahead, as a cheque may, tells nothing of today.
FILL = """
UPDATE portfolio SET payments_as_of = (
    SELECT MAX(payment.paid_on) FROM payment
    WHERE payment.portfolio_id = portfolio.id AND payment.kind <> 'credit_note' AND payment.paid_on <= portfolio.data_as_of
)
"""


def upgrade() -> None:
    op.add_column(
        "portfolio",
        sa.Column(
            "payments_as_of",
            sa.Date(),
            nullable=True,
            comment="last day of a payment that a file or the API brought, or of a list of open items",
        ),
    )
    op.execute(sa.text(FILL))


def downgrade() -> None:
    with op.batch_alter_table("portfolio") as portfolio:
        portfolio.drop_column("payments_as_of")
