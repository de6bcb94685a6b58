"""The text of a place made comparable: one width, one way of counting, no county in front."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from opencc import OpenCC

VILLAGE_OFFICES: Final = ("社区居民委员会", "村村民委员会", "居民委员会", "村民委员会")
TOWNSHIP_SUFFIXES: Final = ("街道办事处", "街道", "镇", "乡")
VILLAGE_SUFFIXES: Final = ("社区", "村")

_SIMPLIFIED: Final = OpenCC("t2s")
_UNITS: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_NUMERAL: Final = "零〇一二两三四五六七八九十百千幺壹贰叁肆伍陆柒捌玖拾佰仟廿卅"
_DIGITS: Final = {
    digit: value
    for value, digits in enumerate(
        ["零〇", "一幺壹", "二两贰", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"]
    )
    for digit in digits
}
# Numerals are rewritten before a counter only: 二坪村 and 五福镇 are names.
_COUNTED: Final = re.compile(
    rf"[{_NUMERAL}]+(?=村民小组|小组|生产队|组|社(?!区)|队(?!员|伍)|号|栋|幢|单元|楼|层|公里|千米|米)"
)
# The point of 1.5 公里 and the line of 125-3号 stay.
_NOISE: Final = re.compile(r"(?!(?<=\d)[.-](?=\d))[^\w]|_", re.UNICODE)
_NUMBER_SIGN: Final = re.compile(r"(?<=[\da-z])\s*#")
_SHORTER: Final = (
    (re.compile(r"人民政府$"), "政府"),
    (re.compile(r"街道办事处$"), "街道办"),
    (re.compile(r"第(?=[一二三四五六七八九十](?:中学|小学|医院|人民医院)$)"), ""),
    (re.compile(r"第([一二三四五六七八九十])中学$"), r"\1中"),
    (re.compile(r"第([一二三四五六七八九十])小学$"), r"\1小"),
    (re.compile(r"中心(?=小学$|卫生院$|幼儿园$)"), ""),
    (re.compile(r"中心小学$"), "中心校"),
    (re.compile(r"(?:有限责任|股份有限|有限)公司$"), ""),
)
_CLAUSE: Final = re.compile(r"[，。；！？,;!?\n]+")
_STAMMERED: Final = re.compile(r"(镇|乡|村|街道|社区)\1+(?!民)")


def plain(text: str) -> str:
    """Return a text in simplified characters, half width and lower case, with its punctuation."""
    simplified: str = _SIMPLIFIED.convert(unicodedata.normalize("NFKC", text).lower())
    return simplified


def normalise(text: str) -> str:
    """Return a text in one width and script, without spaces, punctuation and said-twice suffixes.

    Numerals before a counter become digits: 三组 is 3组, and 两百米 is 200米.
    """
    kept = _STAMMERED.sub(r"\1", _NOISE.sub("", _NUMBER_SIGN.sub("号", plain(text))))
    return _COUNTED.sub(lambda match: str(number_of(match[0])), kept)


@dataclass(frozen=True, slots=True)
class Said:
    """A normalised text, and where its clauses end."""

    text: str
    ends: frozenset[int]

    def shifted(self, lead: int) -> "Said":
        """Return the text without so many characters at its start."""
        return Said(self.text[lead:], frozenset(end - lead for end in self.ends if end > lead))


def said_in(plain_text: str) -> Said:
    """Return a text normalised clause by clause."""
    ends, total, texts = [], 0, [normalise(clause) for clause in _CLAUSE.split(plain_text)]
    for text in texts:
        total += len(text)
        ends.append(total)
    return Said("".join(texts), frozenset(ends))


def clauses(text: str) -> list[str]:
    """Return the clauses of a text, each normalised; empty ones are left out."""
    return [said for clause in _CLAUSE.split(plain(text)) if (said := normalise(clause))]


_TOWN: Final = re.compile(r"城(?=$|[里内的])")


def strip_county(text: str, county_names: Iterable[str]) -> str:
    """Return a normalised text without the names of the county it starts with.

    The longest name goes first, and again until none is left: 重庆市酉阳县龙潭镇 is 龙潭镇. A text
    that is nothing but the county's name stays.
    """
    longest_first = _longest_first(tuple(county_names))
    while True:
        for name in longest_first:
            if name and text.startswith(name) and len(text) > len(name):
                rest = text.removeprefix(name)
                # 酉阳县城 is the county's town, not a 城 of the county.
                text = f"县{rest}" if name.endswith("县") and _TOWN.match(rest) else rest
                break
        else:
            return text


@cache
def _longest_first(county_names: tuple[str, ...]) -> list[str]:
    return sorted(map(normalise, county_names), key=len, reverse=True)


def official_name(name: str) -> str:
    """Return the name people say for an official one: 亮垭村村民委员会 is 亮垭村."""
    for office, spoken in (("社区居民委员会", "社区"), ("村村民委员会", "村")):
        if name.endswith(office) and len(name) > len(office):
            return name.removesuffix(office) + spoken
    for office in (*VILLAGE_OFFICES, "办事处"):
        if name.endswith(office) and len(name) > len(office):
            return name.removesuffix(office)
    return name


def everyday_names(name: str) -> list[str]:
    """Return what people say for a long name: 一中 for 第一中学, 镇政府 for 镇人民政府."""
    shorter = [pattern.sub(put, name) for pattern, put in _SHORTER]
    return [short for short in dict.fromkeys(shorter) if short != name]


def bare_name(name: str, suffixes: Iterable[str]) -> str | None:
    """Return a name without its suffix, None when it has none or too little would be left."""
    for suffix in suffixes:
        bare = name.removesuffix(suffix)
        if bare != name and len(bare) >= 2:
            return bare
    return None


def number_of(numeral: str) -> int:
    """Return the value of a Chinese numeral below ten thousand; 三〇二 is read digit by digit."""
    numeral = numeral.replace("廿", "二十").replace("卅", "三十")
    if _UNITS.keys().isdisjoint(numeral):
        return int("".join(str(_DIGITS[digit]) for digit in numeral))
    total, digit = 0, 0
    for character in numeral:
        if character in _UNITS:
            total += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit
