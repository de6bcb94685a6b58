"""What a command that was read does: each act by the very deed of the route it stands for."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

from flask import current_app

from dispatch import desk, status_reports, status_undo
from dispatch.command_line import acts
from dispatch.command_line.line import read
from dispatch.command_line.readings import Reading
from dispatch.command_line.verbs import BY_KEY
from incidents import queries
from resources.accounts import ROLE_LABELS
from resources.database import Session
from resources.queries import lock_units
from web import caller_deeds, deeds
from web.access import NotAllowed, current, declared_roles
from web.command_board import board_for
from web.reading import Reader

Deed: TypeAlias = Callable[[Session], object]

BEHIND: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "order": ("api.send_units",),
        "status": ("api.report_status",),
        "return": ("api.report_status",),
        "home": ("api.report_status",),
        "reinforce": ("api.note_reinforcement",),
        "stage_controlled": ("api.reach_stage",),
        "stage_extinguished": ("api.reach_stage",),
        "raise": ("api.revise_incident",),
        "note": ("api.add_note",),
        "merge": ("api.merge_incident",),
        "close": ("api.close_incident",),
        "open": ("api.show_incident",),
        "find": ("api.find_places",),
        "statistics": ("pages.show_yearbook",),
        "undo": ("api.undo_status",),
        "help": (),
    }
)
"""The route each command stands for: its roles are said once, there."""
RECALL: Final = "api.recall_unit"
assert set(BEHIND) == set(BY_KEY), "every command stands for a route"


def may_use(verb: str) -> bool:
    """Whether the one who asks may use a command."""
    return all(_may(endpoint) for endpoint in BEHIND[verb])


def _may(endpoint: str) -> bool:
    roles = declared_roles(current_app.view_functions[endpoint])
    return roles is None or current().role in roles


def reading_of(text: str) -> Reading:
    """Read a command for the one who asks; what the role may not do is said instead."""
    reading = read(text, board_for(text))
    if not reading.verb:
        return reading
    try:
        require_allowed(reading)
    except NotAllowed as refusal:
        return Reading(reading.verb, fault=str(refusal))
    return reading


def require_allowed(reading: Reading) -> None:
    """Refuse a command whose route the role may not use, or that speaks for another station."""
    label = BY_KEY[reading.verb].label
    act = reading.act
    is_recall = isinstance(act, acts.SendHome) and act.recalled
    if not may_use(reading.verb) or (is_recall and not _may(RECALL)):
        role = ROLE_LABELS[current().role]
        raise NotAllowed(f"您的角色是{role}，不能使用“{label}”；如有需要请联系管理员。")
    if isinstance(act, acts.TellStatus | acts.TakeBack):
        deeds.require_own(act.call_sign)
    if isinstance(act, acts.SendHome):
        for call_sign in act.told:
            deeds.require_own(call_sign)


def deed_of(act: acts.Changing) -> Deed:
    """Return what an act does inside a transaction."""
    match act:
        case acts.OrderUnits(number, call_signs):
            return deeds.send_units(number, Reader({"units": list(call_signs)}))
        case acts.TellStatus(call_sign, status, reason):
            told = Reader({"status": str(status), "reason": reason})
            report, mine = deeds.report_status(call_sign, told)
            return lambda session: status_reports.report_status(session, call_sign, report, mine)
        case acts.SendHome():
            return _send_home(act)
        case acts.TakeBack(call_sign):
            mine = deeds.my_act()
            return lambda session: status_undo.undo_status(session, call_sign, mine)
        case acts.AskPartner(number, partner, remark):
            asked = Reader({"partner": partner, "remark": remark})
            return deeds.note_reinforcement(number, asked)
        case acts.WriteNote(number, words):
            return deeds.add_note(number, Reader({"text": words}))
        case acts.Merge(number, into):
            return caller_deeds.merge(number, Reader({"into": into}))
        case acts.TellStage(number, stage):
            return deeds.reach_stage(number, Reader({"stage": str(stage)}))
        case acts.RaiseLevel(number, level):
            return deeds.revise(number, Reader({"level": level}), None)


def _send_home(act: acts.SendHome) -> Deed:
    mine = deeds.my_act()

    def deed(session: Session) -> None:
        # Everything is locked at once and in the order of the desk: incidents, then vehicles.
        on_incident = queries.incidents_of_units()
        numbers = [on_incident[sign] for sign in act.told if sign in on_incident]
        rows = queries.lock_incidents(session, [*numbers, *(one for one, _ in act.recalled)])
        lock_units(session, [*act.told, *(sign for _, sign in act.recalled)])
        for number, call_sign in act.recalled:
            desk.recall(session, rows[number], call_sign, mine)
        report = status_reports.StatusReport(act.status)
        for call_sign in act.told:
            status_reports.report_status(session, call_sign, report, mine)

    return deed
