"""Scene sketches as the JSON interface and the drawing show them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from dispatch.roads import queries as road_queries
from incidents import sketch_queries
from incidents.lifecycle import OPEN
from incidents.queries import Incident
from incidents.sketch_marks import (
    FEWEST,
    FORMS,
    LONGEST_LABEL,
    MARK_LABELS,
    MOST_POINTS,
    Mark,
    MarkKind,
    told_of,
)
from incidents.sketch_queries import SketchMark
from resources.accounts import Principal
from resources.geography import Position, local_m
from web.presenting import SERVICE_ZONE
from web.shapes import Json, Shape, masked_words, moment, place, words_for
from web.sketch_drawing import RoadDrawn, Sketch

DECIMALS: Final = 6
GROUND_M: Final = 3_000.0
"""Roads nearer to the scene than this lie under a sketch."""


def kinds() -> list[Json]:
    """The symbols to choose from, in the order of the tool bar."""
    return [
        {
            "kind": str(kind),
            "label": MARK_LABELS[kind],
            "form": str(FORMS[kind]),
            "fewest_points": FEWEST[FORMS[kind]],
            "most_points": 1 if FEWEST[FORMS[kind]] == 1 else MOST_POINTS,
            "longest_label": LONGEST_LABEL,
        }
        for kind in MarkKind
    ]


def mark(row: SketchMark, who: Principal) -> Shape:
    """One mark of a sketch: what, where, by whom, and whether it was taken off."""
    kind = sketch_queries.kind_of(row)
    points: list[Json] = [
        [round(one.lon, DECIMALS), round(one.lat, DECIMALS)]
        for one in sketch_queries.points_of(row)
    ]
    label = words_for(who, row.label)
    return {
        "id": row.id,
        "kind": str(kind),
        "kind_label": MARK_LABELS[kind],
        "form": str(FORMS[kind]),
        "points": points,
        "label": label,
        "told": told_of(kind, label),
        "drawn_at": moment(row.drawn_at),
        "drawn_by": row.drawn_by,
        "is_mine": row.drawn_by == who.display_name,
        "struck_at": moment(row.struck_at),
        "struck_by": row.struck_by,
    }


def sketch(row: Incident, marks: Sequence[SketchMark], who: Principal) -> Shape:
    """The sketch of an incident, and the symbols to go on with."""
    return {
        "number": row.number,
        "position": place(row.position),
        "is_open": row.state in OPEN,
        "marks": [mark(one, who) for one in marks],
        "kinds": kinds(),
    }


def drawing(row: Incident, marks: Sequence[SketchMark], now: datetime) -> Sketch:
    """The sketch as it is drawn on paper: numbers of telephones are left out for everybody."""
    drawn = tuple(
        Mark(sketch_queries.kind_of(one), sketch_queries.points_of(one), masked_words(one.label))
        for one in marks
    )
    middle = row.position or next((one.points[0] for one in drawn), None)
    local = f"{now.astimezone(SERVICE_ZONE):%Y-%m-%d %H:%M}"
    return Sketch(
        title=f"{row.number} {masked_words(row.place_text)}".strip(),
        told_at=f"绘制时间 {local}",
        scene=row.position,
        marks=drawn,
        roads=() if middle is None else tuple(roads_near(middle)),
    )


def roads_near(middle: Position) -> list[RoadDrawn]:
    """The pieces of road that come near a place."""
    return [
        RoadDrawn(piece.label, piece.line, piece.is_synthetic)
        for piece in road_queries.named_pieces()
        if any(max(map(abs, local_m(middle, one))) < GROUND_M for one in piece.line)
    ]
