"""Suggestions for a place from the running server while fifty consoles poll the board."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

from bench.consoles import CONSOLES, POLL_S, polled_county
from bench.figures import Figure, quick

GOAL_MS: Final = 100.0

# Typed character by character, as the form asks.
DESCRIPTIONS: Final = (
    "麻旺镇亮垭村三组一户民房起火",
    "渤海加油站对面",
    "319国道往黔江方向黑水路口",
    "龙谭镇永胜下街128号",
    "桃花源小区3栋二单元",
    "渝湘高速1234公里加500米",
    "longtanguzhen",
    "从龙潭镇往麻旺方向走两公里",
    "酉阳一中后门",
    "板溪工业园区的厂房",
)


def figures() -> Iterator[Figure]:
    """Yield the figures of this subject."""
    questions = [text[:end] for text in DESCRIPTIONS for end in range(2, len(text) + 1)]
    paths = ["/api/v1/places?q=" + quote(question) for question in questions]
    with polled_county("call_taker") as ask:
        ask.milliseconds("/api/v1/places?q=" + quote("龙潭镇"))
        times = [ask.after_pause(path) for path in paths * 4]
    workload = f"{len(times)} questions as typed, {CONSOLES} consoles poll each {POLL_S:g} s"
    yield from quick("suggestion over HTTP", workload, times, GOAL_MS)
