"""Kinds of payments (money, credit notes, inferred settlements) and the life of a cheque.

Downgraded, only money stays: credit notes and inferred settlements are removed, because there is no place for them, and
the ledgers of their accounts are replayed by the next standing.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KINDS = ("payment", "credit_note", "inferred")
CHEQUES = ("received", "deposited", "bounced")
LINE = ("external_id", "account_id")
WITHOUT_INVOICE = sa.text("invoice_external_id IS NULL")


def upgrade() -> None:
    op.drop_index("uq_payment_line_without_invoice", "payment")
    with op.batch_alter_table("payment") as changed:
        changed.add_column(
            sa.Column("kind", _one_of(KINDS, name="kind"), server_default="payment", nullable=False),
        )
        changed.add_column(sa.Column("cheque_status", _one_of(CHEQUES, name="cheque_status"), nullable=True))
        changed.add_column(
            sa.Column(
                "deposited_on", sa.Date(), nullable=True, comment="day from which a cheque is money, if not its date"
            )
        )
        changed.add_column(sa.Column("bounced_on", sa.Date(), nullable=True))
        changed.drop_constraint(op.f("ck_payment_amount"), type_="check")
        changed.create_check_constraint(
            op.f("ck_payment_amount"), "amount > 0 OR (amount = 0 AND kind = 'credit_note')"
        )
        changed.alter_column(
            "amount",
            existing_type=sa.BigInteger(),
            existing_nullable=False,
            comment="positive, for a reversal too; 0: a void credit note",
        )
        changed.drop_constraint(op.f("uq_payment_line"), type_="unique")
        changed.create_unique_constraint(
            op.f("uq_payment_line"), ["portfolio_id", "kind", *LINE, "invoice_external_id"]
        )
    _index_lines(["portfolio_id", "kind", *LINE])


def downgrade() -> None:
    op.execute(
        "UPDATE account SET ledger_dirty = TRUE WHERE id IN (SELECT account_id FROM payment WHERE kind <> 'payment')"
    )
    of_others = "SELECT id FROM payment WHERE kind <> 'payment'"
    op.execute(f"DELETE FROM allocation WHERE payment_id IN ({of_others})")
    op.execute(f"DELETE FROM fact_version WHERE kind = 'payment' AND fact_id IN ({of_others})")
    op.execute("DELETE FROM payment WHERE kind <> 'payment'")
    op.drop_index("uq_payment_line_without_invoice", "payment")
    with op.batch_alter_table("payment") as changed:
        changed.drop_constraint(op.f("uq_payment_line"), type_="unique")
        changed.create_unique_constraint(op.f("uq_payment_line"), ["portfolio_id", *LINE, "invoice_external_id"])
        changed.drop_constraint(op.f("ck_payment_amount"), type_="check")
        changed.create_check_constraint(op.f("ck_payment_amount"), "amount > 0")
        changed.alter_column(
            "amount",
            existing_type=sa.BigInteger(),
            existing_nullable=False,
            comment="positive, for a reversal too",
        )
        changed.drop_constraint(op.f("ck_payment_kind"), type_="check")
        changed.drop_constraint(op.f("ck_payment_cheque_status"), type_="check")
        changed.drop_column("bounced_on")
        changed.drop_column("deposited_on")
        changed.drop_column("cheque_status")
        changed.drop_column("kind")
    _index_lines(["portfolio_id", *LINE])


def _one_of(values: Sequence[str], *, name: str) -> sa.Enum:
    return sa.Enum(*values, name=op.f(f"ck_payment_{name}"), native_enum=False, create_constraint=True, length=40)


def _index_lines(columns: Sequence[str]) -> None:
    op.create_index(
        "uq_payment_line_without_invoice",
        "payment",
        columns,
        unique=True,
        sqlite_where=WITHOUT_INVOICE,
        postgresql_where=WITHOUT_INVOICE,
    )
