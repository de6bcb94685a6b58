"""Readiness by station: what can go out, what cannot and why; exceptions first."""

from collections.abc import Sequence

from flask import render_template

from incidents.queries import incidents_of_units
from resources import queries
from resources.accounts import Role
from resources.county_rows import STATION_KIND_LABELS, StationKind
from resources.queries import Station, Unit
from resources.readiness import Concern, VehicleState, summarise
from resources.unit_status import UnitStatus
from resources.vehicle_types import VEHICLE_TYPES, Capability
from web import shapes
from web.access import NotAllowed, allow, current
from web.clock import now
from web.pages import blueprint
from web.pages.frame import Context

MOST_UNFOLDED = 10
READY_READERS = (Role.DISPATCHER, Role.CALL_TAKER, Role.CHIEF, Role.ADMIN)
SHAPES = {
    Concern.OUT_OF_SERVICE: "✕",
    Concern.UNSTAFFED: "▲",
    Concern.WORKING: "■",
    Concern.AWAY_BUT_READY: "◀",
}


def _state(row: Unit) -> VehicleState:
    return VehicleState(
        call_sign=row.call_sign,
        vehicle_type=row.vehicle_type,
        status=UnitStatus(row.status),
        crew_on_duty=row.crew.people if row.crew else 0,
        minimum_crew=row.minimum_crew,
        has_driver=bool(row.crew and row.crew.has_driver),
        reason=row.status_note,
        since=row.status_since,
        extra_capabilities=frozenset(Capability(one) for one in row.extra_capabilities.split()),
    )


def _summary(station: Station, units: Sequence[Unit]) -> Context:
    summed = summarise(_state(row) for row in units)
    exceptions = [
        {
            "shape": SHAPES[one.concern],
            "text": f"{one.call_sign}（{VEHICLE_TYPES[one.vehicle_type].name}）{one.reason}",
            "since": one.since,
        }
        for one in summed.exceptions
    ]
    return {
        "code": station.code,
        "name": station.name,
        "kind": station.kind,
        "kind_label": STATION_KIND_LABELS[StationKind(station.kind)],
        "synthetic": station.is_synthetic,
        "units_ready": summed.vehicles_ready,
        "units_total": summed.vehicles_total,
        "people_on_duty": summed.people_on_duty,
        "people_required": sum(row.minimum_crew for row in units),
        "exceptions": exceptions,
        "sections": [
            {
                "title": "能力缺口",
                "rows": [{"label": "▲", "text": gap.reason} for gap in summed.gaps],
            }
        ]
        if summed.gaps
        else [],
    }


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
    for kind, label in STATION_KIND_LABELS.items():
        of_kind = [one for one in stations if one["kind"] == kind]
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
    row = queries.station_coded(code)
    if current().station_code not in {None, code}:
        raise NotAllowed("您只能查看自己队站的战备，请从“战备”进入。")
    units = _by_station().get(code, [])
    on_incident = incidents_of_units()
    shown = [shapes.unit(unit, on_incident.get(unit.call_sign), now()) for unit in units]
    return render_template("station.html", station={**_summary(row, units), "units": shown})
