"""What people and programs see: pages, the JSON interface, the commands."""

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask
from flask_wtf import CSRFProtect

from resources.database import db, engine_options, prepare_engine
from web import access, errors, headers, presenting, uploads
from web.api import routes as api
from web.clock import utc_now
from web.live import service as live
from web.pages import routes as pages
from web.reading import Word
from web.settings import Settings, read_settings
from web.tiles import open_ground

MOST_BYTES = 1_000_000
"""A larger request body is refused: the largest real one is a narrative. Files have their own
limit (web/uploads.py)."""

csrf = CSRFProtect()


def create_app(settings: Settings | None = None, clock: Callable[[], datetime] = utc_now) -> Flask:
    """Make the application on a database that is already at the newest schema."""
    settings = settings or read_settings()
    app = Flask(__name__)
    app.config.update(
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url),
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_BYTES,
        MAX_FORM_PARTS=200,
        SESSION_COOKIE_NAME="fenghuo_form",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        # Its Referer check cannot pass: our own pages send none (web/headers.py).
        WTF_CSRF_SSL_STRICT=False,
        CLOCK=clock,
        DATA_DIR=settings.data_dir,
        PAPER_DIRS=settings.paper_dirs,
        DOCX_TEMPLATE=settings.docx_template,
        ROUTING=settings.routing,
        TILES=open_ground(settings.tiles) if settings.tiles else None,
        SECURE_COOKIES=settings.secure_cookies,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.url_map.converters["default"] = Word
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    csrf.init_app(app)
    presenting.install(app)
    errors.install(app)
    headers.install(app)
    app.register_blueprint(api.interface)
    app.register_blueprint(api.health)
    app.register_blueprint(pages.pages)
    uploads.install(app)
    access.install(app, csrf)
    live.install(app)
    return app
