"""What is wrong with the forces a county folder names beyond the county's own vehicles."""

from collections.abc import Iterator
from typing import Final

from resources.county_rows import PartnerRow
from resources.errors import RowFault
from resources.row_faults import fault, negative
from resources.vehicle_types import Capability

HIGHEST_RUNG: Final = 6


def partner_faults(rows: tuple[PartnerRow, ...]) -> Iterator[RowFault]:
    """Yield every fault of the rows of partners."""
    words = [capability.value for capability in Capability]
    for row in rows:
        if not 0 <= row.rung <= HIGHEST_RUNG:
            yield fault(row.origin, f"增援级别 {row.rung} 应在 0 到 {HIGHEST_RUNG} 之间。")
        yield from negative(row.origin, (("车辆数", row.vehicles), ("人数", row.people)))
        for word in row.capabilities:
            if word not in words:
                known = "、".join(words)
                yield fault(row.origin, f"不认识能力“{word}”，可填：{known}。")
        if row.vehicles > 0 and not row.capabilities:
            yield fault(row.origin, "有车辆就要填写 capabilities，否则不知道能求援什么。")
