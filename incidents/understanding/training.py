"""Learning from the log: train a model and compare it with the rules on held-back incidents.

All callers of an incident stand on one side of the split, and a narrative that also stands in
the training side word for word is not counted: otherwise the model would be asked what it has
just been told.
"""

import json
import math
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import SGDClassifier
from sklearn.model_selection import GroupShuffleSplit

from incidents.categories import CATEGORIES
from incidents.understanding.learned import (
    ALL_GROUPS,
    Comparison,
    GroupFigures,
    LearnedModel,
    group_of,
    pieces_of,
    save_model,
)
from incidents.understanding.suggestion import understand
from incidents.understanding.wording import read_narrative
from resources.errors import Refusal

FEWEST: Final = 200
"""Narratives below which nothing is learned (P)."""

FEWEST_HELD_BACK: Final = 30
"""Held-back narratives of a group below which the rules stay (P)."""

CHANCE: Final = 0.05
"""The model must win so clearly that chance would do it less often than this (P)."""

HELD_BACK_SHARE: Final = 0.25
MOST_PIECES: Final = 20_000
EPOCHS: Final = 15
"""Passes over the examples: more gained nothing when measured and cost minutes."""

RANDOM_STATE: Final = 119


class TooFewExamples(Refusal):
    """A log too short to learn from."""


