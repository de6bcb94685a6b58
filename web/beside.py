"""What stands beside a table of whole years: its seals, and what papers printed."""

from incidents.yearbook.counting import Table
from incidents.yearbook.questions import Question
from web import printed_shapes, seal_shapes
from web.printed_shapes import Link
from web.shapes import Json


def beside(table: Table, question: Question, link: Link) -> dict[str, list[Json]]:
    """Return how each sealed year stands to its seal, and every printed table laid beside.

    A paper prints whole years: months or townships have nothing to be laid beside.
    """
    if question.by or question.filters or question.compare or question.per:
        return {"seals": [], "printed": []}
    return {"seals": seal_shapes.lines(table), "printed": printed_shapes.comparisons(table, link)}
