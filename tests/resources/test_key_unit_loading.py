"""What is known of key units follows the county folder."""

from dataclasses import replace

from flask import Flask

from resources import queries
from resources.county_rows import Origin
from resources.key_unit_rows import KeyUnitRow
from tests.resources.test_loading import LATER, ROWS, load


def make_key_unit(code: str = "P1", **told: object) -> KeyUnitRow:
    whole: dict[str, object] = {
        "origin": Origin("key_units.csv", 2),
        "place_code": code,
        "usage": "冷库物流",
        "floors": 2,
        "height_m": 7.5,
        "hazards": "液氨制冷",
        "approach": "",
        "water": "",
        "contact": "",
        "remark": "",
        "dataset_code": ROWS.datasets[0].code,
        "is_synthetic": ROWS.datasets[0].is_synthetic,
    }
    return KeyUnitRow(**(whole | told))  # type: ignore[arg-type]


def test_key_units_are_loaded_refreshed_and_removed_with_their_rows(application: Flask):
    code = ROWS.places[0].code
    load(replace(ROWS, key_units=(make_key_unit(code),)))

    again = load(replace(ROWS, key_units=(make_key_unit(code, floors=3),)), LATER)
    kept = queries.key_unit_at(code)
    without = load(ROWS, LATER)

    assert kept is not None
    assert (kept.floors, kept.height_m, kept.hazards) == (3, 7.5, "液氨制冷")
    assert queries.key_unit_at(code) is None
    counts = [(one.refreshed, one.removed) for one in (again.layers[-1], without.layers[-1])]
    assert (again.layers[-1].noun, counts) == ("重点单位", [(1, 0), (0, 1)])
