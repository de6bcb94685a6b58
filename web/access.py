"""Who may use which route: denied unless the route itself says who may.

Two ways in: the session cookie of a person, which must bring the CSRF token with every change,
and a bearer token, which no browser sends by itself.
"""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from flask import Flask, g, redirect, request, url_for
from flask_wtf import CSRFProtect
from werkzeug.wrappers import Response

from resources import accounts
from resources.accounts import Principal, Role
from resources.database import db
from resources.errors import Refusal
from web.clock import now

SESSION_COOKIE = "fenghuo_session"
EVERYONE_LOGGED_IN = frozenset(Role)
_ALLOWED = "fenghuo_allowed_roles"

View = TypeVar("View", bound=Callable[..., object])


class NotLoggedIn(Refusal):
    """Nobody is logged in, or the session or token is no longer good."""


class NotAllowed(Refusal):
    """The role of the person does not cover this route."""


def open_to_all(view: View) -> View:
    """Mark a route that needs no log-in."""
    setattr(view, _ALLOWED, None)
    return view


def allow(*roles: Role) -> Callable[[View], View]:
    """Mark a route with the roles that may use it."""

    def mark(view: View) -> View:
        setattr(view, _ALLOWED, frozenset(roles))
        return view

    return mark


def declared_roles(view: object) -> frozenset[Role] | None:
    """The roles a view declares, None when it is open to all; raises LookupError if neither."""
    if not hasattr(view, _ALLOWED):
        raise LookupError(f"{view} declares no roles")
    roles: frozenset[Role] | None = getattr(view, _ALLOWED)
    return roles


def current() -> Principal:
    """Who is asking; only inside a route that is not open to all."""
    principal: Principal | None = g.get("principal")
    assert principal is not None, "no principal outside a guarded route"
    return principal


def someone() -> Principal | None:
    """Who is asking, or None."""
    principal: Principal | None = g.get("principal")
    return principal


def credential() -> str:
    """What stands for the asker's session or token when it is asked about again, later on."""
    return accounts.credential_of(_bearer() or request.cookies.get(SESSION_COOKIE, ""))


def _bearer() -> str:
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


def _identify() -> Principal | None:
    if request.headers.get("Authorization"):
        secret = _bearer()
        return accounts.principal_of_token(db.session(), secret) if secret else None
    secret = request.cookies.get(SESSION_COOKIE, "")
    return accounts.principal_of_session(db.session(), secret, now()) if secret else None


def install(app: Flask, csrf: CSRFProtect) -> None:
    """Guard every route of the application."""
    # Style sheets and scripts hold no data; the log-in page needs them.
    app.view_functions["static"] = open_to_all(partial(app.view_functions["static"]))

    @app.before_request
    def guard() -> Response | None:
        if request.endpoint is None:
            return None
        roles = declared_roles(app.view_functions[request.endpoint])
        principal = _identify()
        g.principal = principal
        if roles is not None and principal is None:
            if request.path.startswith("/api/"):
                raise NotLoggedIn("未登录或令牌无效，请带上 Authorization: Bearer 令牌。")
            back_to = request.full_path.rstrip("?") if request.method == "GET" else None
            return redirect(url_for("pages.show_login", next=back_to), 303)
        if roles is not None and principal is not None and principal.role not in roles:
            label = accounts.ROLE_LABELS[principal.role]
            raise NotAllowed(f"您的角色是{label}，不能使用此功能；如有需要请联系管理员。")
        is_change = request.method not in {"GET", "HEAD", "OPTIONS"}
        if is_change and not (principal and principal.is_token):
            csrf.protect()
        return None
