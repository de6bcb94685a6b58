"""Every page, gathered on its blueprint."""

from web.inside_deeds import panel as inside_panel
from web.pages import (
    about,
    alarms,
    back_entry,
    blueprint,
    callers,
    circle,
    console,
    crew,
    effort,
    exports,
    frame,
    gazetteer,
    hand_over,
    incidents,
    inside,
    learning,
    moving_up,
    overrides,
    paper,
    readiness,
    reinforcement,
    roads,
    rules,
    scene,
    session,
    sketch,
    slips,
    storm,
    terminal,
    tiles,
    turnout,
    wall,
    yearbook,
    yearbook_frame,
)

NOUNS = (
    *(about, callers, circle, console, effort, gazetteer, incidents, inside, learning),
    *(about, callers, circle, console, gazetteer, incidents, learning),
    *(about, callers, circle, console, gazetteer, hand_over, incidents, learning),
    *(overrides, readiness, reinforcement, roads, rules, scene, session, storm),
    *(about, callers, circle, console, effort, gazetteer, incidents, learning),
    *(overrides, readiness, reinforcement, roads, rules, session, storm),
    *(turnout, yearbook),
    *(about, callers, circle, console, crew, gazetteer, incidents, inside, learning),
    *(overrides, readiness, reinforcement, roads, rules, session, slips, storm),
    *(terminal, turnout, yearbook),
    *(about, alarms, callers, circle, console, gazetteer, incidents, learning),
    *(overrides, readiness, reinforcement, roads, rules, session, storm),
    *(turnout, wall, yearbook),
    *(about, callers, circle, console, gazetteer, incidents, learning),
    *(overrides, readiness, reinforcement, roads, rules, session, sketch),
    *(storm, turnout, yearbook),
    *(about, back_entry, callers, circle, console, crew, effort, gazetteer, incidents),
    *(learning, overrides, paper, readiness, reinforcement, roads, rules, session, slips),
    *(storm, terminal, turnout, yearbook),
    *(storm, tiles, turnout, yearbook),
    *(exports,),
)
pages = blueprint
pages.app_context_processor(frame.frame)
pages.add_app_template_global(moving_up.move_up_panel)
pages.add_app_template_global(inside_panel, "inside_panel")
pages.add_app_template_global(yearbook_frame.yearbook_sections)
