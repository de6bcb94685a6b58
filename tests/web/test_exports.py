"""Exports of long lists: made beside the requests, told in the log, and without who called."""

import csv
import io
import os
from datetime import timedelta

import openpyxl
import pytest
from flask import Flask, current_app

from incidents.exporting import HEADINGS, Listing, Wanted
from incidents.records import LogEntry
from resources.accounts import Role
from resources.database import db
from resources.errors import BadInput
from tests.web.people import PHONE, Caller, Cast, closed_incident, new_incident
from web import exports
from web.clock import utc_now
from web.exports import Export, exports_of, file_of, folder
from web.office.long_file import MOST_XLSX_ROWS


def export(caller: Caller, **fields: str) -> str:
    """Ask for an export, wait for it, and return the address of its page."""
    answer = caller.submit("/exports", **{"listing": "incidents", "form": "csv", **fields})
    assert answer.status_code == 303, answer.text
    exports.finish()
    return answer.headers["Location"]


def lines_of(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_list_is_made_shown_and_fetched(application: Flask) -> None:
    cast = Cast(application)
    number = closed_incident(cast.token(Role.DISPATCHER))
    new_incident(cast.token(Role.DISPATCHER), place="=1+1")
    clerk = cast.person(Role.STATISTICIAN)

    here = export(clerk)

    page = clerk.get(here).text
    assert "已导出 2 行" in page
    answer = clerk.get(f"{here}/file")
    assert answer.content_type == "text/csv; charset=utf-8"
    lines = lines_of(answer.data)
    assert lines[0] == list(HEADINGS[Listing.INCIDENTS])
    assert lines[1][0] == number
    # 1000.50 yuan saved are 0.10005 of ten thousand, to the fen; noon of New Year's Day here.
    told = dict(zip(lines[0], lines[1], strict=True))
    assert (told["抢救财产（万元）"], told["保护财产（万元）"]) == ("0.10005", "0")
    assert told["接警时间"].startswith("2026-01-01 ")
    assert dict(zip(lines[0], lines[2], strict=True))["地点"] == "'=1+1"
    assert dict(zip(lines[0], lines[2], strict=True))["抢救（人）"] == ""


def test_no_list_holds_who_called_or_what_they_said(application: Flask) -> None:
    cast = Cast(application)
    new_incident(cast.token(Role.DISPATCHER), caller_name="田某某", narrative="我姓田家里起火")
    auditor = cast.token(Role.AUDITOR)

    for listing in Listing:
        content = auditor.get(f"{export(auditor, listing=listing.value)}/file").data.decode()
        assert PHONE not in content
        assert "田" not in content


def test_a_workbook_holds_numbers_and_its_notes(application: Flask) -> None:
    cast = Cast(application)
    closed_incident(cast.token(Role.DISPATCHER))
    clerk = cast.person(Role.STATISTICIAN)

    content = clerk.get(f"{export(clerk, form='xlsx')}/file").data

    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["清单", "说明"]
    rows = list(book["清单"].iter_rows(values_only=True))
    assert list(rows[0]) == list(HEADINGS[Listing.INCIDENTS])
    assert rows[1][rows[0].index("抢救财产（万元）")] == 0.10005
    notes = " ".join(str(row[0]) for row in book["说明"].iter_rows(values_only=True))
    assert "共 1 行" in notes
    assert "不含报警人姓名、电话和警情描述" in notes
    assert "日志位置：第" in notes


def test_the_log_says_who_took_how_many_rows(application: Flask) -> None:
    cast = Cast(application)
    new_incident(cast.token(Role.DISPATCHER))
    clerk = cast.person(Role.STATISTICIAN)

    export(clerk, **{"from": "2026-01", "to": "2026-01"})

    [entry] = db.session.query(LogEntry).filter_by(kind="records_exported")
    [made] = exports_of(str(Role.STATISTICIAN))
    assert entry.text == "导出警情 1 行（CSV，2026年1月）"
    assert entry.by == "statistician"
    assert made.sha256 in entry.facts
    assert made.state == "done"


def test_the_filters_of_the_list_narrow_the_export(application: Flask) -> None:
    cast = Cast(application)
    closed_incident(cast.token(Role.DISPATCHER))
    still_open = new_incident(cast.token(Role.DISPATCHER))
    clerk = cast.person(Role.STATISTICIAN)
    page = clerk.get("/incidents?state=open&year=2026&category=10000&place=龙潭").text
    told = "/exports?listing=incidents&amp;state=open&amp;category=10000&amp;place="
    assert told in page

    here = export(clerk, state="open", category="10000", place="龙潭", **{"from": "2026"})

    assert [line[0] for line in lines_of(clerk.get(f"{here}/file").data)][1:] == [still_open]
    assert "未结案，火灾扑救" in clerk.get(here).text
    empty = export(clerk, **{"from": "2025", "to": "2025"})
    assert len(lines_of(clerk.get(f"{empty}/file").data)) == 1


def test_only_who_asked_sees_and_fetches_an_export(application: Flask) -> None:
    cast = Cast(application)
    clerk, chief = cast.person(Role.STATISTICIAN), cast.token(Role.CHIEF)

    here = export(clerk)

    assert chief.get(here).status_code == 404
    assert chief.get(f"{here}/file").status_code == 404
    assert "警情清单" not in chief.get("/exports").text
    assert "警情清单" in clerk.get("/exports").text
    assert clerk.get("/exports/..%2f..%2fsecret_key/file").status_code == 404


REFUSED = (
    ({"listing": "callers"}, "请选择要导出的清单"),
    ({"listing": "log"}, "日志限管理员和审计员"),
    ({"form": "exe"}, "请选择文件格式"),
    ({"from": "2026-13"}, "2026-13"),
    ({"from": "2026", "to": "2025"}, "2026"),
    ({"state": "x"}, "没有状态"),
    ({"listing": "fires", "state": "open"}, "只用于警情清单"),
    ({"category": "99999"}, "类别"),
)


@pytest.mark.parametrize(("fields", "told"), REFUSED)
def test_what_cannot_be_exported_is_refused_and_kept_in_the_form(
    application: Flask, fields: dict[str, str], told: str
) -> None:
    clerk = Cast(application).person(Role.STATISTICIAN)

    sent = {"listing": "incidents", "form": "csv", "place": "龙潭", **fields}
    answer = clerk.submit("/exports", **sent)

    assert answer.status_code == 422
    assert told in answer.text
    assert 'value="龙潭"' in answer.text
    assert list(folder().iterdir()) == []


def test_a_sheet_of_too_many_rows_is_refused_before_it_is_begun() -> None:
    wanted = Wanted(Listing.LOG)

    with pytest.raises(BadInput, match="请改用 CSV"):
        exports.Order(wanted, "", "xlsx", "a.xlsx", MOST_XLSX_ROWS + 1, "a")


def test_an_export_whose_process_ended_says_so(application: Flask) -> None:
    key = "a" * 32
    left = Export(key, "clerk", "log", "", "csv", "日志.csv", rows=9, done=4, state="running")
    exports._tell(folder(), left)
    assert exports.export_of(key, "clerk").state == "running"
    long_ago = (utc_now() - timedelta(minutes=3)).timestamp()
    os.utime(folder() / f"{key}.json", (long_ago, long_ago))

    told = exports.export_of(key, "clerk")

    assert (told.state, told.done) == ("failed", 4)
    assert "请重新导出" in told.fault
    with pytest.raises(exports.UnknownExport):
        file_of(told)


def test_old_files_are_cleared_out_with_the_next_export(application: Flask) -> None:
    cast = Cast(application)
    clerk = cast.person(Role.STATISTICIAN)
    old = export(clerk).rpartition("/")[2]
    yesterday = (utc_now() - timedelta(hours=25)).timestamp()
    os.utime(folder() / f"{old}.json", (yesterday, yesterday))

    export(clerk)

    assert old not in {path.stem for path in folder().iterdir()}
    assert len(exports_of(str(Role.STATISTICIAN))) == 1


def test_a_full_disk_fails_the_export_with_a_sentence_and_nothing_in_the_log(
    application: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    clerk = Cast(application).person(Role.STATISTICIAN)
    monkeypatch.setattr(exports, "write_csv", full)

    here = export(clerk)

    assert "导出没有完成：No space left on device" in clerk.get(here).text
    assert clerk.get(f"{here}/file").status_code == 404
    assert db.session.query(LogEntry).filter_by(kind="records_exported").count() == 0
    assert {path.suffix for path in folder().iterdir()} == {".json"}
    assert current_app.config["DATA_DIR"] in folder().parents
