"""Cover of a large province in one pass, and what moving up is worth in the demo county."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from random import Random
from statistics import median
from time import perf_counter
from typing import Final
from zoneinfo import ZoneInfo

from bench.figures import ROOT, Figure, faster
from dispatch.cover import (
    DEFAULT_COVER,
    CoverMap,
    CoverPolicy,
    DemandPoint,
    Floats,
    Post,
    Standing,
    Whole,
)
from dispatch.cover_points import COVERING, Ground, map_times, seconds_from_posts
from dispatch.move_up import Move, move_up
from dispatch.roads.network import RoadNetwork, RoadPiece
from resources.county import CountyRows
from resources.county_rows import PlaceKind
from resources.geography import Position
from resources.unit_status import UnitStatus
from resources.vehicle_types import VEHICLE_TYPES
from seed.county_folder import read_county
from seed.history import SEED, SETTINGS
from seed.plan_figures import YOUYANG_PLAN
from seed.scenes import Spot, draw_scenes

UNITS, STATIONS, PLACES = 5_000, 500, 5_000
WEST, SOUTH, SIDE = 105.0, 27.0, 4.0
WITHIN: Final = CoverPolicy(within=timedelta(minutes=60))
ROUNDS: Final = 15

LARGE_FIRES: Final = 300
ENGINES_TAKEN: Final = 8
LASTS_S: Final = 4 * 3600.0
ADVISED_AFTER_S: Final = 300.0
NEXT_INCIDENTS: Final = 40


def figures() -> Iterator[Figure]:
    """Yield the figures of this subject."""
    yield _loss_of_each()
    yield _worth()


def _loss_of_each() -> Figure:
    random = Random(119)

    def somewhere() -> Position:
        return Position(WEST + random.random() * SIDE, SOUTH + random.random() * SIDE)

    posts = tuple(Post(f"站{at}", "township_brigade", somewhere()) for at in range(STATIONS))
    points = tuple(DemandPoint(f"村{at}", somewhere(), 1 + random.random()) for at in range(PLACES))
    ground = Ground(posts, points)
    county = CoverMap(posts, points, map_times(None, ground), WITHIN)
    fleet = [Standing(f"车{at}", posts[random.randrange(STATIONS)].station) for at in range(UNITS)]
    ours_ms = []
    for _ in range(ROUNDS):
        began = perf_counter()
        losses = county.loss_of_each(fleet)
        ours_ms.append((perf_counter() - began) * 1000)
    began = perf_counter()
    without = {
        post.station: loss for post, loss in zip(posts, _one_by_one(county, fleet), strict=True)
    }
    peer_ms = (perf_counter() - began) * 1000
    same = all(
        abs(loss - without[str(one.station)]) <= 1 for one, loss in zip(fleet, losses, strict=True)
    )
    workload = f"loss of each of {UNITS} units, {STATIONS} stations, {PLACES} places"
    return faster("cover", workload, median(ours_ms), ("cover again for each", peer_ms), 50, same)


def _one_by_one(county: CoverMap, fleet: Sequence[Standing]) -> list[int]:
    """Return the loss of one engine of each station, each by reckoning the county again."""
    counts = county.counts(fleet)
    before = county.cover_of(counts)
    losses = []
    for post in range(len(counts)):
        fewer = counts.copy()
        fewer[post] = max(0, fewer[post] - 1)
        losses.append(before - county.cover_of(fewer))
    return losses


def _worth() -> Figure:
    """Return the share of next incidents reached in time while a large fire ties engines up.

    The places are those of one generated year. Each large fire takes the nearest engines for four
    hours; the others happen meanwhile. An engine that moves covers nothing until it stands.
    """
    rows = read_county(ROOT / "seed" / "youyang")
    ground = _ground(rows)
    network = RoadNetwork(
        RoadPiece(
            code=one.code,
            road_class=one.road_class,
            line=one.line,
            is_oneway=one.is_oneway,
            speed_kmh=one.speed_kmh,
            height_limit_m=one.height_limit_m,
            weight_limit_t=one.weight_limit_t,
            is_synthetic=one.is_synthetic,
        )
        for one in rows.roads
    )
    county = CoverMap(ground.posts, ground.points, map_times(network, ground), DEFAULT_COVER)
    fleet = _fleet(rows, {post.station for post in ground.posts})
    scenes = _places_of_a_year(rows)
    seconds = seconds_from_posts(network, ground.posts, scenes)
    random = Random(119)
    still = moved = asked = advised = 0
    for _ in range(LARGE_FIRES):
        fire = random.randrange(len(scenes))
        kept = _left(county, fleet, seconds[:, fire])
        moves = move_up(county, kept)
        advised += len(moves)
        for _ in range(NEXT_INCIDENTS):
            place, at_s = random.randrange(len(scenes)), random.uniform(0, LASTS_S)
            asked += 1
            still += _in_time(county, county.counts(kept), seconds[:, place])
            counts = county.counts(_standing_at(kept, moves, at_s))
            moved += _in_time(county, counts, seconds[:, place])
    return Figure(
        name="moving up",
        workload=f"{LARGE_FIRES} large fires, {asked} next incidents, {advised} moves advised",
        ours=round(100 * moved / asked, 2),
        unit="% in time",
        peer="nobody moves",
        peer_value=round(100 * still / asked, 2),
        ratio=None,
        goal="none, told only",
        same_answer=None,
        holds=True,
    )


def _left(county: CoverMap, fleet: Sequence[Standing], seconds: Floats) -> list[Standing]:
    """Return who is left when the nearest engines have gone to the fire."""
    at = {post.station: number for number, post in enumerate(county.posts)}
    nearest = sorted(fleet, key=lambda one: (seconds[at[str(one.station)]], one.call_sign))
    taken = {one.call_sign for one in nearest[:ENGINES_TAKEN]}
    return [one for one in fleet if one.call_sign not in taken]


def _standing_at(kept: Sequence[Standing], moves: Sequence[Move], at_s: float) -> list[Standing]:
    by_sign = {one.call_sign: one for one in moves}
    standing = []
    for one in kept:
        move = by_sign.get(one.call_sign)
        if move is None or at_s < ADVISED_AFTER_S:
            standing.append(one)
        elif at_s >= ADVISED_AFTER_S + move.time.total_seconds():
            standing.append(Standing(one.call_sign, move.to_station))
    return standing


def _in_time(county: CoverMap, counts: Whole, seconds: Floats) -> bool:
    return bool((seconds[counts > 0] <= county.policy.within.total_seconds()).any())


def _ground(rows: CountyRows) -> Ground:
    owners = {one.station_code for one in rows.units if _is_engine(one.vehicle_type)}
    return Ground(
        tuple(
            Post(one.name, one.kind, one.point.position)
            for one in rows.stations
            if one.code in owners
        ),
        tuple(
            DemandPoint(one.name, one.point.position)
            for one in rows.places
            if one.kind in (PlaceKind.TOWNSHIP, PlaceKind.VILLAGE) and one.point is not None
        ),
    )


def _fleet(rows: CountyRows, posts: set[str]) -> list[Standing]:
    crews = {one.call_sign: one for one in rows.crews}
    names = {one.code: one.name for one in rows.stations}
    return [
        Standing(one.call_sign, names[one.station_code])
        for one in rows.units
        if _is_engine(one.vehicle_type)
        and names[one.station_code] in posts
        and one.initial_status == UnitStatus.IN_STATION
        and one.call_sign in crews
        and crews[one.call_sign].people >= one.minimum_crew
        and crews[one.call_sign].has_driver
    ]


def _is_engine(vehicle_type: str) -> bool:
    return bool(VEHICLE_TYPES[vehicle_type].capabilities & COVERING)


def _places_of_a_year(rows: CountyRows) -> list[Position]:
    """Return where the fires and rescues of the last generated year were."""
    townships = {one.code: one.name for one in rows.places if one.kind == PlaceKind.TOWNSHIP}
    spots = [
        Spot(
            code=one.code,
            name=one.name,
            township_code=one.township_code,
            township=townships[one.township_code],
            is_urban=one.is_urban,
            position=one.point.position,
            radius_m=one.radius_m,
        )
        for one in rows.places
        if one.kind in SETTINGS and one.point is not None
    ]
    scenes = draw_scenes(YOUYANG_PLAN, spots, ZoneInfo(rows.county.time_zone), SEED)
    year = max(one.received_at.year for one in scenes)
    return [
        one.position
        for one in scenes
        if one.received_at.year == year and one.category.startswith(("1", "2"))
    ]
