"""The yearbook over the JSON interface: one table in three forms, and what is behind a cell."""

import csv
import io
from typing import Any
from urllib.parse import unquote

import pytest
from docx import Document
from flask import Flask
from openpyxl import load_workbook
from pypdf import PdfReader

from incidents.queries import lock_incident
from resources.accounts import Role
from resources.database import transaction
from tests.web.people import Cast, closed_incident, new_incident, told
from web import documents

YEARS = "from=2025&to=2026"


def test_a_cell_leads_to_the_records_it_was_counted_from(application: Flask) -> None:
    cast = Cast(application)
    first = closed_incident(cast.token(Role.DISPATCHER))
    second = new_incident(cast.token(Role.DISPATCHER))
    caller = cast.token(Role.STATISTICIAN)

    table = told(caller.get(f"/api/v1/yearbook/calls?{YEARS}"))

    assert [row["label"] for row in table["rows"]] == ["2025年", "2026年"]
    assert [row["cells"][0]["value"] for row in table["rows"]] == [0, 2]
    assert table["total"]["cells"][0]["value"] == 2
    behind = told(caller.get(table["rows"][1]["cells"][0]["incidents"]))["records"]
    assert [one["incident"] for one in behind] == [first, second]
    assert told(caller.get(table["rows"][0]["cells"][0]["incidents"]))["records"] == []


def test_the_csv_carries_its_mark_and_says_the_same(application: Flask) -> None:
    cast = Cast(application)
    closed_incident(cast.token(Role.DISPATCHER))

    path = f"/api/v1/yearbook/calls?{YEARS}&format=csv"
    answer = cast.token(Role.STATISTICIAN).get(path)

    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == "attachment; filename=calls-2025-2026.csv"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert lines[0][0] == "年份"
    assert [line[:2] for line in lines[1:]] == [["2025年", "0"], ["2026年", "1"], ["合计", "1"]]


def test_the_workbook_opens_and_says_the_same(application: Flask) -> None:
    cast = Cast(application)
    closed_incident(cast.token(Role.DISPATCHER))

    path = f"/api/v1/yearbook/results?{YEARS}&format=xlsx"
    answer = cast.token(Role.STATISTICIAN).get(path)
    books = (
        load_workbook(io.BytesIO(answer.data), data_only=data_only) for data_only in (False, True)
    )
    cells = [cell for book in books for row in book.worksheets[0] for cell in row]

    assert answer.headers["Content-Disposition"] == "attachment; filename=results-2025-2026.xlsx"
    assert "抢救财产" in " ".join(str(cell.value) for cell in cells)
    # 1000.50 yuan are 0.10005 of ten thousand, half up 0.1001.
    assert 0.1001 in [cell.value for cell in cells]
    # The only formulas are the sums of the total row.
    formulas = [str(cell.value) for cell in cells if cell.data_type == "f"]
    assert formulas and all(one.startswith("=SUM(") for one in formulas)


def test_documents_and_sheets_are_handed_out_under_their_names(application: Flask) -> None:
    cast = Cast(application)
    closed_incident(cast.token(Role.DISPATCHER))

    caller = cast.token(Role.STATISTICIAN)
    docx = caller.get(f"/api/v1/yearbook/calls?{YEARS}&format=docx")
    pdf = caller.get(f"/api/v1/yearbook/calls?{YEARS}&format=pdf")

    assert docx.content_type == documents.MEDIA_TYPES["docx"]
    assert docx.headers["Content-Disposition"] == "attachment; filename=calls-2025-2026.docx"
    grid = Document(io.BytesIO(docx.data)).tables[0]
    assert [cell.text for cell in grid.rows[3].cells][:2] == ["合计", "1"]
    assert pdf.content_type == "application/pdf"
    assert "合计 1" in PdfReader(io.BytesIO(pdf.data)).pages[0].extract_text()


