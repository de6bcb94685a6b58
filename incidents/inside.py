"""The verbs of people inside: a team goes in, is asked, comes out; each is kept in the log.

Locked in the order of the desk: the incident first, which the caller does.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from incidents import ledger, recorder
from incidents.errors import PeopleStillInside, TeamIsOut, UnknownTeam
from incidents.inside_teams import Entering, air_faults, check_due
from incidents.records import Incident
from incidents.records import InsideTeam as InsideTeam
from incidents.timeline import Act, Entry
from resources.database import db
from resources.errors import BadInput
from resources.queries import unit_called


@dataclass(frozen=True, slots=True)
class Asked:
    """The answer to a safety check: how much air is left, None where nobody said."""

    air: timedelta | None = None

    def __post_init__(self) -> None:
        faults = [] if self.air is None else air_faults(self.air)
        if faults:
            raise BadInput(tuple(faults))


def enter(session: Session, incident: Incident, team: Entering, act: Act) -> InsideTeam:
    """Start the clocks of a team that goes in; raises IncidentIsClosed, UnknownUnit."""
    recorder.require_open(incident)
    if team.call_sign is not None:
        unit_called(team.call_sign)
    out_due = act.at + team.air
    row = InsideTeam(
        incident_id=incident.id,
        call_sign=team.call_sign,
        name=team.name.strip(),
        people=team.people,
        entered_at=act.at,
        check_due_at=check_due(act.at, out_due),
        out_due_at=out_due,
        by=act.by,
    )
    session.add(row)
    session.flush()
    minutes = team.air // timedelta(minutes=1)
    words = f"内攻组“{row.name}”{row.people} 人进入，空气时限 {minutes} 分钟"
    _note(session, "team_entered", words, incident, row, act)
    return row


def check(session: Session, incident: Incident, key: int, asked: Asked, act: Act) -> InsideTeam:
    """Keep that a team was asked and answered; told air left moves the time it must be out.

    Raises UnknownTeam, TeamIsOut.
    """
    row = _still_inside(session, incident, key)
    row.checked_at = max(act.at, row.entered_at)
    words = f"内攻组“{row.name}”{row.people} 人安全询问：有应答"
    if asked.air is not None:
        row.out_due_at = row.checked_at + asked.air
        words += f"，余气 {asked.air // timedelta(minutes=1)} 分钟"
    row.check_due_at = check_due(row.checked_at, row.out_due_at)
    row.version += 1
    _note(session, "team_checked", words, incident, row, act)
    return row


def come_out(session: Session, incident: Incident, key: int, act: Act) -> InsideTeam:
    """Stop the clocks of a team that is out; out already stays as it was first told.

    Raises UnknownTeam.
    """
    row = _team(session, incident, key)
    if row.came_out_at is not None:
        return row
    row.came_out_at = max(act.at, row.entered_at)
    row.version += 1
    minutes = (row.came_out_at - row.entered_at) // timedelta(minutes=1)
    words = f"内攻组“{row.name}”{row.people} 人全部撤出，在内 {minutes} 分钟"
    _note(session, "team_came_out", words, incident, row, act)
    return row


def require_nobody(incident: Incident) -> None:
    """Raise PeopleStillInside while a team has not told that it is out."""
    names = [row.name for row in teams_of(incident.id) if row.came_out_at is None]
    if names:
        raise PeopleStillInside(
            f"内攻组“{'、'.join(names)}”尚未报撤出，请核实人员全部撤出并登记后再结案。"
        )


def teams_of(incident_id: int) -> list[InsideTeam]:
    """Return the teams of an incident: those inside first, by when they must be out."""
    query = select(InsideTeam).where(InsideTeam.incident_id == incident_id)
    rows = db.session.scalars(query.order_by(InsideTeam.out_due_at, InsideTeam.id)).all()
    return sorted(rows, key=lambda row: row.came_out_at is not None)


def _still_inside(session: Session, incident: Incident, key: int) -> InsideTeam:
    row = _team(session, incident, key)
    if row.came_out_at is not None:
        raise TeamIsOut(f"内攻组“{row.name}”已报撤出；如又进入，请重新登记进入。")
    return row


def _team(session: Session, incident: Incident, key: int) -> InsideTeam:
    query = (
        select(InsideTeam)
        .where(InsideTeam.id == key, InsideTeam.incident_id == incident.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    row = session.scalars(query).one_or_none()
    if row is None:
        raise UnknownTeam(f"警情 {incident.number} 没有第 {key} 号内攻组，请刷新页面核对。")
    return row


def _note(
    session: Session, kind: str, words: str, incident: Incident, row: InsideTeam, act: Act
) -> None:
    facts = {"team": row.id, "people": row.people}
    ledger.note(session, Entry(kind, words, act, incident.number, row.call_sign, facts=facts))
