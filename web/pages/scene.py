"""The forms beside an incident as they work without scripts, its files, and what is printed."""

from collections.abc import Callable
from urllib.parse import quote

from flask import Response, flash, make_response, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from incidents import queries, scene_queries
from incidents.attachments import SHOWN_INLINE
from incidents.errors import UnknownAttachment
from incidents.queries import Incident
from resources.accounts import Role
from resources.database import db, transaction
from resources.errors import Refusal
from web import scene_deeds, scene_shapes, shapes
from web.access import allow, current
from web.api.calls import CALL_ROOM
from web.api.incidents import READERS
from web.api.scene import IN_CHARGE, ROOM, SET_RIGHT
from web.deeds import Deed
from web.pages import blueprint
from web.pages.incident_page import refused_page
from web.pages.told_times import with_local_time
from web.reading import Reader, from_form
from web.uploads import takes_a_file

FILE_POLICY = "sandbox; default-src 'none'; img-src 'self'; frame-ancestors 'none'"
"""A file that somebody sent may run nothing, load nothing and stand in no frame."""


def _act(
    number: str, reader: Reader, read: Callable[[Reader], Deed], told: Callable[[Incident], str]
) -> AnyResponse | tuple[str, int]:
    """Do what a form asks and say so on the incident's page; a refusal keeps what was typed."""
    try:
        deed = read(with_local_time(reader))
        with transaction() as session:
            words = told(deed(session))
    except Refusal as refusal:
        return refused_page(number, reader, refusal)
    flash(words)
    return redirect(f"/incidents/{number}", 303)


@blueprint.post("/incidents/<number>/attachments")
@allow(*ROOM)
@takes_a_file
def attach_file(number: str) -> AnyResponse | tuple[str, int]:
    """Keep a file with the incident."""
    return _act(
        number,
        from_form(),
        lambda reader: scene_deeds.attach(number, reader),
        lambda row: f"附件已保存到警情 {row.number}，并记入时间轴。",
    )


@blueprint.post("/incidents/<number>/attachments/<attachment_id>/strike")
@allow(*IN_CHARGE)
def strike_attachment(number: str, attachment_id: str) -> AnyResponse | tuple[str, int]:
    """Strike a file with a reason."""
    return _act(
        number,
        from_form(),
        lambda reader: scene_deeds.strike_attachment(number, attachment_id, reader),
        lambda row: "附件已划去；内容仍保存，供审计。",
    )


@blueprint.get("/incidents/<number>/attachments/<attachment_id>")
@allow(*READERS)
def show_attachment(number: str, attachment_id: str) -> Response:
    """Hand out a file: three kinds of pictures may be shown, everything else is saved."""
    row = queries.incident_numbered(number)
    key = int(attachment_id) if attachment_id.isascii() and attachment_id.isdigit() else 0
    found = scene_queries.attachment_of(db.session(), row, key if key < 2**31 else 0)
    if found.struck_at is not None and current().role not in scene_shapes.SEES_STRUCK:
        raise UnknownAttachment(
            f"附件 {found.name} 已由{found.struck_by}划去（{found.struck_why}），仅供审计员查看。"
        )
    response = make_response(scene_queries.content_of(found))
    response.content_type = found.media_type
    if found.media_type == "text/plain":
        response.content_type = "text/plain; charset=utf-8"
    way = "inline" if found.media_type in SHOWN_INLINE else "attachment"
    name = shapes.words_for(current(), found.name)
    response.headers["Content-Disposition"] = f"{way}; filename*=UTF-8''{quote(name, safe='')}"
    response.headers["Content-Security-Policy"] = FILE_POLICY
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@blueprint.post("/incidents/<number>/linkages")
@allow(*CALL_ROOM)
def notify_linkage(number: str) -> AnyResponse | tuple[str, int]:
    """Stamp that a linkage unit was told."""
    return _act(
        number,
        from_form(),
        lambda reader: scene_deeds.notify_linkage(number, reader),
        lambda row: "联动通知已记入时间轴。",
    )


@blueprint.post("/incidents/<number>/linkages/<linkage_id>/stamp")
@allow(*CALL_ROOM)
def stamp_linkage(number: str, linkage_id: str) -> AnyResponse | tuple[str, int]:
    """Stamp that a linkage unit came or left."""
    return _act(
        number,
        from_form(),
        lambda reader: scene_deeds.stamp_linkage(number, linkage_id, reader),
        lambda row: "联动时刻已记入时间轴。",
    )


@blueprint.post("/incidents/<number>/hand-overs")
@allow(*IN_CHARGE)
def hand_over_scene(number: str) -> AnyResponse | tuple[str, int]:
    """Keep that the scene was given into other hands."""
    return _act(
        number,
        from_form(),
        lambda reader: scene_deeds.hand_over(number, reader),
        lambda row: "现场移交已记录，可打印签字。",
    )


@blueprint.get("/incidents/<number>/hand-overs/<hand_over_id>")
@allow(*READERS)
def show_scene_hand_over(number: str, hand_over_id: str) -> str:
    """Show one hand-over of the scene as a page to print and sign."""
    row = queries.incident_numbered(number)
    key = int(hand_over_id) if hand_over_id.isascii() and hand_over_id.isdigit() else 0
    found = scene_queries.scene_hand_over(row, key if key < 2**31 else 0)
    stamps = queries.stamps_of(one.id for one in row.assignments)
    return render_template(
        "scene_hand_over.html",
        incident=shapes.incident(row, stamps, [], current()),
        hand_over=scene_shapes.hand_over(found, current()),
        linkages=[scene_shapes.linkage(one, current()) for one in scene_queries.linkages(row)],
    )


@blueprint.post("/incidents/<number>/stamps")
@allow(*SET_RIGHT)
def set_stamp_right(number: str) -> AnyResponse | tuple[str, int]:
    """Correct a vehicle's stamp, or add a missing one."""
    return _act(
        number,
        from_form(),
        lambda reader: scene_deeds.set_stamp_right(number, reader),
        lambda row: "时刻已更正；原时刻保留并划去。",
    )


@blueprint.post("/incidents/<number>/return")
@allow(Role.DISPATCHER)
def send_home(number: str) -> AnyResponse | tuple[str, int]:
    """Turn every vehicle home."""
    return _act(
        number,
        from_form(),
        lambda reader: scene_deeds.send_home(number, reader),
        lambda row: "在外车辆已全部记返队或召回。",
    )
