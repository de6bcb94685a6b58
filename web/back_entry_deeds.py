"""Typing in a paper slip, for the page and for the interface alike; and reading one over first."""

from collections.abc import Callable

from dispatch import back_entry
from dispatch.back_entry import BackEntered
from dispatch.errors import SlipTaken
from incidents.slip_times import shown
from incidents.slips import order_faults
from resources.database import Session, db
from resources.errors import BadInput, FieldFault
from web.access import current
from web.back_entry_forms import SlipReader
from web.clock import now
from web.deeds import my_act
from web.presenting import SERVICE_ZONE
from web.reading import Reader
from web.shapes import Json, Shape, incident_row, masked_words, moment, words_for


def enter(reader: Reader) -> Callable[[Session], BackEntered]:
    """File a slip under its true times."""
    act = my_act()
    slip = SlipReader(reader, act.now).slip()
    return lambda session: back_entry.enter(session, slip, SERVICE_ZONE, act)


def entered(done: BackEntered) -> Shape:
    """A slip as it was filed."""
    return {
        "incident": incident_row(done.incident),
        "slip_number": done.incident.slip_number,
        "entered_at": moment(now()),
        "warnings": [*done.warnings],
        "duplicates": [
            {"number": hit.incident.number, "reason": hit.reason} for hit in done.duplicates
        ],
    }


def looked_over(reader: Reader) -> Shape:
    """What a slip half typed is taken to mean, and what is wrong with it so far."""
    at = now()
    read = SlipReader(reader, at)
    faults: tuple[FieldFault, ...] = ()
    first: Json = None
    try:
        slip = read.slip()
        faults = tuple(order_faults(slip, at, SERVICE_ZONE))
    except BadInput as refusal:
        faults = refusal.faults
    number = Reader(reader.values)
    try:
        back_entry.require_unused(db.session(), SlipReader(number, at).number(), at, SERVICE_ZONE)
    except SlipTaken as refusal:
        first = {"incident": refusal.incident_number, "text": words_for(current(), str(refusal))}
    return {
        "times": [
            {"field": name, "at": moment(told), "shown": shown(told, at, SERVICE_ZONE)}
            for name, told in read.read.items()
        ],
        "faults": [
            {"field": fault.field, "message": masked_words(fault.message)} for fault in faults
        ],
        "taken": first,
    }
