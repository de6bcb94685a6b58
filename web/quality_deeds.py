"""What keeps records right, read from a request: reopening, remarks, reviews.

As everywhere, each function returns the act to run inside a transaction.
"""

from collections.abc import Mapping
from typing import Final

from incidents import queries, reopening
from incidents.quality import remarking, reviewing
from incidents.quality.reviews import STEP_LABELS, Step
from incidents.queries import Incident
from resources.accounts import ROLE_LABELS, Role
from resources.database import Session
from web.access import NotAllowed, current
from web.deeds import Deed, my_act
from web.presenting import SERVICE_ZONE
from web.reading import LONGEST_TEXT, Reader

HANDS: Final[Mapping[Step, tuple[Role, ...]]] = {
    Step.RETURNED: (Role.STATISTICIAN,),
    Step.MENDED: (Role.CHIEF, Role.DISPATCHER),
    Step.CONFIRMED: (Role.STATISTICIAN,),
}
"""Who takes which step: nobody confirms what they mended themselves."""


def reopen(number: str, reader: Reader, version: int | None) -> Deed:
    """Open a closed incident again, with the reason."""
    reason = reader.text("reason", most=LONGEST_TEXT)
    if not reason:
        reader.blame("reason", "请写明重开原因。")
    reader.finish()
    act = my_act()

    def deed(session: Session) -> Incident:
        row = queries.lock_incident(session, number)
        seen = row.version if version is None else version
        reopening.reopen(session, row, reason, seen, act)
        return row

    return deed


def remark(number: str, reader: Reader) -> Deed:
    """Remark on one finding, told by its rule and its very words."""
    rule = reader.text("rule")
    finding = reader.text("finding", most=LONGEST_TEXT)
    words = reader.text("words", most=LONGEST_TEXT)
    if not rule or not finding:
        reader.blame("finding", "请给出所批注的异常指标（rule 和 finding）。")
    if not words:
        reader.blame("words", "请对异常指标进行批注说明。")
    reader.finish()
    act = my_act()

    def deed(session: Session) -> Incident:
        row = queries.lock_incident(session, number)
        _require_own_station(row)
        remarking.remark(session, row, rule, finding, words, SERVICE_ZONE, act)
        return row

    return deed


def take_step(number: str, reader: Reader, version: int | None) -> Deed:
    """Return, mend or confirm a record as it was read."""
    step = reader.choice("step", Step)
    reason = reader.text("reason", most=LONGEST_TEXT)
    if step is None:
        reader.blame("step", "请选择 returned（退回）、mended（已核改）或 confirmed（确认）。")
    reader.finish()
    assert step is not None, "finish refuses a request with a fault"
    _require_hands(step)
    act = my_act()

    def deed(session: Session) -> Incident:
        row = queries.lock_incident(session, number)
        _require_own_station(row)
        seen = row.version if version is None else version
        reviewing.take(session, row, step, reason, seen, act)
        return row

    return deed


def _require_hands(step: Step) -> None:
    if current().role not in HANDS[step]:
        hands = "或".join(ROLE_LABELS[role] for role in HANDS[step])
        raise NotAllowed(f"“{STEP_LABELS[step]}”由{hands}办理。")


def _require_own_station(row: Incident) -> None:
    """Refuse the chief of a station no vehicle of which was there."""
    who = current()
    if who.role is not Role.CHIEF or who.station_code is None:
        return
    if all(one.unit.station.code != who.station_code for one in row.assignments):
        raise NotAllowed(f"警情 {row.number} 没有您队站的车辆，由有关队站或坐席处理。")
