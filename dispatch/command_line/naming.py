"""Which incident, vehicle or partner some words mean: one, or a list, never a guess."""

import re
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from functools import lru_cache
from typing import Final, TypeVar

from dispatch.command_line.known import Known, KnownIncident, KnownPartner, KnownUnit
from dispatch.command_line.readings import Offer, Unread
from dispatch.command_line.words import Line, Word, folded, shown
from incidents.places.sounds import letters
from resources.unit_status import DISPATCHABLE
from resources.vehicle_types import CAPABILITY_LABELS, Capability

Thing = TypeVar("Thing")
_SHORT: Final = re.compile(r"(?:警情|#)?([0-9]{1,6})号?")
_FULL: Final = re.compile(r"([0-9]{8})-?([0-9]{3,6})")
_ENDING: Final = re.compile(r"(.*?)([0-9]*)")
LONGEST_NAME_WORDS: Final = 4
LONGEST_WORD: Final = 60
"""A longer word names nothing: it is text that was pasted."""


def incident_meant(line: Line, at: int, known: Known, may_be_closed: bool = False) -> KnownIncident:
    """Return the incident the word at a place names; raises Unread with the open ones to pick."""
    if at >= len(line.words):
        asked = "请写明警情编号" if known.incidents else "没有处置中的警情，请先接警"
        end = line.words[-1].end if line.words else len(line.text.rstrip())
        raise Unread(
            f"{asked}。", [_incident_offer(line, one, end, end) for one in known.incidents]
        )
    word = line.words[at]
    found = incidents_called(word.text, known, may_be_closed)
    if len(found) == 1:
        return found[0]
    asked = (
        f"“{shown(word.raw)}”有 {len(found)} 起，请选一起" if found else _no_incident(word, known)
    )
    raise Unread(
        f"{asked}。",
        [_incident_offer(line, one, word.start, word.end) for one in found or known.incidents],
    )


def incidents_called(text: str, known: Known, may_be_closed: bool = False) -> list[KnownIncident]:
    """Return the incidents a word may mean by its short or full number."""
    among = [*known.incidents, *(known.closed if may_be_closed else ())]
    full = _FULL.fullmatch(text)
    if full:
        number = f"{full[1]}-{full[2]}"
        return [one for one in among if one.number == number]
    short = _SHORT.fullmatch(text)
    if not short:
        return []
    return [
        one for one in known.incidents if one.short.isdecimal() and int(one.short) == int(short[1])
    ]


def _no_incident(word: Word, known: Known) -> str:
    closed = next((one for one in known.closed if one.number == word.text), None)
    if closed is not None:
        return f"警情 {closed.number} 已结案或已并案，不能再操作"
    return f"没有编号“{shown(word.raw)}”的处置中警情" + ("，请选一起" if known.incidents else "")


def _incident_offer(line: Line, one: KnownIncident, start: int, end: int) -> Offer:
    # The full number: it can mean no other incident, on whatever day.
    return Offer(line.with_words(start, end, one.number), one.told)


@lru_cache(maxsize=4_000)
def _spelt(name: str) -> tuple[str, str, str]:
    """Return a name folded, its pinyin and its initials."""
    plain = folded(name).replace(" ", "")
    spoken, initials = letters(plain)
    return plain, spoken, initials


def called(word: str, things: Iterable[Thing], name_of: Callable[[Thing], str]) -> list[Thing]:
    """Return what a word may name: by the first way of naming that fits anything.

    Exactly; by whole pinyin or initials; by the beginning of the name, then of its pinyin or
    initials, a number at the end being the number of the vehicle; by a part of the name.
    """
    if not word or len(word) > LONGEST_WORD:
        return []
    spelt = [(thing, _spelt(name_of(thing))) for thing in things]
    ending = _ENDING.fullmatch(word)
    stem, digits = (ending[1], ending[2]) if ending else (word, "")

    def begins(name: str, digits_of: str) -> bool:
        if name.startswith(word):
            return True
        own = _ENDING.fullmatch(digits_of)
        is_numbered = bool(digits and stem and own and own[2] == digits)
        return is_numbered and name.startswith(stem)

    ways: tuple[Callable[[tuple[str, str, str]], bool], ...] = (
        lambda name: name[0] == word,
        lambda name: word in name[1:],
        lambda name: begins(name[0], name[0]),
        lambda name: begins(name[2], name[0]) or begins(name[1], name[0]),
        lambda name: len(stem) > 1 and word in name[0],
    )
    for fits in ways:
        found = [thing for thing, name in spelt if fits(name)]
        if found:
            return found
    return []


