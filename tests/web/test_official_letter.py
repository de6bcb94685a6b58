"""DOCX read back: the figures, the official look, and words that stay words."""

import io

import pytest
from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from incidents.yearbook.references import YOUYANG_CALLS, YOUYANG_FIRES
from tests.web.printed_tables import HOSTILE, hostile_table, plan_table, wide_table
from web.documents import Letterhead, table_paper
from web.office.official_letter import to_docx
from web.office.paper import Heading, Paper, Picture, Shown, Words, lay_out, leaves
from web.office.words import printable

HEAD = Letterhead("酉阳土家族苗族自治县")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="30"><text y="20">火</text></svg>'


def read(paper: Paper) -> Docx:
    return Document(io.BytesIO(to_docx(paper)))


def grid_of(document: Docx, number: int = 0) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in document.tables[number].rows]


def words_of(document: Docx) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def test_the_tables_of_the_plan_stand_in_the_document_as_printed():
    calls = grid_of(read(table_paper(plan_table(YOUYANG_CALLS), HEAD)))
    fires = grid_of(read(table_paper(plan_table(YOUYANG_FIRES), HEAD)))

    # 专栏2 and 专栏1 of the plan (S); the plan's 2020 is 299 in one and 229 in the other.
    assert calls[0] == ["年份", "总警情", "火灾扑救", "抢险救援", "社会救助", "其他出动"]
    assert [line[2] for line in calls[1:]] == ["182", "213", "239", "338", "299", "1271"]
    assert fires[0][1:] == [
        "火灾起数（起）",
        "死亡人数（人）",
        "受伤人数（人）",
        "直接财产损失（万元）",
    ]
    assert [line[1] for line in fires[1:]] == ["182", "213", "239", "338", "229", "1201"]
    assert fires[1] == ["2016年", "182", "1", "7", "1712.3746"]
    assert fires[-1] == ["合计", "1201", "1", "21", "4782.9298"]


def test_a_document_has_title_caption_unit_notes_and_the_line_of_its_query():
    words = words_of(read(table_paper(plan_table(YOUYANG_CALLS), HEAD)))

    assert words[:4] == [
        "警情统计表",
        "酉阳土家族苗族自治县　2016—2020年",
        "表1　警情统计表（2016—2020年）（含演示数据）",
        "单位：次",
    ]
    assert words[-1] == "图1　警情统计表（2016—2020年）（含演示数据）"
    assert words[-3] == (
        "查询：警情统计表，2016—2020年，按年份分组；统计口径：2026-1；日志位置：第 9876 条；"
        "不完整记录：2 条；其中生成的演示记录：1271 条。"
    )


def test_the_look_is_that_of_an_official_letter():
    document = read(table_paper(plan_table(YOUYANG_CALLS), HEAD))

    [section] = document.sections
    sides = (section.page_width, section.page_height, section.top_margin, section.bottom_margin)
    # The file holds twentieths of a point.
    assert [round(side.mm) for side in sides if side] == [210, 297, 37, 35]
    beside = (section.left_margin, section.right_margin)
    assert [round(side.mm) for side in beside if side] == [28, 26]
    fonts = {
        name: (
            document.styles[name].element.rPr.rFonts.get(qn("w:eastAsia")),
            document.styles[name].font.size,
        )
        for name in ("Title", "Body Text", "Heading 1")
    }
    assert fonts == {
        "Title": ("方正小标宋简体", Pt(22)),
        "Body Text": ("仿宋_GB2312", Pt(16)),
        "Heading 1": ("黑体", Pt(16)),
    }
    assert document.styles["Body Text"].paragraph_format.line_spacing == Pt(28)
    # Nothing of the theme, whose fonts would win.
    assert "Theme" not in document.styles["Title"].element.xml.split("rFonts")[1].split(">")[0]
    for footer in (section.footer, section.even_page_footer):
        assert [run.text for run in footer.paragraphs[0].runs] == ["— ", " —"]
        assert 'w:instr="PAGE"' in footer._element.xml
    heading_row = document.tables[0].rows[0]._tr.xml
    assert "w:tblHeader" in heading_row
    assert all("w:cantSplit" in row._tr.xml for row in document.tables[0].rows)


@pytest.mark.parametrize("words", HOSTILE)
def test_what_people_wrote_stays_words(words):
    document = read(table_paper(hostile_table(words), Letterhead(words)))

    kept = printable(words)
    assert kept in words_of(document)[0]
    assert grid_of(document)[0][0] == kept
    assert grid_of(document)[1][0] == f"{kept}（{kept}）"
    assert any(one == f"注1：{kept}" for one in words_of(document))


def test_a_wide_table_lies_across_and_its_heading_goes_with_it():
    wide = wide_table(20)
    narrow = plan_table(YOUYANG_CALLS)
    paper = Paper(
        "县",
        "分析",
        "",
        (
            Words("一句话。"),
            Heading("一、时段"),
            Shown(wide, ()),
            Words("又一句。"),
            Shown(narrow, ()),
        ),
    )

    document = read(paper)

    assert [leaf.is_across for leaf in leaves(paper)] == [False, True, False]
    assert [len(leaf.blocks) for leaf in leaves(paper)] == [1, 2, 2]
    upright, across = WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE
    assert [one.orientation for one in document.sections] == [upright, across, upright]
    assert [words[:2] for words in words_of(document) if words.startswith("表")] == ["表1", "表2"]


def test_a_table_that_fits_no_page_is_parted_and_every_part_has_its_labels():
    laid = lay_out(wide_table(60))

    assert len(laid.parts) == 3
    assert [len(part.headings) for part in laid.parts] == [21, 21, 21]
    assert {part.headings[0] for part in laid.parts} == {"年份"}
    assert [line.words[0] for line in laid.parts[2].lines] == ["2020年", "合计"]
    told = words_of(read(Paper("县", "表", "", (Shown(wide_table(60), ()),))))
    assert [one for one in told if one.startswith("表1")] == [
        "表1　宽表（2020年）",
        "表1　宽表（2020年）（续）",
        "表1　宽表（2020年）（续）",
    ]


def test_a_column_wider_than_a_page_still_stands_somewhere():
    laid = lay_out(wide_table(2, figure=10**200))

    assert [len(part.headings) for part in laid.parts] == [2, 2]


def test_a_picture_is_drawn_with_its_caption_and_words_for_who_cannot_see_it():
    paper = Paper("县", "分析", "", (Picture(SVG, "各类警情"),))

    document = read(paper)

    [shape] = document.inline_shapes
    assert shape.width == Mm(150)
    assert shape._inline.docPr.get("descr") == "图1　各类警情"
    assert words_of(document)[-1] == "图1　各类警情"


def test_an_empty_paper_is_a_document():
    assert words_of(read(Paper("", "空", "", ()))) == ["空"]
