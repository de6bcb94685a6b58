"""The generated past of the demonstration county, played through the real verbs.

Scenes are drawn first (`seed.scenes`), then lived in the order of their moments: an incident that
begins while another lasts finds the vehicles of that one away. A transaction ends only when
nothing is going on, so that what is stored is always whole incidents, and a run that was cut goes
on with the next one.
"""

from collections.abc import Callable, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from incidents import queries
from resources.county_rows import PlaceKind
from resources.database import transaction
from resources.errors import Refusal
from resources.queries import county, places
from seed.plan_figures import YOUYANG_PLAN, YearFigures
from seed.playing import Playing
from seed.scenes import Scene, Spot, draw_scenes

SEED: Final = 500242
AT_LEAST_TOGETHER: Final = 20
"""Incidents stored by one transaction: writing to disk costs as much as an incident."""

SETTINGS: Final = frozenset(
    {PlaceKind.VILLAGE, PlaceKind.RESIDENTIAL_AREA, PlaceKind.STREET, PlaceKind.MARKET}
)
"""Kinds of place a scene of any kind may be set at."""


class NoCounty(Refusal):
    """There is no county to pretend a past for."""


def history_is_there(plan: Sequence[YearFigures] = YOUYANG_PLAN) -> bool:
    """Tell whether the whole generated past has been stored."""
    return queries.counted_generated() >= sum(figures.call_outs for figures in plan)


def generate_history(
    progress: Callable[[int, int], None],
    plan: Sequence[YearFigures] = YOUYANG_PLAN,
    seed: int = SEED,
) -> None:
    """Store the generated past, or what is still missing of it.

    `progress` is told the incidents stored and the incidents in all. The past follows from the
    seed and the county's places: safe to repeat. Raises NoCounty.
    """
    scenes, zone = _scenes(plan, seed)
    stored = queries.counted_generated()
    while stored < len(scenes):
        with transaction() as session:
            # What earlier transactions loaded would be looked through at every flush.
            session.expunge_all()
            playing = Playing(session, zone)
            stored += playing.until_quiet(scenes[stored:], AT_LEAST_TOGETHER)
        progress(stored, len(scenes))


def _scenes(plan: Sequence[YearFigures], seed: int) -> tuple[list[Scene], ZoneInfo]:
    here = county()
    if here is None:
        raise NoCounty("尚未载入县域资料, 请先运行 fenghuo load-county。")
    spots = _spots()
    if not spots:
        raise NoCounty("县域资料中没有带坐标的村、社区或道路, 无法生成演示历史。")
    zone = ZoneInfo(here.time_zone)
    return draw_scenes(plan, spots, zone, seed), zone


def _spots() -> list[Spot]:
    townships = {place.code: place.name for place in places((PlaceKind.TOWNSHIP,))}
    return [
        Spot(
            code=place.code,
            name=place.name,
            township_code=place.township_code,
            township=townships[place.township_code],
            is_urban=place.is_urban,
            position=position,
            radius_m=place.radius_m,
        )
        for place in places(SETTINGS)
        if (position := place.position) is not None and place.township_code in townships
    ]
