"""The rules that lead from words to categories, read from `rules.csv` and `words.csv`.

Both files are data a brigade may edit (docs/understanding.md). Every row is a proposal (P).
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from incidents.categories import CATEGORIES
from incidents.understanding.examples import Example, Examples, prepare
from incidents.understanding.wording import bare
from resources.errors import Refusal, RowFault

HEAVIEST: Final = 99
FACTS: Final = frozenset({"#高楼层", "#高速路号", "#无车"})
"""What a rule may ask for instead of a word: ten storeys or more, the number of a motorway
(G65, S26), no vehicle told of."""

LIST_SIGN: Final = "@"
FACT_SIGN: Final = "#"
MARKS: Final = ("S", "R", "D", "C", "P", "G")
RULE_COLUMNS: Final = (
    *("category", "weight", "words", "with", "with_also", "without", "mark", "note"),
)
WORD_COLUMNS: Final = ("name", "words", "note")
NEIGHBOUR_COLUMNS: Final = ("category", "near", "note")
EXAMPLE_COLUMNS: Final = ("text", "category")

Rows = Iterator[tuple[int, Mapping[str, str]]]


class BadWordRules(Refusal):
    """Tables of words or rules that were not loaded because of the rows it names."""

    def __init__(self, faults: tuple[RowFault, ...]) -> None:
        self.faults = faults
        assert self.faults, "a refusal of a table names at least one row"
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass(frozen=True, slots=True)
class Rule:
    """One row: a word of every group of `wanted` must be said, and none of `without`."""

    category: str
    weight: int
    wanted: tuple[tuple[str, ...], ...]
    without: tuple[str, ...]
    mark: str
    note: str
    line: int


@dataclass(frozen=True, slots=True)
class WordRules:
    """The named lists of words, the rules with the lists written out, and what is easily mixed up.

    `neighbours` names for a category those it is most often mistaken for; `examples` are labelled
    narratives, asked where the rules know too little.
    """

    lists: Mapping[str, tuple[str, ...]]
    rules: tuple[Rule, ...]
    neighbours: Mapping[str, tuple[str, ...]]
    examples: Examples


def load_rules(folder: Path) -> WordRules:
    """Read `words.csv`, `rules.csv`, `neighbours.csv` and `examples.csv` of a folder.

    The last two may be missing. Raises BadWordRules naming every bad row.
    """
    faults: list[RowFault] = []
    lists = _read_lists(folder / "words.csv", faults)
    rules = []
    path = folder / "rules.csv"
    for line, row in table_rows(path, RULE_COLUMNS, faults):
        try:
            rules.append(_read_rule(line, row, lists))
        except ValueError as wrong:
            faults.append(RowFault(path.name, line, str(wrong)))
    if not rules and not faults:
        faults.append(RowFault(path.name, 1, "一条规则也没有"))
    neighbours = _read_neighbours(folder / "neighbours.csv", faults)
    examples = _read_examples(folder / "examples.csv", faults)
    if faults:
        raise BadWordRules(tuple(faults))
    return WordRules(
        MappingProxyType(lists), tuple(rules), MappingProxyType(neighbours), prepare(examples)
    )


def table_rows(path: Path, columns: tuple[str, ...], faults: list[RowFault]) -> Rows:
    """Yield line number and trimmed cells of each row; what does not fit goes to the faults."""
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        faults.append(RowFault(path.name, 1, "不是 UTF-8 编码，请另存为 UTF-8 的 CSV"))
        return
    reader = csv.DictReader(text.splitlines())
    if tuple(reader.fieldnames or ()) != columns:
        faults.append(RowFault(path.name, 1, f"列名应依次为 {'、'.join(columns)}"))
        return
    for row in reader:
        if None in row or None in row.values():
            faults.append(RowFault(path.name, reader.line_num, "列数与表头不符"))
            continue
        yield reader.line_num, {name: cell.strip() for name, cell in row.items()}


def split_words(cell: str) -> tuple[str, ...]:
    """Return the words of a cell; raises ValueError for an empty one between two strokes."""
    if not cell:
        return ()
    words = tuple(word.strip() for word in cell.split("|"))
    if "" in words:
        raise ValueError(f"“{cell[:20]}”中有空词，请删去多余的“|”")
    for word in words:
        bare(word)
    if twice := {word for word in words if words.count(word) > 1}:
        raise ValueError(f"词语“{'、'.join(sorted(twice))}”重复")
    return words


def checked_mark(mark: str) -> str:
    """Return a mark of confidence; raises ValueError for any other."""
    if mark not in MARKS:
        raise ValueError(f"标记“{mark}”应为 {'、'.join(MARKS)} 之一")
    return mark


def _read_lists(path: Path, faults: list[RowFault]) -> dict[str, tuple[str, ...]]:
    lists: dict[str, tuple[str, ...]] = {}
    for line, row in table_rows(path, WORD_COLUMNS, faults):
        try:
            name, words = row["name"], split_words(row["words"])
            if not name or name in lists:
                raise ValueError(f"词表“{name}”没有名称或重复")
            if not words or any(word[0] in LIST_SIGN + FACT_SIGN for word in words):
                raise ValueError(f"词表“{name}”应列出词语，不能引用别的词表")
        except ValueError as wrong:
            faults.append(RowFault(path.name, line, str(wrong)))
            continue
        lists[name] = words
    return lists


def _read_neighbours(path: Path, faults: list[RowFault]) -> dict[str, tuple[str, ...]]:
    if not path.exists():
        return {}
    found: dict[str, tuple[str, ...]] = {}
    for line, row in table_rows(path, NEIGHBOUR_COLUMNS, faults):
        codes = (row["category"], *row["near"].split())
        if unknown := [code for code in codes if code not in CATEGORIES]:
            faults.append(RowFault(path.name, line, f"没有警情类型“{'、'.join(unknown)}”"))
        elif row["category"] in found:
            faults.append(RowFault(path.name, line, f"类型 {row['category']} 重复"))
        else:
            found[row["category"]] = codes[1:]
    return found


def _read_examples(path: Path, faults: list[RowFault]) -> list[Example]:
    found: list[Example] = []
    for line, row in table_rows(path, EXAMPLE_COLUMNS, faults) if path.exists() else ():
        text, code = row["text"], row["category"]
        if not text or code not in CATEGORIES or CATEGORIES[code].is_group:
            wrong = f"示例“{text}”没有内容，或没有警情子类“{code}”"
            faults.append(RowFault(path.name, line, wrong))
            continue
        found.append(Example(text, code))
    return found


def _read_rule(line: int, row: Mapping[str, str], lists: Mapping[str, tuple[str, ...]]) -> Rule:
    code, weight = row["category"], row["weight"]
    if code not in CATEGORIES or CATEGORIES[code].is_group:
        raise ValueError(f"没有警情子类“{code}”")
    if not (weight.isascii() and weight.isdigit() and 1 <= int(weight) <= HEAVIEST):
        raise ValueError(f"权重“{weight}”应为 1～{HEAVIEST} 的整数")
    groups = tuple(
        _written_out(row[column], lists) for column in ("words", "with", "with_also") if row[column]
    )
    if not row["words"]:
        raise ValueError("words 列没有词语，规则无从触发")
    without = _written_out(row["without"], lists)
    mark = checked_mark(row["mark"])
    return Rule(code, int(weight), groups, without, mark, row["note"], line)


def _written_out(cell: str, lists: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    words: dict[str, None] = {}
    for word in split_words(cell):
        if word.startswith(FACT_SIGN) and word not in FACTS:
            raise ValueError(f"没有情况“{word}”，可用的有 {'、'.join(sorted(FACTS))}")
        if not word.startswith(LIST_SIGN):
            words[word] = None
            continue
        named = lists.get(word.removeprefix(LIST_SIGN))
        if named is None:
            raise ValueError(f"没有词表“{word}”，请先写入 words.csv")
        words.update(dict.fromkeys(named))
    return tuple(words)


DEFAULT_RULES: Final = load_rules(Path(__file__).parent)
"""The rules as shipped (mark P as a whole)."""
