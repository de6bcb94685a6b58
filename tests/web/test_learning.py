"""Learning from the log: the command that trains, the page that compares, the suggestion used."""

from pathlib import Path

import numpy as np
from click.testing import CliRunner
from flask import Flask

from incidents.records import Call, Incident
from incidents.understanding.learned import (
    ALL_GROUPS,
    NO_GROUND,
    Comparison,
    GroupFigures,
    LearnedModel,
    save_model,
)
from resources.accounts import Role
from resources.database import transaction
from tests.furnishing import leave
from tests.makers import NOON
from tests.web.people import Cast
from web import create_app
from web.commands import main
from web.learning import learned_model, model_path
from web.settings import read_settings


def run(*arguments: str):
    return CliRunner().invoke(main, arguments, prog_name="fenghuo")


def test_a_short_log_is_not_learned_from(database_url, tmp_path, monkeypatch):
    monkeypatch.setenv("FENGHUO_DATABASE_URL", database_url)
    monkeypatch.setenv("FENGHUO_DATA_DIR", str(tmp_path / "var"))
    run("init-db")

    answer = run("train-suggestions")

    assert answer.exit_code == 1
    assert "可学习的警情记录只有 0 条" in answer.stderr


def a_log_to_learn_from() -> None:
    """Close 240 incidents of two kinds whose words the rules do not know."""
    kinds = {"10100": "东边冒火苗", "50200": "檐下黄蜂团"}
    marks = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"
    with transaction() as session:
        for at in range(240):
            code, words = list(kinds.items())[at % 2]
            told = f"{words}{marks[at % 20]}{marks[at // 20]}"
            row = Incident(
                number=f"20260101-{at:03}",
                category=code,
                category_is_confirmed=True,
                level=1,
                state="closed",
                received_at=NOON,
                filed_at=NOON,
                narrative=told,
            )
            row.calls.append(Call(received_at=NOON, entered_at=NOON, narrative=told, taken_by="甲"))
            session.add(row)


def test_what_was_learned_is_compared_with_the_rules(database_url, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("FENGHUO_DATABASE_URL", database_url)
    monkeypatch.setenv("FENGHUO_DATA_DIR", str(tmp_path / "var"))
    run("init-db")
    app = create_app(read_settings())
    with app.app_context():
        a_log_to_learn_from()

        chief = Cast(app, has_county=False).person(Role.CHIEF)

    answer = run("train-suggestions")

    assert answer.exit_code == 0, answer.stderr
    assert "用 180 条记录学习" in answer.stdout
    with app.app_context():
        assert answer.stdout.strip() in chief.get("/suggestions").text
        leave()


def test_the_page_says_how_to_begin(application: Flask) -> None:
    page = Cast(application).person(Role.CHIEF).get("/suggestions")

    assert page.status_code == 200
    assert "尚未学习" in page.text
    assert "fenghuo train-suggestions" in page.text


def test_a_damaged_model_leaves_the_rules_in_charge(application: Flask) -> None:
    path = model_path(Path(application.config["DATA_DIR"]))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"not a model")

    with application.app_context():
        assert learned_model() is None

    answer = (
        Cast(application)
        .token(Role.CALL_TAKER)
        .post("/api/v1/calls/suggestion", {"narrative": "民房起火"})
    )
    assert answer.status_code == 200
    assert answer.get_json()["learned"] == []


def a_model_of_three_kinds() -> LearnedModel:
    """Make a model in which the piece 甲 gives three kinds 1 : 1/e : 1/e^9 of the share."""
    won = {"rules_first": 0, "rules_among_three": 0, "model_first": 9, "model_among_three": 9}
    groups = [
        GroupFigures(group, 9, **won, only_rules=0, only_model=9, model_is_used=True)
        for group in (NO_GROUND, ALL_GROUPS)
    ]
    return LearnedModel(
        categories=("10100", "10700", "50200"),
        pieces={"甲": 0},
        rarity=np.array([1], dtype=np.float32),
        weights=np.array([[9], [8], [0]], dtype=np.float32),
        offsets=np.zeros(3, dtype=np.float32),
        trained_at=NOON,
        comparison=Comparison(9, 9, 9, 0, 0, 0, (groups[0],), groups[1]),
    )


def test_a_kind_the_log_gives_next_to_nothing_is_not_offered(application: Flask) -> None:
    path = model_path(Path(application.config["DATA_DIR"]))
    path.parent.mkdir(parents=True, exist_ok=True)
    save_model(a_model_of_three_kinds(), path)

    answer = (
        Cast(application)
        .token(Role.CALL_TAKER)
        .post("/api/v1/calls/suggestion", {"narrative": "甲"})
    )

    offered = [(kind["code"], kind["share"]) for kind in answer.get_json()["learned"]]
    # 1 / (1 + 1/e + 1/e^9) = 0.731; the third has 0.0001.
    assert offered == [("10100", 0.731), ("10700", 0.269)]
