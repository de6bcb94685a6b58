"""The verbs that enter, revise and withdraw places in the product; the log keeps what changed.

A place is never deleted here: incidents of the past name it. What is edited here is newer than any
county folder, so a later load leaves it alone.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incidents import ledger
from incidents.errors import StaleEdit
from incidents.place_facts import FieldChange, PlaceFacts, changes, fact_faults, kind_label
from incidents.timeline import Act, Entry
from resources.county import PRODUCT, middle_of
from resources.county_rows import PlaceKind
from resources.datums import Datum
from resources.errors import BadInput, FieldFault, UnknownPlace
from resources.geography import Position, distance_m
from resources.records import County, Dataset, Place
from resources.row_faults import CODE

NEW_CODE: Final = "P-{:05}"


FARTHEST_FROM_TOWNSHIP_M: Final = 30_000.0
TOWNSHIP_RADII: Final = 3
"""A point lies within 30 km of its township's, or three times that township's radius (P)."""


def add_place(session: Session, facts: PlaceFacts, act: Act, code: str | None = None) -> Place:
    """Enter a place, under a code of its own unless one is given; raises BadInput."""
    county = _lock_county(session)
    facts = _tidied(facts)
    code = code or _next_code(session)
    faults = [*_code_faults(session, code), *_faults(session, code, facts)]
    if facts.kind == PlaceKind.TOWNSHIP:
        faults.append(FieldFault("kind", "乡镇和街道请在县域资料中添加后重新载入。"))
    _refuse(faults)
    place = Place(code=code, dataset_code=_product(session), is_synthetic=False)
    _write(place, facts, act)
    session.add(place)
    county.version += 1
    words = f"新增地点 {facts.name}（{kind_label(facts.kind)}，{code}）"
    _note(session, "place_added", words, place, changes(None, facts), act)
    session.flush()
    return place


def revise_place(
    session: Session, code: str, facts: PlaceFacts, version: int | None, act: Act
) -> Place:
    """Revise a place; `version` is the one the editor read, None to write over whatever is there.

    Raises:
        UnknownPlace: no place has this code.
        StaleEdit: somebody else changed it since.
        BadInput: the facts cannot be, or it was withdrawn.
    """
    county = _lock_county(session)
    place = _coded(session, code)
    if version is not None and version != place.version:
        raise StaleEdit(f"地点“{place.name}”刚被他人修改，请重新载入后再改。")
    facts = _tidied(facts)
    before = facts_of(place)
    different = changes(before, facts)
    _refuse(
        [*_standing_faults(place), *_faults(session, code, facts), *_moves(session, place, facts)]
    )
    if not different:
        return place
    if any(change.field == "position" for change in different):
        # A person has said where it is. Its name is still that of its dataset, under its licence.
        place.is_synthetic = False
    _write(place, facts, act)
    place.version += 1
    county.version += 1
    listed = "、".join(change.label for change in different)
    words = f"修订地点 {place.name}（{code}）：{listed}"
    _note(session, "place_revised", words, place, different, act)
    return place


def withdraw_place(session: Session, code: str, reason: str, act: Act) -> Place:
    """Take a place out of the gazetteer; incidents of the past keep it. Raises as revise_place."""
    county = _lock_county(session)
    place = _coded(session, code)
    faults = [*_standing_faults(place), *_reason_faults(reason)]
    if place.kind == PlaceKind.TOWNSHIP:
        faults.append(FieldFault("code", "乡镇和街道不能在系统内撤销，请修改县域资料后重新载入。"))
    inside = _count_inside(session, code)
    if inside:
        faults.append(
            FieldFault("code", f"“{place.name}”之内还有 {inside} 处地点，请先撤销或移出它们。")
        )
    _refuse(faults)
    _set_withdrawn(place, True, act)
    county.version += 1
    words = f"撤销地点 {place.name}（{code}）：{reason.strip()}"
    _note(session, "place_withdrawn", words, place, (), act, reason.strip())
    return place


def restore_place(session: Session, code: str, reason: str, act: Act) -> Place:
    """Put a withdrawn place back; raises UnknownPlace, BadInput."""
    county = _lock_county(session)
    place = _coded(session, code)
    faults = list(_reason_faults(reason))
    if not place.is_withdrawn:
        faults.append(FieldFault("code", f"“{place.name}”没有被撤销，不用恢复。"))
    _refuse([*faults, *_faults(session, code, facts_of(place))])
    _set_withdrawn(place, False, act)
    county.version += 1
    words = f"恢复地点 {place.name}（{code}）：{reason.strip()}"
    _note(session, "place_restored", words, place, (), act, reason.strip())
    return place


def facts_of(place: Place) -> PlaceFacts:
    """Read a place back as the facts it was told with."""
    return PlaceFacts(
        name=place.name,
        kind=place.kind,
        township_code=place.township_code or "",
        parent_code=place.parent_code,
        position=place.position,
        datum_in=place.datum_in or Datum.WGS84,
        radius_m=place.radius_m,
        is_urban=place.is_urban,
        aliases=tuple(place.aliases.split()),
        former_names=tuple(place.former_names.split()),
    )


def _tidied(facts: PlaceFacts) -> PlaceFacts:
    """Strip the names, and give a place that lies in nothing smaller its township as parent."""
    parent = facts.parent_code or facts.township_code
    return replace(
        facts,
        name=facts.name.strip(),
        parent_code=None if facts.kind == PlaceKind.TOWNSHIP else parent,
        aliases=tuple(dict.fromkeys(facts.aliases)),
        former_names=tuple(dict.fromkeys(facts.former_names)),
    )


def _lock_county(session: Session) -> County:
    """Lock the county's row: edits and loads follow one another, and indexes see each."""
    query = select(County).with_for_update().execution_options(populate_existing=True)
    county = session.scalars(query).one_or_none()
    if county is None:
        raise BadInput((FieldFault("code", "尚未载入县域资料，请先运行 fenghuo load-county。"),))
    return county


