"""The reading of a command: never raises, never guesses, names what is missing."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final

from dispatch.command_line import incident_verbs, unit_verbs
from dispatch.command_line.acts import CommandAct, ShowHelp, ShowPlace, ShowYears, TakeBack
from dispatch.command_line.known import Known
from dispatch.command_line.naming import called, incidents_called
from dispatch.command_line.readings import MOST_OFFERED, Offer, Reading, Unread
from dispatch.command_line.statuses import told as status_told
from dispatch.command_line.verbs import BY_KEY, BY_NAME, VERBS, Verb
from dispatch.command_line.words import Line, cut, folded, shown

Understood = tuple[str, CommandAct]
LONGEST_COMMAND: Final = 2_000
FIRST_YEAR: Final = 1949
LONGEST_FIND: Final = 200


def read(text: str, known: Known) -> Reading:
    """Read a command: an act and its sentence, or a list, or a sentence of what is wrong."""
    if len(text) > LONGEST_COMMAND:
        return Reading(fault=f"命令过长：{len(text)} 字，最多 {LONGEST_COMMAND} 字。")
    line = cut(text)
    if line.first is None:
        return Reading()
    if line.verb is None:
        return _unknown(line, known)
    try:
        words, act = READERS[line.verb.key](line, known)
    except Unread as unread:
        fault = unread.fault
        if not unread.offers:
            fault = f"{fault}写法：{line.verb.form}"
        return Reading(line.verb.key, offers=unread.offers, fault=fault)
    return Reading(line.verb.key, words, act)


def verb_of(text: str) -> str:
    """Return the key of the command some text begins with, "" for none."""
    verb = cut(text[:LONGEST_COMMAND]).verb
    return "" if verb is None else verb.key


def find_words(text: str) -> str:
    """Return the words a find command looks for, "" for any other command."""
    line = cut(text[:LONGEST_COMMAND])
    if line.verb is None or line.verb.key != "find" or not line.words:
        return ""
    return line.text[line.words[0].start : line.words[-1].end][:LONGEST_FIND]


def full_numbers(text: str) -> tuple[str, ...]:
    """Return the words of a command that may be whole numbers of incidents, also closed ones."""
    line = cut(text[:LONGEST_COMMAND])
    return tuple(word.text for word in line.words[:2] if "-" in word.text and len(word.text) < 20)


def _unknown(line: Line, known: Known) -> Reading:
    """Say that the first word is no command, with what may have been meant."""
    assert line.first is not None, "a line without a verb has a first word"
    typed, first = line.first.text[:40], line.first
    offers = []
    for name in get_close_matches(typed, list(BY_NAME), 3, 0.6):
        verb = BY_NAME[name]
        offers.append(
            Offer(line.with_words(first.start, first.end, name), f"{verb.label}：{verb.form}")
        )
    for unit in called(typed, known.units, lambda one: one.call_sign)[:3]:
        offers.append(Offer(f"s {unit.call_sign} ", f"报 {unit.told} 的状态"))
    for one in incidents_called(typed, known)[:3]:
        offers.append(Offer(f"j {one.number}", f"打开 {one.told}"))
    fault = (
        f"没有命令“{shown(first.raw)}”。以命令字开头，例如 d 调派、s 状态、j 打开；输入 ? 看全部。"
    )
    return Reading(offers=tuple(offers[:MOST_OFFERED]), fault=fault)


def _find(line: Line, known: Known) -> Understood:
    words = find_words(line.text)
    if not words:
        raise Unread("请写明要找的地点。")
    if not known.places:
        raise Unread(f"没有找到“{shown(words)}”，请换一种说法。")
    if len(known.places) > 1:
        offers = [Offer(f"f {one.code}", one.path) for one in known.places]
        raise Unread(f"“{shown(words)}”有 {len(known.places)} 处，请选一处。", offers)
    (one,) = known.places
    where = "在地图上显示" if one.position else "没有坐标，只填入地点"
    return f"找到：{one.path}；{where}", ShowPlace(one.code, one.name, one.position)


def _statistics(line: Line, known: Known) -> Understood:
    told = [year for word in line.words for year in word.text.replace("年", "").split("-")]
    if not told:
        return f"打开 {known.year} 年统计", ShowYears(known.year, known.year)
    years = [int(year) for year in told if year.isascii() and year.isdecimal() and len(year) == 4]
    is_whole = len(years) == len(told) <= 2
    if not is_whole or not all(FIRST_YEAR <= year <= known.year for year in years):
        raise Unread(f"年份应在 {FIRST_YEAR} 到 {known.year} 之间，最多写起止两年。")
    first, last = min(years), max(years)
    span = f"{first} 年" if first == last else f"{first} 至 {last} 年"
    return f"打开 {span}统计", ShowYears(first, last)


def _undo(line: Line, known: Known) -> Understood:
    if known.last_told is None:
        raise Unread("10 秒内没有您报的状态可撤销；请改报正确的状态。")
    call_sign, status = known.last_told
    return f"撤销 {call_sign} 刚报的“{status_told(status)}”", TakeBack(call_sign)


def _help(line: Line, known: Known) -> Understood:
    if not line.words:
        return "看全部命令与快捷键", ShowHelp()
    verb = _verb_called(line.words[0].text)
    if verb is None:
        offers = [Offer(f"? {one.names[0]}", f"{one.label}：{one.form}") for one in VERBS]
        raise Unread(f"没有命令“{shown(line.words[0].raw)}”，请选一个。", offers)
    examples = "；".join(verb.examples)
    return f"{verb.form}：{verb.does}。例：{examples}", ShowHelp(verb.key)


def _verb_called(typed: str) -> Verb | None:
    return BY_NAME.get(folded(typed))


READERS: Final[Mapping[str, Callable[[Line, Known], Understood]]] = MappingProxyType(
    {
        **incident_verbs.READERS,
        **unit_verbs.READERS,
        "find": _find,
        "statistics": _statistics,
        "undo": _undo,
        "help": _help,
    }
)
assert set(READERS) == set(BY_KEY), "every command of the registry can be read"
