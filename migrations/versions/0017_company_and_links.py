"""The company, one-time links of people, jobs that a person asks for, and who signed in when."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)
PURPOSES = ("first_administrator", "invitation", "password")


def upgrade() -> None:
    op.create_table(
        "company",
        sa.Column("id", BIG, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False, comment="its days; a new portfolio gets it"),
        sa.Column("language", sa.String(), nullable=False, comment="of people who are invited: es or en"),
        sa.Column("currency", sa.String(3), nullable=False, comment="ISO 4217; a new portfolio gets it"),
        sa.Column(
            "preset", sa.String(), nullable=True, comment="contact policy of new portfolios; null: not chosen yet"
        ),
        sa.Column(
            "is_in_many_countries", sa.Boolean(), nullable=False, comment="every portfolio is asked for its own country"
        ),
        sa.Column(
            "wants_counsel", sa.Boolean(), nullable=False, comment="a lawyer is to read the rules of the country"
        ),
        sa.Column("counsel_name", sa.String(), nullable=True, comment="who read them"),
        sa.Column("counsel_on", sa.Date(), nullable=True),
        sa.Column("set_at", INSTANT, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_company_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company")),
    )
    op.create_table(
        "one_time_link",
        sa.Column("key", sa.String(), nullable=False, comment="SHA-256 of the secret"),
        sa.Column(
            "purpose",
            sa.Enum(*PURPOSES, native_enum=False, create_constraint=True, length=40, name="purpose"),
            nullable=False,
        ),
        sa.Column("user_id", BIG, nullable=True, comment="null: whoever administers first"),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("ends_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT, nullable=True),
        sa.Column("made_by", BIG, nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_one_time_link_user_id")),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name=op.f("fk_one_time_link_made_by")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_one_time_link")),
    )
    op.create_index(op.f("ix_one_time_link_user_id"), "one_time_link", ["user_id"])
    op.create_table(
        "job_request",
        sa.Column("id", BIG, nullable=False),
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False, comment="that of its run: the instant it was asked for"),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("asked_by", BIG, nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["user.id"], name=op.f("fk_job_request_asked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_request")),
        sa.UniqueConstraint("job", "period", name=op.f("uq_job_request_job_period")),
    )
    op.add_column("user", sa.Column("signed_in_at", INSTANT, nullable=True, comment="the last time; null: never"))
    op.add_column(
        "user",
        sa.Column(
            "is_made_up",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="belongs to the made-up company",
        ),
    )
    op.add_column(
        "portfolio",
        sa.Column(
            "is_made_up",
            sa.Boolean(),
            server_default=sa.false(),
            nullable=False,
            comment="belongs to the made-up company",
        ),
    )
    _fill_sign_ins()


def _fill_sign_ins() -> None:
    """Take from the audit trail when each person signed in last; mark the people of the made-up company."""
    op.execute(
        """UPDATE "user" SET signed_in_at = (SELECT max(at) FROM audit_entry
           WHERE event = 'signed_in' AND subject_kind = 'user' AND subject_id = "user".id)"""
    )
    # No real address ends in .example: the name is reserved for examples.
    op.execute("""UPDATE "user" SET is_made_up = true WHERE email LIKE '%@demo.example'""")
    # The made-up company is loaded into an empty database only: these were there when it had been loaded.
    op.execute(
        """UPDATE portfolio SET is_made_up = true
           WHERE created_at <= (SELECT max(at) FROM audit_entry WHERE event = 'demo_loaded')"""
    )


def downgrade() -> None:
    op.drop_table("job_request")
    op.drop_table("one_time_link")
    op.drop_table("company")
    with op.batch_alter_table("portfolio") as batch:
        batch.drop_column("is_made_up")
    with op.batch_alter_table("user") as batch:
        batch.drop_column("is_made_up")
        batch.drop_column("signed_in_at")
