"""The tables of facts and sums and their indexes, as migration 0008 makes them."""

import sqlalchemy as sa
from alembic import op

LONG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)
ASKED = [
    *("year", "is_counted", "category", "disposition", "month", "day", "hour", "weekday"),
    *("township_code", "urban", "occupancy", "station_code", "level"),
    *("is_closed", "is_generated", "is_back_entered", "is_imported"),
    *("brigades", "vehicles", "people", "rescued", "evacuated", "saved_fen", "protected_fen"),
]


def create() -> None:
    """Make the tables; whoever downgrades drops them by name."""
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
        "ix_call_out_fact_hour",
        "call_out_fact",
        ["year", "is_counted", "weekday", "hour", "category", "disposition"],
        unique=False,
    )
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
