"""The question cards (询问要点): what to ask of each kind, read from `cards.csv` (mark P).

A card of a kind takes over the questions of its group that fill an element it does not ask for
itself, up to MOST_QUESTIONS.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from incidents.categories import CATEGORIES, category
from incidents.understanding.rules import BadWordRules, checked_mark, table_rows
from resources.errors import RowFault

COLUMNS: Final = ("category", "order", "question", "why", "fills", "mark")
MOST_QUESTIONS: Final = 9
FILLS: Final = frozenset(
    {
        *("place", "trapped", "burning", "fire_floor", "floors", "fire", "smoke", "chemical"),
        *("casualties", "vulnerable", "explosive", "occupancy", "access", "water", "caller"),
        *("extent", "vehicle", "power", "cause", "since", "depth", "contact", "advice"),
    }
)
"""What an answer fills: elements of the form, and points that are only asked and noted."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question, why it is asked, and what its answer fills."""

    category: str
    order: int
    question: str
    why: str
    fills: str
    mark: str


Cards = Mapping[str, tuple[Question, ...]]


def load_cards(path: Path) -> Cards:
    """Read the question cards by category or group; raises BadWordRules naming every bad row."""
    faults: list[RowFault] = []
    found: dict[str, dict[int, Question]] = {}
    for line, row in table_rows(path, COLUMNS, faults):
        try:
            question = _read_question(row)
            if question.order in found.setdefault(question.category, {}):
                raise ValueError(f"类型 {question.category} 的第 {question.order} 问重复")
        except ValueError as wrong:
            faults.append(RowFault(path.name, line, str(wrong)))
            continue
        found[question.category][question.order] = question
    groups = {kind.group_code for kind in CATEGORIES.values()}
    if not faults and (missing := sorted(groups - found.keys())):
        faults.append(RowFault(path.name, 1, f"缺少大类 {'、'.join(missing)} 的询问要点"))
    if faults:
        raise BadWordRules(tuple(faults))
    return MappingProxyType(
        {code: tuple(asked[order] for order in sorted(asked)) for code, asked in found.items()}
    )


def _read_question(row: Mapping[str, str]) -> Question:
    code, order, fills = row["category"], row["order"], row["fills"]
    if code not in CATEGORIES:
        raise ValueError(f"没有警情类型“{code}”")
    if not (order.isascii() and order.isdigit() and int(order) >= 1):
        raise ValueError(f"顺序“{order}”应为正整数")
    if not row["question"] or not row["why"]:
        raise ValueError("问题和原因都要填写")
    if fills not in FILLS:
        raise ValueError(f"要素“{fills}”应为 {'、'.join(sorted(FILLS))} 之一")
    mark = checked_mark(row["mark"])
    return Question(code, int(order), row["question"], row["why"], fills, mark)


def questions_for(code: str, cards: Cards | None = None) -> tuple[Question, ...]:
    """Return the questions of a category: its own first, then those of its group.

    Raises UnknownCategory.
    """
    chosen = DEFAULT_CARDS if cards is None else cards
    kind = category(code)
    own = chosen.get(code, ())
    if kind.is_group:
        return own[:MOST_QUESTIONS]
    asked = {question.fills for question in own}
    group = [one for one in chosen.get(kind.group_code, ()) if one.fills not in asked]
    # Where it is stands before everything else, whoever asks it.
    place = [one for one in (*own, *group) if one.fills == "place"]
    others = [one for one in (*own, *group) if one.fills != "place"]
    return (*place, *others)[:MOST_QUESTIONS]


DEFAULT_CARDS: Final = load_cards(Path(__file__).parent / "cards.csv")
"""The cards as shipped (mark P as a whole)."""
