"""The usual stream, as a peer: a thread for each console, which asks the database by itself."""

import json
import os
import time
from collections.abc import Iterator

from flask import Flask, Response, request

from incidents import queries
from resources.database import db, engine_options, prepare_engine
from web import shapes

LOOK_S = 0.25
POOL = 300


def make() -> Flask:
    """Make the peer on the database of the environment."""
    url = os.environ["FENGHUO_DATABASE_URL"]
    app = Flask(__name__)
    options = {**engine_options(url), "pool_size": POOL}
    app.config.update(SQLALCHEMY_DATABASE_URI=url, SQLALCHEMY_ENGINE_OPTIONS=options)
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
        app.config["HEAD"] = queries.log_seq()

    @app.get("/healthz")
    def healthy() -> Response:
        return Response("{}")

    @app.get("/api/v1/stream")
    def stream() -> Response:
        told = request.headers.get("Last-Event-ID")
        with app.app_context():
            since = int(told) if told else queries.log_seq()
        return Response(_events(app, since), mimetype="text/event-stream")

    return app


def _events(app: Flask, since: int) -> Iterator[str]:
    yield f"id: {since}\nevent: board\ndata: {{}}\n\n"
    while True:
        with app.app_context():
            rows = [(row.seq, shapes.moment(row.entered_at)) for row in queries.events_since(since)]
        for seq, entered_at in rows:
            body = json.dumps({"seq": seq, "entered_at": entered_at}, separators=(",", ":"))
            yield f"id: {seq}\nevent: log\ndata: {body}\n\n"
            since = seq
        time.sleep(LOOK_S)