def unit_meant(
    line: Line, start: int, end: int, known: Known, station: str | None = None
) -> KnownUnit:
    """Return the vehicle the words of a stretch name; raises Unread.

    A list begins with those the command is likely about: free ones for an order, else busy ones.
    """
    words = line.words[start:end]
    typed = "".join(word.text for word in words)
    found = _units_called(typed, known, station)
    if len(found) == 1:
        return found[0]
    raw = shown(line.text[words[0].start : words[-1].end])
    if not found:
        near = _near(typed, known)
        hint = "；您要的可能是下列之一" if near else "，请核对呼号"
        if typed.isdecimal() and station is None:
            hint = "：只写号数时，前面要先有同站的一辆车"
        raise Unread(f"没有呼号为“{raw}”的车辆{hint}。", _unit_offers(line, words, near))
    raise Unread(f"“{raw}”有 {len(found)} 辆车，请选一辆。", _unit_offers(line, words, found))


def _units_called(typed: str, known: Known, station: str | None) -> list[KnownUnit]:
    if typed.isascii() and typed.isdecimal():
        # A number alone means a vehicle of the station named just before, and no other.
        own = [unit for unit in known.units if unit.station == station]
        return [unit for unit in own if _number_of(unit.call_sign) == typed]
    return called(typed, known.units, lambda unit: unit.call_sign)


def _number_of(call_sign: str) -> str:
    ending = _ENDING.fullmatch(folded(call_sign))
    return ending[2] if ending else ""


def _near(typed: str, known: Known) -> list[KnownUnit]:
    if len(typed) > LONGEST_WORD:
        return []
    signs = get_close_matches(typed, [folded(unit.call_sign) for unit in known.units], 5, 0.5)
    by_name = {folded(unit.call_sign): unit for unit in known.units}
    return [by_name[sign] for sign in signs]


def _unit_offers(line: Line, words: Sequence[Word], found: Iterable[KnownUnit]) -> list[Offer]:
    start, end = words[0].start, words[-1].end
    is_order = line.verb is not None and line.verb.key == "order"
    likely = sorted(found, key=lambda unit: (is_free(unit) != is_order, unit.call_sign))
    return [Offer(line.with_words(start, end, unit.call_sign), unit.told) for unit in likely]


def is_free(unit: KnownUnit) -> bool:
    """Whether a vehicle could be ordered now; who goes with it is said apart."""
    return unit.incident is None and unit.status in DISPATCHABLE


def units_meant(line: Line, start: int, known: Known) -> list[KnownUnit]:
    """Return the vehicles the words from a place on name, each once; raises Unread.

    A name may be of several words; a number alone means the same station's as the one before.
    """
    found: list[KnownUnit] = []
    at = start
    while at < len(line.words):
        last = found[-1] if found else None
        length = _length_of_name(line, at, known, last)
        unit = _of_family(line.words[at].text, last, known) if length == 1 else None
        unit = unit or unit_meant(line, at, at + length, known, last.station if last else None)
        found.append(unit)
        at += length
    return list(dict.fromkeys(found))


def _of_family(typed: str, last: KnownUnit | None, known: Known) -> KnownUnit | None:
    """Return 城关3 for a 3 that follows 城关1, where there is one."""
    if last is None or not (typed.isascii() and typed.isdecimal()):
        return None
    stem = last.call_sign[: len(last.call_sign) - len(_number_of(last.call_sign))]
    return known.by_sign.get(f"{stem}{typed}")


def _length_of_name(line: Line, at: int, known: Known, last: KnownUnit | None) -> int:
    """Return of how many words the name at a place is; one unless more of them name exactly."""
    if last is not None and line.words[at].text.isdecimal():
        return 1
    signs = {folded(unit.call_sign).replace(" ", "") for unit in known.units}
    if line.words[at].text in signs:
        return 1
    most = min(LONGEST_NAME_WORDS, len(line.words) - at)
    for length in range(most, 1, -1):
        joined = "".join(word.text for word in line.words[at : at + length])
        by_letters = called(joined, known.units, lambda unit: unit.call_sign)
        if joined in signs or (len(by_letters) == 1 and joined in _spelt(by_letters[0].call_sign)):
            return length
    return 1


def capabilities_called(word: str) -> list[Capability]:
    """Return the kinds of vehicle a word may mean, such as 供水."""
    plain = word.removesuffix("车")
    return called(plain, CAPABILITY_LABELS, lambda kind: CAPABILITY_LABELS[kind])


def partners_called(word: str, known: Known) -> list[KnownPartner]:
    """Return the outside forces a word may mean, by code or name."""
    by_code = [one for one in known.partners if folded(one.code) == word]
    return by_code or called(word, known.partners, lambda one: one.name)
