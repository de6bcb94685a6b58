"""How a caller stands to the place named: across from it, behind it, 200 metres towards another."""

import re
from dataclasses import dataclass
from typing import Final

from incidents.places.parse import number_of

_FILLER: Final = (
    r"(?:这边|那边|那里|这里|那儿|那点儿?|那个|门口|路口|街上|镇上|上面|出来|出发|出去|开车|走路|过来"
    r"|的|上|处|再|又|继续|大概|大约|约)*"
)
_ABOUT: Final = (
    r"(?:大概|大约|约|差不多|走了?|去了?|开了?|行驶|前行|前进|过去|再|又|还有|有|方向|的地方|了"
    r"|不到)*"
)
_DISTANCE: Final = (
    r"(?P<number>\d+(?:\.\d+)?|半|[一二两三四五六七八九十百千]+)个?"
    r"(?P<unit>公里|千米|km|里路|里地|里|米|m)(?P<half>半)?"
)
_COMPASS: Final = r"(?P<compass>东北|东南|西北|西南|正?[东南西北])(?:边|面|方|侧|头)?"

_ALONG: Final = r"(?:(?:沿着?|顺着?|走)[^往向朝]{2,10}?)?"

_TOWARDS: Final = re.compile(
    rf"^{_FILLER}{_ALONG}(?:往|向|朝|去|到|至)(?P<towards>[^往向朝]{{1,10}}?)"
    rf"(?:方向|那边|那头|那面|那个方向|走|去|开|行驶|方){_ABOUT}{_DISTANCE}"
)
_TOWARDS_SHORT: Final = re.compile(
    rf"^{_FILLER}{_ALONG}(?:往|向|朝)(?P<towards>[^往向朝\d]{{1,10}}?){_ABOUT}{_DISTANCE}"
)
_BY_COMPASS: Final = re.compile(
    rf"^{_FILLER}(?:往|向|朝|以|在)?{_COMPASS}(?:方向|走|去|开)*{_ABOUT}{_DISTANCE}"
)
_ONLY_TOWARDS: Final = re.compile(
    rf"^{_FILLER}{_ALONG}(?:往|向|朝|去)(?P<towards>[^往向朝\d]{{1,8}}?)(?:的)?(?:方向|那边走|走)"
)
_AWAY: Final = re.compile(rf"^{_FILLER}{_ABOUT}{_DISTANCE}(?!{_FILLER}[+加])")
_APART_BEFORE: Final = re.compile(r"(?:距离?|离|隔)(?:了|着|到)?$")
_PASSED_BEFORE: Final = re.compile(r"(?:经过|路过|过了?|过完|走过|开过)$")
_NOT_YET_BEFORE: Final = re.compile(r"(?:还没到|没到|未到|不到|快到|要到|到|离)$")
_SHORT_OF: Final = re.compile(rf"^(?:的)?(?:之前|以前|前面?|跟前)(?:{_ABOUT}{_DISTANCE})?")
_ONWARDS: Final = re.compile(rf"^{_FILLER}(?:之后|以后|后)?{_ABOUT}(?:{_DISTANCE})?")

# Words after a name, and how many metres wider they make it. All by judgement (mark P).
_BESIDE: Final = (
    ("斜对面", 80),
    ("对面", 60),
    ("对门", 60),
    ("旁边", 60),
    ("边边", 60),
    ("旁", 60),
    ("隔壁", 40),
    ("附近", 250),
    ("周边", 250),
    ("一带", 400),
    ("后门", 80),
    ("后面", 100),
    ("后头", 100),
    ("背后", 100),
    ("背面", 100),
    ("屋后", 60),
    ("前面", 100),
    ("前头", 100),
    ("门前", 40),
    ("门口", 40),
    ("楼上", 0),
    ("楼下", 20),
    ("楼顶", 0),
    ("坎脚", 80),
    ("坎下", 80),
    ("坎上", 80),
    ("底下", 60),
    ("上头", 150),
    ("高头", 150),
    ("边上", 100),
    ("入口", 100),
    ("出口", 100),
)
_BESIDE_AFTER: Final = re.compile(
    "^(?:的|那边|那里|这边)?(?P<word>" + "|".join(word for word, _ in _BESIDE) + ")"
)
_WIDER: Final = dict(_BESIDE)
_DEGREES: Final = {
    "北": 0,
    "东北": 45,
    "东": 90,
    "东南": 135,
    "南": 180,
    "西南": 225,
    "西": 270,
    "西北": 315,
}
PASSED_M: Final = 300
TOWARDS_M: Final = 1_500
# Nobody tells a place by one farther away than this.
FARTHEST_M: Final = 30_000


