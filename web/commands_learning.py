"""The command that learns kinds from the log."""

import json
import subprocess
import sys

import click

from incidents import precedents
from incidents.understanding.learned import load_model
from resources.database import db, transaction
from resources.errors import Refusal
from web.commands_site import note, opened
from web.learning import model_path

TRAINER = "incidents.understanding.training"
"""Run as a process of its own: scikit-learn takes a second and 100 MB that no server should."""


class NotLearned(Refusal):
    """The log could not be learned from; the sentence says why."""


@click.command("train-suggestions")
@click.option(
    "--include-generated", is_flag=True, help="也用演示生成的警情学习；仅供演示，页面会注明。"
)
def train_suggestions(include_generated: bool) -> None:
    """由已结案的警情学习类别建议；只在留出的警情上胜过规则的大类才使用。

    \b
    示例：fenghuo train-suggestions
    """
    with opened() as site:
        now = site.now()
        path = model_path(site.settings.data_dir)
        draft = path.with_suffix(".part")
        lesson = {
            "examples": precedents.told_and_closed(db.session()),
            "trained_at": now.isoformat(),
            "include_generated": include_generated,
            "model": str(draft),
        }
        trained = subprocess.run(
            [sys.executable, "-m", TRAINER],
            input=json.dumps(lesson, ensure_ascii=False),
            encoding="utf-8",
            capture_output=True,
            check=False,
        )
        if trained.returncode != 0:
            raise NotLearned(trained.stderr.strip() or "学习没有完成，请重试。")
        # A server that reads while this writes finds the old model or the new one, never half.
        draft.replace(path)
        sentence = load_model(path).comparison.sentence
        with transaction() as session:
            note(session, "suggestions_trained", sentence, now)
    click.echo(sentence)
