"""Coming in and going out."""

from flask import current_app, flash, redirect, render_template, request
from werkzeug.wrappers import Response

from resources import accounts
from resources.accounts import LoginRefused, Role
from resources.database import db, transaction
from web.access import SESSION_COOKIE, open_to_all, someone
from web.clock import now
from web.pages import blueprint
from web.pages.frame import home_of, is_own_address
from web.reading import from_form


@blueprint.get("/")
@open_to_all
def show_home() -> Response:
    """Go to the page the role works on."""
    principal = someone()
    return redirect(home_of(principal.role) if principal else "/login", 303)


@blueprint.get("/login")
@open_to_all
def show_login() -> str:
    """Show the log-in form."""
    return _form(request.args.get("next", ""))


def _form(next_path: str, name: str = "", refusal: str = "") -> str:
    demo = [
        {"name": row.name, "role_label": accounts.ROLE_LABELS[Role(row.role)]}
        for row in accounts.demo_accounts(db.session())
    ]
    return render_template(
        "login.html",
        next_path=next_path,
        typed={"name": name},
        refusal=refusal,
        demo_accounts=demo,
    )


@blueprint.post("/login")
@open_to_all
def log_in() -> Response | tuple[str, int]:
    """Check name and password and start a session."""
    reader = from_form()
    name, next_path = reader.text("name", most=64), reader.text("next")
    password = str(reader.values.get("password", ""))[:1024]
    address = request.remote_addr or ""
    moment = now()
    accounts.check_failures(db.session(), name, address, moment)
    if reader.faults or not accounts.password_is_right(db.session(), name, password):
        with transaction() as session:
            accounts.note_failure(session, name, address, moment)
        refusal = LoginRefused("用户名或密码不对，请核对后重新登录。")
        return _form(next_path, name, str(refusal)), 401
    with transaction() as session:
        # A new secret at every log-in: one planted before is worth nothing.
        old = request.cookies.get(SESSION_COOKIE)
        if old:
            accounts.end_session(session, old)
        secret = accounts.start_session(session, name, moment)
        role = accounts.role_of(session, name)
    response = redirect(next_path if is_own_address(next_path) else home_of(role), 303)
    response.set_cookie(
        SESSION_COOKIE,
        secret,
        max_age=int(accounts.SHIFT.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SECURE_COOKIES"],
    )
    return response


@blueprint.post("/logout")
@open_to_all
def log_out() -> Response:
    """End the session at once."""
    secret = request.cookies.get(SESSION_COOKIE, "")
    with transaction() as session:
        accounts.end_session(session, secret)
    flash("已退出登录。")
    response = redirect("/login", 303)
    response.delete_cookie(SESSION_COOKIE)
    return response
