"""Whom to send: the best team beside HiGHS, a province's fleet, and the county over HTTP."""

import gc
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

from sqlalchemy import insert, select

from bench.consoles import CONSOLES, POLL_S, polled_county
from bench.figures import Figure, faster, quick
from bench.travel import county_roads
from dispatch import advising, desk, preparing
from dispatch.advising import Question
from dispatch.candidates import Candidate
from dispatch.recommendation import RoadsUsed, recommend
from dispatch.response_plans import Demand, demand_for
from dispatch.roads import queries as road_queries
from resources.database import db, transaction, upgrade
from resources.geography import Position
from resources.records import Crew, Road, Station, Unit, line_as_text
from resources.unit_status import UnitStatus
from resources.vehicle_types import VEHICLE_TYPES
from tests.dispatch.candidate_makers import make_candidate
from tests.dispatch.optimum import Pair, Problem, by_highs, problem
from tests.makers import DATASET, make_county
from web import create_app
from web.clock import utc_now
from web.settings import Settings

# A fire in a high building of level 3: 8 water tankers, 2 ladders, 2 rescue vehicles, 1 air supply.
HIGH_RISE: Final = ("10200", 3)
ASKED: Final = (HIGH_RISE, ("10100", 1), ("10100", 2), ("20100", 1), ("20200", 2))
COUNTY_UNITS: Final = 200
BOARDS: Final = 12
HIGHS_GOAL: Final = 10.0

STATIONS: Final = 500
UNITS_OF_A_STATION: Final = 10
QUESTIONS: Final = 200
GOAL_MS: Final = 50.0
TOWNSHIPS: Final = 100

HTTP_QUESTIONS: Final = 200
HTTP_GOAL_MS: Final = 100.0

# The mix of a station with ten vehicles, tankers most.
MIX: Final = (
    *("water_tanker", "water_tanker", "water_tanker", "foam_tanker", "rescue", "first_attack"),
    *("platform", "air_supply", "lighting", "pickup", "command", "water_supply"),
)


def figures() -> Iterator[Figure]:
    """Yield the figures of this subject."""
    yield _beside_highs()
    yield from _province()
    yield from _over_http()


def _beside_highs() -> Figure:
    demand = demand_for(*HIGH_RISE)
    ours_ms, their_ms, same = [], [], True
    for seed in range(BOARDS):
        fleet = _county_fleet(Random(seed))
        started = perf_counter()
        advice = recommend(demand, fleet)
        ours_ms.append((perf_counter() - started) * 1000)
        started = perf_counter()
        of = problem(demand, fleet)
        best = by_highs(of)
        their_ms.append((perf_counter() - started) * 1000)
        same &= (
            of.worth(_pairs(advice.team, demand, of, [str(p.capability) for p in advice.picks]))
            == best
        )
    return faster(
        "best team with reasons",
        f"{demand.vehicles} places of a high-rise fire, {COUNTY_UNITS} vehicles, {BOARDS} boards",
        median(ours_ms),
        ("HiGHS, aim by aim, no reasons", median(their_ms)),
        HIGHS_GOAL,
        same,
    )


def _pairs(team: Sequence[Candidate], demand: Demand, of: Problem, words: list[str]) -> list[Pair]:
    vehicle = {one.call_sign: at for at, one in enumerate(of.fleet)}
    line = {str(one.capability): number for number, one in enumerate(demand.lines)}
    return [(vehicle[one.call_sign], line[word]) for one, word in zip(team, words, strict=True)]


def _county_fleet(random: Random) -> list[Candidate]:
    """Return vehicles of forty stations of which some share a crew, rest, or are out."""
    fleet = []
    for at in range(COUNTY_UNITS):
        one = make_candidate(
            f"车{at:03}",
            random.choice(MIX),
            seconds=random.randint(120, 5400),
            station=f"站{at // 5}",
            status=random.choice([*[UnitStatus.IN_STATION] * 5, UnitStatus.ON_SCENE]),
            water_t=random.choice([3.0, 8.0, 12.0]),
        )
        fleet.append(
            replace(
                one,
                pool=random.choice(["", "", "一班"]),
                rest_note="连续出动 8 小时" if random.random() < 0.1 else "",
                cover_loss=random.randint(0, 20_000),
                doubt=timedelta(seconds=120),
            )
        )
    return fleet


