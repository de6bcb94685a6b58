"""Numbers as callers say them: 3, 三, 三四, 十几, 二十多, 两三, 几, 上百."""

import re
from dataclasses import dataclass
from typing import Final

_DIGITS: Final = {
    **{sign: value for value, sign in enumerate("零一二三四五六七八九")},
    **{"两": 2, "俩": 2, "仨": 3, "〇": 0, "壹": 1, "贰": 2, "叁": 3},
}
_D: Final = "零〇一二两三四五六七八九壹贰叁"

NUMERAL: Final = (
    r"(?:[0-9]{1,4}(?:\s*(?:到|至|-|~|～|—)\s*[0-9]{1,4})?[多几来]?"
    rf"|[上近][百千]|好?几百|好?几十|好几|几|[{_D}]?百[{_D}十零]*[多几来]?"
    rf"|十[{_D}]{{2}}|[{_D}]?十[{_D}]?(?:[多几来])?|[{_D}](?:到|至)[{_D}]|[{_D}]{{2}}十|[{_D}]{{1,2}})"
)
"""A pattern for one spoken number; no group of its own."""


@dataclass(frozen=True, slots=True)
class Span:
    """A spoken number: at least, at most; equal where it was exact."""

    least: int
    most: int

    def __post_init__(self) -> None:
        assert 0 <= self.least <= self.most, "a span runs upwards"


def read_number(said: str) -> Span | None:
    """Return what a spoken number may mean, None where it is no number."""
    text = said.strip().removeprefix("好")
    fixed = {
        **{"几": Span(3, 9), "几十": Span(20, 99), "几百": Span(200, 999)},
        **{"上百": Span(100, 199), "近百": Span(90, 100)},
        **{"上千": Span(1000, 1999), "近千": Span(900, 1000)},
    }
    if text in fixed:
        return fixed[text]
    ends = re.split(r"\s*[到至\-~～—]\s*", text)
    if len(ends) == 2:
        low, high = read_number(ends[0]), read_number(ends[1])
        if low is None or high is None:
            return None
        return Span(min(low.least, high.least), max(low.most, high.most))
    if text and text[-1] in "多几来":
        return _and_more(text[:-1])
    if text.isascii() and text.isdigit():
        return Span(int(text), int(text))
    return _chinese(text)


def _and_more(stem: str) -> Span | None:
    exact = read_number(stem)
    if exact is None:
        return None
    step = 100 if exact.most >= 100 and exact.most % 100 == 0 else 10
    return Span(exact.most + 1, exact.most + step - 1)


_WHOLE: Final = re.compile(
    rf"(?:(?P<h>[{_D}])?(?P<hh>百)零?)?(?:(?P<t>[{_D}])?(?P<tt>十))?(?P<o>[{_D}])?"
)


def _chinese(text: str) -> Span | None:
    # 三四 is three or four, 二三十 twenty to thirty, 十七八 seventeen or eighteen.
    digits = [_DIGITS[sign] for sign in text if sign in _DIGITS]
    if len(digits) == 2 and len(text) in (2, 3) and digits[1] == digits[0] + 1:
        low, high = digits
        if len(text) == 2:
            return Span(low, high)
        if text[2] == "十":
            return Span(low * 10, high * 10)
        if text[0] == "十":
            return Span(10 + low, 10 + high)
    found = _WHOLE.fullmatch(text)
    if not text or found is None:
        return None
    hundreds = _DIGITS[found["h"] or "一"] * 100 if found["hh"] else 0
    tens = _DIGITS[found["t"] or "一"] * 10 if found["tt"] else 0
    value = hundreds + tens + (_DIGITS[found["o"]] if found["o"] else 0)
    return Span(value, value)
