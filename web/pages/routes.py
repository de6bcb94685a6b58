"""Every page, gathered on its blueprint."""

from web.pages import (
    about,
    back_entry,
    blueprint,
    callers,
    circle,
    console,
    crew,
    effort,
    frame,
    gazetteer,
    incidents,
    learning,
    moving_up,
    overrides,
    paper,
    readiness,
    reinforcement,
    roads,
    rules,
    session,
    slips,
    storm,
    terminal,
    turnout,
    yearbook,
)

NOUNS = (
    *(about, back_entry, callers, circle, console, crew, effort, gazetteer, incidents),
    *(learning, overrides, paper, readiness, reinforcement, roads, rules, session, slips),
    *(storm, terminal, turnout, yearbook),
)
pages = blueprint
pages.app_context_processor(frame.frame)
pages.add_app_template_global(moving_up.move_up_panel)
