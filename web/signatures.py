"""A signature: name and password of the one who signs, asked whoever is logged in at the desk."""

from typing import Final

from flask import request

from resources import accounts
from resources.accounts import LoginRefused, Role
from resources.database import db, transaction
from web.access import NotAllowed
from web.clock import now
from web.reading import Reader

SIGNERS: Final = frozenset({Role.CALL_TAKER, Role.DISPATCHER})
"""Roles that keep the dispatch room and hand it over."""


def signed_by(reader: Reader) -> str:
    """The name of the one whose name and password the form holds.

    Wrong passwords are counted as at the log-in. Raises LoginRefused, TooManyFailures, BadInput,
    NotAllowed for a role that keeps no shift.
    """
    name = reader.text("name", most=64)
    password = str(reader.values.get("password", ""))[:1024]
    if not name:
        reader.blame("name", "请填写签字人的用户名。")
    if not password:
        reader.blame("password", "请签字人输入自己的密码。")
    reader.finish()
    address, moment = request.remote_addr or "", now()
    accounts.check_failures(db.session(), name, address, moment)
    if not accounts.password_is_right(db.session(), name, password):
        with transaction() as session:
            accounts.note_failure(session, name, address, moment)
        raise LoginRefused("签字人的用户名或密码不对，没有签字；请核对后重试。")
    role = accounts.role_of(db.session(), name)
    if role not in SIGNERS:
        raise NotAllowed(
            f"{accounts.ROLE_LABELS[role]}不参加调度席交接班，请由接警员或调度员签字。"
        )
    shown = accounts.display_name_of(db.session(), name)
    return shown if shown == name else f"{shown}（{name}）"
