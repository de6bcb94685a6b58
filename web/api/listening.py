"""What is asked while a caller speaks: where, what kind, whether told already; nothing is stored.

What a caller said and who called must not lie in an address, which every proxy writes down: these
questions read, and are asked by POST all the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import Response, jsonify

from dispatch import advising
from dispatch.circumstances import circumstances
from incidents import precedents, queries
from incidents.categories import CATEGORIES, category
from incidents.duplicates import Duplicate, Told, suspected
from incidents.places.datum_hint import datum_hint
from incidents.places.hints import Hint
from incidents.understanding.cards import questions_for
from incidents.understanding.hints import escalation_hints
from incidents.understanding.similar import Account, similar
from incidents.understanding.suggestion import Understanding, understand
from resources.accounts import Role
from resources.database import db
from resources.datums import Datum
from resources.geography import Position
from web import forms, learning, listening_shapes, shapes
from web.access import allow
from web.api import blueprint
from web.api.advice import units_on
from web.clock import now
from web.gazetteer import place_search, settle
from web.land import land, roads
from web.presenting import SERVICE_ZONE
from web.reading import LONGEST_TEXT, Reader, submitted

CALL_ROOM: Final = (Role.CALL_TAKER, Role.DISPATCHER)
LONGEST_PLACE: Final = 10_000
"""A pasted essay is read as far as the search looks, never refused: nothing typed is lost."""

MOST_CANDIDATES: Final = 8
FEWEST_CANDIDATES: Final = 2


@dataclass(frozen=True, slots=True)
class _Call:
    """What is known of a call so far."""

    narrative: str
    place: str
    caller_number: str
    category: str | None
    position: Position | None
    place_code: str | None
    township_code: str | None
    caller_position: Position | None


def _other_position(reader: Reader, name: str) -> Position | None:
    """Read a second position of a request, under a name of its own."""
    told = reader.values.get(name)
    if told is None:
        return None
    inner = Reader({"position": told})
    position, _ = inner.position()
    for fault in inner.faults:
        reader.blame(name, fault.message)
    return position


def _read_call(reader: Reader) -> _Call:
    narrative = reader.text("narrative", most=LONGEST_TEXT)
    number = reader.text("caller_number")
    code = reader.category()
    caller_position = _other_position(reader, "caller_position")
    where = forms.read_where(reader)
    reader.finish()
    where = settle(where)
    return _Call(
        narrative,
        where.text,
        number,
        code,
        where.position,
        where.place_code,
        where.township_code,
        caller_position,
    )


@blueprint.post("/calls/places")
@allow(*CALL_ROOM)
def find_call_places() -> Response:
    """Find the places a caller's words may mean, those near the caller first among equals."""
    reader = submitted()
    words = reader.text("q", most=LONGEST_PLACE)
    number = reader.text("caller_number")
    caller_position = _other_position(reader, "caller_position")
    reader.finish()
    earlier = precedents.earlier_positions(db.session(), number)
    near = None
    if caller_position is not None or earlier:
        near = Hint(network_position=caller_position, earlier_positions=earlier)
    found = place_search().find(words, MOST_CANDIDATES, near) if words else []
    return jsonify({"candidates": [shapes.candidate(one) for one in found]})


@blueprint.post("/positions/check")
@allow(*CALL_ROOM)
def check_position() -> Response:
    """Tell where a position lies, and whether its datum was likely mistaken."""
    reader = submitted()
    position, datum = reader.position()
    if position is None:
        reader.blame("position", "请给出经度和纬度。")
    reader.finish()
    assert position is not None, "finish refuses a request with a fault"
    around = place_search().around(position)
    hint = datum_hint(position, roads()) if datum is Datum.WGS84 else None
    return jsonify(
        {
            "position": shapes.place(position),
            "township": around.township,
            "township_code": around.township_code,
            "near": around.words,
            "outside": not around.is_inside,
            "hint": hint,
        }
    )


def _repeats(call: _Call, candidates: tuple[Position, ...] = ()) -> list[Duplicate]:
    understood = understand(call.narrative, call.place) if call.narrative else None
    pointed = understood.category if understood and understood.ranked else None
    told = Told(
        now(),
        call.position,
        call.place,
        call.caller_number,
        call.narrative,
        call.place_code,
        call.township_code,
        call.category or pointed,
        candidates,
        call.caller_position,
    )
    return suspected(queries.comparable(told.at), told)


