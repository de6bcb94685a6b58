"""Every route of the JSON interface, gathered on its blueprint."""

from web.api import (
    advice,
    blueprint,
    board,
    callers,
    calls,
    fires,
    gazetteer,
    incidents,
    listening,
    storm,
    system,
    units,
    yearbook,
)

NOUNS = (
    *(advice, board, callers, calls, fires, gazetteer),
    *(incidents, listening, storm, system, units, yearbook),
)
interface = blueprint
health = system.health
