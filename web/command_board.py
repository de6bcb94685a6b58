"""The board as commands are read against it: open incidents, fleet, partners, places."""

from collections.abc import Sequence

from dispatch import status_undo
from dispatch.command_line.known import Known, KnownIncident, KnownPartner, KnownPlace, KnownUnit
from dispatch.command_line.line import find_words, full_numbers, verb_of
from incidents import queries as incident_queries
from incidents.categories import category
from incidents.lifecycle import OPEN
from incidents.places.proposal import PlaceCandidate
from resources import queries, roster
from resources.crewing import crews_away, is_staffed
from resources.database import db
from resources.unit_status import status_of
from web import unit_shapes
from web.access import current
from web.api.incidents import missing_fields
from web.clock import now
from web.gazetteer import place_search
from web.presenting import SERVICE_ZONE
from web.reading import FIELD_LABELS
from web.shapes import masked_words

MOST_CLOSED = 3


def board_for(text: str) -> Known:
    """Gather what a command may name; what only some commands name is looked up for those."""
    moment = now()
    rows = incident_queries.open_incidents()
    last = None
    if verb_of(text) == "undo":
        last = status_undo.newest_by(db.session(), current().display_name, moment)
    words = find_words(text)
    return Known(
        incidents=tuple(_incident(row) for row in rows),
        units=_units(rows),
        partners=tuple(
            KnownPartner(row.code, row.name, row.is_commanded) for row in queries.partners()
        ),
        places=_places(words) if words else (),
        closed=_closed(text),
        last_told=last,
        year=moment.astimezone(SERVICE_ZONE).year,
    )


def _incident(row: incident_queries.Incident) -> KnownIncident:
    faults = [str(one["field"]) for one in missing_fields(row) if isinstance(one, dict)]
    return KnownIncident(
        number=row.number,
        category=row.category,
        kind=category(row.category).name,
        level=row.level,
        # The bar is read over a shoulder, and people type telephone numbers anywhere.
        place=masked_words(row.place_text),
        position=row.position,
        units=tuple(one.unit.call_sign for one in row.assignments if one.released_at is None),
        missing=tuple(FIELD_LABELS.get(name, name) for name in faults),
        is_open=row.state in OPEN,
    )


def _units(incidents: Sequence[incident_queries.Incident]) -> tuple[KnownUnit, ...]:
    rows = queries.units()
    on_incident = incident_queries.incidents_of_units()
    away = crews_away(unit_shapes.manned(row) for row in rows)
    arrived = {
        one.unit.call_sign
        for incident in incidents
        for one in incident.assignments
        if one.released_at is None and one.on_scene_at is not None
    }
    found = []
    for row in rows:
        duty = roster.crew_duty(row)
        is_ready = is_staffed(duty.people, row.minimum_crew, duty.has_driver)
        found.append(
            KnownUnit(
                call_sign=row.call_sign,
                station=row.station.name,
                status=status_of(row.status),
                incident=on_incident.get(row.call_sign),
                note=row.status_note,
                is_staffed=is_ready and row.call_sign not in away,
                capabilities=row.capabilities,
                position=roster.place_of(row),
                has_arrived=row.call_sign in arrived,
            )
        )
    return tuple(found)


def _places(words: str) -> tuple[KnownPlace, ...]:
    coded = queries.places_coded([words])
    if words in coded and not coded[words].is_withdrawn:
        row = coded[words]
        return (KnownPlace(row.code, row.name, row.name, row.position),)
    found = place_search().find(words)
    if found and found[0].code is None and found[0].position is not None:
        # A stake, a crossing or coordinates: a point that was said exactly.
        return (_place(found[0]),)
    return tuple(_place(one) for one in found if one.code is not None)


def _place(one: PlaceCandidate) -> KnownPlace:
    return KnownPlace(one.code or "", one.name, one.path, one.position)


def _closed(text: str) -> tuple[KnownIncident, ...]:
    numbers = full_numbers(text)[:MOST_CLOSED]
    if not numbers:
        return ()
    wanted = incident_queries.IncidentFilter(numbers=numbers)
    rows, _ = incident_queries.incidents_matching(wanted, MOST_CLOSED)
    return tuple(_incident(row) for row in rows if row.state not in OPEN)