@blueprint.post("/calls/duplicates")
@allow(*CALL_ROOM)
def find_duplicates() -> Response:
    """Offer the incidents a call may be repeating, from its first characters on."""
    call = _read_call(submitted())
    candidates: tuple[Position, ...] = ()
    if call.position is None and call.place:
        found = place_search().find(call.place, MOST_CANDIDATES)
        candidates = tuple(one.position for one in found if one.position is not None)
    hits = _repeats(call, candidates)
    return jsonify({"duplicates": [listening_shapes.weighed_duplicate(hit) for hit in hits]})


@blueprint.post("/calls/suggestion")
@allow(*CALL_ROOM)
def suggest_category() -> Response:
    """Suggest kind, level and elements from the words, with questions, hints and precedents."""
    call = _read_call(submitted())
    understood = understand(call.narrative, call.place)
    suggestion = understood.suggestion
    first = listening_shapes.kind(suggestion.category, suggestion.level, suggestion.words)
    chosen = call.category or suggestion.category
    same = [hit for hit in _repeats(call) if hit.is_same and not hit.is_closed]
    callers = 1 + max((hit.incident.calls for hit in same), default=0)
    known = circumstances(call.position, callers, now().astimezone(SERVICE_ZONE).hour, land())
    told = Account(call.narrative, chosen, call.position, call.place_code, call.township_code)
    past = precedents.past_incidents(db.session(), chosen, call.township_code)
    return jsonify(
        {
            "category": suggestion.category,
            "category_label": first["label"],
            "level": suggestion.level,
            "level_label": first["level_label"],
            "words": first["words"],
            "level_reason": understood.level.sentence,
            "categories": listening_shapes.ranked(understood.ranked),
            "learned": learning.learned_kinds(call.narrative, understood),
            "elements": listening_shapes.elements(understood.elements),
            "hints": listening_shapes.hints(escalation_hints(chosen, known, understood.elements)),
            "questions": listening_shapes.questions(
                questions_for(chosen), _answered(call, understood)
            ),
            "similar": listening_shapes.precedents(similar(told, past)),
        }
    )


def _answered(call: _Call, understood: Understanding) -> Mapping[str, bool]:
    """Tell which points of a question card the call has answered already."""
    told = understood.elements
    people = told.people
    return {
        "place": bool(call.place or call.position),
        "trapped": people.trapped is not None,
        "casualties": people.injured is not None or people.dead is not None,
        "burning": bool(told.burning),
        "fire_floor": told.fire_floor is not None,
        "floors": told.floors is not None,
        "fire": bool(told.fire),
        "smoke": bool(told.smoke),
        "chemical": bool(told.chemicals),
        "vulnerable": bool(told.vulnerable),
        "explosive": bool(told.explosives),
        "occupancy": bool(told.occupancy),
        "extent": bool(told.extent),
        "water": told.short_of_water is not None,
        "caller": told.caller_trapped is not None,
        "contact": bool(call.caller_number),
    }


@blueprint.post("/recommendations/carried")
@allow(Role.CALL_TAKER, Role.DISPATCHER, Role.CHIEF)
def recommend_for_candidates() -> Response:
    """Recommend the units that are right wherever it is, while several places remain."""
    reader = submitted()
    code = reader.category()
    if code is None:
        reader.blame("category", "请给出警情类别。")
    level = reader.whole("level", most=5, least=1)
    places = _read_candidates(reader)
    number = reader.text("incident")
    reader.finish()
    assert code is not None, "finish refuses a request with a fault"
    chosen = category(code).default_level if level is None else level
    if chosen not in CATEGORIES[code].levels:
        reader.blame("level", f"{CATEGORIES[code].name}没有 {chosen} 级。")
    reader.finish()
    advice = advising.advise_candidates(
        code,
        chosen,
        [(position, township) for _, position, township in places],
        units_on(number),
        now(),
    )
    return jsonify(listening_shapes.carried(advice, [name for name, _, _ in places]))


def _read_candidates(reader: Reader) -> list[tuple[str, Position, str | None]]:
    told = reader.values.get("candidates")
    fewest, most = FEWEST_CANDIDATES, MOST_CANDIDATES
    if not isinstance(told, list) or not fewest <= len(told) <= most:
        reader.blame("candidates", f"请给出 {fewest} 到 {most} 个候选地点。")
        return []
    places = []
    for at, one in enumerate(told, start=1):
        inner = Reader(one if isinstance(one, dict) else {})
        name, township = inner.text("name"), inner.text("township_code")
        position, _ = inner.position()
        if position is None or inner.faults:
            words = "；".join(fault.message for fault in inner.faults) or "缺少坐标"
            reader.blame("candidates", f"第 {at} 个候选地点：{words}。")
        else:
            places.append((name, position, township or None))
    return places
