"""Every page, gathered on its blueprint."""

from web.pages import (
    about,
    blueprint,
    callers,
    circle,
    console,
    frame,
    gazetteer,
    incidents,
    learning,
    moving_up,
    overrides,
    readiness,
    reinforcement,
    roads,
    rules,
    session,
    sketch,
    storm,
    tiles,
    turnout,
    yearbook,
)

NOUNS = (
    *(about, callers, circle, console, gazetteer, incidents, learning),
    *(overrides, readiness, reinforcement, roads, rules, session, sketch),
    *(storm, tiles, turnout, yearbook),
)
pages = blueprint
pages.app_context_processor(frame.frame)
pages.add_app_template_global(moving_up.move_up_panel)
