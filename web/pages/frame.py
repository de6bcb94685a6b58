"""What every page shows around its content: who is here, where to go, what may be done."""

import tomllib
from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TypeAlias

from flask import current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from dispatch import alarms
from dispatch.alarm_classes import Concern
from resources import queries
from resources.accounts import ROLE_LABELS, Role
from resources.database import Session, db, transaction
from resources.errors import BadInput
from web import alarm_shapes
from web.access import declared_roles, someone
from web.clock import now

Context: TypeAlias = dict[str, object]

# A button is shown to whoever may use the route behind it: the roles are said once, there.
BEHIND = {
    "follow": "api.show_board",
    "back_enter": "api.enter_slip",
    "take_call": "api.receive_call",
    "dispatch": "api.send_units",
    "report_status": "api.report_status",
    "edit_crew": "api.set_crew",
    "note": "api.add_note",
    "sketch": "api.draw_mark",
    "watch": "api.show_board",
    "close": "api.close_incident",
    "reopen": "api.reopen_incident",
    "remark": "api.make_remark",
    "register_fire": "api.register_fire",
    "amend_fire": "api.amend_fire",
    "read_fires": "api.list_fires",
    "revise": "api.revise_incident",
    "edit_places": "api.revise_place",
    "move_calls": "api.detach_call",
    "call_back": "api.keep_call_back",
    "correct": "api.correct_incident",
    "attach": "api.attach_file",
    "strike": "api.strike_attachment",
    "link": "api.notify_linkage",
    "hand_over_scene": "api.hand_over_scene",
    "close_roads": "api.close_roads",
    "put_rules_in_force": "api.put_rules_in_force",
    "switch_effort": "pages.switch_effort",
    "see_reminder": "api.see_reminder",
    "see_wall": "pages.show_wall",
    "export": "pages.show_exports",
}

MENU = (
    ("pages.show_console", "接警调度"),
    ("pages.list_incidents", "警情"),
    ("pages.list_places", "地名库"),
    ("pages.show_readiness", "战备"),
    ("pages.show_hand_over", "交接班"),
    ("pages.show_roads", "路况"),
    ("pages.list_rules", "规则"),
    ("pages.show_yearbook", "统计"),
    ("pages.show_nuisance", "骚扰电话"),
)


def may_use(endpoint: str) -> bool:
    """Whether the one who asks may use the route of an endpoint."""
    principal = someone()
    roles = declared_roles(current_app.view_functions[endpoint])
    return roles is None or (principal is not None and principal.role in roles)


def may(what: str) -> bool:
    """Whether the one who asks may do this; raises KeyError for an unknown deed."""
    return may_use(BEHIND[what])


def _menu() -> list[Context]:
    return [
        {"path": url_for(endpoint), "label": label, "current": request.endpoint == endpoint}
        for endpoint, label in MENU
        if may_use(endpoint)
    ]


def frame() -> Context:
    """What the templates of every page are given."""
    principal = someone()
    user = None
    if principal is not None:
        label = ROLE_LABELS[principal.role]
        user = {
            "name": principal.display_name,
            "account": principal.name,
            "role": principal.role,
            "role_label": label,
        }
    return {
        "current_user": user,
        "navigation": _menu(),
        "now": now(),
        "county": queries.county(),
        "app_version": version("fenghuo"),
        "may": may,
        "chief_alarms": _chief_alarms(),
    }


def _chief_alarms() -> list[Context]:
    """What nobody has followed for so long that it concerns the chief who is looking."""
    principal = someone()
    if principal is None or principal.role is not Role.CHIEF:
        return []
    return [
        {**alarm_shapes.alarm(row)}
        for row in alarms.standing(db.session(), now())
        if row.concern is Concern.CHIEF and row.seen_at is None
    ]


def home_of(role: Role) -> str:
    """The address of the page a role works on."""
    homes = {
        Role.CHIEF: "pages.show_readiness",
        Role.STATISTICIAN: "pages.show_yearbook",
        Role.ADMIN: "pages.list_incidents",
        Role.AUDITOR: "pages.list_incidents",
        Role.DEVICE: "pages.show_terminal",
    }
    return url_for(homes.get(role, "pages.show_console"))


def is_own_address(path: str) -> bool:
    """Whether an address a form names stays on this site.

    A browser drops tabs and line ends from an address: what is left could begin with two slashes.
    """
    return path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()


def act_and_return(
    act: Callable[[Session], object],
    back_to: str,
) -> Response:
    """Do a deed in one transaction and go back to a page (303)."""
    with transaction() as session:
        act(session)
    return redirect(back_to, 303)


def faults_of(refusal: BadInput) -> dict[str, str]:
    """The faults of a form by field, as the templates show them."""
    return {fault.field: fault.message for fault in refusal.faults}


@cache
def vendored() -> list[dict[str, str]]:
    """The libraries committed under static/vendor, as their list tells them."""
    path = Path(__file__).parent.parent / "static" / "vendor" / "VENDOR.toml"
    listed: list[dict[str, str]] = tomllib.loads(path.read_text(encoding="utf-8"))["library"]
    return listed
