"""The year report: every number in its sentences stands in its tables, on the page and in files."""

import io
import re

import pytest
from docx import Document
from flask import Flask
from openpyxl import load_workbook
from pypdf import PdfReader

from incidents.yearbook.definitions import plain
from resources.accounts import Role
from tests.web.people import Cast, closed_incident, new_incident
from web.office.paper import Words
from web.presenting import SERVICE_ZONE
from web.year_report import Report, report_of

CHAPTERS = (
    "一、总体情况",
    "二、时间分布",
    "三、地域分布",
    "四、火灾",
    "五、出动与战果",
    "统计说明",
)


def a_year(application: Flask) -> Cast:
    """Lay a small year: two incidents, one of them closed and a registered fire."""
    cast = Cast(application)
    dispatcher = cast.token(Role.DISPATCHER)
    number = closed_incident(dispatcher)
    new_incident(dispatcher, category="20000", place="二站旁")
    fire = {"form": "full", "cause": "electrical", "occupancy": "dwelling", "loss_yuan": "1234.50"}
    answer = dispatcher.post(f"/api/v1/incidents/{number}/fires", fire)
    assert answer.status_code == 201, answer.text
    return cast


def cells_of(report: Report) -> set[str]:
    """Every figure and every number in a label of the report's tables."""
    told: set[str] = set()
    for table in report.tables:
        labels = [table.period_label, *(row.label for row in table.rows)]
        told |= set(re.findall(r"\d+(?:\.\d+)?", " ".join(labels)))
        told |= {
            plain(column, abs(cell.amount))
            for row in (*table.rows, table.total)
            for column, cell in zip(table.definition.columns, row.cells, strict=True)
            if cell.amount is not None
        }
    return told


def test_every_number_in_a_sentence_is_a_cell_of_a_table(application: Flask) -> None:
    cast = a_year(application)

    report = report_of(2026, SERVICE_ZONE.key, cast.clock())

    words = [piece.words for piece in report.pieces if isinstance(piece, Words)]
    told = set(re.findall(r"\d+(?:\.\d+)?", "".join(words)))
    assert told <= cells_of(report)
    # The first record is of this year: nothing is known of the one before, which is no nought.
    # The loss of 1234.50 yuan is 0.12345 of ten thousand, half up 0.1235.
    assert any("共接报警情2次，没有上年同期数据，不作同比。" in one for one in words)
    assert any("登记火灾起数1起" in one and "直接财产损失0.1235万元" in one for one in words)
    assert all(check.holds for table in report.tables for check in table.checks)


def test_a_year_under_way_is_told_up_to_today_and_says_so(application: Flask) -> None:
    cast = a_year(application)

    report = report_of(2026, SERVICE_ZONE.key, cast.clock())

    assert report.period == "2026年1月1日"
    first = report.pieces[0]
    assert isinstance(first, Words)
    assert first.words == "2026年尚未结束，本报告统计2026年1月1日，同比为上年同一时段。"


def test_the_page_has_its_chapters_and_its_figures_open(application: Flask) -> None:
    clerk = a_year(application).token(Role.STATISTICIAN)

    page = clerk.get("/yearbook/report?year=2026").text

    assert all(f"<h3>{chapter}</h3>" in page for chapter in CHAPTERS)
    [address] = set(re.findall(r'href="([^"]*row=total&amp;column=fire)"', page)[:1])
    assert clerk.get(address.replace("&amp;", "&")).status_code == 200
    for picture in re.findall(r'<img src="([^"]+)"', page):
        assert clerk.get(picture.replace("&amp;", "&")).mimetype == "image/svg+xml"


def test_the_report_is_handed_out_as_document_sheet_and_workbook(application: Flask) -> None:
    clerk = a_year(application).token(Role.STATISTICIAN)

    docx = clerk.get("/yearbook/report?year=2026&format=docx")
    pdf = clerk.get("/yearbook/report?year=2026&format=pdf")
    xlsx = clerk.get("/yearbook/report?year=2026&format=xlsx")

    assert "-2026.docx" in docx.headers["Content-Disposition"]
    document = Document(io.BytesIO(docx.data))
    heading = document.styles["Heading 1"]
    headings = [one.text for one in document.paragraphs if one.style == heading]
    assert [one for one in headings if one in CHAPTERS] == list(CHAPTERS)
    assert len(document.inline_shapes) == 4
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.data)).pages)
    assert "共接报警情2次" in "".join(text.split())
    assert "图4　历年火灾起数" in text
    sheets = load_workbook(io.BytesIO(xlsx.data)).sheetnames
    assert (sheets[0], sheets[1], sheets[-1]) == ("各类警情", "历年警情", "口径与说明")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("year=2027", "年份应在 1949 至 2026 之间"),
        ("year=1948", "年份应在 1949 至 2026 之间"),
        ("year=x", "整数"),
    ],
)
def test_a_year_that_cannot_be_reported_is_refused_and_kept(
    application: Flask, query: str, told: str
) -> None:
    clerk = a_year(application).token(Role.STATISTICIAN)

    answer = clerk.get(f"/yearbook/report?{query}")

    assert answer.status_code == 422
    assert told in answer.text
    assert f'value="{query.partition("=")[2]}"' in answer.text


def test_a_report_without_records_compares_nothing_and_breaks_nothing(
    application: Flask,
) -> None:
    cast = Cast(application)

    report = report_of(2025, SERVICE_ZONE.key, cast.clock())

    words = [piece.words for piece in report.pieces if isinstance(piece, Words)]
    assert any("2025年共接报警情0次" in one for one in words)
    clerk = cast.token(Role.STATISTICIAN)
    assert clerk.get("/yearbook/report?year=2025&format=pdf").data.startswith(b"%PDF")
    assert clerk.get("/yearbook/report?year=2025&format=exe").status_code == 422
