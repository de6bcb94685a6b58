"""Every route of the JSON interface, gathered on its blueprint."""

from web.api import (
    advice,
    back_entries,
    blueprint,
    board,
    callers,
    calls,
    circle,
    cover,
    fires,
    gazetteer,
    incidents,
    listening,
    reinforcement,
    roads,
    rules,
    storm,
    system,
    turnout,
    units,
    yearbook,
)

NOUNS = (
    *(advice, back_entries, board, callers, calls, circle, cover, fires, gazetteer),
    *(incidents, listening, reinforcement, roads, rules, storm, system),
    *(turnout, units, yearbook),
)
interface = blueprint
health = system.health
