"""A sheet is Chinese text in our own font, and nothing a person typed is ever a command of it."""

import io
from typing import Any

import pytest
from pypdf import PdfReader

from tests.web.hostile_bodies import KEPT
from web.paper_steps import WHEN_BACK, WHEN_GONE
from web.printing import FAMILY, FONTS, to_pdf
from web.shapes import Json, Shape

TYPST = (
    *('#panic("x")', '#read("/etc/passwd")', "$\\pi$", "*粗* _斜_ `代码`", "= 标题", "- 项"),
    *("\\#", '"]}', '#import "@preview/a:1.0.0": *', "//", "/*", "<label> @ref", "#{", "]", "[["),
)


def a_board(**told: Json) -> Shape:
    """Return a board as `paper_board` gives it, of one incident."""
    whole: Shape = {
        "county": "测试县",
        "is_demo": True,
        "made_at": "2026-01-01 12:00:00",
        "made_at_utc": "2026-01-01T04:00:00+00:00",
        "old_at": "2026-01-01 12:02:00",
        "old_after_s": 120,
        "on_duty": "",
        "next_number": "20260101-002",
        "log_seq": 7,
        "log_hash": "ab" * 32,
        "incidents": [an_incident()],
        "orders": [],
        "overdue": [],
        "vehicles": [],
        "small": [],
        "closures": [],
        "weather": "晴好",
        "phones": [],
        "when_gone": [*WHEN_GONE],
        "when_back": [*WHEN_BACK],
    }
    return whole | told


def an_incident(**told: Json) -> Shape:
    whole: Shape = {
        "number": "20260101-001",
        "received": "12:00:00",
        "kind": "普通建筑",
        "level": "一级",
        "state": "已立案",
        "place": "龙潭镇渤海村",
        "point": "",
        "elements": "",
        "narrative": "民房起火",
        "callers": [{"at": "12:00:00", "number": "13812345678", "name": "田某"}],
        "units": [],
        "is_generated": False,
        "is_back_entered": True,
    }
    return whole | told


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_a_sheet_holds_its_words_and_embeds_the_one_font() -> None:
    pdf = to_pdf("board", a_board())

    pages: Any = PdfReader(io.BytesIO(pdf)).pages
    fonts = [font.get_object() for page in pages for font in page["/Resources"]["/Font"].values()]
    inner = [font["/DescendantFonts"][0].get_object() for font in fonts]
    descriptors = [one["/FontDescriptor"].get_object() for one in inner]
    words = text_of(pdf).replace("\n", "")
    assert FONTS.families() == [FAMILY]
    assert fonts
    assert all("NotoSansSC" in font["/BaseFont"] for font in fonts)
    assert all("/FontFile3" in one for one in descriptors)
    for told in (
        "龙潭镇渤海村",
        "13812345678",
        "2026-01-01 12:00:00",
        "〔补录〕",
        "转纸单",
        "生成的演示数据",
    ):
        assert told in words


def test_rare_characters_of_names_and_places_are_printed() -> None:
    rare = "堉喆玥䶮𬭎龘"

    assert rare in text_of(to_pdf("board", a_board(county=rare)))


@pytest.mark.parametrize("words", [*TYPST, *KEPT])
def test_hostile_words_are_set_as_words(words: str) -> None:
    incident = an_incident(narrative=words, place=words, elements=words)

    pdf = to_pdf("board", a_board(incidents=[incident], overdue=[words]))

    assert pdf.startswith(b"%PDF")
    if words.isascii() and words.isprintable():
        told = "".join(text_of(pdf).split())
        assert told.count("".join(words.split())) >= 4


@pytest.mark.parametrize("words", ["\x00火", "火\x1b[31m", "火\ud800", "火" * 2_000, "a" * 2_000])
def test_what_no_page_can_hold_is_left_out_and_the_sheet_is_made(words: str) -> None:
    pdf = to_pdf("board", a_board(incidents=[an_incident(narrative=words)]))

    assert pdf.startswith(b"%PDF")


def test_slips_stand_two_on_a_page_each_with_its_number() -> None:
    told: Shape = {"county": "测试县", "kinds": ["火灾扑救"], "outcomes": ["真警"]}
    numbers = [f"P20260101-00{one}" for one in (1, 2, 3)]

    pages = PdfReader(io.BytesIO(to_pdf("slips", {**told, "numbers": [*numbers]}))).pages

    assert len(pages) == 2
    assert [[one in page.extract_text() for one in numbers] for page in pages] == [
        [True, True, False],
        [False, False, True],
    ]
