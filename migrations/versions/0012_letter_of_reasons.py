"""The letter of reasons, requests about the order with their clock, where customers write, and the rest after a review."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

HOLDS_BEFORE = (
    "dispute", "vulnerable", "deceased", "bankruptcy", "claimed_payment", "attorney", "cease", "handed_over",
    "breathing_space", "legal",
)  # fmt: skip
HOLDS = (*HOLDS_BEFORE, "review")

# What the starting roles may do from now on; an operator's own roles stay as they are.
NEW = {"supervisor": {"answer_requests"}, "administrator": {"answer_requests"}}
ROLE = sa.table("role", sa.column("code", sa.String()), sa.column("permissions", sa.JSON()))


def upgrade() -> None:
    op.add_column(
        "portfolio",
        sa.Column("contact", sa.String(), comment="where customers write about their data, as letters name it"),
    )
    _allow_holds(HOLDS)
    op.create_table(
        "reason_letter",
        sa.Column("id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False, comment="the portfolio's local day"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", BIG, nullable=True),
        sa.Column("made_by_name", sa.String(), nullable=False, comment="as the letter is signed"),
        sa.Column(
            "language", sa.String(2), nullable=False, comment="it is first shown in; it can be read in every other"
        ),
        sa.Column(
            "queue_on", sa.Date(), nullable=True, comment="the day whose order it explains; null: never in a queue"
        ),
        sa.Column("lane", sa.String(), nullable=True, comment="of the work item, see `models.enums.Lane`"),
        sa.Column("slice", sa.String(), nullable=True, comment="of the work item, see `models.enums.Slice`"),
        sa.Column("scorer", sa.String(), nullable=True, comment="rules or model"),
        sa.Column("value", sa.String(), nullable=True, comment="points, if_called or effect"),
        sa.Column("days_past_due", sa.BigInteger(), nullable=False),
        sa.Column(
            "reasons", sa.JSON(), nullable=False, comment="[{feature, value, contribution}] as the work item had them"
        ),
        sa.Column(
            "answer_due_on",
            sa.Date(),
            nullable=False,
            comment="last day for the answer to a review asked for that day",
        ),
        sa.Column("law", sa.String(), nullable=False, comment="the citation of that term; empty: the house's"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_reason_letter_account_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_reason_letter_customer_id")),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name=op.f("fk_reason_letter_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reason_letter")),
    )
    for column in ("account_id", "customer_id", "made_by"):
        op.create_index(op.f(f"ix_reason_letter_{column}"), "reason_letter", [column])
    _create_requests()
    _change_roles(given=True)


def _create_requests() -> None:
    op.create_table(
        "review_request",
        sa.Column("id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("customer_id", BIG, nullable=False),
        sa.Column("kind", _among("kind", "explanation", "review"), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False, comment="the day the customer asked"),
        sa.Column("due_on", sa.Date(), nullable=False, comment="the last day for the answer, by the law of then"),
        sa.Column("law", sa.String(), nullable=False, comment="the citation of the term; empty: the house's"),
        sa.Column("note", sa.String(), nullable=True, comment="what the customer said"),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", BIG, nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", BIG, nullable=True),
        sa.Column("answer", sa.String(), nullable=True, comment="as it is given to the customer"),
        sa.Column("effect", _among("effect", "unchanged", "paused"), nullable=True),
        sa.Column(
            "paused_until", sa.Date(), nullable=True, comment="last local day of the rest that the answer brought"
        ),
        sa.Column("hold_id", BIG, nullable=True),
        sa.CheckConstraint(
            "(answered_at IS NULL) = (answer IS NULL) AND (answered_at IS NULL) = (effect IS NULL)",
            name=op.f("ck_review_request_answer"),
        ),
        sa.CheckConstraint("due_on >= received_on", name=op.f("ck_review_request_clock")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_review_request_account_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_review_request_customer_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["user.id"], name=op.f("fk_review_request_recorded_by")),
        sa.ForeignKeyConstraint(["answered_by"], ["user.id"], name=op.f("fk_review_request_answered_by")),
        sa.ForeignKeyConstraint(["hold_id"], ["hold.id"], name=op.f("fk_review_request_hold_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_request")),
    )
    for column in ("account_id", "customer_id", "recorded_by", "answered_by", "hold_id"):
        op.create_index(op.f(f"ix_review_request_{column}"), "review_request", [column])
    op.create_index(
        op.f("ix_review_request_due_on"),
        "review_request",
        ["due_on"],
        sqlite_where=sa.text("answered_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL"),
    )


def downgrade() -> None:
    _change_roles(given=False)
    op.drop_table("review_request")
    op.drop_table("reason_letter")
    # Who rests after a review goes on resting: the program of before knows this rest.
    op.execute(sa.text("UPDATE hold SET kind = 'breathing_space' WHERE kind = 'review'"))
    _allow_holds(HOLDS_BEFORE)
    with op.batch_alter_table("portfolio") as portfolio:
        portfolio.drop_column("contact")


def _among(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def _allow_holds(kinds: Sequence[str]) -> None:
    """Replace the checks of the two columns that name a kind of hold."""
    for table, column in (("hold", "kind"), ("outcome", "hold")):
        name = op.f(f"ck_{table}_{column}")
        with op.batch_alter_table(table) as changed:
            changed.drop_constraint(name, type_="check")
            changed.create_check_constraint(name, f"{column} IN ({', '.join(repr(kind) for kind in kinds)})")


def _change_roles(*, given: bool) -> None:
    connection = op.get_bind()
    for code, held in connection.execute(sa.select(ROLE.c.code, ROLE.c.permissions)).all():
        if code in NEW:
            permissions = set(held) | NEW[code] if given else set(held) - NEW[code]
            connection.execute(sa.update(ROLE).where(ROLE.c.code == code).values(permissions=sorted(permissions)))
