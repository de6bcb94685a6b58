"""The panel of readiness that tells how the county is covered and who should move up."""

from dispatch import cover_queries
from dispatch.move_up import move_up
from web import cover_shapes
from web.clock import now
from web.pages.frame import Context

MOST_UNCOVERED = 12


def move_up_panel() -> Context:
    """Return what the panel shows: cover now, stations without an engine, moves to advise."""
    ground, standing = cover_queries.present(now())
    present = ground.now(standing)
    return {
        "gap": ground.gap,
        "minutes": ground.policy.minutes,
        "covered": present.covered,
        "places": present.places,
        "empty_stations": present.empty_stations,
        "uncovered": present.uncovered[:MOST_UNCOVERED],
        "more_uncovered": max(0, len(present.uncovered) - MOST_UNCOVERED),
        "moves": move_up(ground, standing),
        "measure": cover_shapes.measure(ground),
        "note": cover_shapes.MOVE_UP_NOTE,
    }
