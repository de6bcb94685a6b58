"""The fleet as its rows say now, and the trees that hold whoever could go."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from dispatch.departures import Departure
from dispatch.leaving import Leaving, departure_of
from resources.crewing import Manned, is_staffed, why_blocked, why_unstaffed
from resources.geography import Position
from resources.nearest import CapabilityIndex, IndexEntry
from resources.unit_status import DISPATCHABLE, UnitStatus
from resources.vehicle_types import Capability


@dataclass(frozen=True, slots=True)
class UnitKind:
    """What decides which places a vehicle can fill; kits are not recorded yet."""

    vehicle_type: str
    capabilities: frozenset[Capability]
    water_t: float
    ladder_m: float
    has_rescue_kit: bool = False
    has_smoke_light_kit: bool = False


@dataclass(frozen=True, slots=True)
class UnitNow:
    """One vehicle with its station and crew, as its rows say.

    `version` rises with every change of the vehicle or its crew. `place` is where it was last
    heard of, else its station; None where neither has a position. `fault` says why its record
    cannot be used, None where it can.
    """

    key: int
    version: int
    call_sign: str
    station: str
    station_kind: str
    township_code: str | None
    kind: UnitKind
    status: UnitStatus
    status_note: str
    minimum_crew: int
    people: int
    has_driver: bool
    pool: str
    rest_until: datetime | None
    place: Position | None
    home: Position | None
    position_at: datetime | None
    fault: str | None = None

    @property
    def manned(self) -> Manned:
        """Whose people it goes with."""
        return Manned(self.call_sign, self.station, self.pool, self.status)

    @property
    def is_out(self) -> bool:
        """Tell whether it is away from its station, so that what was last heard of it ages."""
        return self.status != UnitStatus.IN_STATION

    @property
    def is_at_home(self) -> bool:
        """Tell whether it stands where its station stands."""
        return self.place is self.home or self.place == self.home

    @property
    def departure(self) -> Departure | None:
        """Where it leaves from; None without a place, and for a record that cannot be used."""
        if self.fault is not None:
            return None
        kind = self.kind
        return departure_of(
            self.place, kind.vehicle_type, self.station_kind, self.status, kind.water_t
        )

    @property
    def is_staffed(self) -> bool:
        """Tell whether it has the people to turn out."""
        return is_staffed(self.people, self.minimum_crew, self.has_driver)

    def why_not(self, mates: Iterable["UnitNow"]) -> str | None:
        """Return why it cannot go beyond its status, in words that follow a count, or None."""
        if self.fault is not None:
            return self.fault
        if self.status == UnitStatus.OUT_OF_SERVICE and self.status_note:
            return f"停用（{self.status_note}）"
        if self.status != UnitStatus.IN_STATION:
            return None
        if self.pool and (blocked := why_blocked(self.manned, (one.manned for one in mates))):
            return blocked
        lacking = why_unstaffed(self.people, self.minimum_crew, self.has_driver)
        return f"人员不足（{lacking}）" if lacking else None


@dataclass(frozen=True, slots=True)
class Post:
    """A station that has a vehicle, and where it stands."""

    station: str
    kind: str
    township_code: str | None
    home: Position | None


class Fleet:
    """Every vehicle by key, and one tree per capability of those that could go now.

    Kept right by telling it what has changed; a vehicle leaves the trees with its order and comes
    back with its release. `kinds` are the vehicles in the trees by what they can fill.
    """

    def __init__(self, units: Iterable[UnitNow] = ()) -> None:
        self.units: dict[int, UnitNow] = {one.key: one for one in units}
        self._pools: dict[tuple[str, str], set[int]] = {}
        for one in self.units.values():
            self._join(one)
        ready = [one for one in self.units.values() if self._is_ready(one)]
        self.index = CapabilityIndex(
            IndexEntry(one.key, one.place, one.kind.capabilities)
            for one in ready
            if one.place is not None
        )
        self.kinds: dict[UnitKind, set[int]] = {}
        for one in ready:
            self.kinds.setdefault(one.kind, set()).add(one.key)
        self.leaving = Leaving()
        """Where everybody leaves from."""
        self.revision = 0
        """Rises with every change but the driving of a vehicle on the road."""
        for one in self.units.values():
            self._leave_from(one)

    def change(self, changed: Iterable[UnitNow], gone: Iterable[int] = ()) -> None:
        """Take over what has changed, and forget those that are no more."""
        renewed: list[UnitNow] = []
        for one in changed:
            before = self.units.get(one.key)
            if before is not None and one.key in self.index and _has_only_moved(before, one):
                # Most changes of a large fleet: a vehicle on the road drove on.
                assert one.place is not None, "one that only moved has a place"
                self.index.move(one.key, one.place)
                self.units[one.key] = one
                self._leave_from(one)
            else:
                renewed.append(one)
        lost = set(gone)
        self.revision += bool(renewed or lost)
        touched = {one.key for one in renewed} | lost
        touched = touched.union(*(self._mates(key) for key in touched))
        for key in touched:
            self._leave_trees(key)
        for key in lost | {one.key for one in renewed}:
            self._forget(key)
        for one in renewed:
            self.units[one.key] = one
            self._join(one)
            self._leave_from(one)
        touched = (touched - lost).union(*(self._mates(one.key) for one in renewed))
        for key in touched:
            self._leave_trees(key)
            self._enter_trees(key)

    def why_not(self, one: UnitNow) -> str | None:
        """Return why a vehicle cannot go beyond its status, None where nothing is known."""
        return one.why_not(self.units[key] for key in self._mates(one.key))

    def posts(self) -> list[Post]:
        """Return the stations of the vehicles, by name."""
        found = {
            one.station: Post(one.station, one.station_kind, one.township_code, one.home)
            for one in self.units.values()
        }
        return sorted(found.values(), key=lambda post: post.station)

    def counts(self) -> Mapping[UnitKind, int]:
        """Return how many vehicles of each kind the trees hold."""
        return {kind: len(keys) for kind, keys in self.kinds.items() if keys}

    def _is_ready(self, one: UnitNow) -> bool:
        able = one.status in DISPATCHABLE and one.is_staffed and one.place is not None
        return able and self.why_not(one) is None

    def _mates(self, key: int) -> set[int]:
        one = self.units.get(key)
        if one is None or not one.pool:
            return set()
        return self._pools.get(one.manned.group, set()) - {key}

    def _join(self, one: UnitNow) -> None:
        if one.pool:
            self._pools.setdefault(one.manned.group, set()).add(one.key)

    def _leave_from(self, one: UnitNow) -> None:
        self.leaving.change(one.key, one.departure, one.position_at if one.is_out else None)

    def _forget(self, key: int) -> None:
        self.leaving.change(key, None, None)
        one = self.units.pop(key, None)
        if one is not None and one.pool:
            self._pools[one.manned.group].discard(key)

    def _enter_trees(self, key: int) -> None:
        one = self.units[key]
        if one.place is not None and self._is_ready(one):
            self.index.insert(key, one.place, one.kind.capabilities)
            self.kinds.setdefault(one.kind, set()).add(key)

    def _leave_trees(self, key: int) -> None:
        if key in self.index:
            self.index.remove(key)
            self.kinds[self.units[key].kind].discard(key)


def _has_only_moved(before: UnitNow, after: UnitNow) -> bool:
    """Tell whether nothing changed that decides who may go with whom, and for what."""
    if after.place is None or after.pool or before.pool or after.fault is not None:
        return False
    # From where it waits a vehicle on standby covers the county.
    if after.status == UnitStatus.STANDBY:
        return False
    same = (before.status, before.kind, before.people, before.minimum_crew, before.has_driver)
    return same == (
        *(after.status, after.kind, after.people),
        *(after.minimum_crew, after.has_driver),
    )
