"""The change of shift: what is open, both signatures, and the hand-overs of before."""

from typing import Final

from flask import flash, redirect, render_template
from werkzeug.wrappers import Response

from dispatch import shift_queries, shifts
from dispatch.shift_items import ITEM_LABELS, NOTHING_OPEN, OpenItem, read
from dispatch.shift_queries import ShiftHandOver
from incidents.timeline import Act
from resources.accounts import Role
from resources.database import db, transaction
from resources.errors import BadInput, Refusal
from web.access import allow, current
from web.api.calls import CALL_ROOM
from web.clock import now
from web.errors import status_of
from web.pages import blueprint
from web.pages.frame import Context, faults_of
from web.presenting import SERVICE_ZONE
from web.reading import LONGEST_TEXT, Reader, from_form
from web.shapes import moment, words_for
from web.signatures import signed_by

SHIFT_READERS: Final = (*CALL_ROOM, Role.CHIEF, Role.ADMIN, Role.AUDITOR)
MOST_FORMER: Final = 20
LAST_KEY: Final = 2**31 - 1


@blueprint.get("/hand-over")
@allow(*SHIFT_READERS)
def show_hand_over() -> str:
    """Show what is open, who has signed, and the hand-overs of before."""
    return _page()


def _page(**more: object) -> str:
    waiting = shift_queries.unanswered(db.session())
    items = (
        shift_queries.open_items(db.session(), now(), SERVICE_ZONE)
        if waiting is None
        else read(waiting.open_items)
    )
    return render_template(
        "hand_over.html",
        waiting=_shape(waiting) if waiting is not None else None,
        groups=_groups(items),
        count=len(items),
        former=[_shape(row) for row in shift_queries.hand_overs(MOST_FORMER)],
        may_sign=current().role in CALL_ROOM,
        **more,
    )


def _groups(items: list[OpenItem]) -> list[Context]:
    return [
        {
            "kind": str(kind),
            "label": label,
            "nothing": NOTHING_OPEN[kind],
            "lines": [
                {"subject": one.subject, "words": words_for(current(), one.words)}
                for one in items
                if one.kind is kind
            ],
        }
        for kind, label in ITEM_LABELS.items()
    ]


def _shape(row: ShiftHandOver) -> Context:
    return {
        "id": row.id,
        "off_name": row.off_name,
        "off_signed_at": moment(row.off_signed_at),
        "on_name": row.on_name,
        "on_signed_at": moment(row.on_signed_at),
        "remark": words_for(current(), row.remark),
        "count": len(read(row.open_items)),
        "log_seq": row.log_seq,
        "log_hash": row.log_hash,
    }


@blueprint.post("/hand-over")
@allow(*CALL_ROOM)
def sign_off() -> Response | tuple[str, int]:
    """Sign off with what is open."""
    reader = from_form()
    try:
        remark = reader.text("remark", most=LONGEST_TEXT)
        name = signed_by(reader)
        with transaction() as session:
            shifts.sign_off(session, name, remark, SERVICE_ZONE, _act())
    except Refusal as refusal:
        return _refused(reader, refusal)
    flash("交班已签字，请接班人核对后签字。")
    return redirect("/hand-over", 303)


@blueprint.post("/hand-over/<hand_over_id>/sign")
@allow(*CALL_ROOM)
def sign_on(hand_over_id: str) -> Response | tuple[str, int]:
    """Sign on: the shift begins."""
    reader = from_form()
    try:
        name = signed_by(reader)
        with transaction() as session:
            shifts.sign_on(session, _key(hand_over_id), name, _act())
    except Refusal as refusal:
        return _refused(reader, refusal)
    flash("接班已签字，新的班次开始。")
    return redirect(f"/hand-over/{_key(hand_over_id)}", 303)


def _act() -> Act:
    return Act(current().display_name, now())


def _refused(reader: Reader, refusal: Refusal) -> tuple[str, int]:
    """Show the page again with why, and with all that was typed but the password."""
    typed = {name: told for name, told in reader.values.items() if name != "password"}
    faults = faults_of(refusal) if isinstance(refusal, BadInput) else {}
    return _page(typed=typed, faults=faults, refusal=str(refusal)), status_of(refusal)


def _key(told: str) -> int:
    is_number = told.isascii() and told.isdigit() and len(told) < 11
    return int(told) if is_number and int(told) <= LAST_KEY else 0


@blueprint.get("/hand-over/<hand_over_id>")
@allow(*SHIFT_READERS)
def show_signed(hand_over_id: str) -> str:
    """Show one hand-over as it was signed, as a page to print."""
    row = shift_queries.hand_over(_key(hand_over_id))
    groups = _groups(read(row.open_items))
    return render_template("hand_over_sheet.html", hand_over=_shape(row), groups=groups)
