"""Every route of the JSON interface, gathered on its blueprint."""

from web.api import (
    advice,
    blueprint,
    board,
    callers,
    calls,
    cover,
    fires,
    gazetteer,
    incidents,
    listening,
    roads,
    rules,
    system,
    turnout,
    units,
    yearbook,
)

NOUNS = (
    *(advice, board, callers, calls, cover, fires, gazetteer),
    *(incidents, listening, system, units, yearbook),
    *(advice, board, callers, calls, fires, gazetteer),
    *(incidents, listening, roads, system, units, yearbook),
    *(advice, board, callers, calls, fires, gazetteer),
    *(incidents, listening, rules, system, units, yearbook),
    *(advice, board, callers, calls, fires, gazetteer),
    *(incidents, listening, system, turnout, units, yearbook),
)
interface = blueprint
health = system.health
