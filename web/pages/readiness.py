"""Readiness by station: what can go out, what cannot and why; exceptions first."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import quote

from flask import flash, redirect, render_template
from werkzeug.wrappers import Response

from dispatch.duty_queries import last_work
from incidents.errors import StaleEdit
from incidents.queries import incidents_of_units
from resources import queries, roster
from resources.accounts import Role
from resources.county_rows import STATION_KIND_LABELS, StationKind
from resources.crewing import (
    DEFAULT_REST,
    LONGEST_REST,
    is_resting,
    resting_words,
    suggested_rest,
)
from resources.database import db, transaction
from resources.errors import BadInput
from resources.queries import Station, Unit
from resources.readiness import Concern, VehicleState, summarise
from resources.unit_faults import record_faults, unusable
from resources.unit_status import UnitStatus, status_of
from resources.vehicle_types import name_of
from web import crew_deeds, unit_shapes
from web.access import NotAllowed, allow, current
from web.clock import now
from web.crew_deeds import CREW_KEEPERS
from web.errors import status_of as status_of_refusal
from web.pages import blueprint
from web.pages.frame import Context, faults_of, may
from web.presenting import SERVICE_ZONE
from web.reading import Reader, from_form

MOST_UNFOLDED = 10
READY_READERS = (Role.DISPATCHER, Role.CALL_TAKER, Role.CHIEF, Role.ADMIN)
REST_MINUTES = ((30, "30 分钟"), (60, "1 小时"), (120, "2 小时"), (240, "4 小时"), (0, "结束休整"))
_KINDS = frozenset(str(kind) for kind in StationKind)
SHAPES = {
    Concern.BAD_RECORD: "▲",
    Concern.OUT_OF_SERVICE: "✕",
    Concern.UNSTAFFED: "▲",
    Concern.WORKING: "■",
    Concern.RESTING: "◆",
    Concern.AWAY_BUT_READY: "◀",
}


def _state(row: Unit, moment: datetime) -> VehicleState:
    told = unit_shapes.record(row)
    duty = roster.crew_duty(row)
    return VehicleState(
        call_sign=row.call_sign,
        vehicle_type=row.vehicle_type,
        status=status_of(row.status),
        crew_on_duty=duty.people,
        minimum_crew=row.minimum_crew,
        has_driver=duty.has_driver,
        reason=row.status_note,
        since=row.status_since,
        extra_capabilities=row.extra_capabilities,
        has_crew=told.has_crew,
        pool=duty.pool,
        rest=resting_words(row.rest_until, moment, SERVICE_ZONE) or "",
        # That nobody was entered is told once, as what the crew lacks.
        faults=record_faults(replace(told, has_crew=True)),
        is_usable=unusable(told) is None,
    )


def _summary(station: Station, units: Sequence[Unit]) -> Context:
    moment = now()
    summed = summarise(_state(row, moment) for row in units)
    exceptions = [
        {
            "shape": SHAPES[one.concern],
            "text": f"{one.call_sign}（{name_of(one.vehicle_type)}）{one.reason}",
            "since": one.since,
        }
        for one in summed.exceptions
    ]
    return {
        "code": station.code,
        "name": station.name,
        "kind": station.kind,
        "kind_label": _kind_label(station.kind),
        "synthetic": station.is_synthetic,
        "units_ready": summed.vehicles_ready,
        "units_total": summed.vehicles_total,
        "people_on_duty": summed.people_on_duty,
        "people_required": summed.people_required,
        "exceptions": exceptions,
        "shared": [one.sentence for one in summed.shared],
        "pools": sorted({row.crew.pool for row in units if row.crew and row.crew.pool}),
        "sections": [
            {
                "title": "能力缺口",
                "rows": [{"label": "▲", "text": gap.reason} for gap in summed.gaps],
            }
        ]
        if summed.gaps
        else [],
    }


def _kind_label(kind: str) -> str:
    """Name the kind of a station; one nobody knows is shown as it stands."""
    return STATION_KIND_LABELS[StationKind(kind)] if kind in _KINDS else f"未知类别“{kind}”"


def _by_station() -> dict[str, list[Unit]]:
    found: dict[str, list[Unit]] = {}
    for row in queries.units():
        found.setdefault(row.station.code, []).append(row)
    return found


@blueprint.get("/readiness")
@allow(*READY_READERS)
def show_readiness() -> str:
    """Show every station, or the chief's own."""
    units = _by_station()
    own = current().station_code
    stations = [
        _summary(row, units.get(row.code, []))
        for row in queries.stations()
        if own is None or row.code == own
    ]
    # Whoever has something to mend stands first; the rest keep the order of their codes.
    stations.sort(key=lambda one: not one["exceptions"])
    names = ("people_on_duty", "people_required", "units_ready", "units_total")
    totals = {name: sum(_number(one, name) for one in stations) for name in names}
    exceptions = sum(len(_list(one, "exceptions")) for one in stations)
    return render_template(
        "readiness.html",
        stations=stations,
        groups=_groups(stations),
        totals={**totals, "units": totals["units_total"], "exceptions": exceptions},
    )


