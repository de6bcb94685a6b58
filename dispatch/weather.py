"""The kinds of weather that change how fast a vehicle gets along the roads of the county."""

from enum import StrEnum
from typing import Final


class Weather(StrEnum):
    """What the weather does to the roads, as a dispatcher tells it.

    clear: dry roads and good sight.
    rain: wet roads.
    heavy_rain: water on the roads, small landslides to be expected.
    fog: no sight beyond a few dozen metres.
    snow_ice: snow or ice on the roads.
    """

    CLEAR = "clear"
    RAIN = "rain"
    HEAVY_RAIN = "heavy_rain"
    FOG = "fog"
    SNOW_ICE = "snow_ice"


WEATHER_LABELS: Final[dict[Weather, str]] = {
    Weather.CLEAR: "晴好",
    Weather.RAIN: "雨",
    Weather.HEAVY_RAIN: "暴雨",
    Weather.FOG: "大雾",
    Weather.SNOW_ICE: "冰雪",
}
