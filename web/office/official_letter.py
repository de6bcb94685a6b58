"""A paper as DOCX in the official look of GB/T 9704 (S): A4, its margins, fonts and line pitch.

The fonts are named and not shipped: office machines have them, and a program without them puts
another in their place. Measures that the standard leaves open (tables, notes) are proposed (P).
"""

import io
from typing import Final

from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.table import CT_Row
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table as Grid
from docx.text.paragraph import Paragraph

from web.office.paper import (
    Block,
    Heading,
    Laid,
    Note,
    Paper,
    Part,
    Picture,
    Shown,
    Words,
    lay_out,
    leaves,
    picture_caption,
    table_caption,
)
from web.office.words import printable
from web.printing import svg_to_png

TITLE_FONT: Final = "方正小标宋简体"
BODY_FONT: Final = "仿宋_GB2312"
HEADING_FONT: Final = "黑体"
SECOND_HEADING_FONT: Final = "楷体_GB2312"
PAGE_NUMBER_FONT: Final = "宋体"
LATIN_FONT: Final = "Times New Roman"
TITLE_PT: Final = 22
BODY_PT: Final = 16
CAPTION_PT: Final = 14
NOTE_PT: Final = 10.5
LINE_PT: Final = 28
"""The pitch of body lines: 22 of them fill the 225 mm of a page."""
SHORT_MM: Final = 210
LONG_MM: Final = 297
UPRIGHT_MM: Final = (37, 26, 35, 28)
"""Margins of GB/T 9704: top, right, bottom, left. Text is 156 mm by 225 mm."""
ACROSS_MM: Final = (28, 26, 26, 28)
UPRIGHT_TEXT_MM: Final = 156
ACROSS_TEXT_MM: Final = 243
PICTURE_MM: Final = 150
CELL_PADDING_TWIPS: Final = 40
NOTE_STYLE: Final = "表注"
CELL_STYLE: Final = "表内文字"
PAGE_NUMBER_STYLE: Final = "页码"


def to_docx(paper: Paper) -> bytes:
    """Set a paper as a DOCX file."""
    document = Document()
    _set_styles(document)
    document.core_properties.title = printable(paper.title)
    document.core_properties.author = printable(paper.county)
    document.core_properties.comments = ""
    document.settings.odd_and_even_pages_header_footer = True
    _Setter(document).set(paper)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


class _Setter:
    """Sets block after block, counts tables and pictures, and turns the page where one is wide."""

    def __init__(self, document: Docx) -> None:
        self._document = document
        self._tables = 0
        self._pictures = 0

    def set(self, paper: Paper) -> None:
        for number, leaf in enumerate(leaves(paper)):
            if number == 0:
                section = self._document.sections[0]
                _number_pages(section)
                self._say(paper.title, "Title")
                if paper.subtitle:
                    self._say(paper.subtitle, "Subtitle")
            else:
                section = self._document.add_section(WD_SECTION.NEW_PAGE)
            _shape(section, leaf.is_across)
            for block in leaf.blocks:
                self._set_block(block)

    def _set_block(self, block: Block) -> None:
        if isinstance(block, Shown):
            self._set_table(block)
        elif isinstance(block, Heading):
            self._say(block.words, f"Heading {block.level}")
        elif isinstance(block, Words):
            self._say(block.words, "Body Text")
        elif isinstance(block, Note):
            self._say(block.words, NOTE_STYLE)
        else:
            self._set_picture(block)

    def _say(self, words: str, style: str) -> Paragraph:
        return self._document.add_paragraph(printable(words), style)

    def _set_table(self, block: Shown) -> None:
        laid = lay_out(block.table)
        self._tables += 1
        for number, part in enumerate(laid.parts):
            caption = self._say(table_caption(self._tables, block.table, number), "Caption")
            caption.paragraph_format.keep_with_next = True
            if laid.unit:
                unit = self._say(f"单位：{laid.unit}", NOTE_STYLE)
                unit.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                unit.paragraph_format.keep_with_next = True
            _fill(self._document, part, laid)
        for words in block.remarks:
            self._say(words, NOTE_STYLE)

    def _set_picture(self, picture: Picture) -> None:
        self._pictures += 1
        place = self._document.add_paragraph(style=CELL_STYLE)
        place.alignment = WD_ALIGN_PARAGRAPH.CENTER
        place.paragraph_format.keep_with_next = True
        # Word reads no SVG without a picture beside it that every version can show.
        png = io.BytesIO(svg_to_png(picture.svg))
        shape = place.add_run().add_picture(png, width=Mm(PICTURE_MM))
        caption = printable(picture_caption(self._pictures, picture))
        shape._inline.docPr.set("descr", caption)
        self._say(caption, "Caption")


def _shape(section: Section, is_across: bool) -> None:
    top, right, bottom, left = ACROSS_MM if is_across else UPRIGHT_MM
    width, height = (LONG_MM, SHORT_MM) if is_across else (SHORT_MM, LONG_MM)
    section.orientation = WD_ORIENT.LANDSCAPE if is_across else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.left_margin, section.right_margin = Mm(left), Mm(right)
    # The number stands 7 mm below the text.
    section.footer_distance = Mm(bottom - 7 - 5)


