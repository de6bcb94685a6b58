"""The verbs on people and tokens: who may come in, for how long, and how guessing is slowed."""

import hashlib
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from resources.errors import BadInput, FieldFault, Refusal
from resources.records import Account, ApiToken, LoginFailure, LoginSession

SHIFT = timedelta(hours=12)
"""A log-in lasts one shift at most (reliability T67)."""
FAILURE_WINDOW = timedelta(minutes=1)
MOST_FAILURES = 5
SHORTEST_PASSWORD = 12


class Role(StrEnum):
    """What a person or token is here for; a request is refused unless its route names the role."""

    CALL_TAKER = "call_taker"
    DISPATCHER = "dispatcher"
    CHIEF = "chief"
    STATISTICIAN = "statistician"
    ADMIN = "admin"
    AUDITOR = "auditor"
    DEVICE = "device"


ROLE_LABELS = {
    Role.CALL_TAKER: "接警员",
    Role.DISPATCHER: "调度员",
    Role.CHIEF: "站长",
    Role.STATISTICIAN: "统计员",
    Role.ADMIN: "管理员",
    Role.AUDITOR: "审计员",
    Role.DEVICE: "设备",
}


class LoginRefused(Refusal):
    """The name or the password is wrong, or the account is closed; which one is not told."""


class TooManyFailures(Refusal):
    """Too many wrong passwords in a short time."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Who is asking: a person or a token, with the role that decides what is allowed."""

    name: str
    display_name: str
    role: Role
    station_code: str | None = None
    call_sign: str | None = None
    is_token: bool = False


@dataclass(frozen=True, slots=True)
class NewAccount:
    """An account to be made."""

    name: str
    role: Role
    password: str
    display_name: str = ""
    station_code: str | None = None
    is_demo: bool = False
    call_sign: str | None = None
    """The one vehicle a crew's phone speaks for."""

    def __post_init__(self) -> None:
        is_device = self.role is Role.DEVICE
        if self.call_sign is not None and not is_device:
            raise BadInput((FieldFault("unit", "只有设备账户（device）可以绑定车辆。"),))
        if is_device and (self.call_sign is None) == (self.station_code is None):
            fault = FieldFault("station", "设备账户须且只须绑定一个队站（终端）或一辆车（手机）。")
            raise BadInput((fault,))


_hasher = PasswordHasher()
# Compared with when there is no such account, so that both answers take the same time.
_NOBODY = _hasher.hash(secrets.token_hex(16))


