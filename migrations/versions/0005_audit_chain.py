"""The audit chain is signed: a MAC and a key's id per seal, the head of the chain, and ids that are not given twice."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "audit_head",
        sa.Column("id", KEY, nullable=False),
        sa.Column(
            "seal_id",
            sa.BigInteger(),
            nullable=True,
            comment="the last seal; no foreign key, for it outlives its removal",
        ),
        sa.Column("seals", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.BigInteger(), nullable=False, comment="sealed entries"),
        sa.Column("hash", sa.String(), nullable=True, comment="of the last seal"),
        sa.Column(
            "missing_at_start",
            sa.BigInteger(),
            nullable=False,
            comment="entry ids without a row when the head was made",
        ),
        sa.Column("key_id", sa.String(), nullable=True),
        sa.Column("mac", sa.String(), nullable=True, comment="null until the first seal"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.add_column(
        "audit_seal",
        sa.Column("key_id", sa.String(), nullable=True, comment="which key made the MAC; the key itself is never kept"),
    )
    op.add_column("audit_seal", sa.Column("mac", sa.String(), nullable=True, comment="HMAC-SHA256 of the hash"))
    op.add_column(
        "audit_seal",
        sa.Column(
            "found_head",
            sa.JSON(),
            nullable=True,
            comment="the head as it was found, where it did not fit what came before",
        ),
    )
    _rebuild_entries(autoincrement=True)


def downgrade() -> None:
    # The program before knows no keyed seals and would call them broken: their entries wait for a seal again.
    op.execute(
        "UPDATE audit_entry SET seal_id = NULL WHERE seal_id IN (SELECT id FROM audit_seal WHERE key_id IS NOT NULL)"
    )
    op.execute("DELETE FROM audit_seal WHERE key_id IS NOT NULL")
    _rebuild_entries(autoincrement=False)
    with op.batch_alter_table("audit_seal") as seal:
        seal.drop_column("found_head")
        seal.drop_column("mac")
        seal.drop_column("key_id")
    op.drop_table("audit_head")


def _rebuild_entries(*, autoincrement: bool) -> None:
    """SQLite decides with the table whether the id of a removed last row is given again."""
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table(
            "audit_entry", recreate="always", table_kwargs={"sqlite_autoincrement": autoincrement}
        ):
            pass
