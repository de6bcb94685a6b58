"""Advice over the JSON interface: for an incident, or for a case that is only asked about."""

from flask import Response, jsonify

from dispatch import advising
from incidents import queries as incident_queries
from incidents.categories import category
from resources.accounts import Role
from resources.database import db
from web import advice_shapes, forms
from web.access import allow
from web.api import blueprint
from web.clock import now
from web.gazetteer import settle
from web.reading import submitted

ADVISED = (Role.CALL_TAKER, Role.DISPATCHER, Role.CHIEF)


def _answer(question: advising.Question) -> Response:
    return jsonify(advice_shapes.advice(advising.advise_whole(question)))


@blueprint.post("/recommendations")
@allow(*ADVISED)
def recommend() -> Response:
    """Recommend units for a category, a level and a position; nothing is stored."""
    reader = submitted()
    code = reader.category()
    if code is None:
        reader.blame("category", "请给出警情类别。")
    level = reader.whole("level", most=5, least=1)
    where = forms.read_where(reader)
    number = reader.text("incident")
    reader.finish()
    assert code is not None, "finish refuses a request with a fault"
    kind = category(code)
    where = settle(where)
    chosen = kind.default_level if level is None else level
    question = advising.Question(
        code, chosen, where.position, where.township_code, units_on(number), now()
    )
    return _answer(question)


def units_on(number: str) -> frozenset[str]:
    """The units already ordered to an incident asked about; none for a case not filed yet."""
    if not number:
        return frozenset()
    row = incident_queries.incident_numbered(number)
    return incident_queries.call_signs_on(db.session(), row.id)


@blueprint.get("/incidents/<number>/recommendation")
@allow(*ADVISED)
def recommend_for_incident(number: str) -> Response:
    """Recommend what an incident still needs beside the units on it."""
    return _answer(advising.question_of(incident_queries.incident_numbered(number), now()))
