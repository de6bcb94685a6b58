"""Every route of the JSON interface, gathered on its blueprint."""

from web.api import (
    advice,
    blueprint,
    board,
    callers,
    calls,
    circle,
    fires,
    gazetteer,
    incidents,
    listening,
    reinforcement,
    storm,
    system,
    units,
    yearbook,
)

NOUNS = (
    *(advice, board, callers, calls, circle, fires, gazetteer),
    *(incidents, listening, reinforcement, storm, system, units, yearbook),
)
interface = blueprint
health = system.health
