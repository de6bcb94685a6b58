"""Receipts: the answer given under an Idempotency-Key, so that a repeat changes nothing."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select, text
from sqlalchemy.orm import Session

from incidents.errors import KeyReused
from incidents.records import Receipt
from resources.database import UtcMoment

KEPT_FOR = timedelta(hours=48)


_TAKE = text(
    "INSERT INTO receipt (key, request_sha256, status_code, body, at) "
    "VALUES (:key, :sha, 0, '', :at) ON CONFLICT (key) DO NOTHING RETURNING id"
).bindparams(bindparam("at", type_=UtcMoment()))


def claim(session: Session, key: str, request_sha256: str, now: datetime) -> Receipt:
    """Take a key for this request, or return the receipt already given under it.

    A request of the same key in flight is waited for by the database. Raises KeyReused when the
    key came with another request.
    """
    taken = {"key": key, "sha": request_sha256, "at": now}
    fresh = session.execute(_TAKE, taken).scalar_one_or_none()
    given = session.scalars(select(Receipt).where(Receipt.key == key)).one()
    if fresh is not None:
        return given
    if given.request_sha256 != request_sha256:
        raise KeyReused("这个 Idempotency-Key 已用于另一请求，请换一个新的键。")
    return given


def is_answered(receipt: Receipt) -> bool:
    """Whether the receipt already carries an answer."""
    return receipt.status_code != 0


def drop_old(session: Session, now: datetime) -> None:
    """Delete receipts older than the time they are kept for."""
    session.execute(delete(Receipt).where(Receipt.at < now - KEPT_FOR))
