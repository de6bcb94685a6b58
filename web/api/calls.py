"""Calls over the JSON interface: take one, find its place, see what it may be repeating."""

from flask import Response, jsonify, request

from incidents.categories import CATEGORIES, GROUPS, level_label
from incidents.understanding.suggestion import suggest
from resources.accounts import Role
from resources.database import Session
from web import deeds, listening_shapes, shapes
from web.access import EVERYONE_LOGGED_IN, allow, current
from web.api import blueprint
from web.api.answers import change
from web.gazetteer import place_search
from web.reading import submitted
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
            "duplicates": [listening_shapes.weighed_duplicate(hit) for hit in taken.duplicates],
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
