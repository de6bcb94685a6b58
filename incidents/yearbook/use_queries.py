"""The vehicles and crews used (车辆和人员出动), by vehicle or by its station."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import ColumnElement, Select, case, func, literal_column, or_, select

from incidents.records import Assignment, Incident
from incidents.yearbook.comparing import share
from incidents.yearbook.counting import Cell, Row, Table, check_sums
from incidents.yearbook.definitions import (
    LOCAL_YEAR,
    TOTAL_KEY,
    TOTAL_LABEL,
    Column,
    Definition,
    Kind,
    Population,
    UnknownTable,
)
from incidents.yearbook.entries import Behind, Part
from incidents.yearbook.periods import Step
from incidents.yearbook.questions import Question
from incidents.yearbook.rebuilding import require_facts
from incidents.yearbook.records import CallOutFact
from incidents.yearbook.sum_queries import within
from resources.database import db
from resources.errors import BadInput, FieldFault
from resources.records import Station, Unit

VEHICLE_USE: Final = Definition(
    name="vehicle_use",
    title="车辆和人员出动统计表",
    population="与战果统计表相同的警情中已离站的车辆；按接警时间归期",
    columns=(
        Column("vehicles", "出动辆次", "次", Kind.COUNT),
        Column("share", "占全部辆次", "%", Kind.SHARE),
        Column("reinforcements", "其中增援", "次", Kind.COUNT),
        Column("people", "出动人次", "次", Kind.PEOPLE),
    ),
    version="2026-1",
    source="列名和算法为建议（P）",
    notes=(
        LOCAL_YEAR,
        "一辆车在一起警情中出动两次计两辆次；没有出动的车辆也列出。",
        "合计取自各警情的底数，不由各行相加，与战果统计表同口径。",
        "按队站时归车辆出动时所属的队站；占比各行按舍入后不必恰为 100%。",
    ),
    row_heading="车辆",
    by="",
)
BY: Final = ("station",)
_LEFT: Final = or_(
    Assignment.en_route_at.is_not(None),
    Assignment.on_scene_at.is_not(None),
    Assignment.water_on_at.is_not(None),
)
_ONE: Final[ColumnElement[int]] = literal_column("1")
_AMOUNTS: Final[Mapping[str, ColumnElement[int]]] = {
    "vehicles": _ONE,
    "reinforcements": case((Assignment.is_reinforcement, _ONE), else_=literal_column("0")),
    "people": Assignment.people.expression,
}


def answer(question: Question, zone: str) -> Table:
    """Return the table of vehicles used; raises BadInput, FactsMissing."""
    _check_question(question)
    require_facts(db.session())
    used = _used(question)
    facts = (CallOutFact.vehicles, CallOutFact.reinforcements, CallOutFact.people)
    totals = db.session.execute(
        select(*(func.coalesce(func.sum(one), 0) for one in facts)).where(
            within(Population.CALL_OUTS, question.period), CallOutFact.is_counted
        )
    ).one()
    whole = dict(zip(_AMOUNTS, map(int, totals), strict=True))
    labels = _labels(question)
    # Whoever is used and not listed any more still stands in the table, under its key.
    keys = (*labels, *sorted(set(used) - set(labels)))
    rows = tuple(
        _row(question, key, labels.get(key, key), used.get(key, {}), whole) for key in keys
    )
    total = _row(question, TOTAL_KEY, TOTAL_LABEL, whole, whole)
    period = question.period
    is_plain = period.step is Step.YEAR and "period" not in dict(period.asked)
    return Table(
        definition=VEHICLE_USE,
        from_year=period.from_year,
        to_year=period.to_year,
        rows=rows,
        total=total,
        checks=check_sums(VEHICLE_USE, rows, total),
        notes=VEHICLE_USE.notes,
        generated=_generated(question),
        period="" if is_plain else period.label,
    )


def behind(
    question: Question, row: str, column: str, zone: str, after: str = "", most: int = 100
) -> Behind:
    """Return a page of the incidents behind a cell, oldest first; raises UnknownTable."""
    _check_question(question)
    if column not in _AMOUNTS:
        VEHICLE_USE.column(column)
        raise UnknownTable(f"列“{column}”由其他列算出，没有单独的记录；请打开算它的列。")
    added = func.sum(_AMOUNTS[column])
    query = _turn_outs(question, select(Incident.number, added.label("added"))).group_by(
        Incident.id, Incident.number, Incident.received_at
    )
    if row != TOTAL_KEY:
        query = query.where(_key(question) == row)
    query = query.having(added != 0).order_by(Incident.received_at, Incident.id)
    parts = tuple(Part(found[0], found[0], int(found[1])) for found in db.session.execute(query))
    numbers = [part.number for part in parts]
    if after and after not in numbers:
        raise UnknownTable(f"没有编号为“{after}”的记录，请从第一页重新翻起。")
    begin = numbers.index(after) + 1 if after else 0
    page = parts[begin : begin + most]
    more = page[-1].number if begin + most < len(parts) else ""
    return Behind(page, sum(part.amount for part in parts), len(parts), more)


def _check_question(question: Question) -> None:
    faults = [
        FieldFault(name, f"“{VEHICLE_USE.title}”不能用 {name}；可按 by=station 分组。")
        for name, is_asked in (
            ("by", question.by not in ("", *BY)),
            ("compare", question.compare is not None),
            ("per", bool(question.per)),
            *((name, True) for name, _ in question.filters),
        )
        if is_asked
    ]
    if faults:
        raise BadInput(faults)


def _key(question: Question) -> ColumnElement[str]:
    if question.by != "station":
        return Unit.call_sign.expression
    return func.coalesce(Assignment.station_code, Station.code)


def _turn_outs(question: Question, query: Select[str, int]) -> Select[str, int]:
    return (
        query.select_from(Assignment)
        .join(Incident, Assignment.incident_id == Incident.id)
        .join(CallOutFact, CallOutFact.incident_id == Incident.id)
        .join(Unit, Assignment.unit_id == Unit.id)
        .join(Station, Unit.station_id == Station.id)
        .where(
            _LEFT, within(Population.CALL_OUTS, question.period), CallOutFact.is_counted.is_(True)
        )
    )


def _used(question: Question) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for name, amount in _AMOUNTS.items():
        key = _key(question)
        query = _turn_outs(question, select(key, func.sum(amount))).group_by(key)
        for told, added in db.session.execute(query):
            found.setdefault(told, {})[name] = int(added)
    return found


def _labels(question: Question) -> dict[str, str]:
    if question.by == "station":
        stations = db.session.execute(select(Station.code, Station.name).order_by(Station.code))
        return {row[0]: row[1] for row in stations}
    units = db.session.execute(
        select(Unit.call_sign, Station.name)
        .join(Station, Unit.station_id == Station.id)
        .order_by(Station.code, Unit.call_sign)
    )
    return {row[0]: f"{row[0]}（{row[1]}）" for row in units}


def _generated(question: Question) -> int:
    query = select(func.count()).where(
        within(Population.CALL_OUTS, question.period),
        CallOutFact.is_counted,
        CallOutFact.is_generated,
        CallOutFact.vehicles > 0,
    )
    return db.session.scalar(query) or 0


def _row(
    question: Question, key: str, label: str, sums: Mapping[str, int], whole: Mapping[str, int]
) -> Row:
    cells = tuple(
        Cell(column.key, share(sums.get("vehicles", 0), whole["vehicles"]))
        if column.kind is Kind.SHARE
        else Cell(
            column.key,
            sums.get(column.key, 0),
            (*question.parameters, ("row", key), ("column", column.key)),
        )
        for column in VEHICLE_USE.columns
    )
    return Row(key, label, cells)
