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
    rf"|[{_D}]?十[{_D}]?(?:[多几来])?|[{_D}](?:到|至)[{_D}]|[{_D}]{{2}}十|[{_D}]{{1,2}})"
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


def _chinese(text: str) -> Span | None:
    # 三四 is three or four, 二三十 twenty to thirty, 十七八 seventeen or eighteen.
    if len(text) == 2 and all(sign in _DIGITS for sign in text):
        low, high = (_DIGITS[sign] for sign in text)
        return Span(low, high) if high == low + 1 else Span(low * 10 + high, low * 10 + high)
    if len(text) == 3 and text[2] == "十" and all(sign in _DIGITS for sign in text[:2]):
        low, high = (_DIGITS[sign] * 10 for sign in text[:2])
        return Span(low, high) if high > low else None
    total, held = 0, None
    for sign in text:
        if sign in _DIGITS:
            held = _DIGITS[sign]
        elif sign in "十百":
            # 百 is not followed by anything larger: 一百二十 = 100 + 20.
            total += (1 if held is None else held) * (10 if sign == "十" else 100)
            held = None
        else:
            return None
    if total == 0 and held is None:
        return None
    value = total + (held or 0)
    return Span(value, value)
