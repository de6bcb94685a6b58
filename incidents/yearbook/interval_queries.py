"""The response intervals as they are asked for: seconds read by SQL, ranked, and opened again."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Row as SqlRow
from sqlalchemy import Select, func, or_, select

from incidents.categories import CATEGORIES, NOT_COUNTED, Disposition
from incidents.lifecycle import IncidentState
from incidents.records import Assignment, Incident, Stamp
from incidents.timeline import Source
from incidents.yearbook.counting import Cell, Row, Table, check_sums
from incidents.yearbook.definitions import TOTAL_KEY, Column, Definition, UnknownTable, plain
from incidents.yearbook.entries import Behind, Part
from incidents.yearbook.intervals import (
    BY_STATION,
    BY_TYPE,
    BY_UNIT,
    COUNTED,
    INTERVALS,
    LATE_S,
    OF_VEHICLE,
    RESPONSES,
    TARGETED,
    Interval,
    Sample,
    Tally,
    members_in_order,
    row_key,
)
from incidents.yearbook.questions import Question
from resources.database import db
from resources.elapsed import seconds_between
from resources.errors import BadInput, FieldFault
from resources.queries import stations, units
from resources.records import Station, Unit
from resources.vehicle_types import VEHICLE_TYPES, name_of

FILTERS: Final = ("class", "township", "urban", "station")
FILTER_LABELS: Final = {"class": "类别", "township": "辖区", "urban": "城乡", "station": "队站"}
FIRE_GROUP: Final = "10000"

Trip = SqlRow[*tuple[Any, ...]]
"""One vehicle on one incident, its times as whole seconds apart."""
Told = Mapping[int, tuple[frozenset[str], frozenset[str]]]
"""By assignment: the statuses whose stamps were set right, and those told afterwards."""


def answer(question: Question, zone: str) -> Table:
    """Return the table of response intervals a question asks for.

    Raises:
        BadInput: an axis, comparison or filter it does not have.
    """
    definition = _definition(question)
    tallies: dict[str, Tally] = {}
    incomplete: set[str] = set()
    seen: set[str] = set()
    found: set[str] = set()
    for member, interval, sample in _samples(question, definition):
        key = row_key(member, interval.key)
        tally = tallies.get(key)
        if tally is None:
            tally = tallies[key] = Tally(interval.target_s)
        tally.add(sample)
        seen.add(sample.incident_number)
        found.add(member)
        if sample.seconds is None or sample.seconds < 0:
            incomplete.add(sample.incident_number)
    rows = tuple(_rows(question, definition, tallies, found))
    none = tuple(Cell(column.key, None) for column in definition.columns)
    total = Row(TOTAL_KEY, "各区间不相加", none)
    generated = _generated(question)
    mark = (f"含生成的演示数据 {generated} 起警情，不是真实统计。",) if generated else ()
    return Table(
        definition=definition,
        from_year=question.period.from_year,
        to_year=question.period.to_year,
        rows=rows,
        total=total,
        checks=check_sums(definition, rows, total),
        notes=(
            *definition.notes,
            f"涉及警情 {len(seen)} 起，其中 {len(incomplete)} 起至少缺一个时刻或先后颠倒。",
            *mark,
        ),
        generated=generated,
        period=question.period.label,
        asked=tuple(f"{FILTER_LABELS[name]} {value}" for name, value in question.filters),
        incomplete=len(incomplete),
    )


def behind(
    question: Question, row: str, column: str, zone: str, after: str = "", most: int = 100
) -> Behind:
    """Return a page of the vehicles (or incidents) one cell counts, by incident and order.

    Raises:
        UnknownTable: no such row or column, a column that counts nothing, or no record `after`.
        BadInput: as answer.
    """
    definition = _definition(question)
    heading = definition.column(column).heading
    if column not in COUNTED:
        raise UnknownTable(f"“{heading}”不是次数，请打开“两端时刻齐全”或“达标”。")
    name = row.rpartition("~")[2]
    interval = INTERVALS.get(name)
    if interval is None:
        raise UnknownTable(f"表“{definition.title}”没有行“{row}”。")
    told = [
        sample
        for member, one, sample in _samples(question, definition)
        if row_key(member, one.key) == row and sample.counts_in(column, interval.target_s)
    ]
    keys = [str(sample.key) for sample in told]
    if after and after not in keys:
        raise UnknownTable(f"这一格里没有“{after}”，请从头打开。")
    start = keys.index(after) + 1 if after else 0
    page = told[start : start + most]
    parts = tuple(
        Part(one.incident_number, one.incident_number, 1, _words(interval, one)) for one in page
    )
    more = keys[start + most - 1] if start + most < len(told) else ""
    return Behind(parts, len(told), len(told), more)


def _definition(question: Question) -> Definition:
    found = next((one for one in RESPONSES if one.name == question.table), None)
    if found is None:
        raise UnknownTable(f"没有响应时间表“{question.table}”。")
    faults = [
        FieldFault(name, f"“{found.title}”不能按 {name} 筛选，请去掉这个条件。")
        for name, _ in question.filters
        if name not in FILTERS
    ]
    for name, told in (("by", question.by), ("compare", question.compare), ("per", question.per)):
        if told:
            faults.append(FieldFault(name, f"“{found.title}”的行列固定，不能用 {name}。"))
    if faults:
        raise BadInput(tuple(faults))
    return found


def _rows(
    question: Question, definition: Definition, tallies: Mapping[str, Tally], found: set[str]
) -> Iterator[Row]:
    if definition.name not in _MEMBERS:
        for interval in INTERVALS.values():
            if interval.is_of_vehicle or not _is_of_station(question):
                yield _row(question, definition, "", "", interval, tallies)
        return
    labels = _LABELS[definition.name]()
    for member in members_in_order(labels, found):
        for interval in OF_VEHICLE:
            yield _row(question, definition, member, f"{labels[member]} ", interval, tallies)


def _row(
    question: Question,
    definition: Definition,
    member: str,
    label: str,
    interval: Interval,
    tallies: Mapping[str, Tally],
) -> Row:
    key = row_key(member, interval.key)
    amounts = tallies.get(key, Tally(interval.target_s)).amounts()
    cells = tuple(
        Cell(column.key, amounts[column.key], _opens(question, key, column, amounts))
        for column in definition.columns
    )
    return Row(key, f"{label}{interval.heading}", cells)


def _opens(
    question: Question, row: str, column: Column, amounts: Mapping[str, int | None]
) -> tuple[tuple[str, str], ...]:
    """Return what asks for the times behind a figure: a percentile opens all it was found among."""
    opened = TARGETED.get(column.key)
    if opened is None or amounts[column.key] is None:
        return ()
    return (*question.parameters, ("row", row), ("column", opened))


def _is_of_station(question: Question) -> bool:
    return any(name == "station" for name, _ in question.filters)


_MEMBERS: Final[Mapping[str, Callable[[Trip], str]]] = {
    BY_STATION.name: lambda trip: str(trip.station_code),
    BY_UNIT.name: lambda trip: str(trip.call_sign),
    BY_TYPE.name: lambda trip: str(trip.vehicle_type),
}
_LABELS: Final[Mapping[str, Callable[[], dict[str, str]]]] = {
    BY_STATION.name: lambda: {row.code: row.name for row in stations()},
    BY_UNIT.name: lambda: {row.call_sign: row.call_sign for row in units()},
    BY_TYPE.name: lambda: {code: name_of(code) for code in VEHICLE_TYPES},
}


def _samples(question: Question, definition: Definition) -> Iterator[tuple[str, Interval, Sample]]:
    """Yield every sample with the member and the interval it belongs to, by incident and order."""
    told = _told(question)
    member_of = _MEMBERS.get(definition.name)
    trips = db.session.execute(_trips(question).execution_options(yield_per=5_000))
    for _, group in groupby(trips, key=lambda trip: trip.incident_id):
        own = list(group)
        for trip in own:
            member = member_of(trip) if member_of else ""
            yield from ((member, one, sample) for one, sample in _of_vehicle(trip, told))
        if member_of is None and not _is_of_station(question):
            yield from (("", one, sample) for one, sample in _of_incident(own, told))


def _conditions(question: Question) -> list[Any]:
    period, told = question.period, dict(question.filters)
    found: list[Any] = [
        Incident.received_at >= period.start,
        Incident.received_at < period.end,
        Incident.state != IncidentState.MERGED,
        Incident.disposition.not_in(NOT_COUNTED),
    ]
    if "class" in told:
        codes = [one.code for one in CATEGORIES.values() if one.group_code == told["class"]]
        found.append(Incident.category.in_(codes))
    if "township" in told:
        found.append(func.coalesce(Incident.township_code, "") == _word(told["township"]))
    if "urban" in told:
        is_urban = {"urban": True, "rural": False}.get(told["urban"])
        found.append(Incident.is_urban.is_(is_urban))
    if "station" in told:
        found.append(Station.code == told["station"])
    return found


def _word(value: str) -> str:
    return "" if value == "untold" else value


def _trips(question: Question) -> Select[*tuple[Any, ...]]:
    ordered, left = Assignment.ordered_at, Assignment.en_route_at
    arrived, home = Assignment.on_scene_at, Assignment.in_station_at
    received = Incident.received_at
    return (
        select(
            Assignment.id,
            Assignment.incident_id,
            Unit.call_sign,
            Unit.vehicle_type,
            Station.code.label("station_code"),
            Incident.number,
            Incident.category,
            Incident.disposition,
            Incident.state,
            Incident.is_urban,
            Incident.is_back_entered,
            Assignment.recalled_at.is_not(None).label("is_recalled"),
            Assignment.released_at.is_not(None).label("is_released"),
            seconds_between(ordered, left).label("turnout"),
            seconds_between(left, arrived).label("travel"),
            seconds_between(ordered, arrived).label("attendance"),
            seconds_between(ordered, home).label("vehicle_total"),
            seconds_between(received, ordered).label("until_order"),
            seconds_between(received, arrived).label("until_arrival"),
            seconds_between(received, home).label("until_home"),
            seconds_between(received, Incident.controlled_at).label("until_controlled"),
            seconds_between(received, Incident.extinguished_at).label("until_extinguished"),
            Assignment.water_on_at.is_not(None).label("has_pumped"),
        )
        .join(Incident, Assignment.incident_id == Incident.id)
        .join(Unit, Assignment.unit_id == Unit.id)
        .join(Station, Unit.station_id == Station.id)
        .where(*_conditions(question))
        .order_by(Incident.received_at, Incident.id, Assignment.ordered_at, Assignment.id)
    )


def _told(question: Question) -> Told:
    """Read which stamps a person set right or told afterwards; those struck do not count."""
    late = seconds_between(Stamp.at, Stamp.entered_at) > LATE_S
    query = (
        select(Stamp.assignment_id, Stamp.status, Stamp.source)
        .join(Assignment, Stamp.assignment_id == Assignment.id)
        .join(Incident, Assignment.incident_id == Incident.id)
        .join(Unit, Assignment.unit_id == Unit.id)
        .join(Station, Unit.station_id == Station.id)
        .where(
            *_conditions(question),
            Stamp.struck_at.is_(None),
            or_(Stamp.source == Source.BACK_DATED, late),
        )
    )
    right: defaultdict[int, set[str]] = defaultdict(set)
    after: defaultdict[int, set[str]] = defaultdict(set)
    for key, status, source in db.session.execute(query):
        assert key is not None, "joined to its assignment"
        (right if source == Source.BACK_DATED else after)[key].add(status)
    return {key: (frozenset(right[key]), frozenset(after[key])) for key in {*right, *after}}


def _of_vehicle(trip: Trip, told: Told) -> Iterator[tuple[Interval, Sample]]:
    """Yield the intervals a vehicle owes: none it was recalled from, none still under way."""
    has_left = trip.turnout is not None or trip.attendance is not None or trip.has_pumped
    has_ended = bool(trip.is_released)
    goes_on = not trip.is_recalled
    owed = {
        "turnout": trip.turnout is not None or (has_ended and goes_on),
        "travel": trip.attendance is not None or (has_ended and goes_on),
        "attendance": trip.attendance is not None or (has_ended and goes_on),
        "vehicle_total": trip.vehicle_total is not None or (has_ended and has_left),
    }
    for interval in OF_VEHICLE:
        if owed[interval.key]:
            seconds: int | None = getattr(trip, interval.key)
            yield interval, _sample(interval, trip, trip.id, trip.call_sign, seconds, told)


def _of_incident(trips: Sequence[Trip], told: Told) -> Iterator[tuple[Interval, Sample]]:
    """Yield the intervals an incident owes: from its first order to its last vehicle home."""
    first = min(trips, key=lambda trip: (trip.until_order, trip.id))
    arrived = [trip for trip in trips if trip.until_arrival is not None]
    lead = min(arrived, key=lambda trip: (trip.until_arrival, trip.id), default=None)
    left = [trip for trip in trips if trip.turnout is not None or trip in arrived]
    is_closed = first.state == IncidentState.CLOSED
    is_fire = CATEGORIES[first.category].group_code == FIRE_GROUP
    is_real_fire = is_fire and first.disposition == Disposition.REAL
    owes_arrival = any(not trip.is_recalled and trip.is_released for trip in trips)

    def made(key: str, trip: Trip, seconds: int | None) -> tuple[Interval, Sample]:
        interval = INTERVALS[key]
        return interval, _sample(interval, trip, trip.incident_id, "", seconds, told)

    yield made("call_to_order", first, first.until_order)
    if lead is not None or owes_arrival:
        yield made("first_arrival", lead or first, lead.until_arrival if lead else None)
    if is_closed and is_real_fire and lead is not None:
        for key in ("controlled", "extinguished"):
            until: int | None = getattr(lead, f"until_{key}")
            spent = None if until is None else until - lead.until_arrival
            yield made(f"to_{key}", lead, spent)
    if is_closed and left:
        homes = [trip.until_home for trip in left]
        is_whole = all(home is not None for home in homes)
        last = max(left, key=lambda trip: (trip.until_home or 0, trip.id))
        yield made("incident_total", last, max(homes) if is_whole else None)


def _sample(
    interval: Interval, trip: Trip, key: int, who: str, seconds: int | None, told: Told
) -> Sample:
    right, late = told.get(trip.id, (frozenset(), frozenset()))
    return Sample(
        key=key,
        incident_number=trip.number,
        who=who,
        seconds=seconds,
        is_judged=interval.judges(trip.is_urban),
        is_set_right=not right.isdisjoint(interval.ends),
        is_told_late=not late.isdisjoint(interval.ends),
        is_back_entered=bool(trip.is_back_entered),
    )


_SECONDS: Final = next(column for column in RESPONSES[0].columns if column.key.startswith("p"))


def _words(interval: Interval, sample: Sample) -> str:
    shown = plain(_SECONDS, sample.seconds) if sample.seconds is not None else "缺时刻"
    return f"{sample.who} {interval.heading} {shown}".strip()


def _generated(question: Question) -> int:
    sent = select(Assignment.incident_id).join(Incident).join(Unit).join(Station)
    query = sent.where(*_conditions(question), Incident.is_generated.is_(True)).distinct()
    return db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
