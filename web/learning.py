"""The learned model beside the application: read again when it was trained anew."""

import logging
from pathlib import Path
from threading import Lock
from typing import Final

from flask import current_app

from incidents.categories import CATEGORIES
from incidents.understanding.learned import BadModel, LearnedModel, load_model
from incidents.understanding.suggestion import Understanding
from web.listening_shapes import kind
from web.shapes import Json

FILE: Final = "suggestions.npz"
MADE: Final = "fenghuo_learned_model"
LEAST_SHARE: Final = 0.05
"""A kind the log gives less is no suggestion: shown beside a caller's words it only distracts."""

_lock = Lock()
_log = logging.getLogger(__name__)


def model_path(data_dir: Path) -> Path:
    """Return where the learned model of an installation lies."""
    return data_dir / FILE


def learned_model() -> LearnedModel | None:
    """Return the learned model, None where none was trained or it cannot be read."""
    path = model_path(current_app.config["DATA_DIR"])
    try:
        changed = path.stat().st_mtime_ns
    except FileNotFoundError:
        return None
    made: dict[int, LearnedModel | None] = current_app.extensions.setdefault(MADE, {})
    with _lock:
        if changed not in made:
            made.clear()
            try:
                made[changed] = load_model(path)
            except BadModel as refusal:
                # The rules go on without it; who trains it anew reads this.
                _log.warning("%s", refusal)
                made[changed] = None
        return made[changed]


def learned_kinds(narrative: str, understood: Understanding) -> list[Json]:
    """Return what the log has taught of these words, where it has beaten the rules."""
    model = learned_model()
    if model is None or not narrative or not model.is_used_for(understood):
        return []
    return [
        {
            **kind(one.category, CATEGORIES[one.category].default_level, one.words),
            "share": round(one.share, 3),
        }
        for one in model.suggest(narrative)
        if one.share >= LEAST_SHARE
    ]
