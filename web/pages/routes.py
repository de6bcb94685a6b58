"""Every page, gathered on its blueprint."""

from web.pages import (
    about,
    blueprint,
    callers,
    console,
    frame,
    gazetteer,
    incidents,
    learning,
    moving_up,
    overrides,
    readiness,
    roads,
    rules,
    session,
    turnout,
    yearbook,
)

NOUNS = (
    *(about, callers, console, gazetteer, incidents),
    *(learning, readiness, roads, session, yearbook),
    *(about, callers, console, gazetteer, incidents, learning),
    *(overrides, readiness, rules, session, yearbook),
    *(about, callers, console, gazetteer, incidents, learning, readiness, session, turnout),
    yearbook,
)
pages = blueprint
pages.app_context_processor(frame.frame)
pages.add_app_template_global(moving_up.move_up_panel)
