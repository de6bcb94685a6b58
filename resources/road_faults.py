"""What keeps pieces of road and house numbers from fitting into their county."""

from collections.abc import Iterable, Iterator

from resources.county_rows import HouseNumberRow, PlaceKind, PlaceRow, RoadRow
from resources.errors import RowFault
from resources.row_faults import CODE, Unread, fault, malformed, missing, negative, repeated

FASTEST_KMH = 130
"""Above the highest limit of China, 120 km/h: a slip."""


def road_faults(rows: Iterable[RoadRow]) -> Iterator[RowFault]:
    """Yield what is wrong with pieces of road, each by itself and their codes together."""
    rows = tuple(rows)
    codes = [(row.origin, row.code) for row in rows]
    yield from malformed(CODE, "道路代码", codes)
    yield from repeated("道路代码", codes)
    for row in rows:
        yield from _line_faults(row)
        yield from _stake_faults(row)
        yield from _limit_faults(row)


def _line_faults(row: RoadRow) -> Iterator[RowFault]:
    if len(row.line) < 2:
        yield fault(row.origin, f"道路线只有 {len(row.line)} 个点，至少要有 2 个点。")
    elif len(set(row.line)) < 2:
        yield fault(row.origin, "道路线的各点都在同一处，请核对。")


def _stake_faults(row: RoadRow) -> Iterator[RowFault]:
    start, end = row.start_stake_m, row.end_stake_m
    if (start is None) != (end is None):
        yield fault(row.origin, "起点桩号和终点桩号要么都填，要么都不填。")
    elif start is not None and start == end:
        yield fault(row.origin, f"起点桩号和终点桩号都是 {start} 米，请核对。")
    yield from negative(row.origin, (("起点桩号", start), ("终点桩号", end)))


def _limit_faults(row: RoadRow) -> Iterator[RowFault]:
    for name, amount, unit in (
        ("车速", row.speed_kmh, "千米每小时"),
        ("限高", row.height_limit_m, "米"),
        ("限重", row.weight_limit_t, "吨"),
    ):
        if amount is not None and amount <= 0:
            yield fault(row.origin, f"{name} {amount:g} {unit}应大于 0，不清楚时请留空。")
    if row.speed_kmh is not None and row.speed_kmh > FASTEST_KMH:
        yield fault(row.origin, f"车速 {row.speed_kmh:g} 千米每小时过高，请核对单位。")


def house_number_faults(
    rows: Iterable[HouseNumberRow], places: Iterable[PlaceRow], unread: Unread
) -> Iterator[RowFault]:
    """Yield what is wrong with house numbers: their street, the number, two alike."""
    rows = tuple(rows)
    kinds = {place.code: place for place in places}
    for row in rows:
        street = kinds.get(row.street_code)
        if street is None:
            yield from missing(row.origin, "道路", row.street_code, "places.csv", unread)
        elif street.kind is not PlaceKind.STREET:
            yield fault(row.origin, f"“{street.name}”不是道路，门牌号要挂在 street 类地点下。")
        if row.number < 1:
            yield fault(row.origin, f"门牌号 {row.number} 应至少为 1。")
    numbered = [(row.origin, f"{row.street_code} {row.number} 号") for row in rows]
    yield from repeated("门牌号", numbered)
