"""Makers of maps of cover from minutes written down by hand."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from random import Random

import numpy as np

from dispatch.cover import CoverMap, CoverPolicy, DemandPoint, Post, Standing
from tests.makers import TOWN

NO_WAY = float("inf")


def make_map(
    minutes: Mapping[str, Sequence[float]],
    weights: Sequence[float] = (),
    between: Mapping[str, Sequence[float]] | None = None,
    busy: float = 0.1,
) -> CoverMap:
    """Make a map of stations with their minutes to places named 甲, 乙, 丙 ..."""
    points = max((len(row) for row in minutes.values()), default=len(weights))
    shares = weights or (1.0,) * points
    names = "甲乙丙丁戊己庚辛壬癸"
    posts = len(minutes)
    apart = between or {name: (5.0,) * posts for name in minutes}
    return CoverMap(
        [Post(name, "township_brigade", TOWN) for name in minutes],
        [DemandPoint(names[at], TOWN, share) for at, share in enumerate(shares)],
        (
            np.array(list(minutes.values()), dtype=np.float64).reshape(posts, points) * 60,
            np.array([apart[name] for name in minutes], dtype=np.float64).reshape(posts, posts)
            * 60,
        ),
        CoverPolicy(within=timedelta(minutes=15), busy=busy),
    )


def stand(call_sign: str, station: str | None, pool: str = "") -> Standing:
    """Make a unit that stands at a station."""
    return Standing(call_sign, station, pool)


def random_map(random: Random, posts: int, points: int) -> CoverMap:
    """Make a map of stations 站0, 站1 ... with times of 1 to 40 minutes, some without a way."""

    def times(count: int) -> tuple[float, ...]:
        return tuple(
            NO_WAY if random.random() < 0.1 else float(random.randrange(1, 41))
            for _ in range(count)
        )

    return make_map(
        {f"站{at}": times(points) for at in range(posts)},
        tuple(1 + random.random() * 5 for _ in range(points)),
        {f"站{at}": times(posts) for at in range(posts)},
        busy=random.choice([0.1, 0.2, 0.35]),
    )


def random_standings(random: Random, ground: CoverMap, units: int) -> list[Standing]:
    """Make units strewn over the stations of a map, some covering nothing, some sharing crews."""
    stations = [post.station for post in ground.posts]
    return [
        stand(
            f"车{at:02}",
            None if random.random() < 0.1 else random.choice(stations),
            random.choice(["", "", "甲班"]),
        )
        for at in range(units)
    ]
