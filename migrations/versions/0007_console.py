"""The console: files, sketches, linkage, hand-overs, deadlines, drafts, what is typed, effort."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

LONG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)
DEADLINES = (
    "shown_at",
    "shown_due_at",
    "acknowledged_due_at",
    "rolling_due_at",
    "arrival_due_at",
)
TABLES = (
    *("key_unit", "room_setting", "attachment_content", "attachment", "sketch_mark", "linkage"),
    *("scene_hand_over", "shift_hand_over", "inside_team", "call_draft", "being_typed", "effort"),
)


def upgrade() -> None:
    op.create_table(
        "key_unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_code", sa.String(), nullable=False),
        sa.Column("usage", sa.String(), nullable=False),
        sa.Column("floors", sa.Integer(), nullable=True),
        sa.Column("height_m", sa.Double(), nullable=True),
        sa.Column("hazards", sa.String(), nullable=False),
        sa.Column("approach", sa.String(), nullable=False),
        sa.Column("water", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("dataset_code", sa.String(), nullable=False),
        sa.Column("is_synthetic", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dataset_code"], ["dataset.code"], name="fk_key_unit_dataset_code_dataset"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_key_unit"),
        sa.UniqueConstraint("place_code", name="uq_key_unit_place_code"),
    )
    op.create_table(
        "room_setting",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("set_at", MOMENT, nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_room_setting"),
    )
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("caption", sa.String(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("struck_at", MOMENT, nullable=True),
        sa.Column("struck_by", sa.String(), nullable=True),
        sa.Column("struck_why", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name="fk_attachment_incident_id_incident"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_attachment"),
    )
    op.create_index("ix_attachment_incident_id", "attachment", ["incident_id"], unique=False)
    op.create_table(
        "attachment_content",
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["attachment.id"],
            name="fk_attachment_content_attachment_id_attachment",
        ),
        sa.PrimaryKeyConstraint("attachment_id", name="pk_attachment_content"),
    )
    op.create_table(
        "sketch_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("drawn_at", MOMENT, nullable=False),
        sa.Column("drawn_by", sa.String(), nullable=False),
        sa.Column("struck_at", MOMENT, nullable=True),
        sa.Column("struck_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name="fk_sketch_mark_incident_id_incident"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sketch_mark"),
    )
    op.create_index("ix_sketch_mark_incident_id", "sketch_mark", ["incident_id"], unique=False)
    op.create_table(
        "linkage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("notified_at", MOMENT, nullable=False),
        sa.Column("notified_by", sa.String(), nullable=False),
        sa.Column("arrived_at", MOMENT, nullable=True),
        sa.Column("left_at", MOMENT, nullable=True),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name="fk_linkage_incident_id_incident"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_linkage"),
    )
    op.create_index("ix_linkage_incident_id", "linkage", ["incident_id"], unique=False)
    op.create_table(
        "scene_hand_over",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("given_by", sa.String(), nullable=False),
        sa.Column("taken_by", sa.String(), nullable=False),
        sa.Column("taker_body", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name="fk_scene_hand_over_incident_id_incident"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_scene_hand_over"),
    )
    op.create_index(
        "ix_scene_hand_over_incident_id", "scene_hand_over", ["incident_id"], unique=False
    )
    op.create_table(
        "shift_hand_over",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("off_name", sa.String(), nullable=False),
        sa.Column("off_signed_at", MOMENT, nullable=False),
        sa.Column("on_name", sa.String(), nullable=True),
        sa.Column("on_signed_at", MOMENT, nullable=True),
        sa.Column("open_items", sa.String(), nullable=False),
        sa.Column("remark", sa.String(), nullable=False),
        sa.Column("log_seq", LONG, nullable=False),
        sa.Column("log_hash", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_shift_hand_over"),
    )
    op.create_index("ix_shift_hand_over_made_at", "shift_hand_over", ["made_at"], unique=False)
    op.create_table(
        "inside_team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("call_sign", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("checked_at", MOMENT, nullable=True),
        sa.Column("check_due_at", MOMENT, nullable=False),
        sa.Column("out_due_at", MOMENT, nullable=False),
        sa.Column("came_out_at", MOMENT, nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name="fk_inside_team_incident_id_incident"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_inside_team"),
    )
    op.create_index("ix_inside_team_incident_id", "inside_team", ["incident_id"], unique=False)
    op.create_table(
        "call_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("kept_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_call_draft_account_id_account"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_call_draft"),
        sa.UniqueConstraint("account_id", "key", name="uq_call_draft_account_id_key"),
    )
    op.create_index("ix_call_draft_kept_at", "call_draft", ["kept_at"], unique=False)
    op.create_table(
        "being_typed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_number", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("console", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_being_typed"),
        sa.UniqueConstraint(
            "incident_number", "field", name="uq_being_typed_incident_number_field"
        ),
    )
    op.create_index("ix_being_typed_until", "being_typed", ["until"], unique=False)
    op.create_table(
        "effort",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("release", sa.String(), nullable=False),
        sa.Column("keys", sa.Integer(), nullable=False),
        sa.Column("typed", sa.Integer(), nullable=False),
        sa.Column("mouse", sa.Integer(), nullable=False),
        sa.Column("undone", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("was_ordered", sa.Boolean(), nullable=False),
        sa.Column("fields", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_effort"),
    )
    op.create_index("ix_effort_at", "effort", ["at"], unique=False)
    # The defaults are for the rows that are there; the program writes every column itself.
    op.add_column("unit", sa.Column("heading_deg", sa.Double()))
    op.add_column("unit", sa.Column("speed_kmh", sa.Double()))
    op.add_column("account", sa.Column("call_sign", sa.String()))
    op.add_column(
        "incident",
        sa.Column("is_back_entered", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("incident", sa.Column("slip_number", sa.String()))
    op.create_index("ix_incident_slip_number", "incident", ["slip_number"], unique=True)
    op.add_column("incident", sa.Column("place_known_at", MOMENT))
    op.add_column("incident", sa.Column("kind_known_at", MOMENT))
    for name in DEADLINES:
        op.add_column("assignment", sa.Column(name, MOMENT))
    op.add_column("stamp", sa.Column("struck_at", MOMENT))
    op.add_column("stamp", sa.Column("struck_by", sa.String()))
    op.add_column("stamp", sa.Column("struck_why", sa.String(), nullable=False, server_default=""))
    op.add_column("reminder", sa.Column("seen_at", MOMENT))
    op.add_column("reminder", sa.Column("seen_by", sa.String()))
    op.add_column("reminder", sa.Column("sentence", sa.String(), nullable=False, server_default=""))
    op.add_column("reminder", sa.Column("incident_number", sa.String()))
    op.create_index("ix_reminder_incident_number", "reminder", ["incident_number"], unique=False)
    op.add_column("reminder", sa.Column("call_sign", sa.String()))
    op.add_column("reminder", sa.Column("times", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("reminder", sa.Column("last_at", MOMENT))


def downgrade() -> None:
    op.drop_index("ix_reminder_incident_number", "reminder")
    for name in ("last_at", "times", "call_sign", "incident_number", "sentence", "seen_by"):
        op.drop_column("reminder", name)
    op.drop_column("reminder", "seen_at")
    for name in ("struck_why", "struck_by", "struck_at"):
        op.drop_column("stamp", name)
    for name in DEADLINES:
        op.drop_column("assignment", name)
    op.drop_index("ix_incident_slip_number", "incident")
    for name in ("kind_known_at", "place_known_at", "slip_number", "is_back_entered"):
        op.drop_column("incident", name)
    op.drop_column("account", "call_sign")
    op.drop_column("unit", "speed_kmh")
    op.drop_column("unit", "heading_deg")
    for table in TABLES:
        op.drop_table(table)
