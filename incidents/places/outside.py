"""Words in a caller's text that name a place outside the county."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from incidents.places.vocabulary import PROVINCES

_AUTONOMOUS: Final = re.compile(r"^(?P<stem>.{2,3}?)(?:[一-鿿]{1,3}族)+自治[县州]$")
_COUNTY_AT_START: Final = re.compile(r"^[一-鿿]{2,3}(?:自治县|县|市)(?![城医政委道场])")
_COUNTY: Final = re.compile(r"^[一-鿿]{2,3}?(?:自治县|区|县|市)(?![城医政委道场])")
# 往黔江方向 and 秀山来的车 tell where somebody goes or comes from, not where it burns.
_TOWARDS: Final = re.compile(r"[往去到向至朝从]$")
_ONWARDS: Final = re.compile(
    r"^[市县区]?(?:的?方向|上班|打工|读书|出差|住院|的.{0,3}(?:车|司机|老板|客人)|去|走|高速|界|交界|过?来|开来|籍|人|牌|的车)"
)
_NAMESAKE: Final = re.compile(
    r"^(?:大?道|路|街|宾馆|大?酒店|饭店|小区|广场|村|社区|镇|乡|组|饭|烧)"
)


@dataclass(frozen=True, slots=True)
class OutsideMention:
    """A name outside the county, where it stands in the text, and whether it is only a way."""

    name: str
    heard: str
    start: int
    end: int
    is_direction: bool


def outside_mentions(
    text: str, neighbours: Iterable[str], county_names: Iterable[str]
) -> list[OutsideMention]:
    """Return the names of neighbouring counties, provinces and unknown counties in a text.

    All are normalised, and the text is without the own county's name in front.
    """
    mentions = [mention for neighbour in neighbours for mention in _mentions(text, neighbour)]
    if not mentions:
        mentions = _far_away(text, tuple(county_names))
    return mentions


def _mentions(text: str, neighbour: str) -> list[OutsideMention]:
    for name in _variants(neighbour):
        at = text.find(name)
        if at >= 0 and not _NAMESAKE.match(text[at + len(name) :]):
            return [_mention(text, neighbour, at, at + len(name))]
    return []


def _variants(neighbour: str) -> list[str]:
    autonomous = _AUTONOMOUS.match(neighbour)
    if autonomous:
        stem = autonomous["stem"]
        return [neighbour, f"{stem}自治县", f"{stem}县", stem]
    stem = neighbour.removesuffix("省").rstrip("市县区")
    return [neighbour, stem] if len(stem) >= 2 else [neighbour]


def _far_away(text: str, own: tuple[str, ...]) -> list[OutsideMention]:
    for province in PROVINCES:
        is_own = any(name.startswith(province) for name in own)
        if not is_own and text.startswith(province):
            rest = text.removeprefix(province)
            if not _NAMESAKE.match(rest):
                return [_mention(text, province, 0, len(province))]
        if is_own:
            at = text.find(province)
            county = (
                _COUNTY.match(text[at + len(province) :].removeprefix("市")) if at >= 0 else None
            )
            if county and not any(county[0] in name for name in own):
                start = text.index(county[0], at)
                return [_mention(text, county[0], start, start + len(county[0]))]
    county = _COUNTY_AT_START.match(text)
    if county and not any(name in county[0] for name in own):
        return [_mention(text, county[0], 0, county.end())]
    return []


def _mention(text: str, name: str, start: int, end: int) -> OutsideMention:
    is_direction = bool(_TOWARDS.search(text[:start]) or _ONWARDS.match(text[end:]))
    return OutsideMention(name, text[start:end], start, end, is_direction)
