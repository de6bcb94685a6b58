"""What a county has, and who may come in."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:

    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("display_name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("station_code", sa.String(), nullable=True),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("name", name="uq_account_name"),
    )
    op.create_table(
        "api_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("call_sign", sa.String(), nullable=True),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("secret_sha256", sa.String(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("station_code", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_api_token"),
        sa.UniqueConstraint("name", name="uq_api_token_name"),
        sa.UniqueConstraint("secret_sha256", name="uq_api_token_secret_sha256"),
    )
    op.create_table(
        "county",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("neighbours", sa.String(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_county"),
        sa.UniqueConstraint("code", name="uq_county_code"),
    )
    op.create_table(
        "dataset",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("licence", sa.String(), nullable=False),
        sa.Column("attribution", sa.String(), nullable=False),
        sa.Column("is_synthetic", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_dataset"),
    )
    op.create_table(
        "login_failure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_login_failure"),
    )
    op.create_index("ix_login_failure_at", "login_failure", ["at"], unique=False)
    op.create_index("ix_login_failure_name_at", "login_failure", ["name", "at"], unique=False)
    op.create_table(
        "login_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("secret_sha256", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_login_session_account_id_account"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_login_session"),
        sa.UniqueConstraint("secret_sha256", name="uq_login_session_secret_sha256"),
    )
    op.create_index("ix_login_session_account_id", "login_session", ["account_id"], unique=False)
    op.create_index("ix_login_session_expires_at", "login_session", ["expires_at"], unique=False)
    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("parent_code", sa.String(), nullable=True),
        sa.Column("township_code", sa.String(), nullable=True),
        sa.Column("radius_m", sa.Integer(), nullable=False),
        sa.Column("aliases", sa.String(), nullable=False),
        sa.Column("is_urban", sa.Boolean(), nullable=False),
        sa.Column("dataset_code", sa.String(), nullable=False),
        sa.Column("is_synthetic", sa.Boolean(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("datum_in", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["dataset_code"], ["dataset.code"], name="fk_place_dataset_code_dataset"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_place"),
        sa.UniqueConstraint("code", name="uq_place_code"),
    )
    op.create_index("ix_place_parent_code", "place", ["parent_code"], unique=False)
    op.create_index("ix_place_township_code", "place", ["township_code"], unique=False)
    op.create_table(
        "station",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("station_class", sa.String(), nullable=False),
        sa.Column("township_code", sa.String(), nullable=True),
        sa.Column("dataset_code", sa.String(), nullable=False),
        sa.Column("is_synthetic", sa.Boolean(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("datum_in", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["dataset_code"], ["dataset.code"], name="fk_station_dataset_code_dataset"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_station"),
        sa.UniqueConstraint("code", name="uq_station_code"),
        sa.UniqueConstraint("name", name="uq_station_name"),
    )
    op.create_index("ix_station_township_code", "station", ["township_code"], unique=False)
    op.create_table(
        "water_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("township_code", sa.String(), nullable=True),
        sa.Column("flow_l_s", sa.Double(), nullable=True),
        sa.Column("capacity_m3", sa.Double(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("dataset_code", sa.String(), nullable=False),
        sa.Column("is_synthetic", sa.Boolean(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("datum_in", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["dataset_code"], ["dataset.code"], name="fk_water_source_dataset_code_dataset"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_water_source"),
        sa.UniqueConstraint("code", name="uq_water_source_code"),
    )
    op.create_index(
        "ix_water_source_township_code", "water_source", ["township_code"], unique=False
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_sign", sa.String(), nullable=False),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("vehicle_type", sa.String(), nullable=False),
        sa.Column("extra_capabilities", sa.String(), nullable=False),
        sa.Column("plate_number", sa.String(), nullable=False),
        sa.Column("water_t", sa.Double(), nullable=False),
        sa.Column("foam_t", sa.Double(), nullable=False),
        sa.Column("ladder_m", sa.Double(), nullable=False),
        sa.Column("pump_l_s", sa.Double(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("minimum_crew", sa.Integer(), nullable=False),
        sa.Column("in_service_on", sa.Date(), nullable=True),
        sa.Column("dataset_code", sa.String(), nullable=False),
        sa.Column("is_synthetic", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("status_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status_note", sa.String(), nullable=False),
        sa.Column("position_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("device_seq", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("datum_in", sa.String(), nullable=True),
        sa.CheckConstraint("minimum_crew >= 0", name="ck_unit_minimum_crew_not_negative"),
        sa.ForeignKeyConstraint(
            ["dataset_code"], ["dataset.code"], name="fk_unit_dataset_code_dataset"
        ),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name="fk_unit_station_id_station"),
        sa.PrimaryKeyConstraint("id", name="pk_unit"),
        sa.UniqueConstraint("call_sign", name="uq_unit_call_sign"),
    )
    op.create_index("ix_unit_station_id", "unit", ["station_id"], unique=False)
    op.create_table(
        "crew",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("has_driver", sa.Boolean(), nullable=False),
        sa.Column("leader", sa.String(), nullable=False),
        sa.Column("is_synthetic", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_crew_unit_id_unit"),
        sa.PrimaryKeyConstraint("id", name="pk_crew"),
        sa.UniqueConstraint("unit_id", name="uq_crew_unit_id"),
    )


def downgrade() -> None:
    op.drop_table("crew")
    op.drop_table("unit")
    op.drop_table("water_source")
    op.drop_table("station")
    op.drop_table("place")
    op.drop_table("login_session")
    op.drop_table("login_failure")
    op.drop_table("dataset")
    op.drop_table("county")
    op.drop_table("api_token")
    op.drop_table("account")
