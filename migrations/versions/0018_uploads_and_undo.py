"""Uploaded files with their pieces and rows to correct, mappings by sender, and what imports replaced, for undoing them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# Foreign keys that a database looks through whenever a row of what they name is deleted.
INDEXED = (
    ("interaction", "contact_point_id"),
    ("contact_point_event", "interaction_id"),
    ("consent", "interaction_id"),
)

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _create_senders()
    _create_uploads()
    _create_rows()
    _extend_imports()
    _index_foreign_keys()


def downgrade() -> None:
    with op.batch_alter_table("portfolio") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_portfolio_import_id"), type_="foreignkey")
        batch_op.drop_column("import_id")

    with op.batch_alter_table("import_run") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_import_run_upload_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_import_run_upload_id"))
        batch_op.drop_column("undone_by")
        batch_op.drop_column("undone_at")
        batch_op.drop_column("keeps_replaced")
        batch_op.drop_column("upload_id")

    op.drop_table("replaced_row")
    op.drop_table("upload_part")

    op.drop_table("rejected_row")

    op.drop_table("upload")

    op.drop_table("sender_mapping")
    for table, column in INDEXED:
        op.drop_index(f"ix_{table}_{column}", table)


def _create_senders() -> None:
    op.create_table(
        "sender_mapping",
        sa.Column("id", BIG, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False, comment="SHA-256 of the header's names"),
        sa.Column("header", sa.JSON(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False, comment="as a mapping file says it"),
        sa.Column("portfolio", sa.String(), nullable=True, comment="code of the portfolio of rows that name none"),
        sa.Column("made_by", BIG, nullable=True),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name=op.f("fk_sender_mapping_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sender_mapping")),
        sa.UniqueConstraint("name", name=op.f("uq_sender_mapping_name")),
    )
    with op.batch_alter_table("sender_mapping") as batch_op:
        batch_op.create_index(batch_op.f("ix_sender_mapping_fingerprint"), ["fingerprint"], unique=False)


def _create_uploads() -> None:
    op.create_table(
        "upload",
        sa.Column("id", BIG, nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False, comment="screen, inbox"),
        sa.Column("given_by", BIG, nullable=True),
        sa.Column(
            "given_by_name",
            sa.String(),
            nullable=False,
            comment="the person's name at that moment, or that of the folder",
        ),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "kept_until",
            sa.DateTime(timezone=True),
            nullable=False,
            comment="from then on the bytes and the rows to correct are deleted",
        ),
        sa.Column(
            "state",
            sa.Enum(
                "received",
                "checked",
                "done",
                "refused",
                "cancelled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "task",
            sa.Enum("check", "import", name="task", native_enum=False, create_constraint=True, length=40),
            nullable=True,
            comment="what waits to be done or is being done in the background",
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True, comment="since when the task waits"),
        sa.Column(
            "round", sa.BigInteger(), nullable=False, comment="counts the tasks of this file; names the job's period"
        ),
        sa.Column("done", sa.BigInteger(), nullable=False, comment="rows of the task that are done"),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("portfolio", sa.String(), nullable=True, comment="code of the portfolio of rows that name none"),
        sa.Column("sender", sa.String(), nullable=True, comment="under which name its columns are remembered"),
        sa.Column("fingerprint", sa.String(length=64), nullable=True, comment="of its header, see `SenderMapping`"),
        sa.Column("kinds", sa.JSON(), nullable=False, comment="kinds of rows it brings, in the order of import"),
        sa.Column("mapping", sa.JSON(), nullable=False, comment="how it is read, as a mapping file says it"),
        sa.Column("answers", sa.JSON(), nullable=False, comment="questions a person has answered with yes"),
        sa.Column("reports", sa.JSON(), nullable=False, comment="by kind, the report of check or import"),
        sa.Column(
            "trouble",
            sa.JSON(none_as_null=True),
            nullable=True,
            comment="{text, values}: why the last task was refused",
        ),
        sa.Column(
            "corrects_id", BIG, nullable=True, comment="the upload whose rejected rows this one brings corrected"
        ),
        sa.ForeignKeyConstraint(["corrects_id"], ["upload.id"], name=op.f("fk_upload_corrects_id")),
        sa.ForeignKeyConstraint(["given_by"], ["user.id"], name=op.f("fk_upload_given_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
    )
    with op.batch_alter_table("upload") as batch_op:
        batch_op.create_index(batch_op.f("ix_upload_given_at"), ["given_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_upload_given_by"), ["given_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_upload_portfolio"), ["portfolio"], unique=False)
        batch_op.create_index(batch_op.f("ix_upload_task_asked_at"), ["task", "asked_at"], unique=False)

    op.create_table(
        "upload_part",
        sa.Column("upload_id", BIG, autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["upload.id"], name=op.f("fk_upload_part_upload_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("upload_id", "position", name=op.f("pk_upload_part")),
    )


def _create_rows() -> None:
    op.create_table(
        "rejected_row",
        sa.Column("id", BIG, nullable=False),
        sa.Column("upload_id", BIG, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "customers",
                "invoices",
                "payments",
                "interactions",
                "open_items",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("column", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False, comment="what fills the reason"),
        sa.Column("header", sa.JSON(), nullable=False, comment="the file's column names"),
        sa.Column(
            "texts", sa.JSON(), nullable=False, comment="the row as it stands in the file, corrected where a person did"
        ),
        sa.Column(
            "state",
            sa.Enum(
                "open", "fixed", "sent", "skipped", name="state", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["upload.id"], name=op.f("fk_rejected_row_upload_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rejected_row")),
    )
    with op.batch_alter_table("rejected_row") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_rejected_row_upload_id_state_line"), ["upload_id", "state", "line"], unique=False
        )

    op.create_table(
        "replaced_row",
        sa.Column("id", BIG, nullable=False),
        sa.Column("import_id", BIG, nullable=False),
        sa.Column("table_name", sa.String(length=40), nullable=False),
        sa.Column("row_id", sa.BigInteger(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False, comment="by column, what stood there before"),
        sa.ForeignKeyConstraint(["import_id"], ["import_run.id"], name=op.f("fk_replaced_row_import_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replaced_row")),
    )
    with op.batch_alter_table("replaced_row") as batch_op:
        batch_op.create_index(batch_op.f("ix_replaced_row_import_id"), ["import_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_replaced_row_table_name_row_id"), ["table_name", "row_id"], unique=False)


def _extend_imports() -> None:
    with op.batch_alter_table("import_run") as batch_op:
        batch_op.add_column(
            sa.Column("upload_id", BIG, nullable=True, comment="the file given on screen or in the folder")
        )
        batch_op.add_column(
            sa.Column(
                "keeps_replaced",
                sa.Boolean(),
                server_default=sa.false(),
                nullable=False,
                comment="false: of before what imports replace was kept",
            )
        )
        batch_op.add_column(sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("undone_by", sa.String(), nullable=True, comment="who undid it, as the audit trail names them")
        )
        batch_op.create_index(batch_op.f("ix_import_run_upload_id"), ["upload_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_import_run_upload_id"), "upload", ["upload_id"], ["id"])

    with op.batch_alter_table("portfolio") as batch_op:
        batch_op.add_column(sa.Column("import_id", BIG, nullable=True, comment="the import whose rows made it"))
        batch_op.create_foreign_key(batch_op.f("fk_portfolio_import_id"), "import_run", ["import_id"], ["id"])


def _index_foreign_keys() -> None:
    for table, column in INDEXED:
        present = sa.text(f"{column} IS NOT NULL")
        op.create_index(f"ix_{table}_{column}", table, [column], sqlite_where=present, postgresql_where=present)
