"""PDF read back: the figures, the page numbers, and words that stay words."""

import io

import pytest
from pypdf import PdfReader

from incidents.yearbook.references import YOUYANG_CALLS, YOUYANG_FIRES
from tests.web.printed_tables import HOSTILE, hostile_table, plan_table, wide_table
from web.documents import Letterhead, table_paper
from web.office.paper import Heading, Paper, Picture, Shown, Words
from web.office.typeset import paper_pdf
from web.office.words import printable

HEAD = Letterhead("酉阳土家族苗族自治县")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="30"><text y="20">火</text></svg>'


def pages_of(paper: Paper) -> list[str]:
    reader = PdfReader(io.BytesIO(paper_pdf(paper)))
    return [page.extract_text() for page in reader.pages]


def test_the_tables_of_the_plan_stand_in_the_pdf_as_printed():
    [calls] = pages_of(table_paper(plan_table(YOUYANG_CALLS), HEAD))
    [fires] = pages_of(table_paper(plan_table(YOUYANG_FIRES), HEAD))

    # 专栏2 and 专栏1 of the plan (S).
    for told in (
        "2016年 282 182 59 40 1",
        "2020年 450 299 92 55 4",
        "合计 1844 1271",
        "表1　警情统计表（2016—2020年）",
        "— 1 —",
    ):
        assert told in calls
    for told in (
        "2020年 229 0 2 674.8198",
        "合计 1201 1 21 4782.9298",
        "直接财产损失（万元）",
        "含演示数据",
    ):
        assert told in fires
    assert "日志位置：第 9876 条" in "".join(calls.split("\n"))


@pytest.mark.parametrize("words", HOSTILE)
def test_what_people_wrote_stays_words(words):
    told = "".join(pages_of(table_paper(hostile_table(words), Letterhead(words))))

    kept = "".join(printable(words).split())
    assert "".join(told.split()).count(kept) >= 6


def test_pages_turn_for_a_wide_table_and_are_numbered_through():
    blocks = (
        Heading("一、总体"),
        Words("一句话。"),
        Shown(wide_table(20), ()),
        Heading("二、图"),
        Picture(SVG, "各类警情"),
    )

    reader = PdfReader(io.BytesIO(paper_pdf(Paper("县", "分析", "2020年", blocks))))

    widths = [round(float(page.mediabox.width)) for page in reader.pages]
    # 210 mm and 297 mm in points.
    assert widths == [595, 842, 595]
    texts = [page.extract_text() for page in reader.pages]
    assert [f"— {at} —" in text for at, text in enumerate(texts, start=1)] == [True] * 3
    assert "图1　各类警情" in texts[2]


def test_an_empty_paper_is_a_page():
    assert len(pages_of(Paper("", "空", "", ()))) == 1
