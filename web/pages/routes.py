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
    readiness,
    session,
    storm,
    yearbook,
)

NOUNS = (
    *(about, callers, console, gazetteer, incidents, learning),
    *(readiness, session, storm, yearbook),
)
pages = blueprint
pages.app_context_processor(frame.frame)
