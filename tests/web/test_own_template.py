"""The brigade's own template: it is given words only, and a bad one is refused with a sentence."""

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document

from incidents.yearbook.references import YOUYANG_CALLS
from tests.web.printed_tables import HOSTILE, hostile_table, plan_table
from web.documents import Letterhead, written
from web.office.own_template import NAMES, BadTemplate, try_out
from web.office.words import printable
from web.settings import BadSetting, read_settings


def a_template(folder: Path, *lines: str) -> Path:
    """Make a template of these paragraphs, with the usual table under them."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    grid = document.add_table(rows=3, cols=4)
    grid.rows[0].cells[0].text = "{%tr for row in rows %}"
    cells = grid.rows[1].cells
    cells[0].text = "{{ row.label }}"
    cells[1].text = "{%tc for cell in row.cells %}"
    cells[2].text = "{{ cell }}"
    cells[3].text = "{%tc endfor %}"
    grid.rows[2].cells[0].text = "{%tr endfor %}"
    path = folder / "本队模板.docx"
    document.save(str(path))
    return path


def test_the_template_is_filled_with_the_table(tmp_path):
    path = a_template(
        tmp_path, "{{ county }}{{ title }}", "{{ caption }}", "{% if is_demo %}演示{% endif %}"
    )

    content = written(plan_table(YOUYANG_CALLS), "docx", Letterhead("酉阳县", path))

    document = Document(io.BytesIO(content))
    assert [one.text for one in document.paragraphs][:3] == [
        "酉阳县警情统计表",
        "警情统计表（2016—2020年）（含演示数据）",
        "演示",
    ]
    lines = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert len(lines) == 6
    # The year 2020 of 专栏2 (S): 299 fire call-outs.
    assert lines[4][0] == "2020年"
    assert lines[4][2] == "299"
    assert lines[5][0] == "合计"


@pytest.mark.parametrize("words", HOSTILE)
def test_what_people_wrote_is_never_read_as_a_mark(tmp_path, words):
    path = a_template(tmp_path, "{{ county }}", "{{ note_line }}", "{{ remarks[0] }}")

    content = written(hostile_table(words), "docx", Letterhead(words, path))

    told = [one.text for one in Document(io.BytesIO(content)).paragraphs]
    # The filler takes its own escapes off a text, and leaves everything else as it is.
    assert told[0] == printable(words).replace("{_{", "{{").replace("}_}", "}}")


BAD_MARKS = (
    *("{{ nothing }}", "{% for row in rows %}", "{{ rows + 1 }}", "{{ 1 / 0 }}", "{{ title"),
    *("{% include 'x' %}", "{{ ''.__class__.__mro__ }}"),
)


@pytest.mark.parametrize("mark", BAD_MARKS)
def test_a_template_that_cannot_be_filled_is_refused_and_told_what_it_may_name(tmp_path, mark):
    path = a_template(tmp_path, mark)

    with pytest.raises(BadTemplate) as refused:
        try_out(path)

    assert str(refused.value).startswith("模板 本队模板.docx 不能填写：")
    assert all(name in str(refused.value) for name in NAMES)


def test_what_is_no_document_is_refused(tmp_path):
    text = tmp_path / "a.docx"
    text.write_bytes("不是文档".encode())
    archive = tmp_path / "b.docx"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("x.txt", "x")
    torn = tmp_path / "c.docx"
    with zipfile.ZipFile(torn, "w") as made:
        made.writestr("word/document.xml", "<w:document")
    empty = tmp_path / "d.docx"
    empty.touch()

    for path, told in (
        (text, "不是 DOCX 文件"),
        (archive, "不是 DOCX 文件"),
        (torn, "不能填写"),
        (empty, "空文件"),
        (tmp_path / "e.docx", "无法读取"),
        (tmp_path, "模板"),
    ):
        with pytest.raises(BadTemplate, match=told):
            try_out(path)


def test_a_bad_template_stops_the_start_with_its_sentence(tmp_path):
    env = {"FENGHUO_DATA_DIR": str(tmp_path), "FENGHUO_SECRET_KEY": "k" * 32}
    good = a_template(tmp_path, "{{ caption }}")
    assert read_settings(env | {"FENGHUO_DOCX_TEMPLATE": str(good)}).docx_template == good
    bad = a_template(tmp_path, "{{ nothing }}")

    with pytest.raises(BadSetting, match="FENGHUO_DOCX_TEMPLATE: 模板 本队模板"):
        read_settings(env | {"FENGHUO_DOCX_TEMPLATE": str(bad)})
