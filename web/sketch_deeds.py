"""What may be asked to be done with a scene sketch, read from the request."""

import re
from collections.abc import Callable
from typing import Final

from incidents import queries, sketching
from incidents.errors import UnknownMark
from incidents.sketch_marks import MOST_POINTS, Mark, MarkKind
from incidents.sketch_queries import SketchMark
from resources.accounts import Role
from resources.database import Session
from web.deeds import my_act
from web.reading import Reader
from web.road_deeds import read_line

DRAWERS: Final = (Role.CALL_TAKER, Role.DISPATCHER, Role.CHIEF)
LAST_KEY: Final = 2**31 - 1


def draw(number: str, reader: Reader) -> Callable[[Session], SketchMark]:
    """Draw a mark of a kind at some points, perhaps with a few words."""
    kind = reader.choice("kind", MarkKind)
    if kind is None:
        reader.blame("kind", f"请选择标绘的种类：{'、'.join(MarkKind)}。")
    points = read_line(reader, "points", MOST_POINTS)
    label = reader.text("label")
    reader.finish()
    assert kind is not None, "finish refuses a request with a fault"
    mark, act = Mark(kind, points, label), my_act()

    def deed(session: Session) -> SketchMark:
        return sketching.draw(session, queries.lock_incident(session, number), mark, act)

    return deed


def strike(number: str, key: str) -> Callable[[Session], SketchMark]:
    """Take a mark off a sketch."""
    if not re.fullmatch(r"[0-9]{1,10}", key) or int(key) > LAST_KEY:
        raise UnknownMark(f"没有编号为 {key[:20]} 的标绘，请刷新后再试。")
    act = my_act()

    def deed(session: Session) -> SketchMark:
        row = queries.lock_incident(session, number)
        return sketching.strike(session, row, int(key), act)

    return deed
