"""The commands on the rules, as a script uses them."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dispatch import rule_book
from dispatch.response_plans import DEFAULT_RULES
from dispatch.rule_changes import RowTold
from dispatch.rule_queries import version_called
from resources.database import db, transaction
from tests.makers import a_county_with, make_act, take_a_call
from web import create_app
from web.commands import main
from web.settings import read_settings

ROW = {"category": "10100", "level": "1", "basis": "rule", "people": "9", "mark": "P"}


@pytest.fixture(autouse=True)
def installation(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation with a county, an incident and a draft that asks for one more tanker."""
    monkeypatch.setenv("FENGHUO_DATABASE_URL", database_url)
    monkeypatch.setenv("FENGHUO_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.delenv("FENGHUO_SECRET_KEY", raising=False)
    with create_app(read_settings()).app_context():
        a_county_with("龙潭1", "龙潭2", "龙潭3")
        take_a_call(0)
        with transaction() as session:
            rule_book.draft_from(session, DEFAULT_RULES.version, "草", make_act())
            told = RowTold({**ROW, "water": "3"}, ("10100", 1))
            rule_book.revise(session, "草", None, told, make_act())
        db.session.remove()
        db.engine.dispose()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, prog_name="fenghuo")


def test_the_audit_says_what_it_found_and_ends_well() -> None:
    answer = run("audit-rules")

    assert answer.exit_code == 0
    assert "请核对：全县没有舟艇能力的车" in answer.stdout
    assert "规则 default-2026-1 自查完毕：必须改正 0 项" in answer.stdout


def test_the_audit_as_json_is_one_document() -> None:
    told = json.loads(run("audit-rules", "--version", "草", "--json").stdout)

    assert told["version"] == "草"
    assert {"severity", "what", "why", "remedy", "row"} <= set(told["findings"][0])


def test_a_rehearsal_tells_what_would_change_and_is_kept(tmp_path: Path) -> None:
    out = tmp_path / "预演.csv"

    answer = run("rehearse-rules", "草", "--from", "2026", "--to", "2026", "--out", str(out))

    assert answer.exit_code == 0, answer.stderr
    assert "比较 1 起；首批调派改变 1 起（default-2026-1 → 草）" in answer.stdout
    heading, row = csv.reader(io.StringIO(out.read_text("utf-8-sig")))
    assert dict(zip(heading, row, strict=True))["增加"] == "龙潭3"
    with create_app(read_settings()).app_context():
        assert version_called("草").rehearsed == (1, 1)
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("audit-rules", "--version", "无"), "没有名为“无”的规则版本"),
        (("rehearse-rules", "无", "--from", "2026", "--to", "2026"), "没有名为“无”的规则版本"),
        (("rehearse-rules", "草", "--from", "2027", "--to", "2026"), "晚于终止年份"),
        (("rehearse-rules", "草", "--from", "1", "--to", "2"), "年份 1 不在"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(arguments: tuple[str, ...], words: str) -> None:
    answer = run(*arguments)

    assert answer.exit_code == 1
    assert words in answer.stderr


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    out = str(tmp_path / "无" / "预演.csv")

    answer = run("rehearse-rules", "草", "--from", "2026", "--to", "2026", "--out", out)

    assert answer.exit_code == 1
    assert "无法写入" in answer.stderr


def test_the_rules_in_force_can_be_rehearsed_and_change_nothing() -> None:
    answer = run("rehearse-rules", DEFAULT_RULES.version, "--from", "2026", "--to", "2026")

    assert "首批调派改变 0 起" in answer.stdout
