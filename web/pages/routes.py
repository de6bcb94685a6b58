"""Every page, gathered on its blueprint."""

from web.pages import (
    about,
    blueprint,
    callers,
    circle,
    console,
    crew,
    effort,
    frame,
    gazetteer,
    hand_over,
    incidents,
    learning,
    moving_up,
    overrides,
    readiness,
    reinforcement,
    roads,
    rules,
    scene,
    session,
    slips,
    storm,
    terminal,
    turnout,
    yearbook,
)

NOUNS = (
    *(about, callers, circle, console, gazetteer, hand_over, incidents, learning),
    *(overrides, readiness, reinforcement, roads, rules, scene, session, storm),
    *(about, callers, circle, console, effort, gazetteer, incidents, learning),
    *(overrides, readiness, reinforcement, roads, rules, session, storm),
    *(turnout, yearbook),
    *(about, callers, circle, console, crew, gazetteer, incidents, learning),
    *(overrides, readiness, reinforcement, roads, rules, session, slips, storm),
    *(terminal, turnout, yearbook),
)
pages = blueprint
pages.app_context_processor(frame.frame)
pages.add_app_template_global(moving_up.move_up_panel)