def _coded(session: Session, code: str) -> Place:
    query = select(Place).where(Place.code == code).with_for_update()
    place = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if place is None:
        raise UnknownPlace(f"没有代码为“{code}”的地点，请重新选择。")
    return place


def _next_code(session: Session) -> str:
    taken = set(session.scalars(select(Place.code).where(Place.code.like("P-%"))))
    number = len(taken) + 1
    while NEW_CODE.format(number) in taken:
        number += 1
    return NEW_CODE.format(number)


def _code_faults(session: Session, code: str) -> Iterator[FieldFault]:
    if not CODE.fullmatch(code):
        yield FieldFault("code", f"代码“{code}”只能由字母、数字、横线和下划线组成，最多 40 个。")
    taken = session.scalars(select(Place).where(Place.code == code)).one_or_none()
    if taken is not None:
        yield FieldFault("code", f"代码“{code}”已用于“{taken.name}”，请换一个。")


def _faults(session: Session, code: str, facts: PlaceFacts) -> Iterator[FieldFault]:
    yield from fact_faults(facts, _middle(session))
    is_township = facts.kind == PlaceKind.TOWNSHIP
    if is_township and facts.township_code == code:
        return
    home = session.scalars(select(Place).where(Place.code == facts.township_code)).one_or_none()
    if home is None or home.kind != PlaceKind.TOWNSHIP or home.is_withdrawn:
        yield FieldFault("township_code", f"没有代码为“{facts.township_code}”的乡镇，请重新选择。")
        return
    yield from _strayed(facts, home)
    if facts.parent_code != facts.township_code:
        yield from _parent_faults(session, code, facts)


def _strayed(facts: PlaceFacts, home: Place) -> Iterator[FieldFault]:
    """Find a point far from the township it is said to lie in: a slip moves an order."""
    if facts.position is None or home.position is None:
        return
    reach_m = max(FARTHEST_FROM_TOWNSHIP_M, TOWNSHIP_RADII * home.radius_m)
    away_m = distance_m(facts.position, home.position)
    if away_m > reach_m:
        yield FieldFault(
            "position",
            f"该点距{home.name} {away_m / 1000:.0f} 公里，超过 {reach_m / 1000:.0f} 公里，"
            "可能在县外；请核对坐标和乡镇，该乡镇确有这样大时先改大它的半径。",
        )


