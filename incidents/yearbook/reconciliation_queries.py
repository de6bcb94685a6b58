"""Fire call-outs against registered fires, told apart by the database, with the records of each."""

from collections import Counter
from collections.abc import Mapping
from typing import Final

from sqlalchemy import ColumnElement, and_, case, exists, func, literal_column, select
from sqlalchemy.orm import aliased

from incidents.categories import FALSE_ALARMS, Disposition, PlanColumn
from incidents.fire_grades import OWNER_LABELS, FireOwner
from incidents.records import Fire
from incidents.yearbook.behind_queries import page_of
from incidents.yearbook.call_tables import in_plan
from incidents.yearbook.definitions import Population
from incidents.yearbook.differences import FIRE_REASONS
from incidents.yearbook.entries import Behind
from incidents.yearbook.periods import Period
from incidents.yearbook.reconciliation import Reconciliation
from incidents.yearbook.records import CallOutFact, FireFact
from incidents.yearbook.sum_queries import within
from resources.database import db

LINKED: Final = "linked"
_BRIGADE: Final = FireOwner.BRIGADE.value
_FIRE_KINDS: Final = sorted(in_plan(PlanColumn.FIRE))
_ONE: Final[ColumnElement[int]] = literal_column("1")


def reconciled(period: Period, by_year: bool) -> tuple[Reconciliation, ...]:
    """Compare fire call-outs with the brigade's fires: year by year, or of the whole time."""
    call_outs = counted(Population.CALL_OUTS, period, by_year, by_year)
    fires = counted(Population.FIRES, period, by_year, by_year)
    still_open = _still_open(period, by_year)
    keys = [(str(year), f"{year}年") for year in period.years] if by_year else [
        ("", period.label)
    ]  # fmt: skip
    return tuple(
        _reconciliation(label, call_outs.get(key, {}), fires.get(key, {}), still_open[key])
        for key, label in keys
    )


def _reconciliation(
    label: str, call_outs: Mapping[str, int], fires: Mapping[str, int], still_open: int
) -> Reconciliation:
    def of(found: Mapping[str, int], reason: str) -> int:
        return found.get(reason, 0)

    return Reconciliation(
        label=label,
        call_outs=sum(call_outs.values()),
        fires=sum(fires.values()),
        false_alarms=of(call_outs, "false_alarms"),
        recalled=of(call_outs, "recalled"),
        other_year=of(call_outs, "other_year"),
        unregistered=of(call_outs, "unregistered"),
        still_open=still_open,
        no_incident=of(fires, "no_incident"),
        other_incident=of(fires, "other_incident"),
        further=of(fires, "further"),
        other_owner=of(call_outs, "other_owner"),
    )


def reason_behind(
    reason: str, period: Period, by_year: bool, after: str, most: int | None
) -> Behind:
    """Return a page of the call-outs or fires that differ for one reason, or of all of them."""
    is_of_fires = reason in (*FIRE_REASONS, "fires")
    population = Population.FIRES if is_of_fires else Population.CALL_OUTS
    conditions = list(_scope(population, period))
    if reason not in ("fires", "call_outs"):
        conditions.append(_reason(population, period, by_year) == reason)
    return page_of(population, conditions, _ONE, after, most)


def counted(
    population: Population, period: Period, by_year: bool, in_years: bool
) -> Mapping[str, Mapping[str, int]]:
    """Count the records of one side by reason, in years or together (under an empty key).

    `by_year` says whether a partner must be of the same year, or of the whole time.
    """
    reason = _reason(population, period, by_year).label("reason")
    model = CallOutFact if population is Population.CALL_OUTS else FireFact
    keys = [model.year] if in_years else []
    query = (
        select(reason, func.count(), *keys)
        .where(*_scope(population, period))
        .group_by(reason, *keys)
    )
    found: dict[str, dict[str, int]] = {}
    for told, number, *year in db.session.execute(query):
        found.setdefault(str(year[0]) if year else "", {})[told] = number
    return found


