"""Deaths told after a fire was registered: told with their day, struck with a reason.

Nobody's name is kept. Inside the window of the rule a death counts and may move the grade;
outside it is kept and said, and counts nowhere.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from incidents import ledger
from incidents.errors import DeathStruck, UnknownDeath
from incidents.fire_grades import CountedBefore, LaterDeath, within_window
from incidents.fire_queries import Standing, deaths_of, standing_of
from incidents.fire_staleness import require_fire_version
from incidents.records import Fire
from incidents.reports import FireFacts, FireForm
from incidents.timeline import Act, Entry
from incidents.yearbook.records import FireDeath
from resources.errors import BadInput, FieldFault

_BEFORE_COLUMNS = {
    CountedBefore.SERIOUS: ("seriously_injured", "重伤"),
    CountedBefore.LIGHT: ("lightly_injured", "轻伤"),
}


def tell_death(
    session: Session, fire: Fire, told: LaterDeath, version: int, zone: ZoneInfo, act: Act
) -> FireDeath:
    """Keep one death told later; raises BadInput, StaleEdit.

    `told.died_at` is the local midnight its day begins with: a death is told by its day.
    """
    require_fire_version(session, fire, version)
    earlier = deaths_of(session, [fire.id]).get(fire.id, [])
    _require_possible(fire, told, earlier, zone, act)
    before = standing_of(fire, earlier, zone)
    row = FireDeath(fire_id=fire.id, died_at=told.died_at, told_at=act.now, told_by=act.by)
    row.counted_before = str(told.counted_before)
    session.add(row)
    session.flush()
    fire.version += 1
    after = standing_of(fire, [*earlier, row], zone)
    day = f"{told.died_at.astimezone(zone):%Y-%m-%d}"
    counts = within_window(fire.occurred_at, told.died_at, zone)
    fate = "计入统计" if counts else f"超过 {after.grading.rule.death_days} 日，只记录、不计入统计"
    words = f"火灾 {fire.number} 续报死亡 1 人（{day}，{fate}）{_moved(before, after)}"
    _note(session, "fire_death_told", words, fire, row, day, act)
    return row


def strike_death(
    session: Session,
    fire: Fire,
    death_id: int,
    reason: str,
    version: int,
    zone: ZoneInfo,
    act: Act,
) -> None:
    """Strike a death told by mistake; raises UnknownDeath, DeathStruck, BadInput, StaleEdit."""
    if not reason.strip():
        raise BadInput((FieldFault("reason", "请写明划去的原因。"),))
    require_fire_version(session, fire, version)
    told = deaths_of(session, [fire.id]).get(fire.id, [])
    row = next((one for one in told if one.id == death_id), None)
    if row is None:
        raise UnknownDeath(f"火灾 {fire.number} 没有这条续报死亡，请刷新后重试。")
    if row.struck_at is not None:
        raise DeathStruck(f"火灾 {fire.number} 的这条续报死亡已由 {row.struck_by} 划去。")
    before = standing_of(fire, told, zone)
    row.struck_at, row.struck_by, row.struck_why = act.now, act.by, reason.strip()
    fire.version += 1
    after = standing_of(fire, told, zone)
    day = f"{row.died_at.astimezone(zone):%Y-%m-%d}"
    words = f"火灾 {fire.number} 划去续报死亡（{day}）：{reason.strip()}{_moved(before, after)}"
    _note(session, "fire_death_struck", words, fire, row, day, act)


def require_room_for_deaths(session: Session, fire: Fire, facts: FireFacts) -> None:
    """Refuse a correction that contradicts the deaths told later; raises BadInput."""
    standing = [
        row for row in deaths_of(session, [fire.id]).get(fire.id, []) if row.struck_at is None
    ]
    faults = []
    for counted_before, (name, label) in _BEFORE_COLUMNS.items():
        used = sum(row.counted_before == counted_before for row in standing)
        if getattr(facts, name) < used:
            words = f"续报死亡中有 {used} 人原计为{label}，{label}人数不能少于 {used}。"
            faults.append(FieldFault(name, words))
    # The day of a death ends a day after the midnight it is kept by.
    if any(row.died_at + timedelta(days=1) <= facts.occurred_at for row in standing):
        words = "起火时间晚于已续报的死亡日期，请核对。"
        faults.append(FieldFault("occurred_at", words))
    if standing and facts.form is FireForm.SIMPLE:
        words = "有续报死亡的火灾不适用简易登记，请改用完整登记。"
        faults.append(FieldFault("form", words))
    if faults:
        raise BadInput(faults)


def _require_possible(
    fire: Fire, told: LaterDeath, earlier: list[FireDeath], zone: ZoneInfo, act: Act
) -> None:
    faults = []
    if FireForm(fire.form) is FireForm.SIMPLE:
        words = "轻微火灾简易登记没有伤亡；请先把这起火灾更正为完整登记。"
        faults.append(FieldFault("died_on", words))
    day = told.died_at.astimezone(zone).date()
    if day < fire.occurred_at.astimezone(zone).date():
        words = f"死亡日期 {day} 早于起火日期，请核对。"
        faults.append(FieldFault("died_on", words))
    if day > _day_of(act.now, zone):
        faults.append(FieldFault("died_on", f"死亡日期 {day} 晚于今天，请核对。"))
    if told.counted_before in _BEFORE_COLUMNS:
        name, label = _BEFORE_COLUMNS[told.counted_before]
        used = sum(
            row.counted_before == told.counted_before and row.struck_at is None for row in earlier
        )
        if used >= getattr(fire, name):
            words = f"这起火灾登记的{label}已全部续报死亡，不能再从{label}中减去。"
            faults.append(FieldFault("counted_before", words))
    if faults:
        raise BadInput(faults)


def _day_of(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def _moved(before: Standing, after: Standing) -> str:
    if before.grading.grade is after.grading.grade:
        return ""
    return f"；等级由{before.grading.label}变为{after.grading.label}"


def _note(
    session: Session, kind: str, words: str, fire: Fire, row: FireDeath, day: str, act: Act
) -> None:
    facts: dict[str, str | int | None] = {
        "fire": fire.number,
        "death": row.id,
        "died_on": day,
        "counted_before": row.counted_before,
        "version": fire.version,
    }
    if row.struck_why:
        facts["reason"] = row.struck_why
    number = fire.incident.number if fire.incident else None
    ledger.note(session, Entry(kind, words, act, number, facts=facts))