def _number_pages(section: Section) -> None:
    """Number the pages as “— 1 —”: odd ones on the right, even ones on the left."""
    for footer, side in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        footer.is_linked_to_previous = False
        line = footer.paragraphs[0]
        line.style = PAGE_NUMBER_STYLE
        line.alignment = side
        line.add_run("— ")
        line._p.append(_page_field())
        line.add_run(" —")


def _page_field() -> BaseOxmlElement:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run, words = OxmlElement("w:r"), OxmlElement("w:t")
    words.text = "1"
    run.append(words)
    field.append(run)
    return field


def _fill(document: Docx, part: Part, laid: Laid) -> None:
    grid = document.add_table(rows=1 + len(part.lines), cols=len(part.headings), style="Table Grid")
    grid.alignment = WD_TABLE_ALIGNMENT.CENTER
    _set_widths(grid, part.weights, ACROSS_TEXT_MM if laid.is_across else UPRIGHT_TEXT_MM)
    cell_style = document.styles[CELL_STYLE].style_id
    lines = [(part.headings, True), *((line.words, line.is_total) for line in part.lines)]
    # Asking a table for its cells one by one reads the whole table each time.
    for row, (words, is_strong) in zip(grid.rows, lines, strict=True):
        _keep_whole(row._tr, is_header=words is part.headings)
        for place, (cell, text) in enumerate(zip(row.cells, words, strict=True)):
            told = cell.paragraphs[0]
            # Asking for a style by its name looks all of them through, for every cell.
            told._p.style = cell_style
            is_figure = place > 0 and words is not part.headings
            told.alignment = WD_ALIGN_PARAGRAPH.RIGHT if is_figure else WD_ALIGN_PARAGRAPH.CENTER
            run = told.add_run(printable(text))
            run.font.size = Pt(laid.size_pt)
            run.bold = is_strong or None


def _set_widths(grid: Grid, weights: tuple[int, ...], room_mm: int) -> None:
    grid.autofit = False
    _set_padding(grid)
    widths = [Mm(room_mm * weight / sum(weights)) for weight in weights]
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    for row in grid.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width


def _set_padding(grid: Grid) -> None:
    """Leave little room beside a word: the weight of a column has it already."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(CELL_PADDING_TWIPS))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    properties = grid._tbl.tblPr
    properties.insert_element_before(margins, "w:tblLook", "w:tblCaption", "w:tblDescription")


def _keep_whole(row: CT_Row, is_header: bool) -> None:
    """Break no row over two pages, and print the heading row again on each."""
    properties = row.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if is_header:
        properties.append(OxmlElement("w:tblHeader"))


def _set_styles(document: Docx) -> None:
    styles = document.styles
    for name in (NOTE_STYLE, CELL_STYLE, PAGE_NUMBER_STYLE):
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
    looks = (
        ("Normal", BODY_FONT, BODY_PT),
        ("Title", TITLE_FONT, TITLE_PT),
        ("Subtitle", SECOND_HEADING_FONT, BODY_PT),
        ("Heading 1", HEADING_FONT, BODY_PT),
        ("Heading 2", SECOND_HEADING_FONT, BODY_PT),
        ("Body Text", BODY_FONT, BODY_PT),
        ("Caption", HEADING_FONT, CAPTION_PT),
        (NOTE_STYLE, BODY_FONT, NOTE_PT),
        (CELL_STYLE, BODY_FONT, BODY_PT),
        (PAGE_NUMBER_STYLE, PAGE_NUMBER_FONT, CAPTION_PT),
    )
    for name, font, size_pt in looks:
        _set_look(styles[name], font, size_pt)
    for name in ("Title", "Subtitle", "Caption"):
        styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for name in ("Heading 1", "Heading 2", "Body Text"):
        _indent(styles[name])
    for name in (NOTE_STYLE, CELL_STYLE):
        styles[name].paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
    styles[NOTE_STYLE].paragraph_format.space_before = Pt(3)
    styles["Caption"].paragraph_format.space_before = Pt(8)
    styles["Subtitle"].paragraph_format.space_after = Pt(12)


def _set_look(style: ParagraphStyle, font: str, size_pt: float) -> None:
    style.font.size = Pt(size_pt)
    style.font.bold = style.font.italic = False
    style.font.color.rgb = RGBColor(0, 0, 0)
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    # A font named by the theme would win over the one named here.
    for name in [one for one in fonts.attrib if one.endswith("Theme")]:
        del fonts.attrib[name]
    for script in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{script}"), LATIN_FONT)
    fonts.set(qn("w:eastAsia"), font)
    for spacing in properties.findall(qn("w:spacing")):
        properties.remove(spacing)
    layout = style.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    layout.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    layout.line_spacing = Pt(LINE_PT)
    lines = style.element.get_or_add_pPr()
    for border in lines.findall(qn("w:pBdr")):
        lines.remove(border)


def _indent(style: ParagraphStyle) -> None:
    """Begin a paragraph two characters in."""
    layout = style.element.get_or_add_pPr().get_or_add_ind()
    layout.set(qn("w:firstLineChars"), "200")
    layout.set(qn("w:firstLine"), str(2 * BODY_PT * 20))
