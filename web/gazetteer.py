"""The place search of the county in memory, made anew whenever the county was loaded anew."""

from dataclasses import replace
from threading import Lock

from flask import current_app

from incidents.calls import Whereabouts
from incidents.places.gazetteer import PlaceEntry
from incidents.places.search import PlaceSearch
from resources import queries
from resources.errors import BadInput, FieldFault

_lock = Lock()
MADE = "fenghuo_place_search"


def _entries() -> list[PlaceEntry]:
    rows = queries.places()
    names = {row.code: row.name for row in rows}
    entries = []
    for row in rows:
        above = [row.township_code, row.parent_code]
        path = [names[code] for code in dict.fromkeys(above) if code in names and code != row.code]
        entries.append(
            PlaceEntry(
                code=row.code,
                name=row.name,
                path=" / ".join([*path, row.name]),
                kind=row.kind,
                position=row.position,
                radius_m=row.radius_m,
                aliases=tuple(row.aliases.split()),
                is_synthetic=row.is_synthetic,
                township_code=row.township_code,
                parent_code=row.parent_code,
            )
        )
    return entries


def place_search() -> PlaceSearch:
    """Return the search over the county as this application's database holds it now."""
    county = queries.county()
    key = (county.code, county.version) if county else ("", 0)
    # Beside the application, not the module: two databases may hold the same county and version.
    made: dict[tuple[str, int], PlaceSearch] = current_app.extensions.setdefault(MADE, {})
    with _lock:
        if key not in made:
            names = (county.name, f"{county.short_name}县", county.short_name) if county else ()
            neighbours = tuple(county.neighbours.split()) if county else ()
            made.clear()
            made[key] = PlaceSearch(_entries(), tuple(name for name in names if name), neighbours)
        return made[key]


def settle(where: Whereabouts) -> Whereabouts:
    """Fill in what a chosen place tells: its name, township, kind of area, point.

    A point or words the dispatcher gave stay as given. Raises BadInput for an unknown code.
    """
    if where.place_code is None:
        return where
    place = queries.place_coded(where.place_code)
    if place is None:
        fault = FieldFault("place_code", f"没有代码为“{where.place_code}”的地点，请重新选择。")
        raise BadInput((fault,))
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
