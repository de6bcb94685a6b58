"""Every route of the JSON interface, gathered on its blueprint."""

from web.api import (
    advice,
    alarms,
    back_entries,
    blueprint,
    board,
    callers,
    calls,
    circle,
    cover,
    drafts,
    effort,
    fires,
    gazetteer,
    incidents,
    listening,
    reinforcement,
    roads,
    rules,
    sketch,
    storm,
    system,
    terminal,
    turnout,
    typing,
    units,
    yearbook,
)

NOUNS = (
    *(advice, board, callers, calls, circle, cover, drafts, effort, fires, gazetteer),
    *(advice, alarms, board, callers, calls, circle, cover, fires, gazetteer),
    *(advice, back_entries, board, callers, calls, circle, cover, fires, gazetteer),
    *(incidents, listening, reinforcement, roads, rules, storm, system),
    *(turnout, typing, units, yearbook),
    *(terminal, turnout, units, yearbook),
    *(advice, board, callers, calls, circle, cover, fires, gazetteer),
    *(incidents, listening, reinforcement, roads, rules, sketch, storm),
    *(system, turnout, units, yearbook),
)
interface = blueprint
health = system.health
