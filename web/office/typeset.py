"""A paper as PDF, set with our own font."""

from web.office.paper import (
    Block,
    Heading,
    Note,
    Paper,
    Picture,
    Shown,
    Words,
    lay_out,
    leaves,
    picture_caption,
    table_caption,
)
from web.printing import to_pdf
from web.shapes import Json, Shape


def paper_pdf(paper: Paper) -> bytes:
    """Set a paper as a PDF file."""
    teller = _Teller()
    told: list[Json] = [
        {"is_across": leaf.is_across, "blocks": [teller.told(block) for block in leaf.blocks]}
        for leaf in leaves(paper)
    ]
    return to_pdf(
        "yearbook",
        {
            "county": paper.county,
            "title": paper.title,
            "subtitle": paper.subtitle,
            "leaves": told,
        },
    )


class _Teller:
    """Tells block after block as values, and counts tables and pictures."""

    def __init__(self) -> None:
        self._tables = 0
        self._pictures = 0

    def told(self, block: Block) -> Shape:
        if isinstance(block, Heading):
            return {"kind": "heading", "level": block.level, "words": block.words}
        if isinstance(block, Words):
            return {"kind": "words", "words": block.words}
        if isinstance(block, Note):
            return {"kind": "note", "words": block.words}
        if isinstance(block, Picture):
            self._pictures += 1
            caption = picture_caption(self._pictures, block)
            return {"kind": "picture", "svg": block.svg, "caption": caption}
        self._tables += 1
        return _shown(self._tables, block)


def _shown(number: int, block: Shown) -> Shape:
    laid = lay_out(block.table)
    return {
        "kind": "table",
        "size_pt": laid.size_pt,
        "unit": laid.unit,
        "captions": [table_caption(number, block.table, at) for at, _ in enumerate(laid.parts)],
        "parts": [
            {
                "headings": [*part.headings],
                "weights": [*part.weights],
                "lines": [
                    {"words": [*line.words], "is_total": line.is_total} for line in part.lines
                ],
            }
            for part in laid.parts
        ],
        "remarks": [*block.remarks],
    }
