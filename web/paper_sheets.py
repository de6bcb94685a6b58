"""The paper board of a moment as files: one HTML that stands alone, and a PDF."""

import base64
import hashlib
import logging
from datetime import datetime
from functools import cache

import typst
from flask import current_app

from web.paper_board import paper_board
from web.paper_files import Sheet
from web.printing import SHEETS, to_pdf
from web.shapes import Shape

_log = logging.getLogger(__name__)


def board_sheet(now: datetime) -> Sheet:
    """Make the board of this moment; where the PDF cannot be set, the HTML alone."""
    board = paper_board(now)
    html = board_html(board)
    try:
        pdf: bytes | None = to_pdf("board", board)
    except typst.TypstError:
        _log.exception("the PDF of the paper board could not be set")
        pdf = None
    return Sheet(now, html, pdf)


def board_html(board: Shape) -> bytes:
    """Return the board as one file that opens without a server."""
    style, script = _part("board.css"), _part("board.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    # Not render_template: what every page shows around it needs a request, and this has none.
    template = current_app.jinja_env.get_template("paper_board.html")
    told = template.render(board=board, style=style, script=script, script_hash=digest)
    return told.encode()


@cache
def _part(name: str) -> str:
    return (SHEETS / name).read_text("utf-8")
