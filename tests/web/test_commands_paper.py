"""Paper from the command line: the board by hand, and slips whose numbers never come twice."""

import io
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from pypdf import PdfReader

from incidents import queries
from resources.database import db
from tests.makers import a_county_with
from web import create_app
from web.commands import main
from web.settings import read_settings


@pytest.fixture(autouse=True)
def installation(database_url, tmp_path, monkeypatch):
    monkeypatch.setenv("FENGHUO_DATABASE_URL", database_url)
    monkeypatch.setenv("FENGHUO_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.delenv("FENGHUO_SECRET_KEY", raising=False)


@pytest.fixture
def inside():
    app = create_app(read_settings())
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, prog_name="fenghuo")


def test_the_board_is_written_by_hand_to_the_data_folder_or_elsewhere(inside, tmp_path: Path):
    a_county_with("酉阳01")

    own, elsewhere = run("paper"), run("paper", "--out", str(tmp_path / "usb"))

    assert (own.exit_code, elsewhere.exit_code) == (0, 0)
    for folder in (tmp_path / "var" / "paper", tmp_path / "usb"):
        assert "酉阳01" in (folder / "board.html").read_text("utf-8")
        assert (folder / "board.pdf").read_bytes().startswith(b"%PDF")


def test_a_folder_that_cannot_be_written_is_one_line(inside, tmp_path: Path):
    (tmp_path / "usb").write_text("no folder")

    result = run("paper", "--out", str(tmp_path / "usb"))

    assert result.exit_code == 1
    assert result.stderr.startswith("无法写入")
    assert result.stderr.count("\n") == 1


def test_slips_are_numbered_on_and_no_number_comes_twice(inside, tmp_path: Path):
    first, second = tmp_path / "a.pdf", tmp_path / "b.pdf"

    told = [run("slips", "--count", "3", "--out", str(path)) for path in (first, second)]

    words = [
        "".join(page.extract_text() for page in PdfReader(io.BytesIO(path.read_bytes())).pages)
        for path in (first, second)
    ]
    assert [one.exit_code for one in told] == [0, 0]
    assert [one in words[0] for one in ("-001", "-003", "-004")] == [True, True, False]
    assert [one in words[1] for one in ("-003", "-004", "-006")] == [False, True, True]
    kinds = [row.kind for row in queries.events_since(0)]
    assert kinds == ["slips_printed", "slips_printed"]


def test_no_slips_and_too_many_are_refused():
    assert [run("slips", "--count", count).exit_code for count in ("0", "501", "x")] == [2, 2, 2]
