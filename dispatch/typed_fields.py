"""Who is typing in which field of a call: a warning between consoles that lapses by itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

LASTS: Final = timedelta(seconds=6)
"""How long it holds without being told again (P)."""

FIELD_LABELS: Final = {
    "narrative": "警情描述",
    "place": "地点",
    "category": "类别",
    "level": "等级",
    "trapped": "被困人数",
    "floors": "总楼层",
    "fire_floor": "着火层",
    "burning": "燃烧物",
    "lon": "经度",
    "lat": "纬度",
    "datum": "坐标系",
}
"""The fields of the call form that can be changed once the call is filed."""


@dataclass(frozen=True, slots=True)
class Typing:
    """Somebody typing in a field, at a console, until a moment unless told again."""

    incident: str
    field: str
    by: str
    console: str
    until: datetime
