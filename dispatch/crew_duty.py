"""The verb of who is on duty: a vehicle's crew, whom it shares it with, and its rest.

Leaders are persons: their names stand in the private part of the log, never in its words.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from incidents import ledger
from incidents.errors import StaleEdit
from incidents.timeline import Act, Entry
from resources import roster
from resources.crewing import CrewDuty, duty_faults, is_resting, resting_words
from resources.errors import BadInput, FieldFault
from resources.queries import lock_unit
from resources.records import Crew, Station, Unit


@dataclass(frozen=True, slots=True)
class CrewChange:
    """What an editor wants a crew to be, after which version was read, and why."""

    duty: CrewDuty
    seen: int
    reason: str = ""


def set_crew(session: Session, call_sign: str, change: CrewChange, zone: tzinfo, act: Act) -> Unit:
    """Put a crew on a vehicle, and note it in the log; the same crew again changes nothing.

    Raises UnknownUnit, StaleEdit where somebody edited the crew in between, and BadInput.
    """
    unit = lock_unit(session, call_sign)
    if roster.crew_version(unit) != change.seen:
        raise StaleEdit(
            f"{call_sign} 的班组刚被他人修改，您的修改没有保存；请重新打开，核对后再提交。"
        )
    before, after = roster.crew_duty(unit), change.duty
    if before == after:
        return unit
    _check(session, unit, before, change, act.now)
    told = _differences(before, after, zone, act.now)
    roster.set_crew(unit, after)
    words = f"{call_sign} 班组：{'，'.join(told)}"
    words += f"（{change.reason}）" if change.reason else ""
    rest = None if after.rest_until is None else after.rest_until.astimezone(UTC).isoformat()
    facts: dict[str, str | int | None] = {
        "people": after.people,
        "has_driver": int(after.has_driver),
        "pool": after.pool,
        "rest_until": rest,
        "reason": change.reason,
    }
    private = {"leader": after.leader} if after.leader != before.leader else {}
    entry = Entry("crew_changed", words, act, None, call_sign, facts=facts, private=private)
    ledger.note(session, entry)
    return unit


def _check(
    session: Session, unit: Unit, before: CrewDuty, change: CrewChange, now: datetime
) -> None:
    after = change.duty
    faults = list(duty_faults(after, unit.seats, now))
    if after.rest_until != before.rest_until and after.rest_until is not None:
        if not is_resting(after.rest_until, now):
            faults.append(FieldFault("rest_until", "休整截止时间已过，请填写以后的时间。"))
        if not change.reason:
            faults.append(FieldFault("reason", "安排休整须写明原因。"))
    other = _station_sharing(session, after.pool, unit.station_id) if after.pool else None
    if other is not None:
        faults.append(
            FieldFault(
                "pool",
                f"共用班组“{after.pool}”已用于{other}，不同队站不能共用班组，请换一个名称。",
            )
        )
    if faults:
        raise BadInput(faults)


def _station_sharing(session: Session, pool: str, but_not: int) -> str | None:
    """Return the first station, by code, that uses a pool's word beside one's own."""
    return session.scalars(
        select(Station.name)
        .join(Unit, Unit.station_id == Station.id)
        .join(Crew, Crew.unit_id == Unit.id)
        .where(Crew.pool == pool, Station.id != but_not)
        .order_by(Station.code)
        .limit(1)
    ).one_or_none()


def _differences(before: CrewDuty, after: CrewDuty, zone: tzinfo, now: datetime) -> list[str]:
    told = []
    if after.people != before.people:
        told.append(f"在岗 {before.people} 人改为 {after.people} 人")
    if after.has_driver != before.has_driver:
        told.append("有驾驶员" if after.has_driver else "没有驾驶员")
    if after.pool != before.pool:
        told.append(f"与“{after.pool}”共用人员" if after.pool else f"不再与“{before.pool}”共用人员")
    if after.rest_until != before.rest_until:
        told.append(resting_words(after.rest_until, now, zone) or "结束休整")
    if after.leader != before.leader:
        told.append("带队人员已更换")
    return told
