"""The demonstration county is what its generator makes, and says what is made up."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from resources.county import CountyRows
from resources.county_rows import PlaceKind, StationKind, WaterKind
from resources.geography import distance_m
from resources.unit_status import UnitStatus
from seed.county_folder import HEADINGS, read_county
from seed.youyang_maker import COUNTY_FOLDER, make


@pytest.fixture(scope="module")
def youyang() -> CountyRows:
    """The demonstration county as read."""
    return read_county(COUNTY_FOLDER)


def test_the_generator_makes_the_folder_byte_for_byte(tmp_path):
    make(COUNTY_FOLDER, tmp_path)

    assert {path.name for path in COUNTY_FOLDER.iterdir()} == set(HEADINGS)
    for name in HEADINGS:
        assert (tmp_path / name).read_bytes() == (COUNTY_FOLDER / name).read_bytes(), name


def test_the_generator_runs_as_a_command(tmp_path):
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "seed.youyang_maker", str(tmp_path / "out")]

    subprocess.run(command, cwd=root, check=True)

    assert {path.name for path in (tmp_path / "out").iterdir()} == set(HEADINGS)


def test_a_renamed_village_moves_no_other_row(tmp_path):
    for name in ("townships.csv", "villages.csv"):
        text = (COUNTY_FOLDER / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("亮垭村", "亮垭新村"), encoding="utf-8")

    make(tmp_path, tmp_path / "out")

    before = (COUNTY_FOLDER / "villages.csv").read_text(encoding="utf-8")
    after = (tmp_path / "out" / "villages.csv").read_text(encoding="utf-8")
    assert after == before.replace("亮垭村", "亮垭新村")


def test_townships_and_villages_are_the_official_ones(youyang):
    kinds = Counter(place.kind for place in youyang.places)

    # The statistics bureau's list has 39 townships and 278 villages and communities.
    assert kinds[PlaceKind.TOWNSHIP] == 39
    assert kinds[PlaceKind.VILLAGE] == 278
    assert sum(place.name.endswith("社区") for place in youyang.places) == 8


def test_stations_are_as_many_as_the_plan_says(youyang):
    # 酉阳 plan: 消防站 1 个, 乡镇专职消防队 39 支, 企业专职消防队 2 支, 微型消防站 131 个.
    assert Counter(station.kind for station in youyang.stations) == {
        StationKind.NATIONAL_STATION: 1,
        StationKind.TOWNSHIP_BRIGADE: 39,
        StationKind.ENTERPRISE_BRIGADE: 2,
        StationKind.MICRO_STATION: 131,
    }


def test_hydrants_are_the_two_hundred_odd_of_the_plan(youyang):
    kinds = Counter(source.kind for source in youyang.water_sources)

    # 64 + 48 in the seat, 14 + 10 in two towns, 5 in each of 8 towns, 2 in each of 27 others.
    assert kinds[WaterKind.MUNICIPAL_HYDRANT] == 64 + 48 + 14 + 10 + 8 * 5 + 27 * 2


def test_only_the_published_township_points_count_as_real(youyang):
    townships = [place for place in youyang.places if place.kind is PlaceKind.TOWNSHIP]

    assert [place.name for place in townships if place.is_synthetic] == ["桃花源街道"]
    assert all(row.is_synthetic for row in youyang.sourced if row not in townships)


def test_the_published_point_of_a_township_is_kept(youyang):
    longtan = next(place for place in youyang.places if place.name == "龙潭镇")

    # GeoNames 1802408.
    assert longtan.point is not None
    assert (longtan.point.position.lon, longtan.point.position.lat) == (108.96414, 28.75716)


def test_villages_lie_round_their_township(youyang):
    points = {place.code: place.point.position for place in youyang.places if place.point}

    away_m = [
        distance_m(points[place.code], points[place.township_code])
        for place in youyang.places
        if place.kind is PlaceKind.VILLAGE
    ]

    # Drawn on a sphere of equal degrees, so a few per mille beside the geodesic.
    assert 290 < min(away_m) < max(away_m) < 5_050


def test_every_station_has_a_vehicle_and_most_vehicles_a_crew(youyang):
    staffed = {crew.call_sign: crew for crew in youyang.crews}
    short = [
        unit.call_sign
        for unit in youyang.units
        if unit.call_sign in staffed and staffed[unit.call_sign].people < unit.minimum_crew
    ]

    assert {unit.station_code for unit in youyang.units} == {row.code for row in youyang.stations}
    assert sorted(short) == sorted(["县站照明1", "毛坝1"])
    assert len(youyang.units) - len(staffed) == 2


def test_one_vehicle_is_out_of_service_with_its_reason(youyang):
    out = [unit for unit in youyang.units if unit.initial_status is UnitStatus.OUT_OF_SERVICE]

    assert [(unit.call_sign, unit.initial_note) for unit in out] == [("铜鼓1", "送修：水泵故障")]
