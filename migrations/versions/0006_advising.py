"""What advice rests on: closed roads, weather, rule versions, routed times, pools, partners."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "road_closure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("road_codes", sa.String(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True)),
        sa.Column("closed_by", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True)),
        sa.Column("lifted_by", sa.String()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_road_closure"),
        sa.UniqueConstraint("code", name="uq_road_closure_code"),
    )
    op.create_table(
        "road_condition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("weather", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_by", sa.String(), nullable=False),
        sa.Column("remark", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_road_condition"),
    )
    op.create_index("ix_road_condition_since", "road_condition", ["since"], unique=False)
    op.create_table(
        "rule_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_by", sa.String(), nullable=False),
        sa.Column("in_force_from", sa.DateTime(timezone=True)),
        sa.Column("put_in_force_by", sa.String()),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("table_text", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("rehearsed_revision", sa.Integer()),
        sa.Column("rehearsed_incidents", sa.Integer(), nullable=False),
        sa.Column("rehearsed_changes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_rule_version"),
        sa.UniqueConstraint("version", name="uq_rule_version_version"),
    )
    op.create_index("ix_rule_version_in_force_from", "rule_version", ["in_force_from"])
    op.create_table(
        "routed_time",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("from_lon", sa.Double(), nullable=False),
        sa.Column("from_lat", sa.Double(), nullable=False),
        sa.Column("to_lon", sa.Double(), nullable=False),
        sa.Column("to_lat", sa.Double(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("metres", sa.Double(), nullable=False),
        sa.Column("engine", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name="fk_routed_time_incident_id_incident"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_routed_time_unit_id_unit"),
        sa.PrimaryKeyConstraint("id", name="pk_routed_time"),
        sa.UniqueConstraint("incident_id", "unit_id", name="uq_routed_time_incident_id_unit_id"),
    )
    op.create_table(
        "partner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("is_commanded", sa.Boolean(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("vehicles", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("capabilities", sa.String(), nullable=False),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("dataset_code", sa.String(), nullable=False),
        sa.Column("is_synthetic", sa.Boolean(), nullable=False),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("datum_in", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["dataset_code"], ["dataset.code"], name="fk_partner_dataset_code_dataset"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_partner"),
        sa.UniqueConstraint("code", name="uq_partner_code"),
    )
    # The defaults are for the rows that are there; the program writes every column itself.
    op.add_column("unit", sa.Column("rest_until", sa.DateTime(timezone=True)))
    op.add_column("crew", sa.Column("pool", sa.String(), nullable=False, server_default=""))
    op.add_column("crew", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.add_column(
        "advice", sa.Column("override_code", sa.String(), nullable=False, server_default="")
    )
    op.add_column(
        "advice", sa.Column("rule_category", sa.String(), nullable=False, server_default="")
    )
    op.add_column("advice", sa.Column("rule_level", sa.Integer()))


def downgrade() -> None:
    for column in ("rule_level", "rule_category", "override_code"):
        op.drop_column("advice", column)
    op.drop_column("crew", "version")
    op.drop_column("crew", "pool")
    op.drop_column("unit", "rest_until")
    for table in ("partner", "routed_time", "rule_version", "road_condition", "road_closure"):
        op.drop_table(table)
