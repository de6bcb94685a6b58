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
    readiness,
    reinforcement,
    session,
    storm,
    yearbook,
)

NOUNS = (
    *(about, callers, circle, console, gazetteer, incidents, learning),
    *(readiness, reinforcement, session, storm, yearbook),
)
pages = blueprint
pages.app_context_processor(frame.frame)