@dataclass(frozen=True, slots=True)
class Example:
    """One narrative of a closed incident with the category it was closed under."""

    narrative: str
    category: str
    incident: str
    is_generated: bool = False


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What rules and model made of one held-back narrative."""

    group: str
    rules: tuple[str, ...]
    model: tuple[str, ...]
    right: str


def train(
    examples: Sequence[Example],
    trained_at: datetime,
    include_generated: bool = False,
    random_state: int = RANDOM_STATE,
) -> LearnedModel:
    """Learn from closed incidents; the comparison was made on a split, the model on all of them.

    Raises TooFewExamples.
    """
    used = _usable(examples, include_generated)
    comparison = evaluate(examples, include_generated, random_state)
    return _fit(used, trained_at, comparison, random_state)


def evaluate(
    examples: Sequence[Example],
    include_generated: bool = False,
    random_state: int = RANDOM_STATE,
) -> Comparison:
    """Return how a model trained on three quarters fares on the rest, beside the rules.

    Raises TooFewExamples.
    """
    used = _usable(examples, include_generated)
    split = GroupShuffleSplit(n_splits=1, test_size=HELD_BACK_SHARE, random_state=random_state)
    kept, held = next(split.split(used, groups=[one.incident for one in used]))
    learning = [used[int(i)] for i in kept]
    seen = {read_narrative(one.narrative).text for one in learning}
    back = [used[int(i)] for i in held]
    fresh = [one for one in back if read_narrative(one.narrative).text not in seen]
    model = _fit(learning, datetime.min, _nothing_yet(), random_state)
    verdicts = [_judged(model, one) for one in fresh]
    groups = sorted({one.group for one in verdicts})
    return Comparison(
        trained_on=len(learning),
        held_back=len(fresh),
        incidents_held_back=len({one.incident for one in fresh}),
        repeated=len(back) - len(fresh),
        generated=len({one.incident for one in used if one.is_generated}),
        generated_left_out=0
        if include_generated
        else len({one.incident for one in examples if one.is_generated}),
        groups=tuple(
            _figures(group, [one for one in verdicts if one.group == group]) for group in groups
        ),
        overall=_figures(ALL_GROUPS, verdicts),
    )


def _usable(examples: Iterable[Example], include_generated: bool) -> list[Example]:
    # A group's own code says that nobody told the kind, and teaches nothing.
    used = [
        one
        for one in examples
        if one.narrative.strip()
        and one.category in CATEGORIES
        and not CATEGORIES[one.category].is_group
        and (include_generated or not one.is_generated)
    ]
    kinds, incidents = {one.category for one in used}, {one.incident for one in used}
    if len(used) < FEWEST or len(kinds) < 2 or len(incidents) < 4:
        raise TooFewExamples(
            f"可学习的警情记录只有 {len(used)} 条、{len(kinds)} 类，至少要有 {FEWEST} 条、2 类，"
            "请积累后再试；目前继续使用规则。"
        )
    return sorted(used, key=lambda one: (one.incident, one.narrative, one.category))


def _fit(
    examples: Sequence[Example], trained_at: datetime, comparison: Comparison, random_state: int
) -> LearnedModel:
    vectorizer = TfidfVectorizer(analyzer=pieces_of, sublinear_tf=True, max_features=MOST_PIECES)
    vectors = vectorizer.fit_transform([one.narrative for one in examples])
    kinds = [one.category for one in examples]
    learner = SGDClassifier(
        loss="log_loss",
        alpha=1e-5,
        class_weight="balanced",
        max_iter=EPOCHS,
        tol=None,
        random_state=random_state,
    )
    if len(set(kinds)) < 2:
        raise TooFewExamples("留出检验后只剩一类警情，请积累更多记录后再试；目前继续使用规则。")
    learner.fit(vectors, kinds)
    weights, offsets = learner.coef_, learner.intercept_
    if len(learner.classes_) == 2:
        # Of two classes the library keeps the second's weights only.
        weights, offsets = np.vstack((-weights, weights)), np.hstack((-offsets, offsets))
    return LearnedModel(
        categories=tuple(str(code) for code in learner.classes_),
        pieces=MappingProxyType({str(p): int(i) for p, i in vectorizer.vocabulary_.items()}),
        rarity=vectorizer.idf_.astype(np.float32),
        weights=weights.astype(np.float32),
        offsets=offsets.astype(np.float32),
        trained_at=trained_at,
        comparison=comparison,
    )


def _judged(model: LearnedModel, example: Example) -> _Verdict:
    understood = understand(example.narrative)
    return _Verdict(
        group_of(understood),
        tuple(one.category for one in understood.ranked[:3]) or (understood.category,),
        tuple(one.category for one in model.suggest(example.narrative)),
        example.category,
    )


def _figures(group: str, verdicts: Sequence[_Verdict]) -> GroupFigures:
    rules = [one.rules[0] == one.right for one in verdicts]
    model = [one.model[:1] == (one.right,) for one in verdicts]
    only_rules = sum(a and not b for a, b in zip(rules, model, strict=True))
    only_model = sum(b and not a for a, b in zip(rules, model, strict=True))
    return GroupFigures(
        group=group,
        count=len(verdicts),
        rules_first=sum(rules),
        rules_among_three=sum(one.right in one.rules for one in verdicts),
        model_first=sum(model),
        model_among_three=sum(one.right in one.model for one in verdicts),
        only_rules=only_rules,
        only_model=only_model,
        model_is_used=group != ALL_GROUPS
        and len(verdicts) >= FEWEST_HELD_BACK
        and beats(only_model, only_rules),
    )


def beats(wins: int, losses: int) -> bool:
    """Tell whether so many wins over losses are more than luck (one-sided sign test)."""
    tries = wins + losses
    if wins <= losses:
        return False
    ways = sum(math.comb(tries, k) for k in range(wins, tries + 1))
    return ways / (1 << tries) < CHANCE


def _nothing_yet() -> Comparison:
    return Comparison(0, 0, 0, 0, 0, 0, (), _figures(ALL_GROUPS, ()))


def main() -> int:
    """Train as a process of its own: the lesson as JSON on standard input, the model to a file."""
    lesson = json.load(sys.stdin)
    try:
        model = train(
            [Example(*one) for one in lesson["examples"]],
            datetime.fromisoformat(lesson["trained_at"]),
            lesson["include_generated"],
        )
    except TooFewExamples as refusal:
        print(refusal, file=sys.stderr)
        return 1
    save_model(model, Path(lesson["model"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
