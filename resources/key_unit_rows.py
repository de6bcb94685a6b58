"""Key units (重点单位) of a county folder: one row each, and what may be wrong with it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from resources.county_rows import Origin
from resources.errors import RowFault
from resources.row_faults import Unread, fault, missing, negative, repeated

MOST_FLOORS: Final = 200


@dataclass(frozen=True, slots=True)
class KeyUnitRow:
    """What a crew must know of a key unit before it goes in; None for what is not known."""

    origin: Origin
    place_code: str
    usage: str
    floors: int | None
    height_m: float | None
    hazards: str
    approach: str
    water: str
    contact: str
    remark: str
    dataset_code: str
    is_synthetic: bool


def key_unit_faults(
    rows: tuple[KeyUnitRow, ...], place_codes: Iterable[str], unread: Unread
) -> Iterator[RowFault]:
    """Yield every fault of the rows of key units; each is a place of the county, told once."""
    known = set(place_codes)
    files = ("places.csv", "villages.csv", "townships.csv")
    for row in rows:
        if row.place_code not in known:
            yield from missing(row.origin, "地点", row.place_code, files, unread)
        if row.floors is not None and not 1 <= row.floors <= MOST_FLOORS:
            yield fault(row.origin, f"楼层数 {row.floors} 应在 1 到 {MOST_FLOORS} 之间。")
        yield from negative(row.origin, (("高度", row.height_m),))
    yield from repeated("重点单位的地点代码", [(row.origin, row.place_code) for row in rows])
