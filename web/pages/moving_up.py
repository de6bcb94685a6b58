"""The panel of readiness that tells how the county is covered and who should move up."""

from dispatch import cover_queries
from dispatch.cover import CoverMap, CoverNow
from dispatch.move_up import move_up
from resources import queries
from web import cover_shapes
from web.access import current
from web.clock import now
from web.pages.frame import Context

MOST_UNCOVERED = 12


def move_up_panel() -> Context:
    """Return what the panel shows: a chief sees the moves of the own station only."""
    ground, standing = cover_queries.present(now())
    moves = move_up(ground, standing)
    own = current().station_code
    if own is not None:
        name = queries.station_coded(own).name
        moves = tuple(one for one in moves if name in (one.from_station, one.to_station))
    return {
        "gap": ground.gap,
        "moves": moves,
        "county": None if own is not None else _county(ground, ground.now(standing)),
        "note": cover_shapes.MOVE_UP_NOTE,
    }


def _county(ground: CoverMap, present: CoverNow) -> Context:
    return {
        "minutes": ground.policy.minutes,
        "covered": present.covered,
        "places": present.places,
        "empty_stations": present.empty_stations,
        "uncovered": present.uncovered[:MOST_UNCOVERED],
        "more_uncovered": max(0, len(present.uncovered) - MOST_UNCOVERED),
        "measure": cover_shapes.measure(ground),
    }
