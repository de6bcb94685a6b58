"""House numbers: the known point, or the place between known numbers of the same side."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from incidents.places.gazetteer import PlaceEntry
from resources.geography import Position, distance_m

HOUSE: Final = "house_number"
KNOWN_RADIUS_M: Final = 30
LEAST_GUESS_RADIUS_M: Final = 50
# Beyond the last known number a house is near it as long as the numbers are.
BEYOND_BY: Final = 20
BEYOND_RADIUS_M: Final = 300


@dataclass(frozen=True, slots=True)
class HouseNumber:
    """A house of a street whose number and point are known."""

    street_code: str
    number: int
    position: Position


@dataclass(frozen=True, slots=True)
class House:
    """A numbered house as an entry, and how its point was found."""

    entry: PlaceEntry
    how: str


class HouseNumbers:
    """The known house numbers of a county's streets."""

    def __init__(self, numbers: Iterable[HouseNumber]) -> None:
        """Take the known numbers."""
        self._streets: dict[str, dict[int, Position]] = defaultdict(dict)
        for house in numbers:
            self._streets[house.street_code][house.number] = house.position

    def at(self, street: PlaceEntry, number: int) -> House | None:
        """Return a house of a street, None where the street has no known numbers."""
        known = self._streets.get(street.code)
        if not known:
            return None
        if number in known:
            return _house(street, number, known[number], KNOWN_RADIUS_M, "门牌有登记的点位")
        side = sorted(other for other in known if other % 2 == number % 2)
        after = bisect_left(side, number)
        if 0 < after < len(side):
            return _between(street, number, known, (side[after - 1], side[after]))
        nearest = min(known, key=lambda other: (abs(other - number), other))
        if abs(nearest - number) <= BEYOND_BY:
            how = f"{number}号没有登记，取最近的已知门牌{nearest}号，位置估计"
            return _house(street, number, known[nearest], BEYOND_RADIUS_M, how)
        how = f"{number}号超出已知门牌（{min(known)}～{max(known)}号），只能定到整条街，请核对"
        return House(replace(street, radius_m=max(street.radius_m, BEYOND_RADIUS_M)), how)


def _between(
    street: PlaceEntry, number: int, known: dict[int, Position], sides: tuple[int, int]
) -> House:
    low, high = known[sides[0]], known[sides[1]]
    share = (number - sides[0]) / (sides[1] - sides[0])
    position = Position(
        low.lon + share * (high.lon - low.lon), low.lat + share * (high.lat - low.lat)
    )
    radius_m = max(LEAST_GUESS_RADIUS_M, round(distance_m(low, high) / 2))
    how = f"{number}号没有登记，按{sides[0]}号与{sides[1]}号推算"
    return _house(street, number, position, radius_m, how)


def _house(street: PlaceEntry, number: int, position: Position, radius_m: int, how: str) -> House:
    # The code stays the street's: an order may carry it, and the county holds no other.
    entry = replace(
        street,
        name=f"{street.name}{number}号",
        path=f"{street.path} / {number}号",
        kind=HOUSE,
        position=position,
        radius_m=radius_m,
    )
    return House(entry, how)
