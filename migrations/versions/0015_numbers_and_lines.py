"""Numbers: lines of one receipt, instalments of one invoice, numbers by customer, and keys that look alike.

Telephones: extensions, and whose they are.

Downgraded, a number stands once in its portfolio again: the other rows of it get their own, the old one with their id.
"""

import re
import unicodedata
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_WITHOUT_INVOICE = sa.text("invoice_external_id IS NULL")
_LINES = {
    "invoice": ("uq_invoice_due_day", ["portfolio_id", "external_id", "account_id", "due_on"]),
    "payment": ("uq_payment_line", ["portfolio_id", "external_id", "account_id", "invoice_external_id"]),
    "interaction": (
        "uq_interaction_portfolio_id_external_id_account_id",
        ["portfolio_id", "external_id", "account_id"],
    ),
}
_POINT = {
    "extension": "to ask for behind the number, as the sender wrote",
    "belongs_to": "whose it is, as the sender wrote: office, wife",
}
_AT_ONCE = 5_000


def upgrade() -> None:
    for table, (name, columns) in _LINES.items():
        with op.batch_alter_table(table) as changed:
            changed.drop_constraint(op.f(f"uq_{table}_portfolio_id_external_id"), type_="unique")
            changed.create_unique_constraint(op.f(name), columns)
    op.create_index(
        "uq_payment_line_without_invoice",
        "payment",
        ["portfolio_id", "external_id", "account_id"],
        unique=True,
        sqlite_where=_WITHOUT_INVOICE,
        postgresql_where=_WITHOUT_INVOICE,
    )
    op.add_column(
        "portfolio",
        sa.Column(
            "numbers_per_customer",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="two customers may have an invoice, a payment or an interaction of the same number",
        ),
    )
    op.add_column(
        "customer",
        sa.Column(
            "external_id_folded",
            sa.String(),
            server_default="",
            nullable=False,
            comment="without leading zeros, case, accents, spaces: two that are equal look alike",
        ),
    )
    for name, comment in _POINT.items():
        op.add_column("contact_point", sa.Column(name, sa.String(), nullable=True, comment=comment))
    _fold_keys(op.get_bind())
    op.create_index(op.f("ix_customer_external_id_folded"), "customer", ["external_id_folded"])


def downgrade() -> None:
    for name in _POINT:
        op.drop_column("contact_point", name)
    op.drop_index(op.f("ix_customer_external_id_folded"), "customer")
    op.drop_column("customer", "external_id_folded")
    op.drop_column("portfolio", "numbers_per_customer")
    op.drop_index("uq_payment_line_without_invoice", "payment")
    for table, (name, _) in _LINES.items():
        with op.batch_alter_table(table) as changed:
            changed.drop_constraint(op.f(name), type_="unique")
        op.execute(
            f"UPDATE {table} SET external_id = external_id || '#' || id WHERE external_id IS NOT NULL AND id NOT IN"
            f" (SELECT MIN(id) FROM {table} GROUP BY portfolio_id, external_id)"
        )
        with op.batch_alter_table(table) as changed:
            changed.create_unique_constraint(
                op.f(f"uq_{table}_portfolio_id_external_id"), ["portfolio_id", "external_id"]
            )


def _fold_keys(connection: sa.Connection) -> None:
    """Fill the folded keys of the customers that are there."""
    customer = sa.table(
        "customer", sa.column("id", sa.BigInteger()), sa.column("external_id"), sa.column("external_id_folded")
    )
    change = (
        sa.update(customer)
        .where(customer.c.id == sa.bindparam("one"))
        .values(external_id_folded=sa.bindparam("folded"))
    )
    last = 0
    wanted = sa.select(customer.c.id, customer.c.external_id).order_by(customer.c.id).limit(_AT_ONCE)
    while rows := connection.execute(wanted.where(customer.c.id > last)).all():
        connection.execute(change, [{"one": id_, "folded": _folded(key)} for id_, key in rows])
        last = rows[-1][0]


def _folded(key: str) -> str:
    letters = unicodedata.normalize("NFKD", key.casefold())
    plain = "".join(one for one in letters if unicodedata.category(one)[0] not in "CZM")
    return re.sub(r"(?<!\d)0+(?=\d)", "", plain)
