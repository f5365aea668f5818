"""Model versions, champions, scores, snapshots and the log of decisions; who may see and manage the model."""

from collections.abc import Callable, Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# What the starting roles may do from now on; an operator's own roles stay as they are.
NEW = {
    "supervisor": {"see_model", "manage_model"},
    "team_lead": {"see_model"},
    "administrator": {"see_model", "manage_model"},
}
ROLE = sa.table("role", sa.column("code", sa.String()), sa.column("permissions", sa.JSON()))


def upgrade() -> None:
    op.create_table(
        "decision_log",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("queue_on", sa.Date(), nullable=False),
        sa.Column("built_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("part", sa.BigInteger(), nullable=False, comment="of one building too large for one artefact"),
        sa.Column("blob_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["blob_sha256"], ["blob.sha256"], name=op.f("fk_decision_log_blob_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_log")),
    )
    op.create_index(op.f("ix_decision_log_queue_on_id"), "decision_log", ["queue_on", "id"], unique=False)

    op.create_table(
        "model_version",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("portfolio_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False, comment="how people, queues and commands name it"),
        sa.Column(
            "family",
            sa.Enum(
                "rules", "anchored", "boosted", name="family", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("trained_until", sa.Date(), nullable=False, comment="the last day whose facts it has seen"),
        sa.Column("blob_sha256", sa.String(length=64), nullable=False),
        sa.Column("card", sa.JSON(), nullable=False, comment="window, rows, metrics out of time, what weighs most"),
        sa.ForeignKeyConstraint(["blob_sha256"], ["blob.sha256"], name=op.f("fk_model_version_blob_sha256")),
        sa.ForeignKeyConstraint(["portfolio_id"], ["portfolio.id"], name=op.f("fk_model_version_portfolio_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_version")),
        sa.UniqueConstraint("name", name=op.f("uq_model_version_name")),
    )
    op.create_index(op.f("ix_model_version_portfolio_id"), "model_version", ["portfolio_id"], unique=False)

    op.create_table(
        "snapshot",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("portfolio_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("built_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("share", sa.Double(), nullable=False, comment="of the accounts, drawn by hash"),
        sa.Column(
            "seen",
            sa.String(),
            nullable=False,
            comment="fingerprint of the facts it stands on and of the features' catalogue",
        ),
        sa.Column("blob_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["blob_sha256"], ["blob.sha256"], name=op.f("fk_snapshot_blob_sha256")),
        sa.ForeignKeyConstraint(["portfolio_id"], ["portfolio.id"], name=op.f("fk_snapshot_portfolio_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot")),
        sa.UniqueConstraint("portfolio_id", "day", name=op.f("uq_snapshot_portfolio_id_day")),
    )
    op.create_table(
        "champion",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("portfolio_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("model_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True, comment="null: it ranks now"),
        sa.Column(
            "actor", sa.String(), nullable=False, comment="the person's e-mail at that moment, or the job or command"
        ),
        sa.Column("scored_on", sa.Date(), nullable=True, comment="the last day it gave scores for"),
        sa.Column(
            "trouble",
            sa.String(),
            nullable=True,
            comment="why it could not score at its last try; rules rank meanwhile",
        ),
        sa.ForeignKeyConstraint(["model_id"], ["model_version.id"], name=op.f("fk_champion_model_id")),
        sa.ForeignKeyConstraint(["portfolio_id"], ["portfolio.id"], name=op.f("fk_champion_portfolio_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_champion")),
    )
    op.create_index(op.f("ix_champion_model_id"), "champion", ["model_id"], unique=False)
    op.create_index(op.f("ix_champion_portfolio_id_since"), "champion", ["portfolio_id", "since"], unique=False)
    op.create_index(
        "uq_champion_current",
        "champion",
        ["portfolio_id"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )

    op.create_table(
        "training",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("portfolio_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("trained_on", sa.Date(), nullable=False, comment="the day it was for: it saw nothing of it or later"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("promoted", sa.Boolean(), nullable=False),
        sa.Column("why", sa.JSON(), nullable=False, comment="{rule, values} of the decision"),
        sa.Column("report", sa.JSON(), nullable=False, comment="rows, window, excluded, candidates"),
        sa.Column("model_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["model_id"], ["model_version.id"], name=op.f("fk_training_model_id")),
        sa.ForeignKeyConstraint(["portfolio_id"], ["portfolio.id"], name=op.f("fk_training_portfolio_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training")),
    )
    op.create_index(op.f("ix_training_model_id"), "training", ["model_id"], unique=False)
    op.create_index(op.f("ix_training_portfolio_id_at"), "training", ["portfolio_id", "at"], unique=False)

    op.create_table(
        "score",
        sa.Column(
            "account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("portfolio_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("model_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("scored_on", sa.Date(), nullable=False, comment="the day of the state it was read from"),
        sa.Column("propensity", sa.Double(), nullable=False),
        sa.Column("exposure", sa.BigInteger(), nullable=False),
        sa.Column(
            "reasons",
            sa.JSON(),
            nullable=False,
            comment="[[feature, value, contribution]] in log-odds, adding up to the logit; empty where they do not",
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_score_account_id")),
        sa.ForeignKeyConstraint(["model_id"], ["model_version.id"], name=op.f("fk_score_model_id")),
        sa.ForeignKeyConstraint(["portfolio_id"], ["portfolio.id"], name=op.f("fk_score_portfolio_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_score")),
    )
    op.create_index(op.f("ix_score_model_id"), "score", ["model_id"], unique=False)
    op.create_index(op.f("ix_score_portfolio_id"), "score", ["portfolio_id"], unique=False)

    op.create_index(op.f("ix_interaction_work_item_id"), "interaction", ["work_item_id"], unique=False)
    op.add_column(
        "portfolio",
        sa.Column(
            "random_slice",
            sa.Double(),
            nullable=False,
            server_default="0.03",
            comment="share of the ranked customers that chance places, not the model",
        ),
    )
    _change_roles(lambda held, new: held | new)


def downgrade() -> None:
    _change_roles(lambda held, new: held - new)
    op.drop_column("portfolio", "random_slice")
    op.drop_index(op.f("ix_interaction_work_item_id"), table_name="interaction")

    op.drop_index(op.f("ix_score_portfolio_id"), table_name="score")
    op.drop_index(op.f("ix_score_model_id"), table_name="score")

    op.drop_table("score")
    op.drop_index(op.f("ix_training_portfolio_id_at"), table_name="training")
    op.drop_index(op.f("ix_training_model_id"), table_name="training")

    op.drop_table("training")
    op.drop_index(
        "uq_champion_current",
        table_name="champion",
        sqlite_where=sa.text("until IS NULL"),
        postgresql_where=sa.text("until IS NULL"),
    )
    op.drop_index(op.f("ix_champion_portfolio_id_since"), table_name="champion")
    op.drop_index(op.f("ix_champion_model_id"), table_name="champion")

    op.drop_table("champion")
    op.drop_table("snapshot")
    op.drop_index(op.f("ix_model_version_portfolio_id"), table_name="model_version")

    op.drop_table("model_version")
    op.drop_index(op.f("ix_decision_log_queue_on_id"), table_name="decision_log")

    op.drop_table("decision_log")


def _change_roles(change: Callable[[set[str], set[str]], set[str]]) -> None:
    connection = op.get_bind()
    for code, held in connection.execute(sa.select(ROLE.c.code, ROLE.c.permissions)).all():
        if code in NEW:
            permissions = sorted(change(set(held), NEW[code]))
            connection.execute(sa.update(ROLE).where(ROLE.c.code == code).values(permissions=permissions))