def _still_open(period: Period, by_year: bool) -> Counter[str]:
    keys = [CallOutFact.year] if by_year else []
    query = (
        select(func.count(), *keys)
        .where(
            *_scope(Population.CALL_OUTS, period),
            CallOutFact.is_closed.is_(False),
            _reason(Population.CALL_OUTS, period, by_year) == "unregistered",
        )
        .group_by(*keys)
    )
    rows = db.session.execute(query)
    return Counter({str(year[0]) if year else "": number for number, *year in rows})


def _scope(population: Population, period: Period) -> tuple[ColumnElement[bool], ...]:
    """Return which records stand on either side: counted fire call-outs, the brigade's fires."""
    if population is Population.FIRES:
        return (within(population, period), FireFact.owner == _BRIGADE)
    return (
        within(population, period),
        CallOutFact.is_counted.is_(True),
        CallOutFact.category.in_(_FIRE_KINDS),
    )


def _reason(population: Population, period: Period, by_year: bool) -> ColumnElement[str]:
    """Return why a record has no partner on the other side, as SQL; LINKED where it has one."""
    if population is Population.FIRES:
        return _reason_of_fire(period, by_year)
    fire = aliased(FireFact)
    its = fire.incident_number == CallOutFact.number
    brigade = fire.owner == _BRIGADE
    same_time = (
        fire.year == CallOutFact.year
        if by_year
        else and_(fire.occurred_at >= period.start, fire.occurred_at < period.end)
    )
    return case(
        # Most call-outs without a fire are told by this count, without a look at the fires.
        (
            CallOutFact.fires == 0,
            case(
                (CallOutFact.disposition.in_(sorted(FALSE_ALARMS)), "false_alarms"),
                (CallOutFact.disposition == Disposition.RECALLED.value, "recalled"),
                else_="unregistered",
            ),
        ),
        (exists().where(its, brigade, same_time), LINKED),
        (exists().where(its, brigade), "other_year"),
        else_="other_owner",
    )


def _reason_of_fire(period: Period, by_year: bool) -> ColumnElement[str]:
    call_out, other = aliased(CallOutFact), aliased(FireFact)
    same_time = (
        call_out.year == FireFact.year
        if by_year
        else and_(call_out.received_at >= period.start, call_out.received_at < period.end)
    )
    other_same_time = (
        other.year == FireFact.year
        if by_year
        else and_(other.occurred_at >= period.start, other.occurred_at < period.end)
    )
    partner = exists().where(
        # By way of the fire's own record: its incident is found by key, not by number.
        Fire.id == FireFact.fire_id,
        call_out.incident_id == Fire.incident_id,
        call_out.is_counted,
        call_out.category.in_(_FIRE_KINDS),
        same_time,
    )
    earlier = exists().where(
        other.incident_number == FireFact.incident_number,
        other.owner == _BRIGADE,
        other.fire_id < FireFact.fire_id,
        other_same_time,
    )
    return case(
        (FireFact.incident_number.is_(None), "no_incident"),
        (~partner, "other_incident"),
        (earlier, "further"),
        else_=LINKED,
    )


def generated(period: Period) -> int:
    """How many records on either side are demo data."""
    sides = ((Population.CALL_OUTS, CallOutFact), (Population.FIRES, FireFact))
    return sum(
        db.session.scalar(
            select(func.count()).where(*_scope(population, period), model.is_generated.is_(True))
        )
        or 0
        for population, model in sides
    )


def fires_of_others(period: Period) -> Mapping[str, int]:
    """How many fires other authorities count in a period, by the words for them."""
    query = (
        select(FireFact.owner, func.count())
        .where(within(Population.FIRES, period), FireFact.owner != _BRIGADE)
        .group_by(FireFact.owner)
    )
    told = {owner: number for owner, number in db.session.execute(query)}
    return {label: told[owner.value] for owner, label in OWNER_LABELS.items() if owner in told}
