"""What may be asked of the fire register, read from the request once for pages and programs."""

from collections.abc import Callable

from incidents import fire_deaths, queries, registrar
from incidents.queries import Fire
from incidents.reports import FireFacts, FireForm
from resources.database import Session
from resources.errors import BadInput, FieldFault
from resources.queries import places_coded
from web.clock import now
from web.deeds import my_act
from web.fire_forms import read_death, read_fire, require_told
from web.presenting import SERVICE_ZONE
from web.reading import LONGEST_TEXT, Reader

Deed = Callable[[Session], Fire]


def register(reader: Reader) -> Deed:
    """Register a fire, with or without a call-out; its loss and its time must be told."""
    number = reader.text("incident")
    require_told(reader, "loss_yuan")
    if number:
        return register_of(number, reader)
    if not reader.values.get("occurred_at"):
        reader.blame("occurred_at", "没有关联警情的火灾须填写起火时间。")
    _require_form(reader)
    act = my_act()
    facts = read_fire(reader, FireFacts(now(), FireForm.FULL), act.now)
    _require_township(facts)
    return lambda session: registrar.register_fire(session, facts, None, SERVICE_ZONE, act)


def register_of(number: str, reader: Reader) -> Deed:
    """Register the fire an incident was, on the full or the simple form."""
    told = queries.incident_numbered(number)
    act = my_act()
    _require_form(reader)
    known = FireFacts(
        told.received_at, FireForm.FULL, told.place_text, township_code=told.township_code
    )
    facts = read_fire(reader, known, act.now)
    _require_township(facts)

    def deed(session: Session) -> Fire:
        row = queries.lock_incident(session, number)
        return registrar.register_fire(session, facts, row, SERVICE_ZONE, act)

    return deed


def amend(number: str, reader: Reader, version: int | None) -> Deed:
    """Correct a registered fire; what it said stays in the log with the reason."""
    act = my_act()
    reason = reader.text("reason", most=LONGEST_TEXT)

    def deed(session: Session) -> Fire:
        row = queries.lock_fire(session, number)
        known = registrar.facts_of(row)
        facts = read_fire(reader, known, act.now)
        if facts.township_code != known.township_code:
            _require_township(facts)
        seen = row.version if version is None else version
        registrar.amend_fire(session, row, facts, seen, reason, act)
        return row

    return deed


def tell_death(number: str, reader: Reader, version: int | None) -> Deed:
    """Tell a death of a registered fire by its day."""
    told = read_death(reader, SERVICE_ZONE)
    act = my_act()

    def deed(session: Session) -> Fire:
        row = queries.lock_fire(session, number)
        seen = row.version if version is None else version
        fire_deaths.tell_death(session, row, told, seen, SERVICE_ZONE, act)
        return row

    return deed


def strike_death(number: str, key: str, reader: Reader, version: int | None) -> Deed:
    """Strike a death told by mistake, with the reason."""
    reason = reader.text("reason", most=LONGEST_TEXT)
    reader.finish()
    act = my_act()
    death_id = int(key) if key.isascii() and key.isdigit() and len(key) < 10 else 0

    def deed(session: Session) -> Fire:
        row = queries.lock_fire(session, number)
        seen = row.version if version is None else version
        fire_deaths.strike_death(session, row, death_id, reason, seen, SERVICE_ZONE, act)
        return row

    return deed


def _require_form(reader: Reader) -> None:
    if not reader.values.get("form"):
        reader.blame("form", "请选择完整登记或简易登记。")


def _require_township(facts: FireFacts) -> None:
    code = facts.township_code
    if code is None:
        return
    place = places_coded([code]).get(code)
    if place is None or place.kind != "township":
        raise BadInput((FieldFault("township", f"本县没有代码为“{code}”的乡镇，请重新选择。"),))
