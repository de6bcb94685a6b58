"""What an order leaves behind: the stations with nothing ready to go out."""

from collections.abc import Iterable
from dataclasses import dataclass

from dispatch.candidates import Candidate
from dispatch.recommendation import Pick


@dataclass(frozen=True, slots=True)
class EmptyStation:
    """A station that has no available vehicle once the order is given.

    `ordered` are the vehicles the order takes; where it takes none, the station was empty before.
    """

    station: str
    ordered: tuple[str, ...]

    @property
    def emptied_by_order(self) -> bool:
        """Tell whether the order is what empties it."""
        return bool(self.ordered)


def stations_left_empty(
    picks: Iterable[Pick], candidates: Iterable[Candidate]
) -> tuple[EmptyStation, ...]:
    """Return the stations without a staffed, available vehicle after the order.

    Those the order empties come first, then by name.
    """
    taken = {pick.call_sign for pick in picks}
    ordered: dict[str, list[str]] = {}
    covered: set[str] = set()
    for candidate in candidates:
        of_station = ordered.setdefault(candidate.station, [])
        if candidate.call_sign in taken:
            of_station.append(candidate.call_sign)
        elif candidate.is_available:
            covered.add(candidate.station)
    empty = [
        EmptyStation(station, tuple(sorted(call_signs)))
        for station, call_signs in ordered.items()
        if station not in covered
    ]
    return tuple(sorted(empty, key=lambda one: (not one.emptied_by_order, one.station)))