def _sha256(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def add_account(session: Session, new: NewAccount, now: datetime) -> Account:
    """Make an account, or renew the password and role of the one of this name.

    Raises:
        BadInput: an empty name, or a password shorter than 12 characters.
    """
    faults = []
    if not new.name.strip() or len(new.name) > 64:
        faults.append(FieldFault("name", "用户名应为 1 到 64 个字符。"))
    if len(new.password) < SHORTEST_PASSWORD:
        faults.append(FieldFault("password", f"密码至少 {SHORTEST_PASSWORD} 个字符。"))
    if faults:
        raise BadInput(tuple(faults))
    account = session.scalars(select(Account).where(Account.name == new.name)).one_or_none()
    if account is None:
        account = Account(name=new.name, created_at=now)
        session.add(account)
    else:
        session.execute(delete(LoginSession).where(LoginSession.account_id == account.id))
    account.display_name = new.display_name or new.name
    account.role = new.role
    account.station_code = new.station_code
    account.call_sign = new.call_sign
    account.password_hash = _hasher.hash(new.password)
    account.is_demo = new.is_demo
    account.is_active = True
    return account


def account_exists(session: Session, name: str) -> bool:
    """Whether an account of this name has been made."""
    return session.scalar(select(Account.id).where(Account.name == name)) is not None


def check_failures(session: Session, name: str, address: str, now: datetime) -> None:
    """Refuse a try after five failures within a minute for this name from this address.

    Both together: nobody can lock a dispatcher out from another desk.
    """
    query = (
        select(func.count())
        .select_from(LoginFailure)
        .where(
            LoginFailure.name == name,
            LoginFailure.address == address,
            LoginFailure.at > now - FAILURE_WINDOW,
        )
    )
    if (session.scalar(query) or 0) >= MOST_FAILURES:
        raise TooManyFailures("密码错误次数过多，请一分钟后再试。")


def password_is_right(session: Session, name: str, password: str) -> bool:
    """Check a password in the same time whether or not the account exists."""
    account = session.scalars(select(Account).where(Account.name == name)).one_or_none()
    known = account is not None and account.is_active
    stored = account.password_hash if account is not None and known else _NOBODY
    try:
        _hasher.verify(stored, password)
    except VerifyMismatchError:
        return False
    return known


def note_failure(session: Session, name: str, address: str, now: datetime) -> None:
    """Count a refused log-in."""
    session.add(LoginFailure(name=name[:64], address=address, at=now))


def start_session(session: Session, name: str, now: datetime) -> str:
    """Start a log-in session and return the secret its cookie carries."""
    account = session.scalars(select(Account).where(Account.name == name)).one()
    secret = secrets.token_urlsafe(32)
    row = LoginSession(
        secret_sha256=_sha256(secret),
        account_id=account.id,
        started_at=now,
        expires_at=now + SHIFT,
    )
    session.add(row)
    return secret


def end_session(session: Session, secret: str) -> None:
    """End a log-in session at once."""
    session.execute(delete(LoginSession).where(LoginSession.secret_sha256 == _sha256(secret)))


def principal_of_session(session: Session, secret: str, now: datetime) -> Principal | None:
    """Who a session cookie stands for; None when it has ended or the account is closed."""
    query = select(LoginSession).where(LoginSession.secret_sha256 == _sha256(secret))
    row = session.scalars(query).one_or_none()
    if row is None or row.expires_at <= now or not row.account.is_active:
        return None
    account = row.account
    role = Role(account.role)
    bound = (account.station_code, account.call_sign)
    return Principal(account.name, account.display_name, role, *bound)


def add_token(
    session: Session, name: str, role: Role, now: datetime, call_sign: str | None = None
) -> str:
    """Make a bearer token, or replace the one of this name; the secret is returned this once."""
    secret = "fh_" + secrets.token_urlsafe(32)
    token = session.scalars(select(ApiToken).where(ApiToken.name == name)).one_or_none()
    if token is None:
        token = ApiToken(name=name)
        session.add(token)
    token.role, token.call_sign, token.created_at = role, call_sign, now
    token.prefix, token.secret_sha256, token.is_active = secret[:8], _sha256(secret), True
    return secret


def principal_of_token(session: Session, secret: str) -> Principal | None:
    """Who a bearer token stands for; None when it is unknown or withdrawn."""
    query = select(ApiToken).where(ApiToken.secret_sha256 == _sha256(secret))
    token = session.scalars(query).one_or_none()
    if token is None or not token.is_active:
        return None
    role = Role(token.role)
    return Principal(token.name, token.name, role, token.station_code, token.call_sign, True)


def credential_of(secret: str) -> str:
    """What stands for a secret where it must be asked about again, and cannot be used by itself."""
    return _sha256(secret)


def roles_of(session: Session, credentials: Collection[str], now: datetime) -> dict[str, Role]:
    """The roles that sessions and tokens stand for at this moment; those that ended are absent."""
    people = (
        select(LoginSession.secret_sha256, Account.role)
        .join(Account, Account.id == LoginSession.account_id)
        .where(
            LoginSession.secret_sha256.in_(credentials),
            LoginSession.expires_at > now,
            Account.is_active,
        )
    )
    programs = select(ApiToken.secret_sha256, ApiToken.role).where(
        ApiToken.secret_sha256.in_(credentials), ApiToken.is_active
    )
    rows = [*session.execute(people), *session.execute(programs)]
    return {credential: Role(role) for credential, role in rows}


def drop_old(session: Session, now: datetime) -> None:
    """Delete ended sessions and failures too old to count."""
    session.execute(delete(LoginSession).where(LoginSession.expires_at <= now))
    session.execute(delete(LoginFailure).where(LoginFailure.at <= now - FAILURE_WINDOW * 10))


def demo_accounts(session: Session) -> Sequence[Account]:
    """The demo accounts by name; none in a real installation."""
    query = select(Account).where(Account.is_demo, Account.is_active).order_by(Account.name)
    return session.scalars(query).all()


def role_of(session: Session, name: str) -> Role:
    """The role of an account."""
    return Role(session.scalars(select(Account.role).where(Account.name == name)).one())


def display_name_of(session: Session, name: str) -> str:
    """The name people know an account by."""
    return session.scalars(select(Account.display_name).where(Account.name == name)).one()