def _parent_faults(session: Session, code: str, facts: PlaceFacts) -> Iterator[FieldFault]:
    above = session.scalars(select(Place).where(Place.code == facts.parent_code)).one_or_none()
    if above is None or above.is_withdrawn:
        yield FieldFault("parent_code", f"没有代码为“{facts.parent_code}”的地点，请重新选择。")
        return
    if above.township_code != facts.township_code:
        yield FieldFault("parent_code", f"“{above.name}”不在所选的乡镇内，请核对。")
    passed = {code}
    while above is not None and above.code not in passed:
        passed.add(above.code)
        query = select(Place).where(Place.code == above.parent_code)
        above = session.scalars(query).one_or_none()
    if above is not None and above.code == code:
        yield FieldFault("parent_code", "所在地点又在本地点之内，请核对。")


def _moves(session: Session, place: Place, facts: PlaceFacts) -> Iterator[FieldFault]:
    """Yield why a place that others lie in, or a township, cannot become another."""
    if PlaceKind.TOWNSHIP in (place.kind, facts.kind) and place.kind != facts.kind:
        yield FieldFault("kind", "乡镇和其他地点不能互改，请修改县域资料后重新载入。")
    inside = _count_inside(session, place.code)
    if inside and facts.township_code != place.township_code:
        yield FieldFault(
            "township_code", f"“{place.name}”之内还有 {inside} 处地点，请先把它们移到新的乡镇。"
        )


def _standing_faults(place: Place) -> Iterator[FieldFault]:
    if place.is_withdrawn:
        yield FieldFault("code", f"“{place.name}”已被撤销，请先恢复。")


def _reason_faults(reason: str) -> Iterator[FieldFault]:
    if not reason.strip():
        yield FieldFault("reason", "请写明原因。")


def _refuse(faults: list[FieldFault]) -> None:
    if faults:
        raise BadInput(faults)


def _count_inside(session: Session, code: str) -> int:
    query = select(func.count()).select_from(Place)
    inside = query.where(Place.parent_code == code, Place.is_withdrawn.is_(False))
    return session.scalars(inside).one()


def _middle(session: Session) -> Position | None:
    rows = session.scalars(select(Place).where(Place.kind == PlaceKind.TOWNSHIP))
    points = [row.position for row in rows]
    known = [point for point in points if point is not None]
    return middle_of(known) if known else None


def _product(session: Session) -> str:
    """Return the code of the product's own dataset, which is made on first use."""
    if session.get(Dataset, PRODUCT) is None:
        session.add(
            Dataset(
                code=PRODUCT,
                name="系统内录入",
                licence="内部使用",
                attribution="本系统用户",
                is_synthetic=False,
            )
        )
        session.flush()
    return PRODUCT


def _write(place: Place, facts: PlaceFacts, act: Act) -> None:
    place.name = facts.name
    place.kind = facts.kind
    place.township_code = facts.township_code
    place.parent_code = facts.parent_code
    place.position = facts.position
    place.datum_in = None if facts.position is None else facts.datum_in
    place.radius_m = facts.radius_m
    place.is_urban = facts.is_urban
    place.aliases = " ".join(facts.aliases)
    place.former_names = " ".join(facts.former_names)
    place.edited_at, place.edited_by = act.now, act.by


def _set_withdrawn(place: Place, is_withdrawn: bool, act: Act) -> None:
    place.is_withdrawn = is_withdrawn
    place.edited_at, place.edited_by = act.now, act.by
    place.version += 1


def _note(
    session: Session,
    kind: str,
    words: str,
    place: Place,
    different: tuple[FieldChange, ...],
    act: Act,
    reason: str | None = None,
) -> None:
    facts: dict[str, str | int | None] = {"place": place.code, "reason": reason}
    for change in different:
        facts[f"{change.field}_before"] = change.before
        facts[change.field] = change.after
    ledger.note(session, Entry(kind, words, act, facts=facts))
