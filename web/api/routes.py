"""Every route of the JSON interface, gathered on its blueprint."""

from web.api import (
    advice,
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
    scene,
    storm,
    system,
    turnout,
    units,
    yearbook,
)

NOUNS = (
    *(advice, board, callers, calls, circle, cover, fires, gazetteer),
    *(incidents, listening, reinforcement, roads, rules, scene, storm, system),
    *(turnout, units, yearbook),
)
interface = blueprint
health = system.health
