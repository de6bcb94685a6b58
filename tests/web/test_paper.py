"""The board lies on disk every minute, whole, for its owner alone, and its absence is loud."""

import io
import logging
import os
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from pypdf import PdfReader

from dispatch.records import Reminder
from incidents import ledger, slip_queries
from resources.database import db, transaction
from resources.unit_status import UnitStatus
from tests.makers import NOON, count, make_partner, order, report, take_a_call
from tests.web.people import PHONE, Cast, told
from web import paper_files
from web.paper_board import paper_board
from web.paper_files import KEPT, Sheet
from web.paper_job import PaperJob
from web.paper_sheets import board_sheet


@pytest.fixture
def cast(application: Flask) -> Cast:
    return Cast(application)


@pytest.fixture
def folder(application: Flask, tmp_path: Path) -> Path:
    own: Path = application.config["PAPER_DIRS"][0]
    return own


def a_job(cast: Cast) -> PaperJob:
    return PaperJob(cast.app, cast.clock)


def a_fire_with_a_vehicle_out() -> str:
    with transaction() as session:
        make_partner(session)
    number = take_a_call(0, number=PHONE, narrative="二楼冒烟")
    order(number, "龙潭1", "龙潭2", at=1)
    report("龙潭1", UnitStatus.EN_ROUTE, at=2)
    return number


def test_the_board_holds_all_that_is_needed_to_go_on_by_hand(cast: Cast) -> None:
    number = a_fire_with_a_vehicle_out()

    sheet = board_sheet(NOON + timedelta(minutes=5))

    html = sheet.html.decode()
    pdf = "".join(page.extract_text() for page in PdfReader(io.BytesIO(sheet.pdf or b"")).pages)
    chain = ledger.verify(db.session())
    wanted = (
        *(number, "龙潭镇", PHONE, "二楼冒烟", "龙潭1", "途中", "一站", "未收到、未出动"),
        *("N1大队", "值班室", "2026-01-01 12:05:00", "超过 2 分钟即为旧", "20260101-002"),
        *("内部使用", "转纸单", "生成的演示数据", f"第 {chain.entries} 条"),
    )
    assert [one for one in wanted if one not in html] == []
    assert [one for one in wanted if one not in pdf.replace("\n", "")] == []
    assert chain.head_hash in html
    assert slip_queries.log_end() == (chain.entries, chain.head_hash)


def test_the_html_asks_nobody_for_anything(cast: Cast) -> None:
    a_fire_with_a_vehicle_out()

    html = board_sheet(NOON).html.decode()

    assert "://" not in html
    assert "src=" not in html
    assert "href=" not in html


def test_what_a_caller_said_is_no_markup_of_the_board(cast: Cast) -> None:
    take_a_call(0, narrative="</style><script>alert(1)</script>")

    assert "<script>alert" not in board_sheet(NOON).html.decode()


def test_each_minute_leaves_the_newest_and_a_bounded_ring(cast: Cast, folder: Path) -> None:
    job = a_job(cast)

    for _ in range(KEPT + 5):
        assert job.run() == []
        cast.clock.moment += timedelta(minutes=1)

    names = sorted(path.name for path in folder.iterdir() if path.name.endswith(".html"))
    assert len(names) == KEPT + 1
    assert names[-1] == "board.html"
    assert names[0] == "board-20260101T040500Z.html"
    assert len(list(folder.iterdir())) == 2 * (KEPT + 1) + 1
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    assert (folder / "board.pdf").read_bytes().startswith(b"%PDF")


def test_a_reader_never_finds_half_a_board(folder: Path) -> None:
    old, new = b"a" * 200_000, b"b" * 200_000
    paper_files.write(folder, Sheet(NOON, old, None))
    (folder / ".board.html.halfway").write_bytes(b"c")
    os.utime(folder / ".board.html.halfway", (0, 0))
    with (folder / "board.html").open("rb") as reader:
        first = reader.read(100_000)

        paper_files.write(folder, Sheet(NOON, new, None))

        assert first + reader.read() == old
    assert (folder / "board.html").read_bytes() == new
    assert not (folder / ".board.html.halfway").exists()


def test_a_second_place_gets_the_same_and_its_absence_costs_the_first_nothing(
    cast: Cast, folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    second = tmp_path / "stick"
    cast.app.config["PAPER_DIRS"] = (folder, second / "paper")
    good = a_job(cast).run()
    same = (second / "paper" / "board.html").read_bytes() == (folder / "board.html").read_bytes()

    second.rename(tmp_path / "gone")
    second.write_text("a file where the stick was")
    cast.clock.moment += timedelta(minutes=1)
    with caplog.at_level(logging.ERROR):
        faults = a_job(cast).run()
        again = a_job(cast).run()

    assert (good, same) == ([], True)
    assert faults == again
    assert all("值班纸板无法写入" in one and "stick" in one for one in faults)
    assert paper_files.made_at(folder) == NOON + timedelta(minutes=1)
    assert "值班纸板无法写入" in caplog.text
    health = told(cast.nobody().get("/healthz"))["checks"]["paper"]
    assert "第 2 存放处" in health
    assert str(tmp_path) not in health
    # In the room's log it is told once an hour.
    assert count(Reminder) == 1


def test_health_stays_silent_without_a_ticker_and_degrades_when_the_board_grows_old(
    cast: Cast, folder: Path
) -> None:
    take_a_call(0)

    def checks() -> tuple[str, str]:
        body = told(cast.nobody().get("/healthz"))
        return body["status"], body["checks"]["paper"]

    before = checks()
    a_job(cast).run()
    cast.clock.moment += timedelta(minutes=3)
    young = checks()
    cast.clock.moment += timedelta(seconds=1)
    old = checks()
    a_job(cast).run()
    (folder / "board.pdf").unlink()
    without_pdf = checks()

    assert before == ("ok", "ok")
    assert young == ("ok", "ok")
    assert old[0] == "degraded"
    assert "3 分钟未更新" in old[1]
    assert without_pdf[0] == "degraded"
    assert "board.pdf 没有写出" in without_pdf[1]


def test_the_board_is_read_without_taking_a_number(cast: Cast) -> None:
    paper_board(NOON)

    assert take_a_call(0) == "20260101-001"
