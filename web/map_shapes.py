"""What the map draws beside the county's points: the cells of the stations, with their note."""

from collections.abc import Iterable
from typing import Final

from flask import Flask

from dispatch.nearest_cells import Bounds, nearest_cells
from dispatch.response_plans import Mark
from resources.county_rows import StationKind
from resources.queries import Station
from web.road_shapes import line
from web.shapes import Shape
from web.tiles import ADDRESS, NO_TILES, Ground

MARGIN_DEG: Final = 0.05
"""So far beyond the outermost place the sketch of the cells goes, some 5 km."""
CELLS_NOTE: Final = "按直线最近队站划分，示意，非官方边界"


def ground_laid(app: Flask) -> Ground | None:
    """The brigade's own tiles, where the settings name any."""
    found: Ground | None = app.config["TILES"]
    return found


def ground(laid: Ground | None) -> Shape:
    """Which ground lies under the map, and where a browser asks for it."""
    if laid is None:
        return {"url": None, "min_zoom": None, "max_zoom": None, "credit": "", "words": NO_TILES}
    least, most = laid.zooms
    return {
        "url": ADDRESS,
        "min_zoom": least,
        "max_zoom": most,
        "credit": laid.credit,
        "words": laid.words,
    }


def station_cells(stations: Iterable[Station], bounds: tuple[float, float, float, float]) -> Shape:
    """The ground nearest to each station that has engines, with the words that must stand by."""
    west, south, east, north = bounds
    ground = Bounds(west - MARGIN_DEG, south - MARGIN_DEG, east + MARGIN_DEG, north + MARGIN_DEG)
    sites = [
        (row.name, row.position)
        for row in stations
        if row.position is not None and row.kind != StationKind.MICRO_STATION
    ]
    return {
        "cells": [
            {"station": cell.station, "ring": line(cell.ring)}
            for cell in nearest_cells(sites, ground)
        ],
        "note": CELLS_NOTE,
        "mark": str(Mark.PROPOSED),
    }
