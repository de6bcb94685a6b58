"""How a change is answered: in one transaction, under its Idempotency-Key."""

import hashlib
import json
from collections.abc import Callable

from flask import Response, make_response, request

from incidents import receipts
from resources.database import Session, transaction
from resources.errors import BadInput, FieldFault
from web.access import current
from web.clock import now
from web.deeds import bad
from web.shapes import Shape

LONGEST_KEY = 200


def _request_sha256() -> str:
    parts = (current().name, request.method, request.full_path)
    head = "\n".join(parts).encode()
    # The body of a form has been read away by now: its fields stand for it.
    form = json.dumps(request.form.to_dict(flat=False)).encode()
    whole = hashlib.sha256(b"\n".join((head, form, request.get_data())))
    for name, sent in sorted(request.files.items()):
        sent.stream.seek(0)
        # A file is no larger than its route allows, and is read whole to be judged anyway.
        whole.update(name.encode() + hashlib.sha256(sent.stream.read()).digest())
    return whole.hexdigest()


def change(act: Callable[[Session], Shape], code: int = 200) -> Response:
    """Run one act in one transaction and answer it; a repeated key gets the same answer.

    The receipt is stored with the change, so that there is never one without the other.
    """
    key = request.headers.get("Idempotency-Key", "")
    if len(key) > LONGEST_KEY or not key.isprintable():
        raise bad("Idempotency-Key", f"应为可见字符，最长 {LONGEST_KEY} 个。")
    with transaction() as session:
        if not key:
            return _json(json.dumps(act(session), ensure_ascii=False), code)
        receipt = receipts.claim(session, key, _request_sha256(), now())
        if not receipts.is_answered(receipt):
            session.flush()
            receipt.body = json.dumps(act(session), ensure_ascii=False)
            receipt.status_code = code
        return _json(receipt.body, receipt.status_code)


def _json(body: str, code: int) -> Response:
    response = make_response(body, code)
    response.content_type = "application/json"
    return response


def version_seen() -> int | None:
    """The version the editor read, from If-Match; None where it is not told."""
    told = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if told in {"", "*"}:
        return None
    if not told.isascii() or not told.isdigit() or len(told) > 9:
        raise BadInput((FieldFault("If-Match", '应为读到的版本号，例如 "3"。'),))
    return int(told)
