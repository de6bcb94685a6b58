"""The demo county with one account for each role of a person, for what a browser looks at."""

from datetime import UTC, datetime
from pathlib import Path

from flask import Flask

from resources.accounts import ROLE_LABELS, NewAccount, Role, add_account
from resources.database import db, transaction
from resources.loading import load_county
from seed.county_folder import read_county
from web import create_app, exports, in_memory, live, rehearsals
from web.settings import Settings

YOUYANG = Path(__file__).parents[1] / "seed" / "youyang"
PASSWORD = "browser-test-1"


def furnish(application: Flask) -> None:
    """Load the demo county and one account for each role of a person."""
    now = datetime.now(UTC)
    with transaction() as session:
        load_county(session, read_county(YOUYANG), now)
        for role in Role:
            if role is not Role.DEVICE:
                name = ROLE_LABELS[role]
                add_account(session, NewAccount(str(role), role, PASSWORD, f"测试{name}"), now)


def furnish_database(url: str, folder: Path) -> None:
    """Furnish a migrated database nobody has open, and leave it so: tests copy it."""
    app = create_app(Settings(url, folder, "k" * 64))
    with app.app_context():
        furnish(app)
        leave()


def leave() -> None:
    """End all the application of this context holds: threads, memory, connections."""
    live.finish()
    rehearsals.finish()
    exports.finish()
    in_memory.finish()
    db.session.remove()
    db.engine.dispose()
