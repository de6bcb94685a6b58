"""Calls over the JSON interface: take one, find its place, see what it may be repeating."""

from flask import Response, jsonify, request

from incidents import queries
from incidents.categories import CATEGORIES, GROUPS, level_label
from incidents.duplicates import Told, suspected
from incidents.understanding.suggestion import suggest
from resources.accounts import Role
from resources.database import Session
from web import deeds, shapes
from web.access import EVERYONE_LOGGED_IN, allow, current
from web.api import blueprint
from web.api.answers import change
from web.clock import now
from web.gazetteer import place_search
from web.reading import LONGEST_TEXT, submitted
from web.shapes import Json, Shape

CALL_ROOM = (Role.CALL_TAKER, Role.DISPATCHER)
LONGEST_QUESTION = 200


@blueprint.post("/calls")
@allow(*CALL_ROOM)
def receive_call() -> Response:
    """Take an emergency call: a new incident, or one more caller of an open one."""
    deed = deeds.take_call(submitted())

    def act(session: Session) -> Shape:
        taken = deed(session)
        session.flush()
        told = taken.call
        suggestion = suggest(told.narrative, told.place_text)
        words = told.place_text or told.narrative
        return {
            "call": shapes.call(told, current()),
            "incident": shapes.incident_row(taken.incident),
            "suggested": {
                "category": suggestion.category,
                "category_label": CATEGORIES[suggestion.category].name,
                "level": suggestion.level,
                "elements": {"words": list(suggestion.words)},
            },
            "places": [shapes.candidate(one) for one in place_search().find(words)],
            "duplicates": [shapes.duplicate(hit) for hit in taken.duplicates],
        }

    return change(act, 201)


@blueprint.get("/places")
@allow(*EVERYONE_LOGGED_IN)
def find_places() -> Response:
    """Find the places some words may mean, best first."""
    words = request.args.get("q", "")
    if len(words) > LONGEST_QUESTION:
        raise deeds.bad("q", f"过长，最多 {LONGEST_QUESTION} 字。")
    found = place_search().find(words) if words.strip() else []
    return jsonify({"candidates": [shapes.candidate(one) for one in found]})


# What a caller said and who called must not lie in an address, which every proxy writes down:
# these two read, and are asked by POST all the same.
@blueprint.post("/calls/duplicates")
@allow(*CALL_ROOM)
def find_duplicates() -> Response:
    """Offer the open incidents a call may be repeating."""
    reader = submitted()
    position, _ = reader.position()
    told = Told(now(), position, reader.text("place"), reader.text("caller_number"))
    reader.finish()
    hits = suspected(queries.comparable(told.at), told)
    return jsonify({"duplicates": [shapes.duplicate(hit) for hit in hits]})


@blueprint.post("/calls/suggestion")
@allow(*CALL_ROOM)
def suggest_category() -> Response:
    """Suggest a category and level from the words of a call."""
    reader = submitted()
    words = reader.text("narrative", most=LONGEST_TEXT)
    reader.finish()
    suggestion = suggest(words)
    kind = CATEGORIES[suggestion.category]
    return jsonify(
        {
            "category": suggestion.category,
            "category_label": kind.name,
            "level": suggestion.level,
            "level_label": level_label(kind, suggestion.level),
            "words": list(suggestion.words),
        }
    )


@blueprint.get("/categories")
@allow(*EVERYONE_LOGGED_IN)
def list_categories() -> Response:
    """List every category with its group, levels and default level."""
    return jsonify({"groups": category_groups()})


def category_groups() -> list[Json]:
    """Return every group with its categories."""
    return [
        {
            "code": group.code,
            "name": group.name,
            "mark": group.mark,
            "categories": [
                {
                    "code": kind.code,
                    "name": kind.name,
                    "mark": kind.mark,
                    "levels": [
                        {"level": level, "label": level_label(kind, level)} for level in kind.levels
                    ],
                    "default_level": kind.default_level,
                }
                for kind in CATEGORIES.values()
                if kind.group.code == group.code
            ],
        }
        for group in GROUPS.values()
    ]
