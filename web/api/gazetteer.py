"""The gazetteer over the JSON interface: one place, its history, and what edits it."""

from flask import Response, jsonify

from incidents.place_history import history_of_place
from resources.database import Session
from web import place_deeds, place_shapes
from web.access import EVERYONE_LOGGED_IN, allow, current
from web.api import blueprint
from web.api.answers import change, version_seen
from web.errors import problem, status_of
from web.place_deeds import SURVEYORS, PlaceChanged, PlaceDeed, known_place
from web.reading import submitted
from web.shapes import Shape


@blueprint.get("/gazetteer/<code>")
@allow(*EVERYONE_LOGGED_IN)
def show_place(code: str) -> Response:
    """Show a place with its source and licence."""
    place = known_place(code)
    response = jsonify(place_shapes.place(place))
    response.headers["ETag"] = f'"{place.version}"'
    return response


@blueprint.get("/gazetteer/<code>/history")
@allow(*EVERYONE_LOGGED_IN)
def show_place_history(code: str) -> Response:
    """Show what was edited of a place in the product, oldest first."""
    known_place(code)
    return jsonify({"history": place_shapes.history(history_of_place(code), current())})


def _answer(deed: PlaceDeed, code: int = 200) -> Response:
    """Do a deed and answer with the place as it then is."""

    def act(session: Session) -> Shape:
        place = deed(session)
        session.flush()
        return place_shapes.place(place)

    return change(act, code)


@blueprint.post("/gazetteer")
@allow(*SURVEYORS)
def add_place() -> Response:
    """Enter a place."""
    return _answer(place_deeds.add_place(submitted()), 201)


@blueprint.patch("/gazetteer/<code>")
@allow(*SURVEYORS)
def revise_place(code: str) -> Response:
    """Revise a place; the version read goes in If-Match, or in the body."""
    try:
        return _answer(place_deeds.revise_place(code, submitted(), version_seen()))
    except PlaceChanged as refusal:
        return problem(
            status_of(refusal),
            str(refusal),
            version=refusal.version,
            differences=place_shapes.differences(refusal.differences),
        )


@blueprint.post("/gazetteer/<code>/withdraw")
@allow(*SURVEYORS)
def withdraw_place(code: str) -> Response:
    """Take a place out of the gazetteer; incidents of the past keep it."""
    return _answer(place_deeds.withdraw_place(code, submitted()))


@blueprint.post("/gazetteer/<code>/restore")
@allow(*SURVEYORS)
def restore_place(code: str) -> Response:
    """Put a withdrawn place back."""
    return _answer(place_deeds.restore_place(code, submitted()))
