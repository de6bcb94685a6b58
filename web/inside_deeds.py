"""What may be asked about people inside (内攻), read once for the pages and the interface."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from incidents import inside, queries
from incidents.inside import Asked, InsideTeam
from incidents.inside_teams import CHECK_EVERY, MOST_INSIDE, USUAL_AIR, Entering
from resources.accounts import Role
from resources.database import Session
from web import shapes
from web.access import current
from web.clock import now
from web.forms import read_act
from web.reading import Reader
from web.shapes import Shape

KEEPERS: Final = (Role.CALL_TAKER, Role.DISPATCHER, Role.CHIEF)
"""Who may keep the clocks: the room by radio, a chief on the scene."""

Deed: TypeAlias = Callable[[Session], InsideTeam]
MOST_MINUTES: Final = 10_000


def team(row: InsideTeam) -> Shape:
    """A team as it is shown."""
    return {
        "team": row.id,
        "name": row.name,
        "people": row.people,
        "call_sign": row.call_sign,
        "entered_at": shapes.moment(row.entered_at),
        "checked_at": shapes.moment(row.checked_at),
        "check_due_at": shapes.moment(row.check_due_at),
        "out_due_at": shapes.moment(row.out_due_at),
        "came_out_at": shapes.moment(row.came_out_at),
        "by": row.by,
    }


def teams_of(number: str) -> list[Shape]:
    """The teams of an incident: those inside first, by when they must be out."""
    return [team(row) for row in inside.teams_of(queries.incident_numbered(number).id)]


def panel(number: str) -> dict[str, object]:
    """What the panel of an incident page shows of its teams; times are those of this moment."""
    moment = now()
    rows = inside.teams_of(queries.incident_numbered(number).id)
    return {
        "teams": [_with_lateness(row, moment) for row in rows],
        "people": sum(row.people for row in rows if row.came_out_at is None),
        "air_minutes": USUAL_AIR // timedelta(minutes=1),
        "check_minutes": CHECK_EVERY // timedelta(minutes=1),
    }


def _with_lateness(row: InsideTeam, moment: datetime) -> Shape:
    return {
        **team(row),
        "is_check_late": row.came_out_at is None and moment >= row.check_due_at,
        "is_out_late": row.came_out_at is None and moment >= row.out_due_at,
    }


def _air(reader: Reader) -> timedelta | None:
    minutes = reader.whole("air_minutes", most=MOST_MINUTES)
    return None if minutes is None else timedelta(minutes=minutes)


def enter(number: str, reader: Reader) -> Deed:
    """Let a team go in."""
    name, call_sign = reader.text("name"), reader.text("unit")
    people, air = reader.whole("people", most=MOST_INSIDE), _air(reader)
    act = read_act(reader, current().display_name, now())
    entering = Entering(name, people or 0, USUAL_AIR if air is None else air, call_sign or None)

    def deed(session: Session) -> InsideTeam:
        return inside.enter(session, queries.lock_incident(session, number), entering, act)

    return deed


def check(number: str, key: int, reader: Reader) -> Deed:
    """Keep that a team answered a safety check."""
    air = _air(reader)
    act = read_act(reader, current().display_name, now())
    asked = Asked(air)

    def deed(session: Session) -> InsideTeam:
        return inside.check(session, queries.lock_incident(session, number), key, asked, act)

    return deed


def come_out(number: str, key: int, reader: Reader) -> Deed:
    """Keep that a team is out."""
    act = read_act(reader, current().display_name, now())

    def deed(session: Session) -> InsideTeam:
        return inside.come_out(session, queries.lock_incident(session, number), key, act)

    return deed


def key_of(told: str) -> int:
    """Return the key an address names; nought, which no team has, for what is none."""
    return int(told) if told.isascii() and told.isdigit() and len(told) <= 9 else 0
