"""Call forms not sent yet, over the JSON interface: each person's own and nobody else's."""

import re

from flask import Response, jsonify

from dispatch import drafts
from dispatch.drafts import NoAccount
from resources.database import Session, db
from web import shapes
from web.access import allow, current
from web.api import blueprint
from web.api.answers import change
from web.api.calls import CALL_ROOM
from web.clock import now
from web.deeds import bad
from web.reading import submitted
from web.shapes import Shape

KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")


def _writer() -> str:
    who = current()
    if who.is_token:
        raise NoAccount("令牌没有账户，草稿只为登录的人保存；请直接报送接警单。")
    return who.name


@blueprint.get("/drafts")
@allow(*CALL_ROOM)
def list_drafts() -> Response:
    """List the own drafts, the last kept first."""
    rows = () if current().is_token else drafts.of_account(db.session(), current().name, now())
    told = [
        {"key": row.key, "content": row.content, "kept_at": shapes.moment(row.kept_at)}
        for row in rows
    ]
    return jsonify({"drafts": told})


@blueprint.put("/drafts/<key>")
@allow(*CALL_ROOM)
def keep_draft(key: str) -> Response:
    """Keep a draft under the console's own name of it."""
    writer, moment = _writer(), now()
    reader = submitted()
    if not KEY.fullmatch(key):
        raise bad("key", "应为字母、数字、- 和 _，最长 64 个。")
    content = reader.text("content", most=drafts.LONGEST)
    reader.finish()

    def act(session: Session) -> Shape:
        drafts.keep(session, writer, key, content, moment)
        return {"key": key, "kept_at": shapes.moment(moment)}

    return change(act)


@blueprint.delete("/drafts/<key>")
@allow(*CALL_ROOM)
def drop_draft(key: str) -> Response:
    """Drop a draft; one that is gone already is no fault."""
    writer = _writer()

    def act(session: Session) -> Shape:
        drafts.drop(session, writer, key)
        return {"key": key}

    return change(act)
