"""What the log has taught: a linear model over pieces of the narratives, and how it fared.

The model is coefficients in an .npz file, read without pickle, since a pickle is code. It is
used only where it beat the rules on incidents held back from it, and never overrides a choice.
Training needs scikit-learn and stands in `training.py`; suggesting needs numpy only.
"""

import json
import math
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Final
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from incidents.categories import CATEGORIES, GROUPS
from incidents.understanding.suggestion import Understanding
from incidents.understanding.wording import read_narrative
from resources.errors import Refusal

FORMAT: Final = 1
"""The format of the file; raised with every change to pieces, weights or layout."""

LONGEST_PIECE: Final = 3
SHOWN: Final = 5
NO_GROUND: Final = "00000"
"""Stands for a group where the rules had no word to go by."""

ALL_GROUPS: Final = "all"
GROUP_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{code: group.name for code, group in GROUPS.items()},
        NO_GROUND: "规则无从判断",
        ALL_GROUPS: "合计",
    }
)


DAMAGED: Final = (OSError, EOFError, BadZipFile, zlib.error, KeyError, TypeError, ValueError)
"""What reading a damaged file can raise."""


class BadModel(Refusal):
    """A kept model that cannot be read or belongs to another version."""


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """How rules and model fared on the held-back incidents that the rules put in one group.

    `only_rules` and `only_model` count those that one of the two got right and the other not.
    """

    group: str
    count: int
    rules_first: int
    rules_among_three: int
    model_first: int
    model_among_three: int
    only_rules: int
    only_model: int
    model_is_used: bool

    @property
    def name(self) -> str:
        """The group in words."""
        return GROUP_NAMES[self.group]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All there is to show of a trained model: on how many, and by how much it won or lost."""

    trained_on: int
    held_back: int
    incidents_held_back: int
    repeated: int
    generated: int
    generated_left_out: int
    groups: tuple[GroupFigures, ...]
    overall: GroupFigures

    @property
    def sentence(self) -> str:
        """The outcome in words for the page."""
        used = [one.name for one in self.groups if one.model_is_used]
        where = f"用于：{'、'.join(used)}" if used else "没有胜过规则的大类，仍只用规则"
        made = f"，其中演示生成 {self.generated} 起" if self.generated else ""
        made += (
            f"，另有演示生成 {self.generated_left_out} 起未用" if self.generated_left_out else ""
        )
        return (
            f"用 {self.trained_on} 条记录学习，留出 {self.incidents_held_back} 起警情共 "
            f"{self.held_back} 条检验{made}。首选正确：规则 {self.overall.rules_first} 条，学习 "
            f"{self.overall.model_first} 条；前三正确：规则 {self.overall.rules_among_three} 条，"
            f"学习 {self.overall.model_among_three} 条。{where}。"
        )


@dataclass(frozen=True, slots=True)
class Learned:
    """One category the model points to, with its share and the pieces that weighed most."""

    category: str
    share: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class LearnedModel:
    """A trained model: weights by category and piece, with the figures it earned."""

    categories: tuple[str, ...]
    pieces: Mapping[str, int]
    rarity: NDArray[np.float32]
    weights: NDArray[np.float32]
    offsets: NDArray[np.float32]
    trained_at: datetime
    comparison: Comparison

    def __post_init__(self) -> None:
        shape = (len(self.categories), len(self.pieces))
        if (self.weights.shape, self.offsets.shape) != (shape, shape[:1]):
            raise BadModel("学习模型的数据不完整，请重新学习。")
        if self.rarity.shape != shape[1:] or not all(
            code in CATEGORIES for code in self.categories
        ):
            raise BadModel("学习模型与警情类型表不符，请重新学习。")

    def suggest(self, narrative: str, limit: int = 3) -> tuple[Learned, ...]:
        """Return the likeliest categories; none where no piece of the narrative is known."""
        said, columns, values = self.vector(narrative)
        if not len(columns):
            return ()
        points = self.weights[:, columns] @ values + self.offsets
        shares = np.exp(points - points.max())
        shares /= shares.sum()
        order = sorted(range(len(points)), key=lambda i: (-float(points[i]), self.categories[i]))
        found = []
        for row in order[:limit]:
            pulls = self.weights[row, columns] * values
            words = [said[i] for i in np.argsort(-pulls, kind="stable") if pulls[i] > 0]
            found.append(Learned(self.categories[row], float(shares[row]), _longest(words)))
        return tuple(found)

    def is_used_for(self, understood: Understanding) -> bool:
        """Tell whether the model beat the rules where the rules point to."""
        group = group_of(understood)
        return any(one.group == group and one.model_is_used for one in self.comparison.groups)

    def vector(
        self, narrative: str
    ) -> tuple[tuple[str, ...], NDArray[np.intp], NDArray[np.float32]]:
        """Return the known pieces of a narrative, their columns and their weights."""
        counts = Counter(piece for piece in pieces_of(narrative) if piece in self.pieces)
        columns = np.array([self.pieces[piece] for piece in counts], dtype=np.intp)
        values = np.array([1 + math.log(n) for n in counts.values()], dtype=np.float32)
        values = values * self.rarity[columns]
        length = float(np.linalg.norm(values))
        return tuple(counts), columns, values / np.float32(length) if length else values


def pieces_of(narrative: str) -> list[str]:
    """Return the pieces of one to three characters inside the clauses of a narrative."""
    return [
        clause.text[start : start + length]
        for clause in read_narrative(narrative).clauses
        for length in range(1, LONGEST_PIECE + 1)
        for start in range(len(clause.text) - length + 1)
    ]


def group_of(understood: Understanding) -> str:
    """Return the group the rules point to: what decides whether the model is asked."""
    # What only resembles an example or a neighbour was met by no rule.
    if not understood.ranked or not understood.ranked[0].rules:
        return NO_GROUND
    return CATEGORIES[understood.category].group_code


def _longest(words: list[str]) -> tuple[str, ...]:
    kept: list[str] = []
    for word in words[: SHOWN * 4]:
        if not any(word in other for other in kept):
            kept = [other for other in kept if other not in word]
            kept.append(word)
    return tuple(kept[:SHOWN])


def save_model(model: LearnedModel, path: Path) -> None:
    """Keep a model in a file: arrays and one line of JSON, nothing that runs."""
    head = {
        "format": FORMAT,
        "categories": model.categories,
        "trained_at": model.trained_at.isoformat(),
        "comparison": asdict(model.comparison),
    }
    pieces = sorted(model.pieces, key=lambda piece: model.pieces[piece])
    with path.open("wb") as file:
        np.savez_compressed(
            file,
            head=np.array(json.dumps(head, ensure_ascii=False)),
            pieces=np.array(pieces, dtype=f"<U{LONGEST_PIECE}"),
            rarity=model.rarity,
            weights=model.weights,
            offsets=model.offsets,
        )


def load_model(path: Path) -> LearnedModel:
    """Read a kept model; raises BadModel for a damaged file or one of another version."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            arrays = {name: kept[name] for name in kept.files}
        head = json.loads(str(arrays["head"]))
        if head["format"] != FORMAT:
            raise BadModel(
                f"学习模型的版本为 {head['format']}，本程序用版本 {FORMAT}，请重新学习。"
            )
        return LearnedModel(
            categories=tuple(head["categories"]),
            pieces=MappingProxyType({str(p): i for i, p in enumerate(arrays["pieces"])}),
            rarity=arrays["rarity"].astype(np.float32),
            weights=arrays["weights"].astype(np.float32),
            offsets=arrays["offsets"].astype(np.float32),
            trained_at=datetime.fromisoformat(head["trained_at"]),
            comparison=_read_comparison(head["comparison"]),
        )
    except DAMAGED as wrong:
        raise BadModel(f"学习模型 {path.name} 读不出来，可能已损坏，请重新学习。") from wrong


def _read_comparison(kept: dict[str, object]) -> Comparison:
    groups, overall = kept.pop("groups"), kept.pop("overall")
    if not isinstance(groups, list) or not isinstance(overall, dict):
        raise ValueError("the figures of the groups are no list")
    return Comparison(
        groups=tuple(GroupFigures(**one) for one in groups),
        overall=GroupFigures(**overall),
        **{name: int(str(value)) for name, value in kept.items()},
    )
