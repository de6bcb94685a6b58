"""The place search of the county in memory, made anew whenever the county has changed."""

import gc
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from incidents.calls import Whereabouts
from incidents.places.gazetteer import HYDRANT, PlaceEntry
from incidents.places.roads import RoadLine
from incidents.places.search import PlaceSearch
from incidents.places.streets import HouseNumber
from resources import queries
from resources.errors import BadInput, FieldFault
from web.in_memory import InMemory

HYDRANT_RADIUS_M: Final = 30


def _entries() -> list[PlaceEntry]:
    rows = queries.places()
    names = {row.code: row.name for row in rows}
    entries = []
    for row in rows:
        above = [row.township_code, row.parent_code]
        entries.append(
            PlaceEntry(
                code=row.code,
                name=row.name,
                path=_path(names, [code for code in above if code != row.code], row.name),
                kind=row.kind,
                position=row.position,
                radius_m=row.radius_m,
                aliases=tuple(row.aliases.split()),
                is_synthetic=row.is_synthetic,
                township_code=row.township_code,
                parent_code=row.parent_code,
                former_names=tuple(row.former_names.split()),
            )
        )
    return [*entries, *_hydrants(names)]


def _hydrants(names: Mapping[str, str]) -> list[PlaceEntry]:
    """Return the water sources as places: callers and crews say the number on the post."""
    return [
        PlaceEntry(
            code=row.code,
            name=row.name,
            path=_path(names, [row.township_code], row.name),
            kind=HYDRANT,
            position=row.position,
            radius_m=HYDRANT_RADIUS_M,
            aliases=(),
            is_synthetic=row.is_synthetic,
            township_code=row.township_code,
            parent_code=row.township_code,
        )
        for row in queries.water_sources()
    ]


def _path(names: Mapping[str, str], above: Iterable[str | None], name: str) -> str:
    known = [names[code] for code in dict.fromkeys(above) if code is not None and code in names]
    return " / ".join([*known, name])


def road_lines() -> list[RoadLine]:
    """Return the pieces of road of the county as the search and the hint of a datum take them."""
    return [
        RoadLine(
            code=row.code,
            name=row.name,
            ref=row.ref,
            road_class=row.road_class,
            line=row.line,
            start_stake_m=row.start_stake_m,
            end_stake_m=row.end_stake_m,
            aliases=tuple(row.aliases.split()),
        )
        for row in queries.roads()
    ]


def _house_numbers() -> list[HouseNumber]:
    return [
        HouseNumber(row.street_code, row.number, row.position)
        for row in queries.house_numbers()
        if row.position is not None
    ]


def _search() -> PlaceSearch:
    county = queries.county()
    names = (county.name, f"{county.short_name}县", county.short_name) if county else ()
    neighbours = tuple(county.neighbours.split()) if county else ()
    return PlaceSearch(_entries(), names, neighbours, road_lines(), _house_numbers())


SEARCH: Final = InMemory("fenghuo_place_search", _search)


def place_search(*, fresh: bool = False) -> PlaceSearch:
    """Return the search over the county; after an edit it may be a moment behind.

    Who has edited and must find it at once asks for a fresh one, and waits for it.
    """
    return SEARCH.newest() if fresh else SEARCH.at_hand()


def prepare() -> None:
    """Make the search before anyone asks, and spare the collector its names.

    A full collection walks over all that lives, with every thread waiting: a tenth of a second
    now and then while consoles poll. What lives as long as the process is put out of its sight.
    """
    place_search(fresh=True)
    gc.collect()
    gc.freeze()


def settle(where: Whereabouts) -> Whereabouts:
    """Fill in what a chosen place tells: its name, township, kind of area, point.

    A bare point gets its township; a point or words that were given stay as given. Raises
    BadInput for an unknown code.
    """
    if where.place_code is None:
        return _at_point(where)
    place = queries.place_coded(where.place_code)
    if place is None:
        return _at_water(where)
    township = place.code if place.kind == "township" else place.township_code
    home = queries.place_coded(township) if township else None
    position = where.position or place.position or (home.position if home else None)
    return replace(
        where,
        text=where.text or place.name,
        township_code=township,
        is_urban=place.is_urban or (home.is_urban if home else False),
        position=position,
    )


def _at_point(where: Whereabouts) -> Whereabouts:
    """Fill in the township a bare point most likely lies in: its brigade is called at once."""
    if where.position is None or where.township_code is not None:
        return where
    around = place_search().around(where.position)
    return replace(where, township_code=around.township_code) if around.is_inside else where


def _at_water(where: Whereabouts) -> Whereabouts:
    """Fill in what a chosen hydrant tells; an incident keeps its point, not its code."""
    water = next((row for row in queries.water_sources() if row.code == where.place_code), None)
    if water is None:
        fault = FieldFault("place_code", f"没有代码为“{where.place_code}”的地点，请重新选择。")
        raise BadInput((fault,))
    home = queries.place_coded(water.township_code) if water.township_code else None
    return replace(
        where,
        text=where.text or water.name,
        place_code=None,
        township_code=water.township_code,
        is_urban=home.is_urban if home else False,
        position=where.position or water.position,
    )
