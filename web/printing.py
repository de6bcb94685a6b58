"""The printing room: a sheet of `web/sheets` and its values become a PDF.

Values reach a sheet as JSON and are set as text. They are never part of its source, so a word a
caller said cannot be a command of the typesetter, and nothing needs escaping. The one font is our
own: a server without fonts prints the same sheet. PDF/A is not asked for: it refuses a whole sheet
for one character the font lacks, and a caller's emoji must not cost the room its board.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import typst

from web.office.words import printable
from web.shapes import Json

SHEETS: Final = Path(__file__).parent / "sheets"
FONTS: Final = typst.Fonts(
    include_system_fonts=False,
    include_embedded_fonts=False,
    font_paths=[Path(__file__).parent / "static" / "vendor"],
)
FAMILY: Final = "Noto Sans SC"
PRINTED_PPI: Final = 200


def to_pdf(sheet: str, values: Mapping[str, Json]) -> bytes:
    """Set the sheet of a name, such as `board`, with the values it reads as `sys.inputs.values`."""
    made = typst.compile(
        (SHEETS / f"{sheet}.typ").read_bytes(),
        font_paths=FONTS,
        ignore_system_fonts=True,
        sys_inputs={"values": _told(values)},
        pdf_tags=False,
    )
    assert isinstance(made, bytes), "a sheet is one file"
    return made


def svg_to_png(svg: str) -> bytes:
    """Draw an SVG picture as PNG, 150 mm wide, for programs that read no SVG."""
    made = typst.compile(
        (SHEETS / "picture.typ").read_bytes(),
        font_paths=FONTS,
        ignore_system_fonts=True,
        sys_inputs={"values": _told({"svg": svg})},
        format="png",
        ppi=PRINTED_PPI,
    )
    assert isinstance(made, bytes), "a picture is one page"
    return made


def _told(values: Mapping[str, Json]) -> str:
    return json.dumps(_clean(dict(values)), ensure_ascii=False)


def _clean(value: Json) -> Json:
    """Drop from every text what no printed page can hold."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, list):
        return [_clean(one) for one in value]
    if isinstance(value, dict):
        return {name: _clean(one) for name, one in value.items()}
    return value
