"""The page of one incident: what it shows, and how it comes back when a form is refused."""

from typing import Final

from flask import current_app, render_template, request

from dispatch import advising
from dispatch.stamp_order import WORDS
from dispatch.stamps import STAMP_COLUMNS
from incidents import callers, queries
from incidents.categories import CHANNEL_LABELS, DISPOSITION_LABELS, Channel
from incidents.causes import CAUSE_LABELS, Cause
from incidents.errors import StaleEdit
from incidents.false_alarms import CALL_BACK_LABELS, CHOSEN_WHEN
from incidents.lifecycle import OPEN, IncidentState
from incidents.premises import OCCUPANCY_LABELS
from incidents.timeline import SOURCE_LABELS, Source
from resources.database import db
from resources.errors import BadInput, Refusal
from resources.queries import units
from web import (
    advice_shapes,
    caller_shapes,
    quality_shapes,
    reinforcement_shapes,
    scene_shapes,
    shapes,
    timeline_shapes,
)
from web.access import current
from web.api.incidents import shown
from web.clock import now
from web.errors import status_of
from web.pages.frame import faults_of, may
from web.reading import Reader

STAMP_LABELS: Final = tuple((str(status), WORDS[status]) for status in STAMP_COLUMNS)
"""The stamps a person may add afterwards, with their words."""


def incident_page(number: str, **more: object) -> str:
    """Show an incident with all that stands beside it."""
    row = queries.incident_numbered(number)
    shape = shown(number)
    _add_labels(shape)
    advice = reinforcement = None
    if IncidentState(row.state) in OPEN and may("dispatch"):
        advice, reinforcement = _advice_of(row)
    rows = queries.log_of(number)
    lines = timeline_shapes.timeline(rows, callers.not_undone(rows), current())
    shown_as, words = request.args.get("show", ""), request.args.get("q", "").strip()
    return render_template(
        "incident.html",
        incident=shape,
        log=timeline_shapes.wanted(lines, shown_as, words),
        log_total=len(lines),
        log_shown={"show": shown_as, "q": words},
        log_groups=timeline_shapes.GROUP_LABELS,
        recommendation=advice,
        reinforcement=reinforcement,
        dispositions=[
            (value, f"{label}：{CHOSEN_WHEN[value]}") for value, label in DISPOSITION_LABELS.items()
        ],
        call_backs=list(CALL_BACK_LABELS.items()),
        near=caller_shapes.near(row) if IncidentState(row.state) in OPEN else [],
        occupancies=list(OCCUPANCY_LABELS.items()),
        causes=list(CAUSE_LABELS.items()),
        waters=scene_shapes.nearest_water(row.position),
        key_unit=scene_shapes.key_unit(row),
        to_tell=scene_shapes.to_tell(row),
        linkage_choices=scene_shapes.linkage_choices(),
        first_leader=_first_leader(row),
        stamp_labels=STAMP_LABELS,
        may_set_right=_may_set_right(row),
        is_rescue=scene_shapes.is_rescue(row),
        has_page=has_page,
        quality=quality_shapes.quality(row, current(), now()),
        standing=quality_shapes.as_it_stands(row, current()) if may("correct") else {},
        townships=quality_shapes.townships() if may("correct") else [],
        report_before=quality_shapes.report_before(row) if may("close") else {},
        **more,
    )


def _advice_of(row: queries.Incident) -> tuple[shapes.Shape, shapes.Shape | None]:
    """Return the advice and whom to ask for help; where the engine fails, the whole fleet."""
    try:
        advised = advising.advise_whole(advising.question_of(row, now()))
        return (
            advice_shapes.advice(advised),
            reinforcement_shapes.reinforcement(row, advised.answer, now()),
        )
    except Exception:
        # A dispatcher must be able to send by hand whatever is wrong with the advice.
        current_app.logger.exception("no advice for %s: the engine failed", row.number)
        db.session.rollback()
        return advice_shapes.by_hand(units()), None


def _first_leader(row: queries.Incident) -> str:
    """Return who leads the crew that arrived first, as far as the crew of today is that crew."""
    arrived = [one for one in row.assignments if one.on_scene_at is not None]
    arrived.sort(key=lambda one: (one.on_scene_at or one.ordered_at, one.unit.call_sign))
    first = arrived[0].unit if arrived else None
    if first is None or first.crew is None or not first.crew.leader:
        return ""
    return f"{first.crew.leader}（首到 {first.call_sign}）"


def _may_set_right(row: queries.Incident) -> bool:
    """Whether the one who asks may correct the times of this incident."""
    is_closed = IncidentState(row.state) is IncidentState.CLOSED
    return may("correct") if is_closed else may("dispatch") and IncidentState(row.state) in OPEN


def has_page(rule: str) -> bool:
    """Whether the application answers an address, such as that of the sketch."""
    return any(one.rule == rule for one in current_app.url_map.iter_rules())


def _add_labels(shape: shapes.Shape) -> None:
    """Put the words people read beside the words programs read."""
    calls, fires, rows = shape["calls"], shape["fires"], shape["assignments"]
    assert isinstance(calls, list) and isinstance(fires, list) and isinstance(rows, list)
    for call in calls:
        assert isinstance(call, dict)
        call["channel_label"] = CHANNEL_LABELS[Channel(str(call["channel"]))]
    for fire in fires:
        assert isinstance(fire, dict)
        cause = str(fire["cause"])
        fire["cause_label"] = CAUSE_LABELS[Cause(cause)] if cause else None
    for row in rows:
        assert isinstance(row, dict) and isinstance(row["stamps"], list)
        for stamp in row["stamps"]:
            assert isinstance(stamp, dict)
            stamp["source"] = SOURCE_LABELS[Source(str(stamp["source"]))]


def refused_page(number: str, reader: Reader, refusal: Refusal) -> tuple[str, int]:
    """Show the incident again with what was refused, why, and all that was typed."""
    faults = faults_of(refusal) if isinstance(refusal, BadInput) else {}
    quarrel = None
    if isinstance(refusal, StaleEdit) and refusal.quarrel.version is not None:
        quarrel = shapes.quarrel(refusal.quarrel)
    page = incident_page(
        number, typed=reader.values, faults=faults, refusal=str(refusal), quarrel=quarrel
    )
    return page, status_of(refusal)
