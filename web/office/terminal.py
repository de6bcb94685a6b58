"""A table laid out for the terminal."""

from incidents.yearbook.counting import Table
from web.office.words import all_rows, headings, remarks, row_label, text_width, texts


def to_text(table: Table) -> str:
    """Lay a table out for the terminal, where a Chinese character is two columns wide."""
    lines = [headings(table)]
    lines += [[row_label(row), *texts(table, row)] for row in all_rows(table)]
    widths = [max(map(text_width, words)) for words in zip(*lines, strict=True)]
    body = [
        "  ".join(
            [_padded(line[0], widths[0], left=True)]
            + [_padded(words, width) for words, width in zip(line[1:], widths[1:], strict=True)]
        ).rstrip()
        for line in lines
    ]
    rule = "─" * (sum(widths) + 2 * (len(widths) - 1))
    body[1:1] = [rule]
    if table.has_total:
        body[-1:-1] = [rule]
    return "\n".join([table.caption, "", *body, "", *remarks(table)]) + "\n"


def _padded(text: str, width: int, left: bool = False) -> str:
    space = " " * (width - text_width(text))
    return text + space if left else space + text