REFUSED = (
    ("nothing?from=2025&to=2026", 404),
    ("calls", 422),
    ("calls?from=2025", 422),
    ("calls?from=2026&to=2025", 422),
    ("calls?from=1948&to=2026", 422),
    ("calls?from=2025&to=2201", 422),
    ("calls?from=x&to=2026", 422),
    ("calls?from=2025&to=2026&format=exe", 422),
    ("calls/records?from=2025&to=2026&row=2024&column=total", 404),
    ("calls/records?from=2025&to=2026&row=2025&column=nothing", 404),
    ("calls/records?from=2025&to=2026", 422),
)


def test_what_the_yearbook_does_not_have_is_refused(application: Flask) -> None:
    caller = Cast(application).token(Role.STATISTICIAN)

    for path, code in REFUSED:
        answer = caller.get(f"/api/v1/yearbook/{path}")
        assert answer.status_code == code, path
        assert answer.content_type == "application/problem+json"


def test_the_page_and_its_links_lead_to_the_same_file(application: Flask) -> None:
    caller = Cast(application).token(Role.STATISTICIAN)

    answer = caller.get("/yearbook/fires.csv?from=2025&to=2026")

    assert answer.status_code == 303
    assert answer.headers["Location"] == "/api/v1/yearbook/fires?from=2025&to=2026&format=csv"


def test_a_corrected_loss_changes_its_cell_and_the_total_alone(
    application: Flask,
) -> None:
    cast = Cast(application)
    dispatcher, chief = cast.token(Role.DISPATCHER), cast.token(Role.CHIEF)
    number = new_incident(dispatcher)
    said = {"form": "full", "cause": "electrical", "occupancy": "dwelling", "loss_yuan": "10000"}
    fire = told(dispatcher.post(f"/api/v1/incidents/{number}/fires", said))["number"]
    before = told(chief.get(f"/api/v1/yearbook/fires?{YEARS}"))

    answer = chief.post(
        f"/api/v1/fires/{fire}/correction", {"reason": "复核", "loss_yuan": "12345.67"}
    )

    after = told(chief.get(f"/api/v1/yearbook/fires?{YEARS}"))
    assert answer.status_code == 200
    assert changed_cells(before, after) == {("2026", "loss", "1.2346"), ("total", "loss", "1.2346")}
    log = told(chief.get(f"/api/v1/incidents/{number}/log"))["entries"][-1]
    assert (log["kind"], log["text"]) == ("fire_amended", f"更正火灾记录 {fire}：复核")


def test_a_correction_without_a_reason_or_of_an_unknown_fire_is_refused(application: Flask) -> None:
    cast = Cast(application)
    dispatcher, chief = cast.token(Role.DISPATCHER), cast.token(Role.CHIEF)
    number = new_incident(dispatcher)
    fires = f"/api/v1/incidents/{number}/fires"
    fire = told(dispatcher.post(fires, {"form": "simple"}))["number"]

    assert chief.post(f"/api/v1/fires/{fire}/correction", {"loss_yuan": 1}).status_code == 422
    assert chief.post("/api/v1/fires/H0/correction", {"reason": "复核"}).status_code == 404


def changed_cells(before: Any, after: Any) -> set[tuple[str, str, str]]:
    """List row, column and new text of every cell that is not what it was."""
    rows = zip([*before["rows"], before["total"]], [*after["rows"], after["total"]], strict=True)
    return {
        (new_row["row"], new["column"], new["text"])
        for old_row, new_row in rows
        for old, new in zip(old_row["cells"], new_row["cells"], strict=True)
        if old != new
    }


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_file_of_demo_data_says_so_in_a_name_every_server_can_send(
    application: Flask, form: str
) -> None:
    cast = Cast(application)
    number = new_incident(cast.token(Role.DISPATCHER))
    with transaction() as session:
        lock_incident(session, number).is_generated = True

    answer = cast.token(Role.CHIEF).get(f"/api/v1/yearbook/calls?{YEARS}&format={form}")

    sent = answer.headers["Content-Disposition"]
    assert sent.isascii()
    assert unquote(sent).endswith(f"calls-2025-2026-含演示数据.{form}")
