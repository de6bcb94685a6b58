"""What may be asked to be done with a place of the gazetteer, read once for both doors.

What a request does not tell of a place stays as it is: a page's form tells every field, a program
only those it changes.
"""

import re
from collections.abc import Callable
from typing import Final, TypeAlias

from incidents import surveying
from incidents.errors import StaleEdit
from incidents.place_facts import LONGEST_REACH_M, FieldChange, PlaceFacts, changes, fact_faults
from resources import queries
from resources.accounts import Role
from resources.county_rows import PlaceKind
from resources.database import Session
from resources.datums import Datum
from resources.errors import UnknownPlace
from resources.geography import Position
from resources.queries import Place
from web.deeds import my_act
from web.reading import LONGEST_TEXT, Reader

PlaceDeed: TypeAlias = Callable[[Session], Place]

SURVEYORS: Final = (Role.DISPATCHER, Role.ADMIN)
"""Who may edit: the room that sends crews there, and who keeps the county's data."""
BETWEEN_NAMES: Final = re.compile(r"[\s、，,；;]+")
MOST_NAMES: Final = 50
NOWHERE: Final = PlaceFacts(name="", kind="", township_code="")


class PlaceChanged(StaleEdit):
    """Somebody changed the place since the editor read it; tells what there is now."""

    def __init__(self, stored: Place, differences: tuple[FieldChange, ...]) -> None:
        self.version = stored.version
        self.differences = differences
        """What is stored (before) and what the editor told instead (after)."""
        labels = "、".join(each.label for each in differences)
        rest = (
            f"现存与您填写不同的有：{labels}，请核对后再提交。"
            if labels
            else "现存与您填写的相同。"
        )
        who = stored.edited_by or "他人"
        super().__init__(f"地点“{stored.name}”刚被{who}修改，您的修订没有保存；{rest}")


def known_place(code: str) -> Place:
    """Return the place of a code, withdrawn or not; raises UnknownPlace."""
    place = queries.place_coded(code)
    if place is None:
        raise UnknownPlace(f"没有代码为“{code}”的地点，请从地名库中选择。")
    return place


def add_place(reader: Reader) -> PlaceDeed:
    """Enter a place under a code of its own."""
    facts = read_place(reader, NOWHERE)
    reader.finish()
    act = my_act()
    return lambda session: surveying.add_place(session, facts, act)


def revise_place(code: str, reader: Reader, version: int | None) -> PlaceDeed:
    """Revise a place; raises PlaceChanged when it is no longer what its editor saw."""
    place = known_place(code)
    told_version = reader.whole("version", most=2**31 - 1)
    facts = read_place(reader, surveying.facts_of(place))
    reader.finish()
    # What was not told is filled in from the place as read here: the version of this reading.
    seen = next((one for one in (version, told_version) if one is not None), place.version)
    act = my_act()

    def deed(session: Session) -> Place:
        try:
            return surveying.revise_place(session, code, facts, seen, act)
        except StaleEdit as stale:
            stored = known_place(code)
            different = changes(surveying.facts_of(stored), facts)
            raise PlaceChanged(stored, different) from stale

    return deed


def withdraw_place(code: str, reader: Reader) -> PlaceDeed:
    """Take a place out of the gazetteer."""
    reason = _reason(reader)
    act = my_act()
    return lambda session: surveying.withdraw_place(session, code, reason, act)


def restore_place(code: str, reader: Reader) -> PlaceDeed:
    """Put a withdrawn place back."""
    reason = _reason(reader)
    act = my_act()
    return lambda session: surveying.restore_place(session, code, reason, act)


def _reason(reader: Reader) -> str:
    reason = reader.text("reason", most=LONGEST_TEXT)
    reader.finish()
    return reason


def read_place(reader: Reader, known: PlaceFacts) -> PlaceFacts:
    """Read the facts of a place; what is not told stays as `known`, faults stay in the reader."""
    kind = _told(reader, "kind", known.kind)
    township = _told(reader, "township_code", known.township_code)
    if not township and kind != PlaceKind.TOWNSHIP:
        reader.blame("township_code", "请选择乡镇或街道。")
    if kind == PlaceKind.TOWNSHIP != known.kind:
        reader.blame("kind", "乡镇和街道请在县域资料中添加后重新载入。")
    position, datum = _where(reader, known)
    is_urban = reader.yes_or_no("is_urban")
    facts = PlaceFacts(
        name=_told(reader, "name", known.name),
        kind=kind,
        township_code=township,
        parent_code=None if kind == PlaceKind.TOWNSHIP else _parent(reader, known, township),
        position=position,
        datum_in=datum,
        radius_m=_radius(reader, known.radius_m),
        is_urban=known.is_urban if is_urban is None else is_urban,
        aliases=_names(reader, "aliases", known.aliases),
        former_names=_names(reader, "former_names", known.former_names),
    )
    for fault in fact_faults(facts, None):
        reader.blame(fault.field, fault.message)
    return facts


def _told(reader: Reader, name: str, known: str) -> str:
    return reader.text(name) if name in reader.values else known


def _parent(reader: Reader, known: PlaceFacts, township: str) -> str:
    """Return what holds the place; its township where nothing smaller does."""
    usual = "" if known.parent_code == known.township_code else known.parent_code or ""
    return _told(reader, "parent_code", usual) or township


def _radius(reader: Reader, known: int) -> int:
    radius = reader.whole("radius_m", most=LONGEST_REACH_M, least=1)
    if radius is None and "radius_m" in reader.values:
        reader.blame("radius_m", "请填写米数。")
    return known if radius is None else radius


def _where(reader: Reader, known: PlaceFacts) -> tuple[Position | None, str]:
    """Return the point and the datum it came in; the same point told again changes neither."""
    if reader.values.keys().isdisjoint({"position", "lon", "lat"}):
        return known.position, known.datum_in
    position, datum = reader.position()
    if _rounded(position) == _rounded(known.position):
        return known.position, known.datum_in
    return position, str(datum) if position else Datum.WGS84


def _rounded(position: Position | None) -> tuple[float, float] | None:
    """Return a point as exactly as it is shown: 0.1 m."""
    return None if position is None else (round(position.lon, 6), round(position.lat, 6))


def _names(reader: Reader, name: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """Read names from a list, or from words parted by spaces or the marks of a list."""
    if name not in reader.values:
        return known
    if isinstance(reader.values[name], list):
        return tuple(reader.words(name, most=MOST_NAMES))
    told = BETWEEN_NAMES.split(reader.text(name, most=LONGEST_TEXT))
    names = tuple(one for one in told if one)
    if len(names) > MOST_NAMES:
        reader.blame(name, f"最多 {MOST_NAMES} 个，现为 {len(names)} 个。")
    return names
