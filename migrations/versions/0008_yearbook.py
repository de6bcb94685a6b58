"""What the yearbook counts: facts and sums, and fires in full."""

import sqlalchemy as sa
from alembic import op

from migrations import yearbook_triggers

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

LONG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)
TABLES = (
    "fire_fact",
    "fire_death",
    "call_out_fact",
    "fire_sum",
    "call_out_sum",
)

ASKED = [
    *("year", "is_counted", "category", "disposition", "month", "day", "hour", "weekday"),
    *("township_code", "urban", "occupancy", "station_code", "level"),
    *("is_closed", "is_generated", "is_back_entered", "is_imported"),
    *("brigades", "vehicles", "people", "rescued", "evacuated", "saved_fen", "protected_fen"),
]


def upgrade() -> None:
    op.create_table(
        "call_out_sum",
        sa.Column("period", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("disposition", sa.String(), nullable=False),
        sa.Column("is_counted", sa.Boolean(), nullable=False),
        sa.Column("incidents", sa.Integer(), nullable=False),
        sa.Column("still_open", sa.Integer(), nullable=False),
        sa.Column("generated", sa.Integer(), nullable=False),
        sa.Column("back_entered", sa.Integer(), nullable=False),
        sa.Column("imported", sa.Integer(), nullable=False),
        sa.Column("brigades", LONG, nullable=False),
        sa.Column("vehicles", LONG, nullable=False),
        sa.Column("people", LONG, nullable=False),
        sa.Column("reinforcements", LONG, nullable=False),
        sa.Column("rescued", LONG, nullable=False),
        sa.Column("evacuated", LONG, nullable=False),
        sa.Column("dead", LONG, nullable=False),
        sa.Column("injured", LONG, nullable=False),
        sa.Column("saved_fen", LONG, nullable=False),
        sa.Column("protected_fen", LONG, nullable=False),
        sa.PrimaryKeyConstraint(
            "period", "category", "disposition", "is_counted", name="pk_call_out_sum"
        ),
    )
    op.create_table(
        "fire_sum",
        sa.Column("period", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("fires", sa.Integer(), nullable=False),
        sa.Column("generated", sa.Integer(), nullable=False),
        sa.Column("imported", sa.Integer(), nullable=False),
        sa.Column("dead", LONG, nullable=False),
        sa.Column("seriously_injured", LONG, nullable=False),
        sa.Column("lightly_injured", LONG, nullable=False),
        sa.Column("loss_fen", LONG, nullable=False),
        sa.Column("economic_loss_fen", LONG, nullable=False),
        sa.PrimaryKeyConstraint("period", "owner", name="pk_fire_sum"),
    )
    op.create_table(
        "call_out_fact",
        sa.Column("incident_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("disposition", sa.String(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("township_code", sa.String(), nullable=False),
        sa.Column("urban", sa.String(), nullable=False),
        sa.Column("occupancy", sa.String(), nullable=False),
        sa.Column("station_code", sa.String(), nullable=False),
        sa.Column("is_counted", sa.Boolean(), nullable=False),
        sa.Column("is_closed", sa.Boolean(), nullable=False),
        sa.Column("is_generated", sa.Boolean(), nullable=False),
        sa.Column("is_back_entered", sa.Boolean(), nullable=False),
        sa.Column("is_imported", sa.Boolean(), nullable=False),
        sa.Column("brigades", sa.Integer(), nullable=False),
        sa.Column("vehicles", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("reinforcements", sa.Integer(), nullable=False),
        sa.Column("rescued", sa.Integer(), nullable=False),
        sa.Column("evacuated", sa.Integer(), nullable=False),
        sa.Column("dead", sa.Integer(), nullable=False),
        sa.Column("injured", sa.Integer(), nullable=False),
        sa.Column("saved_fen", LONG, nullable=False),
        sa.Column("protected_fen", LONG, nullable=False),
        sa.Column("fires", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("incident_id", name="pk_call_out_fact"),
    )
    op.create_index("ix_call_out_fact_received_at", "call_out_fact", ["received_at"], unique=False)
    op.create_index("ix_call_out_fact_asked", "call_out_fact", ASKED, unique=False)
    op.create_index(
        "ix_call_out_fact_place",
        "call_out_fact",
        ["year", "is_counted", "township_code", "category", "disposition"],
        unique=False,
    )
    op.create_index(
        "ix_call_out_fact_station",
        "call_out_fact",
        ["year", "is_counted", "station_code", "category", "disposition"],
        unique=False,
    )
    op.create_index(
        "ix_call_out_fact_hour",
        "call_out_fact",
        ["year", "is_counted", "weekday", "hour", "category", "disposition"],
        unique=False,
    )
    op.create_table(
        "fire_death",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("fire_id", sa.Integer(), nullable=False),
        sa.Column("died_at", MOMENT, nullable=False),
        sa.Column("told_at", MOMENT, nullable=False),
        sa.Column("told_by", sa.String(), nullable=False),
        sa.Column("struck_at", MOMENT, nullable=True),
        sa.Column("struck_by", sa.String(), nullable=True),
        sa.Column("struck_why", sa.String(), nullable=False),
        sa.Column("counted_before", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["fire_id"], ["fire.id"], name="fk_fire_death_fire_id_fire"),
        sa.PrimaryKeyConstraint("id", name="pk_fire_death"),
    )
    op.create_index("ix_fire_death_fire_id", "fire_death", ["fire_id"], unique=False)
    op.create_table(
        "fire_fact",
        sa.Column("fire_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("incident_number", sa.String(), nullable=True),
        sa.Column("occurred_at", MOMENT, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("grade", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("cause_code", sa.String(), nullable=False),
        sa.Column("occupancy", sa.String(), nullable=False),
        sa.Column("urban", sa.String(), nullable=False),
        sa.Column("township_code", sa.String(), nullable=False),
        sa.Column("is_human_caused", sa.Boolean(), nullable=False),
        sa.Column("is_generated", sa.Boolean(), nullable=False),
        sa.Column("is_imported", sa.Boolean(), nullable=False),
        sa.Column("dead", sa.Integer(), nullable=False),
        sa.Column("seriously_injured", sa.Integer(), nullable=False),
        sa.Column("lightly_injured", sa.Integer(), nullable=False),
        sa.Column("loss_fen", LONG, nullable=False),
        sa.Column("economic_loss_fen", LONG, nullable=False),
        sa.PrimaryKeyConstraint("fire_id", name="pk_fire_fact"),
    )
    op.create_index("ix_fire_fact_incident_number", "fire_fact", ["incident_number"], unique=False)
    op.create_index("ix_fire_fact_occurred_at", "fire_fact", ["occurred_at"], unique=False)
    op.create_index("ix_fire_fact_year", "fire_fact", ["year"], unique=False)
    # The defaults are for the rows that are there; the program writes every column itself.
    op.add_column("fire", sa.Column("owner", sa.String(), nullable=False, server_default="brigade"))
    op.add_column("fire", sa.Column("households", sa.Integer()))
    op.add_column("fire", sa.Column("site_cost_fen", LONG))
    op.add_column("fire", sa.Column("people_cost_fen", LONG))
    op.add_column("fire", sa.Column("cause_code", sa.String(), nullable=False, server_default=""))
    op.add_column("fire", sa.Column("township_code", sa.String()))
    op.add_column("fire", sa.Column("import_batch_id", sa.Integer()))
    op.add_column("incident", sa.Column("import_batch_id", sa.Integer()))
    op.add_column("assignment", sa.Column("station_code", sa.String()))
    op.execute(
        "UPDATE assignment SET station_code = (SELECT station.code FROM unit "
        "JOIN station ON station.id = unit.station_id WHERE unit.id = assignment.unit_id)"
    )
    for statement in yearbook_triggers.made(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    op.drop_column("assignment", "station_code")
    op.drop_column("incident", "import_batch_id")
    for name in (
        *("import_batch_id", "township_code", "cause_code", "people_cost_fen", "site_cost_fen"),
        *("households", "owner"),
    ):
        op.drop_column("fire", name)
    for table in TABLES:
        op.drop_table(table)
    for statement in yearbook_triggers.dropped(op.get_bind().dialect.name):
        op.execute(statement)
