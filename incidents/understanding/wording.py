"""How a narrative is read: clauses, words with gaps, and what a speaker denies or puts aside.

The markers below are a proposal (P), gathered from how callers of the south-west speak.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

LONGEST_READ: Final = 2_000
"""Characters that are read; a call taker never types more, and what is pasted must not stall."""

GAP: Final = "…"
"""In a word of the rules: up to six characters of the same clause may stand here."""

_STOP: Final = "，。；！？、,;!?…~ \t\r\n"
_BETWEEN: Final = rf"[^{re.escape(_STOP)}]{{0,6}}?"
_CLAUSE: Final = re.compile(rf"[^{re.escape(_STOP)}]+")

# Said before a word these deny it. "有没有" asks; "没办法", "没电" and the like deny
# something else; "没得救" and "灭不熄" deny the putting out, not the fire.
_DENYING: Final = re.compile(
    r"(?<!有)(没有|没得|没看到|没看见|没见到?|没发现|没闻到|没听到|看不到|看不见|不是|不像|并非|未见|莫得|不存在"
    r"|排除|没(?!办法|电|法|带|人|事|灭|救|跑|下|上|出|回|起来|油|水|关|锁|了)|(?<![有所])无(?!人机|法|线))"
    r"[^，。；！？、,;!?]{0,4}$"
)
_DENIED_AFTER: Final = re.compile(r"^(是)?(假的|没有的事|没得的事)")
_PAST: Final = re.compile(
    r"(去年|前年|上个?月|上周|上次|上回|以前|从前|前几天|前段时间|前些年|往年|那年|早些年)"
)
_BESIDE: Final = re.compile(
    r"^[房屋间店铺厂]?[的那这]?(旁边|旁|对面|对门|附近|门口|门前|侧边|隔壁|后面|背后|前面|边上|外面|外头|外(?![墙立窗机架挂装])"
    r"|斜对面|不远|后头|路口|围墙外|出来|过去)"
)
_NEXT_TO: Final = re.compile(
    r"(离|距|距离|挨着|挨到|靠着|靠近|紧挨|旁边是|旁边就是|旁边有|后面是|对面是)(个|一个|着)?$"
)
# 龙潭镇 is no pool and 车田乡 no vehicle: what lies wholly inside such a name is not a word.
_NAME: Final = re.compile(
    r"[\u4e00-\u9fff]{1,3}(?:镇|乡|街道|社区|村)(?![里上头口外边民长委子寨])|黔江|綦江|垫江"
)
_EDGED: Final = "顶台崖岩沿坎"
_TAKEN_BACK: Final = re.compile(r"^(哦|噢|啊)?(不对|说错|搞错|讲错|不是)(了|的|，|$)")
_HEARSAY: Final = re.compile(
    r"(听说|听人说|好像|可能|怀疑|怕是|估计|疑似|不晓得是不是|不知道是不是)"
)


@dataclass(frozen=True, slots=True)
class Hit:
    """One word found in a narrative and where.

    `beside`: it only says where ("加油站旁边"); `surmised`: the caller is not sure of it.
    """

    word: str
    start: int
    end: int
    beside: bool = False
    surmised: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a narrative between two stops."""

    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Narrative:
    """A narrative made ready to be searched; `names` are the spans of names of places."""

    text: str
    clauses: tuple[Clause, ...]
    names: tuple[tuple[int, int], ...]


def read_narrative(told: str) -> Narrative:
    """Make words ready: one width, no invisible characters, no more than LONGEST_READ."""
    plain = unicodedata.normalize("NFKC", told[:LONGEST_READ])
    kept = "".join(
        " " if sign in "\t\r\n" else sign
        for sign in plain
        if sign in "\t\r\n" or unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co"}
    ).lower()
    clauses: list[Clause] = []
    for found in _CLAUSE.finditer(kept):
        # "起火了，不对，是冒烟": what was said just before is taken back.
        if _TAKEN_BACK.match(found.group()) and clauses:
            clauses.pop()
        clauses.append(Clause(found.group(), found.start()))
    names = tuple(found.span() for found in _NAME.finditer(kept))
    return Narrative(kept, tuple(clauses), names)


def compiled(word: str) -> re.Pattern[str]:
    """Return the pattern of a word of the rules.

    `[灭防]火[车锅]` is 火 that stands neither after 灭 or 防 nor before 车 or 锅.
    """
    before, plain, after = bare(word)
    pattern = _BETWEEN.join(re.escape(part) for part in plain.split(GAP))
    ahead = f"(?![{re.escape(after)}])" if after else ""
    behind = f"(?<![{re.escape(before)}])" if before else ""
    return re.compile(behind + pattern + ahead)


_GUARDED: Final = re.compile(r"(?:\[([^\]]+)\])?([^\[\]]+)(?:\[([^\]]+)\])?")


def bare(word: str) -> tuple[str, str, str]:
    """Return what may not stand before a word, the word, what may not follow; raises ValueError."""
    parts = _GUARDED.fullmatch(word.lower())
    if parts is None:
        raise ValueError(f"词语“{word}”的方括号不成对")
    return parts[1] or "", parts[2], parts[3] or ""


def find_words(narrative: Narrative, words: Iterable[str]) -> tuple[Hit, ...]:
    """Return the words that are said and not denied, in the order they stand."""
    found = {
        hit
        for parts, pattern in _prepared(tuple(words))
        # The plain search is much cheaper than the pattern, and most words are not there.
        if all(part in narrative.text for part in parts)
        for hit in _hits(narrative, pattern)
    }
    return tuple(sorted(found, key=lambda hit: (hit.start, hit.end)))


@lru_cache(maxsize=1_024)
def _prepared(words: tuple[str, ...]) -> tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]:
    return tuple((tuple(bare(word)[1].split(GAP)), compiled(word)) for word in words)


def _hits(narrative: Narrative, pattern: re.Pattern[str]) -> Iterator[Hit]:
    for clause in narrative.clauses:
        for found in pattern.finditer(clause.text):
            before, after = clause.text[: found.start()], clause.text[found.end() :]
            start, end = clause.start + found.start(), clause.start + found.end()
            if any(first <= start and end < last for first, last in narrative.names):
                continue
            if is_denied(before, after) or _PAST.search(clause.text):
                continue
            yield Hit(
                found.group(),
                start,
                end,
                _is_beside(before, found.group(), after),
                _HEARSAY.search(before) is not None,
            )


def _is_beside(before: str, word: str, after: str) -> bool:
    # The edge of a roof or a cliff is the place itself, not something next to it.
    on_edge = word[-1] in _EDGED and after.startswith("边")
    return (_BESIDE.match(after) is not None and not on_edge) or (
        _NEXT_TO.search(before) is not None
    )


def is_denied(before: str, after: str) -> bool:
    """Tell whether words of one clause are denied by what stands around them."""
    return _DENYING.search(before) is not None or _DENIED_AFTER.match(after) is not None