@dataclass(frozen=True, slots=True)
class Relation:
    """What was said beside a name.

    `distance_m` from the place, None if none was said; `towards` the words of the way, with where
    they stand in the text; `bearing` in degrees from north; `wider_m` what it adds to the radius.
    """

    words: str
    wider_m: int
    distance_m: float | None = None
    towards: str = ""
    towards_at: tuple[int, int] = (0, 0)
    bearing: int | None = None


_WAY_BEFORE: Final = re.compile(r"(?:往|向|朝|开往|前往|去往|去|回)$")
_WAY_AFTER: Final = re.compile(
    r"^.{0,3}?(?:的?路上|方向|走|去|开|行驶|那边|那头|那面|方|\d|半|大概|大约)"
)
_WAY_WORD: Final = re.compile(r"^(?:的)?方向")
_ORIGIN_BEFORE: Final = re.compile(r"(?:从|由|刚从)$")
_ORIGIN_AFTER: Final = re.compile(
    r"^(?:那边|这边)?(?:开车|坐车|走路|骑车|赶路|一路|出发)*(?:过来|来的?|回来|出来|赶来|下来|上来|过去)"
)
_COMES_FROM: Final = re.compile(r"^(?:那边)?(?:开|过)?来的")


def is_way(text: str, start: int, end: int) -> bool:
    """Tell whether a name says where somebody is heading or comes from, not where it burns."""
    before, after = text[:start], text[end:]
    if _WAY_WORD.search(after) or _COMES_FROM.search(after):
        return True
    if _WAY_BEFORE.search(before) and _WAY_AFTER.search(after):
        return True
    return bool(_ORIGIN_BEFORE.search(before) and _ORIGIN_AFTER.search(after))


def relation_at(text: str, start: int, end: int) -> Relation | None:
    """Return how the caller stands to the place named between start and end, None if at it."""
    relation = _relation_at(text, start, end)
    if relation is not None and (relation.distance_m or 0.0) > FARTHEST_M:
        return None
    return relation


def _relation_at(text: str, start: int, end: int) -> Relation | None:
    before, after = text[:start], text[end:]
    for pattern in (_BY_COMPASS, _TOWARDS, _TOWARDS_SHORT):
        match = pattern.search(after)
        if match:
            return _moved(match, end)
    match = _APART_BEFORE.search(before) and _AWAY.search(after)
    if match:
        return Relation(f"距此{_said(match)}", 0, _metres(match))
    if _PASSED_BEFORE.search(before):
        onwards = _ONWARDS.search(after)
        metres = _metres(onwards) if onwards and onwards["number"] else None
        return Relation("过了此处", PASSED_M, metres)
    short = _SHORT_OF.search(after)
    if short and (short["number"] or _NOT_YET_BEFORE.search(before)):
        return Relation("未到此处", PASSED_M, _metres(short) if short["number"] else None)
    beside = _BESIDE_AFTER.search(after)
    if beside:
        return Relation(beside["word"], _WIDER[beside["word"]])
    away = _AWAY.search(after)
    if away:
        return Relation(f"相距{_said(away)}", 0, _metres(away))
    only = _ONLY_TOWARDS.search(after)
    if only:
        at = (end + only.start("towards"), end + only.end("towards"))
        return Relation(f"往{only['towards']}方向", TOWARDS_M, None, only["towards"], at)
    if _NOT_YET_BEFORE.search(before) and re.search(r"(?:还没|没|未|不|快|要)到$", before):
        return Relation("未到此处", PASSED_M)
    return None


def _moved(match: re.Match[str], end: int) -> Relation:
    groups = match.groupdict()
    metres = _metres(match)
    if groups.get("compass"):
        compass = groups["compass"].removeprefix("正")
        words = f"往{compass} {metres:.0f} 米"
        return Relation(words, 0, metres, bearing=_DEGREES[compass])
    towards = groups["towards"]
    at = (end + match.start("towards"), end + match.end("towards"))
    return Relation(f"往{towards}方向 {metres:.0f} 米", 0, metres, towards, at)


def _metres(match: re.Match[str]) -> float:
    said, unit = match["number"], match["unit"]
    number = _number(said) + (0.5 if match["half"] else 0.0)
    if unit in ("公里", "千米", "km"):
        return number * 1000
    return number * 500 if unit.startswith("里") else number


def _number(said: str) -> float:
    if said == "半":
        return 0.5
    return float(said) if said[0].isdigit() else float(number_of(said))


def _said(match: re.Match[str]) -> str:
    return f" {_metres(match):.0f} 米"
