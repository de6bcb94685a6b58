"""What a gazetteer holds: roads, house numbers, former names, and edits in the product."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

EDITS = ("former_names", "edited_at", "edited_by", "is_withdrawn", "version")


def upgrade() -> None:
    # The defaults are for the rows that are there; the program writes every column itself.
    for column in (
        sa.Column("former_names", sa.String(), nullable=False, server_default=""),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edited_by", sa.String(), nullable=True),
        sa.Column("is_withdrawn", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
    ):
        op.add_column("place", column)
    op.create_table(
        "road",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("aliases", sa.String(), nullable=False),
        sa.Column("road_class", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("start_stake_m", sa.Integer(), nullable=True),
        sa.Column("end_stake_m", sa.Integer(), nullable=True),
        sa.Column("is_oneway", sa.Boolean(), nullable=False),
        sa.Column("speed_kmh", sa.Double(), nullable=True),
        sa.Column("height_limit_m", sa.Double(), nullable=True),
        sa.Column("weight_limit_t", sa.Double(), nullable=True),
        sa.Column("dataset_code", sa.String(), nullable=False),
        sa.Column("is_synthetic", sa.Boolean(), nullable=False),
        sa.Column("datum_in", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dataset_code"], ["dataset.code"], name="fk_road_dataset_code_dataset"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_road"),
        sa.UniqueConstraint("code", name="uq_road_code"),
    )
    op.create_index("ix_road_ref", "road", ["ref"], unique=False)
    op.create_table(
        "house_number",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("street_code", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("dataset_code", sa.String(), nullable=False),
        sa.Column("is_synthetic", sa.Boolean(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("datum_in", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["dataset_code"], ["dataset.code"], name="fk_house_number_dataset_code_dataset"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_house_number"),
        sa.UniqueConstraint("street_code", "number", name="uq_house_number_street_code_number"),
    )


def downgrade() -> None:
    op.drop_table("house_number")
    op.drop_table("road")
    for name in reversed(EDITS):
        op.drop_column("place", name)
