"""A customer's data: copies and erasures asked for, erasures with two people, erased keys, holds and retention terms."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)

KINDS_BEFORE, KINDS = ("explanation", "review"), ("explanation", "review", "copy", "erasure")
EFFECTS_BEFORE, EFFECTS = ("unchanged", "paused"), ("unchanged", "paused", "delivered", "erased", "denied")

# What the starting role may do from now on; an operator's own roles stay as they are.
NEW = {"administrator": {"erase_customers"}}
ROLE = sa.table("role", sa.column("code", sa.String()), sa.column("permissions", sa.JSON()))


def upgrade() -> None:
    op.add_column(
        "customer",
        sa.Column(
            "erased_at", INSTANT, nullable=True, comment="since when only a pseudonym stands here; the ledger is whole"
        ),
    )
    _allow(KINDS, EFFECTS)
    _create_erasures()
    _create_keys()
    _create_retention()
    _change_roles(given=True)


def downgrade() -> None:
    _change_roles(given=False)
    for table in ("retention_terms", "retention_hold", "erasure_secret", "erased_key", "erasure"):
        op.drop_table(table)
    # The program of before knows these requests as the nearest that it has, and their answers as words alone.
    op.execute(sa.text("UPDATE review_request SET kind = 'explanation' WHERE kind = 'copy'"))
    op.execute(sa.text("UPDATE review_request SET kind = 'review' WHERE kind = 'erasure'"))
    op.execute(
        sa.text("UPDATE review_request SET effect = 'unchanged' WHERE effect IN ('delivered', 'erased', 'denied')")
    )
    _allow(KINDS_BEFORE, EFFECTS_BEFORE)
    with op.batch_alter_table("customer") as customer:
        customer.drop_column("erased_at")


def _create_erasures() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("state", _among("state", "waiting", "done", "withdrawn"), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("asked_by", BIG, nullable=True, comment="null: the retention terms"),
        sa.Column("ground", sa.String(), nullable=False, comment="why, as who asked wrote it; emptied when it is done"),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("decided_by", BIG, nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False, comment="rows that were emptied, by table"),
        sa.CheckConstraint("(state = 'waiting') = (decided_at IS NULL)", name=op.f("ck_erasure_decided")),
        sa.CheckConstraint(
            "asked_by IS NULL OR decided_by IS NULL OR state = 'withdrawn' OR asked_by <> decided_by",
            name=op.f("ck_erasure_two_people"),
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_erasure_customer_id")),
        sa.ForeignKeyConstraint(["asked_by"], ["user.id"], name=op.f("fk_erasure_asked_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["user.id"], name=op.f("fk_erasure_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    op.create_index(op.f("ix_erasure_customer_id"), "erasure", ["customer_id"])
    op.create_index(
        "uq_erasure_waiting",
        "erasure",
        ["customer_id"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )


def _create_keys() -> None:
    op.create_table(
        "erased_key",
        sa.Column("digest", sa.String(64), nullable=False, comment="HMAC-SHA256 of the key"),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("erased_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_erased_key_customer_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_erased_key")),
    )
    op.create_index(op.f("ix_erased_key_customer_id"), "erased_key", ["customer_id"])
    op.create_table(
        "erasure_secret",
        sa.Column("id", BIG, nullable=False),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure_secret")),
    )


def _create_retention() -> None:
    op.create_table(
        "retention_hold",
        sa.Column("id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("placed_at", INSTANT, nullable=False),
        sa.Column("placed_by", BIG, nullable=True),
        sa.Column("lifted_at", INSTANT, nullable=True),
        sa.Column("lifted_by", BIG, nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_retention_hold_customer_id")),
        sa.ForeignKeyConstraint(["placed_by"], ["user.id"], name=op.f("fk_retention_hold_placed_by")),
        sa.ForeignKeyConstraint(["lifted_by"], ["user.id"], name=op.f("fk_retention_hold_lifted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_hold")),
    )
    op.create_index(op.f("ix_retention_hold_customer_id"), "retention_hold", ["customer_id"])
    op.create_table(
        "retention_terms",
        sa.Column("id", BIG, autoincrement=False, nullable=False, comment="the portfolio's; 0: the company's"),
        sa.Column("portfolio_id", BIG, nullable=True),
        sa.Column(
            "keep_days", sa.BigInteger(), nullable=False, comment="after the last movement, nobody is erased sooner"
        ),
        sa.Column(
            "erase_days", sa.BigInteger(), nullable=True, comment="after the last movement, personal data is erased"
        ),
        sa.Column("note_days", sa.BigInteger(), nullable=True, comment="after an interaction, its note is emptied"),
        sa.Column(
            "decision_days",
            sa.BigInteger(),
            nullable=True,
            comment="of the company: logs of ranking decisions are deleted",
        ),
        sa.Column(
            "file_days",
            sa.BigInteger(),
            nullable=True,
            comment="of the company: given files are deleted; null: after thirty",
        ),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "keep_days >= 0 AND (erase_days IS NULL OR erase_days >= 30) AND (note_days IS NULL OR note_days >= 30)"
            " AND (decision_days IS NULL OR decision_days >= 90)"
            " AND (file_days IS NULL OR file_days BETWEEN 1 AND 30)",
            name=op.f("ck_retention_terms_days"),
        ),
        sa.CheckConstraint("id = COALESCE(portfolio_id, 0)", name=op.f("ck_retention_terms_one_of_each")),
        sa.ForeignKeyConstraint(["portfolio_id"], ["portfolio.id"], name=op.f("fk_retention_terms_portfolio_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_terms")),
        sa.UniqueConstraint("portfolio_id", name=op.f("uq_retention_terms_portfolio_id")),
    )


def _among(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _allow(kinds: Sequence[str], effects: Sequence[str]) -> None:
    """Replace the checks of the two columns of a request that name what is asked and what the answer does."""
    with op.batch_alter_table("review_request") as changed:
        for column, values in (("kind", kinds), ("effect", effects)):
            name = op.f(f"ck_review_request_{column}")
            changed.drop_constraint(name, type_="check")
            changed.create_check_constraint(name, f"{column} IN ({', '.join(repr(one) for one in values)})")


def _change_roles(*, given: bool) -> None:
    connection = op.get_bind()
    for code, held in connection.execute(sa.select(ROLE.c.code, ROLE.c.permissions)).all():
        if code in NEW:
            permissions = set(held) | NEW[code] if given else set(held) - NEW[code]
            connection.execute(sa.update(ROLE).where(ROLE.c.code == code).values(permissions=sorted(permissions)))