def _province() -> Iterator[Figure]:
    """Ask in-process, with one vehicle that has moved before every question."""
    random = Random(5_000)
    nodes, _ = county_roads(Random(119))
    with TemporaryDirectory() as name:
        url = f"sqlite:///{Path(name) / 'fenghuo.sqlite'}"
        upgrade(url)
        with create_app(Settings(url, Path(name), "k" * 64)).app_context():
            signs = _store_province(random, nodes)
            network = road_queries.network()
            assert network is not None and len(network), "the province has roads"
            times = []
            for at in range(QUESTIONS + 3):
                with transaction() as session:
                    desk.report_position(
                        session, random.choice(signs), random.choice(nodes), utc_now()
                    )
                code, level = random.choice(ASKED)
                township = f"{random.randrange(TOWNSHIPS):03}"
                question = Question(code, level, random.choice(nodes), township)
                db.session.remove()
                started = perf_counter()
                answer = advising.advise(question)
                took = (perf_counter() - started) * 1000
                assert answer.roads is not RoadsUsed.NONE, "times go by road"
                assert len(answer.candidates) == len(signs), "everybody is told of"
                if at == 2:
                    preparing.finish(network)
                    # As the server does once it is ready.
                    gc.collect()
                    gc.freeze()
                # The first questions warm up what is kept between questions.
                if at >= 3:
                    times.append(took)
            db.session.remove()
            db.engine.dispose()
    workload = (
        f"{len(signs):,} vehicles, {STATIONS} stations, {len(nodes):,} road nodes, warm;"
        f" {QUESTIONS} questions, each after a position"
    )
    yield from quick("full advice with reasons", workload, times, GOAL_MS)


def _store_province(random: Random, nodes: Sequence[Position]) -> list[str]:
    """Store roads, stations and vehicles with their crews; return the call signs."""
    _, pieces = county_roads(Random(119))
    places = random.sample(list(nodes), STATIONS)
    with transaction() as session:
        make_county(session)
        session.execute(insert(Road), [_road(nodes, at, piece) for at, piece in enumerate(pieces)])
        session.execute(insert(Station), [_station(at, one) for at, one in enumerate(places)])
        session.flush()
        stations = session.scalars(select(Station.id).order_by(Station.id)).all()[-STATIONS:]
        units = [
            _unit(random, f"车{station_id:04}{at}", station_id, place)
            for station_id, place in zip(stations, places, strict=True)
            for at in range(UNITS_OF_A_STATION)
        ]
        session.execute(insert(Unit), units)
        keys = session.scalars(select(Unit.id).order_by(Unit.id)).all()
        session.execute(
            insert(Crew), [{"unit_id": key, "people": 6, "has_driver": True} for key in keys]
        )
    return [str(one["call_sign"]) for one in units]


def _road(nodes: Sequence[Position], at: int, piece: tuple[int, int, str]) -> dict[str, object]:
    first, last, road_class = piece
    return {
        "code": f"R{at}",
        "road_class": str(road_class),
        "line_text": line_as_text((nodes[first], nodes[last])),
        "dataset_code": DATASET,
        "is_synthetic": True,
        "datum_in": "wgs84",
    }


def _station(at: int, place: Position) -> dict[str, object]:
    return {
        "code": f"S{at}",
        "name": f"站{at}",
        "kind": "national_station" if at % 3 else "township_brigade",
        "township_code": f"{at % TOWNSHIPS:03}",
        "lon": place.lon,
        "lat": place.lat,
        "dataset_code": DATASET,
    }


def _unit(random: Random, call_sign: str, station_id: int, place: Position) -> dict[str, object]:
    kind = VEHICLE_TYPES[random.choice(MIX)]
    is_busy = random.random() < 0.2
    return {
        "call_sign": call_sign,
        "station_id": station_id,
        "vehicle_type": kind.code,
        "seats": kind.seats,
        "minimum_crew": kind.minimum_crew,
        "water_t": 8.0 if "tanker" in kind.code else 0.0,
        "status": UnitStatus.ON_SCENE if is_busy else UnitStatus.IN_STATION,
        "status_note": "",
        "status_since": utc_now(),
        "lon": place.lon,
        "lat": place.lat,
        "position_at": utc_now() - timedelta(hours=1),
        "dataset_code": DATASET,
    }


def _over_http() -> Iterator[Figure]:
    random = Random(100)
    with polled_county("call_taker") as ask:
        times = []
        for at in range(HTTP_QUESTIONS + 3):
            code, level = random.choice(ASKED)
            body = {
                "category": code,
                "level": level,
                "lon": round(108.77 + random.uniform(-0.2, 0.2), 5),
                "lat": round(28.84 + random.uniform(-0.2, 0.2), 5),
            }
            took = ask.after_pause("/api/v1/recommendations", body)
            if at >= 3:
                times.append(took)
    workload = f"{HTTP_QUESTIONS} places of the county, {CONSOLES} consoles poll each {POLL_S:g} s"
    yield from quick("advice over HTTP", workload, times, HTTP_GOAL_MS)
