"""Where a call stood before it was moved, and what calling back came to."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("call", sa.Column("came_from", sa.String(), nullable=True))
    # The default is for the rows that are there; the program writes every column itself.
    op.add_column(
        "incident",
        sa.Column("call_back", sa.String(), nullable=False, server_default="not_called"),
    )
    op.add_column("incident", sa.Column("called_back_at", sa.DateTime(timezone=True)))
    op.add_column("incident", sa.Column("called_back_by", sa.String()))


def downgrade() -> None:
    op.drop_column("incident", "called_back_by")
    op.drop_column("incident", "called_back_at")
    op.drop_column("incident", "call_back")
    op.drop_column("call", "came_from")
