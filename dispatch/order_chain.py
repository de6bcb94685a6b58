"""The verbs of an order's chain: its deadlines, and that a terminal has shown it.

Locked in the order of the desk: the incident, then units by call sign, then the log head.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from dispatch import status_reports
from dispatch.deadlines import deadlines_of
from dispatch.errors import NotOrdered
from dispatch.recommendation import Recommendation
from dispatch.status_reports import StatusReport
from dispatch.travel import DEFAULT_TRAVEL
from incidents import ledger, queries
from incidents.records import Assignment, Incident
from incidents.timeline import Act, Entry
from resources.accounts import Role
from resources.queries import lock_units
from resources.records import Account, Unit
from resources.unit_status import UnitStatus

_DISPLAYS: Final = select(Account.station_code, Account.call_sign).where(
    Account.role == Role.DEVICE,
    Account.is_active,
    or_(Account.station_code.is_not(None), Account.call_sign.is_not(None)),
)


def set_deadlines(
    session: Session,
    rows: Sequence[Assignment],
    units: Sequence[Unit],
    advice: Recommendation | None,
) -> None:
    """Write the deadlines of new orders; the estimated times are those of the advice beside it.

    Only a station with a terminal of its own, or a vehicle with a phone, can show an order: for
    the others nobody waits for that link.
    """
    told = advice.candidates if advice is not None else ()
    etas = {view.call_sign: view.eta for view in told}
    displays = session.execute(_DISPLAYS).all()
    stations = {code for code, call_sign in displays if call_sign is None}
    phones = {call_sign for _, call_sign in displays if call_sign is not None}
    for unit, row in zip(units, rows, strict=True):
        turnout = DEFAULT_TRAVEL.turnout_of(unit.station.kind)
        due = deadlines_of(
            row.ordered_at,
            has_display=unit.station.code in stations or unit.call_sign in phones,
            turnout=timedelta(seconds=turnout.seconds),
            eta=etas.get(unit.call_sign),
        )
        row.shown_due_at, row.acknowledged_due_at = due.shown, due.acknowledged
        row.rolling_due_at, row.arrival_due_at = due.rolling, due.arrival


def mark_shown(
    session: Session, incident: Incident, call_signs: Sequence[str], where: str, act: Act
) -> list[Assignment]:
    """Note that a terminal shows the order of some vehicles; what was shown before stays.

    Returns the orders shown for the first time. One that has ended meanwhile is passed over: the
    terminal learns of it with its next look.
    """
    fresh = [row for row in _active(session, incident, call_signs) if row.shown_at is None]
    if not fresh:
        return []
    for row in fresh:
        row.shown_at = act.now
    names = "、".join(row.unit.call_sign for row in fresh)
    facts = {"units": " ".join(row.unit.call_sign for row in fresh)}
    words = f"{where}已显示命令：{names}"
    ledger.note(session, Entry("order_shown", words, act, incident.number, facts=facts))
    return fresh


def acknowledge(
    session: Session, incident: Incident, call_signs: Sequence[str], act: Act
) -> list[str]:
    """Report 收到 for some vehicles of an order; return those it is new for.

    A vehicle that has said so or is rolling already is passed over, so that two terminals may
    press at once. Raises NotOrdered when none of them is on this incident any more.
    """
    # Every vehicle is locked before the first is reported, in the order of their call signs.
    lock_units(session, call_signs)
    rows = _active(session, incident, call_signs)
    if not rows:
        names = "、".join(call_signs)
        raise NotOrdered(
            f"{names} 已不在警情 {incident.number} 上（命令已取消或已改派），请勿出动。"
        )
    waiting = [row for row in rows if row.acknowledged_at is None and row.en_route_at is None]
    report = StatusReport(UnitStatus.ALERTED)
    return [
        row.unit.call_sign
        for row in waiting
        if status_reports.report_status(session, row.unit.call_sign, report, act)
    ]


def _active(session: Session, incident: Incident, call_signs: Sequence[str]) -> list[Assignment]:
    """Return the orders of an incident that still stand, of some vehicles, by call sign."""
    wanted = frozenset(call_signs)
    return [
        row
        for row in queries.active_assignments_of(session, incident.id)
        if row.unit.call_sign in wanted and row.recalled_at is None
    ]
