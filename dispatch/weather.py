"""What the weather does to the roads of the county, as a dispatcher states it."""

from enum import StrEnum
from typing import Final


class Weather(StrEnum):
    """The weather on the roads, from none to speak of to the worst."""

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
