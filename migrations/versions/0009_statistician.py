"""What the statistician tells: quality, printed figures, seals, past years, indicators."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

LONG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)
TABLES = (
    "past_turn_out",
    "seal_amendment",
    "review",
    "return_figure",
    "remark",
    "printed_figure",
    "indicator_figure",
    "series_value",
    "sealed_year",
    "printed_table",
    "indicator",
    "import_batch",
)


def upgrade() -> None:
    op.create_table(
        "import_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("mapping", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_import_batch"),
        sa.UniqueConstraint("kind", "sha256", name="uq_import_batch_kind_sha256"),
    )
    op.create_table(
        "indicator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("formula", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("attribute", sa.String(), nullable=False),
        sa.Column("better", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_indicator"),
        sa.UniqueConstraint("code", name="uq_indicator_code"),
    )
    op.create_table(
        "printed_table",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("paper", sa.String(), nullable=False),
        sa.Column("box", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_printed_table"),
        sa.UniqueConstraint("paper", "box", "name", name="uq_printed_table_paper_box_name"),
    )
    op.create_table(
        "sealed_year",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("definitions", sa.String(), nullable=False),
        sa.Column("figures", sa.String(), nullable=False),
        sa.Column("figures_hash", sa.String(), nullable=False),
        sa.Column("basis", sa.LargeBinary(), nullable=False),
        sa.Column("basis_hash", sa.String(), nullable=False),
        sa.Column("log_seq", LONG, nullable=False),
        sa.Column("log_hash", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("sealed_at", MOMENT, nullable=False),
        sa.Column("sealed_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sealed_year"),
        sa.UniqueConstraint("year", "edition", name="uq_sealed_year_year_edition"),
    )
    op.create_table(
        "series_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("value", LONG, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_series_value"),
        sa.UniqueConstraint("series", "year", name="uq_series_value_series_year"),
    )
    op.create_table(
        "indicator_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicator.id"], name="fk_indicator_figure_indicator_id_indicator"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_indicator_figure"),
        sa.UniqueConstraint(
            "indicator_id", "kind", "year", name="uq_indicator_figure_indicator_id_kind_year"
        ),
    )
    op.create_index(
        "ix_indicator_figure_indicator_id", "indicator_figure", ["indicator_id"], unique=False
    )
    op.create_table(
        "past_turn_out",
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("old_number", sa.String(), nullable=False),
        sa.Column("brigades", sa.Integer(), nullable=False),
        sa.Column("vehicles", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name="fk_past_turn_out_incident_id_incident"
        ),
        sa.PrimaryKeyConstraint("incident_id", name="pk_past_turn_out"),
    )
    op.create_table(
        "printed_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("printed_table_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.String(), nullable=False),
        sa.Column("column", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["printed_table_id"],
            ["printed_table.id"],
            name="fk_printed_figure_printed_table_id_printed_table",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_printed_figure"),
        sa.UniqueConstraint(
            "printed_table_id",
            "row",
            "column",
            name="uq_printed_figure_printed_table_id_row_column",
        ),
    )
    op.create_index(
        "ix_printed_figure_printed_table_id", "printed_figure", ["printed_table_id"], unique=False
    )
    op.create_table(
        "remark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("finding", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("struck_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name="fk_remark_incident_id_incident"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_remark"),
    )
    op.create_index("ix_remark_incident_id", "remark", ["incident_id"], unique=False)
    op.create_table(
        "return_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("column", sa.String(), nullable=False),
        sa.Column("amount", LONG, nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name="fk_return_figure_batch_id_import_batch"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_return_figure"),
        sa.UniqueConstraint("name", "year", "column", name="uq_return_figure_name_year_column"),
    )
    op.create_index("ix_return_figure_batch_id", "return_figure", ["batch_id"], unique=False)
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("incident_version", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name="fk_review_incident_id_incident"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_review"),
    )
    op.create_index("ix_review_incident_id", "review", ["incident_id"], unique=False)
    op.create_table(
        "seal_amendment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sealed_year_id", sa.Integer(), nullable=False),
        sa.Column("difference", sa.String(), nullable=False),
        sa.Column("difference_hash", sa.String(), nullable=False),
        sa.Column("log_seq", LONG, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sealed_year_id"],
            ["sealed_year.id"],
            name="fk_seal_amendment_sealed_year_id_sealed_year",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_seal_amendment"),
    )
    op.create_index(
        "ix_seal_amendment_sealed_year_id", "seal_amendment", ["sealed_year_id"], unique=False
    )


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
