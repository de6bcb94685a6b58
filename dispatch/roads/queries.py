"""The roads of the county served and what is closed of them; networks are kept in memory."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock
from typing import Any, Final, TypeAlias
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, and_, or_, select

from dispatch.records import RoadClosure as RoadClosure
from dispatch.records import RoadCondition as RoadCondition
from dispatch.roads.closed import NamedPiece
from dispatch.roads.network import RoadNetwork, RoadPiece
from dispatch.roads.touching import Line, Stretch, blocked, left, part, touched
from dispatch.weather import Weather
from resources.county_rows import RoadClass
from resources.database import db
from resources.geography import Position
from resources.records import County, Road, line_as_text, line_from_text

_VERSION: Final = select(County.code, County.version)
# Columns instead of whole rows: they would stay in the session.
_ROADS: Final = select(
    Road.code,
    Road.road_class,
    Road.line_text,
    Road.is_oneway,
    Road.speed_kmh,
    Road.height_limit_m,
    Road.weight_limit_t,
    Road.is_synthetic,
).order_by(Road.code)
_NAMES: Final = select(
    Road.code, Road.name, Road.ref, Road.road_class, Road.line_text, Road.is_synthetic
).order_by(Road.code)
_CLOSED: Final = select(RoadClosure.road_codes, RoadClosure.line_text)

MOST_KEPT: Final = 4
"""Networks kept of one county: a closure that is lifted finds the one before it again."""

Closed: TypeAlias = frozenset[tuple[str, str]]
"""What is closed at a moment: the codes of pieces and the drawing, of each closure."""


@dataclass(slots=True)
class _Kept:
    """One state of the county: its pieces, and the networks made of what was open of them."""

    version: object
    pieces: Mapping[str, RoadPiece]
    networks: OrderedDict[Closed, RoadNetwork] = field(default_factory=OrderedDict)


_lock = Lock()
# One for each database: two may hold the same county and version.
_kept: WeakKeyDictionary[object, _Kept] = WeakKeyDictionary()


def network(now: datetime | None = None) -> RoadNetwork | None:
    """Return the roads that are open at a moment, None where the county has none.

    What is closed is read from the database each time, so that a closure holds at once in every
    process. Without a moment, what is closed without an end is closed.
    """
    found = db.session.execute(_VERSION).one_or_none()
    if found is None:
        return None
    version = tuple(found)
    rows = db.session.execute(_CLOSED.where(_in_force(now)))
    closed = frozenset((row.road_codes, row.line_text) for row in rows)
    with _lock:
        kept = _kept.get(db.engine)
        if kept is None or kept.version != version:
            pieces = [_piece(row) for row in db.session.execute(_ROADS)]
            kept = _kept[db.engine] = _Kept(version, {piece.code: piece for piece in pieces})
        if not kept.pieces:
            return None
        if closed not in kept.networks:
            kept.networks[closed] = _made(kept.pieces, closed)
        kept.networks.move_to_end(closed)
        while len(kept.networks) > MOST_KEPT:
            kept.networks.popitem(last=False)
        return kept.networks[closed]


def _in_force(now: datetime | None) -> ColumnElement[bool]:
    if now is None:
        return and_(RoadClosure.lifted_at.is_(None), RoadClosure.ends_at.is_(None))
    # What was closed "from now on" is closed for a machine too whose clock is a little behind.
    has_begun = or_(RoadClosure.starts_at <= now, RoadClosure.starts_at <= RoadClosure.closed_at)
    return and_(has_begun, _not_over(now))


def _not_over(now: datetime) -> ColumnElement[bool]:
    lasts = or_(RoadClosure.ends_at.is_(None), RoadClosure.ends_at > now)
    return and_(RoadClosure.lifted_at.is_(None), lasts)


def _made(pieces: Mapping[str, RoadPiece], closed: Closed) -> RoadNetwork:
    """Make a network of the pieces without what is closed of them.

    What is left of a piece at either end of a drawn closure goes on as a piece of its own.
    """
    drawings: dict[str, list[str]] = {}
    for codes, line_text in sorted(closed):
        # A county that was loaded anew since may have lost a piece.
        for code in pieces.keys() & set(codes.split()):
            drawings.setdefault(code, []).append(line_text)
    stubs = [
        replace(pieces[code], code=f"{code}~{at}", line=line)
        for code, line_texts in sorted(drawings.items())
        for at, line in enumerate(_left(pieces[code].line, line_texts), start=1)
    ]
    return RoadNetwork([*pieces.values(), *stubs], closed=frozenset(drawings))


def _left(line: Line, line_texts: Iterable[str]) -> tuple[Line, ...]:
    """Return what is left of a piece by all its closures; one without a drawing leaves nothing."""
    gaps = [_blocked(line, line_text) for line_text in line_texts]
    found = [gap for gap in gaps if gap is not None]
    return left(line, found) if len(found) == len(gaps) else ()


def _blocked(line: Line, line_text: str) -> Stretch | None:
    """Return what a closure blocks of a piece, None where it is the whole piece.

    So it is too where the drawing does not touch it, as when the county was loaded anew since.
    """
    return blocked(line, line_from_text(line_text)) if line_text else None


def _piece(row: Any) -> RoadPiece:
    return RoadPiece(
        code=row.code,
        road_class=RoadClass(row.road_class),
        line=line_from_text(row.line_text),
        is_oneway=row.is_oneway,
        speed_kmh=row.speed_kmh,
        height_limit_m=row.height_limit_m,
        weight_limit_t=row.weight_limit_t,
        is_synthetic=row.is_synthetic,
    )


def named_pieces(codes: Iterable[str] | None = None) -> list[NamedPiece]:
    """Return the pieces of road with their names, by code; all of them unless some are asked."""
    query = _NAMES if codes is None else _NAMES.where(Road.code.in_(list(codes)))
    return [
        NamedPiece(
            row.code,
            row.name,
            row.ref,
            RoadClass(row.road_class),
            line_from_text(row.line_text),
            row.is_synthetic,
        )
        for row in db.session.execute(query)
    ]


def touched_pieces(drawn: Sequence[Position]) -> list[NamedPiece]:
    """Return the pieces a drawing touches, each with the part of it that would be closed."""
    pieces = {piece.code: piece for piece in named_pieces()}
    found = touched(drawn, {code: piece.line for code, piece in pieces.items()})
    drawing = line_as_text(drawn)
    return [_closed_part(pieces[code], drawing) for code in found]


def closed_pieces(closures: Iterable[RoadClosure]) -> dict[str, list[NamedPiece]]:
    """Return what each closure closes, by its code; pieces the county has lost are left out."""
    rows = list(closures)
    codes = {code for row in rows for code in row.road_codes.split()}
    pieces = {piece.code: piece for piece in named_pieces(codes)} if codes else {}
    return {
        row.code: [
            _closed_part(pieces[code], row.line_text)
            for code in row.road_codes.split()
            if code in pieces
        ]
        for row in rows
    }


def _closed_part(piece: NamedPiece, line_text: str) -> NamedPiece:
    gap = _blocked(piece.line, line_text)
    return piece if gap is None else replace(piece, line=part(piece.line, gap))


def drawn(closure: RoadClosure) -> Line:
    """Return what was drawn of a closure; nothing where its pieces were named."""
    return line_from_text(closure.line_text) if closure.line_text else ()


def closures_at(now: datetime) -> Sequence[RoadClosure]:
    """Return the closures in force at a moment, the newest first."""
    query = select(RoadClosure).where(_in_force(now))
    return db.session.scalars(query.order_by(RoadClosure.id.desc())).all()


def closures_from(now: datetime) -> Sequence[RoadClosure]:
    """Return the closures in force or still to come, the newest first."""
    query = select(RoadClosure).where(_not_over(now))
    return db.session.scalars(query.order_by(RoadClosure.id.desc())).all()


def closures(limit: int) -> Sequence[RoadClosure]:
    """Return the closures entered last, those of the past too, the newest first."""
    query = select(RoadClosure).order_by(RoadClosure.id.desc()).limit(limit)
    return db.session.scalars(query).all()


def condition_at(now: datetime) -> RoadCondition | None:
    """Return the weather told last, who told it and when; None where nobody has."""
    query = select(RoadCondition).where(RoadCondition.since <= now)
    newest = query.order_by(RoadCondition.since.desc(), RoadCondition.id.desc()).limit(1)
    return db.session.scalars(newest).one_or_none()


def weather_at(now: datetime) -> Weather:
    """Return what the weather does to the roads at a moment; clear where nobody told any."""
    told = condition_at(now)
    return Weather.CLEAR if told is None else Weather(told.weather)


def version_at(now: datetime) -> str:
    """Return a word that changes whenever the open roads or the weather on them change."""
    county = db.session.execute(_VERSION).one_or_none()
    told = condition_at(now)
    ids = db.session.scalars(
        select(RoadClosure.id).where(_in_force(now)).order_by(RoadClosure.id)
    ).all()
    closed = ",".join(str(one) for one in ids)
    return f"{county.version if county else 0}:{closed}:{told.id if told else 0}"
