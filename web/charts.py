"""A table as a picture: bars, piled bars, lines and shaded squares, each one SVG file."""

from xml.etree import ElementTree

from incidents.yearbook.counting import Table
from web.axis_chart import draw_plot
from web.chart_subject import ChartKind, gist, kinds_of, subject_of
from web.heat_chart import draw_heat


def usual_kind(table: Table) -> ChartKind | None:
    """Tell how a table is best drawn, or None where a picture would tell nothing."""
    return next(iter(kinds_of(table)), None)


def chart_svg(table: Table, kind: ChartKind, column: str = "") -> bytes:
    """Draw a table; `column` picks one where the kind shows one.

    Raises:
        NoPicture: the table cannot be drawn so.
        UnknownTable: no such column.
    """
    subject = subject_of(table, kind, column)
    root = draw_heat(subject) if kind is ChartKind.HEAT else draw_plot(subject, kind)
    drawing: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return drawing


def told(table: Table, kind: ChartKind, column: str = "") -> str:
    """Say in a sentence or two what the picture shows, for who cannot see it."""
    return gist(subject_of(table, kind, column), kind)