def _groups(stations: Sequence[Context]) -> list[Context]:
    """Stations by kind; micro stations are many and stay folded until asked for."""
    groups: list[Context] = []
    labels = [*STATION_KIND_LABELS.values()]
    labels += sorted({str(one["kind_label"]) for one in stations} - set(labels))
    for label in labels:
        of_kind = [one for one in stations if one["kind_label"] == label]
        if of_kind:
            groups.append(
                {
                    "label": label,
                    "stations": of_kind,
                    "units_ready": sum(_number(one, "units_ready") for one in of_kind),
                    "units_total": sum(_number(one, "units_total") for one in of_kind),
                    "is_open": len(of_kind) <= MOST_UNFOLDED,
                }
            )
    return groups


def _number(summary: Context, name: str) -> int:
    value = summary[name]
    assert isinstance(value, int)
    return value


def _list(summary: Context, name: str) -> list[object]:
    value = summary[name]
    assert isinstance(value, list)
    return value


@blueprint.get("/readiness/<code>")
@allow(*READY_READERS)
def show_station(code: str) -> str:
    """Show one station's vehicles and crews; a chief sees the own one."""
    if current().station_code not in {None, code}:
        raise NotAllowed("您只能查看自己队站的战备，请从“战备”进入。")
    return _station_page(code)


def _station_page(code: str, **more: object) -> str:
    row = queries.station_coded(code)
    moment = now()
    units = _by_station().get(code, [])
    shown = unit_shapes.fleet(units, incidents_of_units(), moment)
    rests = _suggested_rests(units, moment) if may("edit_crew") else {}
    return render_template(
        "station.html",
        station={**_summary(row, units), "units": shown},
        rests=rests,
        rest_policy=DEFAULT_REST,
        rest_minutes=REST_MINUTES,
        **more,
    )


def _suggested_rests(units: Sequence[Unit], moment: datetime) -> dict[str, Context]:
    """Suggest rest to crews that have come home from long work; a person decides."""
    home = [
        row.call_sign
        for row in units
        if status_of(row.status) is UnitStatus.IN_STATION and not is_resting(row.rest_until, moment)
    ]
    worked = last_work(db.session(), home, moment - DEFAULT_REST.lasting)
    found = {
        sign: (work, suggested_rest(work.began_at, work.ended_at, moment))
        for sign, work in worked.items()
    }
    return {
        sign: {"until": until, "worked": work.ended_at - work.began_at}
        for sign, (work, until) in found.items()
        if until is not None
    }


@blueprint.post("/units/<call_sign>/crew")
@allow(*CREW_KEEPERS)
def set_crew(call_sign: str) -> Response | tuple[str, int]:
    """Say who is on duty for a unit; a fault shows the station again with what was typed."""
    reader = _with_rest(from_form(), now())
    try:
        deed = crew_deeds.set_crew(call_sign, reader, None)
        with transaction() as session:
            code = deed(session).station.code
    except (BadInput, StaleEdit) as refusal:
        told = faults_of(refusal) if isinstance(refusal, BadInput) else {"version": str(refusal)}
        fault = {"call_sign": call_sign, "faults": told, "typed": reader.values}
        page = _station_page(queries.unit_called(call_sign).station.code, refused=fault)
        return page, status_of_refusal(refusal)
    flash(f"{call_sign} 班组已保存。")
    return redirect(f"/readiness/{quote(code)}", 303)


def _with_rest(reader: Reader, moment: datetime) -> Reader:
    """Read the minutes of rest a page offers as its end; untold, the rest stays as it is."""
    minutes = reader.whole("rest_minutes", most=LONGEST_REST // timedelta(minutes=1))
    if minutes is None:
        return reader
    until = (moment + timedelta(minutes=minutes)).isoformat() if minutes else ""
    return Reader({**reader.values, "rest_until": until}, reader.faults)
