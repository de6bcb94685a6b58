"""What may be asked to be done with the roads, read from the request."""

from collections.abc import Mapping
from typing import Final

from dispatch.closures import MOST_PIECES, MOST_POINTS, RoadsToClose
from dispatch.weather import Weather
from resources.accounts import Role
from resources.geography import Position
from web.reading import Reader

ROAD_KEEPERS: Final = (Role.DISPATCHER, Role.CHIEF, Role.ADMIN)
"""Who may close roads and tell the weather: crews report to their chief, the rest to the room."""
POINT: Final = '应为点的列表，例如 [{"lon": 108.77, "lat": 28.84}]。'


def read_line(reader: Reader, name: str = "line", most: int = MOST_POINTS) -> tuple[Position, ...]:
    """Read what was drawn: a list of positions, each in its own datum; absent means nothing."""
    told = reader.values.get(name)
    if told is None:
        return ()
    if not isinstance(told, list) or not all(isinstance(one, Mapping) for one in told):
        reader.blame(name, POINT)
        return ()
    if len(told) > most:
        reader.blame(name, f"最多 {most} 个点，现为 {len(told)} 个，请分几次画。")
        return ()
    found = []
    for number, one in enumerate(told, start=1):
        point = Reader({"position": one})
        position, _ = point.position()
        if position is None:
            why = point.faults[0].message if point.faults else POINT
            reader.blame(name, f"第 {number} 个点：{why}")
            return ()
        found.append(position)
    return tuple(found)


def read_closing(reader: Reader) -> RoadsToClose:
    """Read what is to be closed; raises BadInput naming every bad field."""
    line = read_line(reader)
    roads = reader.words("roads", most=MOST_PIECES)
    reason = reader.text("reason")
    starts_at, ends_at = reader.moment("starts_at"), reader.moment("ends_at")
    reader.finish()
    return RoadsToClose(reason, line, tuple(roads), starts_at, ends_at)


def read_weather(reader: Reader) -> tuple[Weather, str]:
    """Read the weather and a remark; raises BadInput."""
    weather, remark = reader.choice("weather", Weather), reader.text("remark")
    if weather is None:
        reader.blame("weather", f"请选择天气：{'、'.join(Weather)}。")
    reader.finish()
    assert weather is not None, "finish refuses a request with a fault"
    return weather, remark
