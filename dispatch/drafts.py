"""The verbs of call forms not sent yet: kept for their writer, who may log in elsewhere.

A draft is no record of what happened, so the log tells nothing of it. It holds what a caller
said and may be read by its writer alone, until it is sent, dropped or a day old.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, delete, func, select, text
from sqlalchemy.orm import Session

from dispatch.records import CallDraft as CallDraft
from resources.database import UtcMoment
from resources.errors import BadInput, FieldFault, Refusal
from resources.records import Account

KEPT_FOR: Final = timedelta(days=1)
LONGEST: Final = 100_000
"""Characters of a draft (P): a hundred times what a call form takes."""
MOST_OF_ONE: Final = 40
"""Drafts of one account at a time (P)."""

_KEEP = text(
    "INSERT INTO call_draft (account_id, key, content, kept_at) "
    "VALUES (:account, :key, :content, :now) "
    "ON CONFLICT (account_id, key) DO UPDATE "
    "SET content = excluded.content, kept_at = excluded.kept_at"
).bindparams(bindparam("now", type_=UtcMoment()))


class NoAccount(Refusal):
    """A program has no account and nothing it types."""


def _account_id(session: Session, name: str) -> int:
    found = session.scalar(select(Account.id).where(Account.name == name))
    assert found is not None, "whoever is logged in has an account"
    return found


def keep(session: Session, account: str, key: str, content: str, now: datetime) -> None:
    """Keep a draft of an account under the console's own name of it; raises BadInput."""
    if len(content) > LONGEST:
        told = f"草稿共 {len(content)} 字，最多存 {LONGEST} 字；内容仍在本机浏览器中。"
        raise BadInput((FieldFault("content", told),))
    account_id = _account_id(session, account)
    others = (CallDraft.account_id == account_id) & (CallDraft.key != key)
    kept = session.scalar(select(func.count()).select_from(CallDraft).where(others)) or 0
    if kept >= MOST_OF_ONE:
        told = f"草稿已有 {MOST_OF_ONE} 份，请先发送或丢弃一些。"
        raise BadInput((FieldFault("key", told),))
    session.execute(_KEEP, {"account": account_id, "key": key, "content": content, "now": now})


def drop(session: Session, account: str, key: str) -> None:
    """Drop a draft that was sent or thrown away; one that is gone already is no fault."""
    mine = CallDraft.account_id == _account_id(session, account)
    session.execute(delete(CallDraft).where(mine, CallDraft.key == key))


def of_account(session: Session, account: str, now: datetime) -> Sequence[CallDraft]:
    """The drafts of an account that are not too old, the last kept first."""
    query = (
        select(CallDraft)
        .join(Account, Account.id == CallDraft.account_id)
        .where(Account.name == account, CallDraft.kept_at > now - KEPT_FOR)
        .order_by(CallDraft.kept_at.desc(), CallDraft.id.desc())
    )
    return session.scalars(query).all()


def drop_old(session: Session, now: datetime) -> None:
    """Delete drafts older than the time they are kept for."""
    session.execute(delete(CallDraft).where(CallDraft.kept_at <= now - KEPT_FOR))
