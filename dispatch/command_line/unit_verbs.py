"""The reading of commands on vehicles: order, status, return, home, reinforce."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from dispatch.command_line.acts import AskPartner, CommandAct, OrderUnits, SendHome, TellStatus
from dispatch.command_line.known import Known, KnownIncident, KnownPartner, KnownUnit
from dispatch.command_line.naming import (
    capabilities_called,
    incident_meant,
    incidents_called,
    is_free,
    partners_called,
    unit_meant,
    units_meant,
)
from dispatch.command_line.readings import Offer, Unread
from dispatch.command_line.statuses import status_called, told
from dispatch.command_line.words import Line, shown
from resources.geography import distance_m
from resources.unit_status import (
    BEFORE_ARRIVAL,
    LABELS,
    WORKING,
    UnitStatus,
    order_warning,
    why_impossible,
    why_unordered,
)
from resources.vehicle_types import CAPABILITY_LABELS, Capability

Understood = tuple[str, CommandAct]
MOST_REINFORCING: Final = 20


def _order(line: Line, known: Known) -> Understood:
    incident = incident_meant(line, 0, known)
    units = units_meant(line, 1, known)
    if not units:
        raise Unread(f"调派 {incident.told}：请写明车辆呼号。")
    for unit in units:
        why = _why_not_sent(unit)
        if why:
            raise Unread(why)
    names = "、".join(unit.call_sign for unit in units)
    unmanned = [unit.call_sign for unit in units if not unit.is_staffed]
    warning = f"；▲ {'、'.join(unmanned)} 缺员" if unmanned else ""
    signs = tuple(unit.call_sign for unit in units)
    return f"调派 {incident.told}：{names}{warning}", OrderUnits(incident.number, signs)


def _why_not_sent(unit: KnownUnit) -> str:
    if unit.incident is not None:
        doing = LABELS[unit.status]
        return f"{unit.call_sign} 正在警情 {unit.incident} 上（{doing}），不能下达；请改选车辆。"
    if unit.status is UnitStatus.OUT_OF_SERVICE:
        why = unit.note or "原因未填"
        return f"{unit.call_sign} 停用中（{why}），请先恢复战备或改派其他车辆。"
    return ""


def _status(line: Line, known: Known) -> Understood:
    """Read a status: its word is looked for from the end, for names have several words."""
    if not line.words:
        raise Unread("请写明车辆和状态。")
    ambiguous: Unread | None = None
    for at in range(len(line.words) - 1, 0, -1):
        status = _status_at(line, at)
        if status is None:
            continue
        reason = line.text[line.words[at].end :].strip(" \t\u3000,，、;；:：")
        try:
            unit = unit_meant(line, 0, at, known)
        except Unread as unread:
            ambiguous = ambiguous or unread
            continue
        return _told_status(unit, status, reason)
    if ambiguous is not None:
        raise ambiguous
    unit = unit_meant(line, 0, len(line.words), known)
    raise Unread(
        f"{unit.told}：请写明状态。",
        [Offer(f"s {unit.call_sign} {key}", words) for key, words in _steps(unit)],
    )


def _status_at(line: Line, at: int) -> UnitStatus | None:
    raw = line.words[at].raw
    # Only W and w differ by their size; every other word is compared in small letters.
    return status_called("W" if raw in ("W", "\uff37") else line.words[at].text)


def _steps(unit: KnownUnit) -> Sequence[tuple[str, str]]:
    keys = (
        *(("1", UnitStatus.IN_STATION), ("2", UnitStatus.ALERTED), ("3", UnitStatus.EN_ROUTE)),
        *(("4", UnitStatus.ON_SCENE), ("w", UnitStatus.WATER_ON), ("W", UnitStatus.WATER_OFF)),
        ("5", UnitStatus.RETURNING),
    )
    return [
        (key, f"{unit.call_sign} → {told(status)}")
        for key, status in keys
        if _why_not_told(unit, status) is None
    ]


def _why_not_told(unit: KnownUnit, status: UnitStatus) -> str | None:
    impossible = why_impossible(unit.call_sign, unit.status, status)
    if impossible is not None:
        return impossible
    if status in WORKING and unit.incident is None:
        return why_unordered(unit.call_sign, status)
    if status is unit.status and status is not UnitStatus.ALERTED:
        return f"{unit.call_sign} 已是“{LABELS[status]}”，不必再报。"
    return None


def _told_status(unit: KnownUnit, status: UnitStatus, reason: str) -> Understood:
    why = _why_not_told(unit, status)
    if why is not None:
        raise Unread(why)
    if status is UnitStatus.OUT_OF_SERVICE and not reason:
        raise Unread(f"{unit.call_sign} 停用须写明原因，例如 s {unit.call_sign} 9 水泵故障。")
    if status is not UnitStatus.OUT_OF_SERVICE and reason:
        raise Unread(f"“{shown(reason)}”多余：状态之后只有停用可写原因。")
    words = f"{unit.call_sign}：{LABELS[unit.status]} → {told(status)}"
    words += f"（{reason}）" if reason else ""
    words += f"，警情 {unit.incident.rsplit('-', 1)[-1]}" if unit.incident else ""
    warning = order_warning(unit.status, status)
    words += f"；▲ {warning}" if warning else ""
    return words, TellStatus(unit.call_sign, status, reason)


def _homeward(line: Line, known: Known, status: UnitStatus) -> Understood:
    units = _homeward_units(line, known)
    told_of, recalled = [], []
    for unit in units:
        is_on_the_way = unit.status in BEFORE_ARRIVAL and not unit.has_arrived
        if unit.incident is not None and is_on_the_way:
            recalled.append((unit.incident, unit.call_sign))
            continue
        why = _why_not_told(unit, status)
        if unit.status is UnitStatus.IN_STATION:
            why = f"{unit.call_sign} 在站备勤，没有出动。"
        if why is None and unit.status is UnitStatus.OUT_OF_SERVICE:
            why = f"{unit.call_sign} 停用中；恢复战备请用 s {unit.call_sign} 1。"
        if why is not None:
            raise Unread(why)
        told_of.append(unit.call_sign)
    parts = [f"{LABELS[status]}：{'、'.join(told_of)}"] if told_of else []
    if recalled:
        parts.append(f"召回（未到场）：{'、'.join(sign for _, sign in recalled)}")
    return "；".join(parts), SendHome(tuple(told_of), tuple(recalled), status)


def _homeward_units(line: Line, known: Known) -> Sequence[KnownUnit]:
    if not line.words:
        raise Unread("请写明警情或车辆。")
    if len(line.words) == 1 and (found := incidents_called(line.words[0].text, known)):
        incident = incident_meant(line, 0, known)
        units = [known.by_sign[sign] for sign in found[0].units if sign in known.by_sign]
        if not units:
            raise Unread(f"警情 {incident.told} 上没有车辆。")
        return units
    return units_meant(line, 0, known)


def _reinforce(line: Line, known: Known) -> Understood:
    incident = incident_meant(line, 0, known)
    if len(line.words) < 2:
        raise Unread(
            f"增援 {incident.told}：请写明车种（如供水）或增援力量。",
            [_partner_offer(incident, one) for one in known.partners],
        )
    word = line.words[1]
    kinds = capabilities_called(word.text)
    partners = partners_called(word.text, known)
    if [CAPABILITY_LABELS[kind] for kind in kinds] == [word.text.removesuffix("车")]:
        # The very name of a kind means the kind, though it is part of a force's name too.
        partners = []
    if len(kinds) == 1 and not partners:
        raise _free_of(line, known, incident, kinds[0])
    if len(partners) == 1 and not kinds:
        return _asked(incident, partners[0], line.after(word))
    offers = [
        *(
            Offer(
                f"b {incident.number} {CAPABILITY_LABELS[kind]}", f"增派 {CAPABILITY_LABELS[kind]}"
            )
            for kind in kinds
        ),
        *(_partner_offer(incident, one, line.after(word)) for one in partners),
    ]
    if offers:
        raise Unread(f"“{shown(word.raw)}”可指下列几种，请选一项。", offers)
    every = [_partner_offer(incident, one) for one in known.partners]
    raise Unread(f"没有车种或增援力量叫“{shown(word.raw)}”。", every)


def _partner_offer(incident: KnownIncident, one: KnownPartner, remark: str = "") -> Offer:
    text = f"b {incident.number} {one.code} {remark}".rstrip()
    return Offer(text, f"{'指挥' if one.is_commanded else '商请'} {one.name}")


def _asked(incident: KnownIncident, one: KnownPartner, remark: str) -> Understood:
    way = "指挥" if one.is_commanded else "商请"
    words = f"记录：警情 {incident.short} 已向{one.name}请求增援（{way}）"
    words += f"：{shown(remark)}" if remark else ""
    return words, AskPartner(incident.number, one.code, remark)


def _free_of(line: Line, known: Known, incident: KnownIncident, kind: Capability) -> Unread:
    """List the free vehicles of a kind, the nearest first; a person picks."""
    label = CAPABILITY_LABELS[kind]
    wanted = _count_at(line, 2)
    far: dict[str, float] = {}
    for unit in known.units:
        if incident.position is not None and unit.position is not None:
            far[unit.call_sign] = distance_m(incident.position, unit.position)
    free = sorted(
        (unit for unit in known.units if _is_free(unit, kind)),
        key=lambda unit: (far.get(unit.call_sign, float("inf")), unit.call_sign),
    )
    if not free:
        every = [_partner_offer(incident, one) for one in known.partners]
        return Unread(f"没有可调派的{label}车；可向外部力量请求增援。", every)
    offers = [
        Offer(f"d {incident.number} {unit.call_sign}", f"{unit.told}{_away(far, unit)}")
        for unit in free
    ]
    if wanted > 1:
        team = free[:wanted]
        signs = " ".join(unit.call_sign for unit in team)
        offers.insert(0, Offer(f"d {incident.number} {signs}", f"最近的 {len(team)} 辆：{signs}"))
    short = f"，只有 {len(free)} 辆" if wanted > len(free) else ""
    return Unread(f"增派{label}车到 {incident.told}{short}：请选车辆（由近到远）。", offers)


def _count_at(line: Line, at: int) -> int:
    if at >= len(line.words):
        return 1
    told_count = line.words[at].text.rstrip("辆台")
    if not (told_count.isascii() and told_count.isdecimal() and len(told_count) < 4):
        raise Unread(f"“{shown(line.words[at].raw)}”不是辆数。")
    count = int(told_count)
    if not 1 <= count <= MOST_REINFORCING:
        raise Unread(f"辆数应在 1 到 {MOST_REINFORCING} 之间。")
    return count


def _is_free(unit: KnownUnit, kind: Capability) -> bool:
    return kind in unit.capabilities and is_free(unit) and unit.is_staffed


def _away(far: Mapping[str, float], unit: KnownUnit) -> str:
    metres = far.get(unit.call_sign)
    return "" if metres is None else f"，直线 {metres / 1000:.1f} km"


READERS: Final[Mapping[str, Callable[[Line, Known], Understood]]] = MappingProxyType(
    {
        "order": _order,
        "status": _status,
        "return": lambda line, known: _homeward(line, known, UnitStatus.RETURNING),
        "home": lambda line, known: _homeward(line, known, UnitStatus.IN_STATION),
        "reinforce": _reinforce,
    }
)
