"""The verbs of the roads: close some, open them again, tell the weather on them.

Each takes effect at the next advice anywhere: what is closed is read from the database each time.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from dispatch.errors import ClosureOver, UnknownClosure
from dispatch.records import RoadClosure, RoadCondition
from dispatch.roads import queries
from dispatch.roads.closed import ClosureState, NamedPiece, named, state_of, told_of
from dispatch.weather import WEATHER_LABELS, Weather
from incidents import ledger, recorder
from incidents.timeline import Act, Entry
from resources.errors import BadInput, FieldFault
from resources.geography import Position
from resources.records import County, line_as_text

PREFIX: Final = "封路-"
"""Before the day and the running number that people say aloud."""
MOST_POINTS: Final = 200
MOST_PIECES: Final = 120
"""A drawing that touches more is a slip of the hand, or the weather: that has its own word."""


@dataclass(frozen=True, slots=True)
class RoadsToClose:
    """What a person wants closed: what was drawn, the pieces meant by their codes, or both.

    With a drawing only what it touches of a piece is closed; a piece that is only named, or not
    touched by the drawing, is closed whole. A point is a drawing of one position. Raises BadInput.
    """

    reason: str
    line: tuple[Position, ...] = ()
    roads: tuple[str, ...] = ()
    starts_at: datetime | None = None
    """None: at once."""
    ends_at: datetime | None = None
    """None: until it is lifted."""

    def __post_init__(self) -> None:
        faults = []
        if not self.reason.strip():
            faults.append(FieldFault("reason", "请写明封路原因，例如塌方、积水、施工。"))
        if not self.line and not self.roads:
            faults.append(FieldFault("line", "请在图上点出封路位置，或从列表选路段。"))
        if len(self.line) > MOST_POINTS:
            told = f"画线最多 {MOST_POINTS} 个点，现为 {len(self.line)} 个，请分次封路。"
            faults.append(FieldFault("line", told))
        ends = self.ends_at
        if ends is not None and self.starts_at is not None and ends <= self.starts_at:
            faults.append(FieldFault("ends_at", "结束时间须晚于开始时间，请改正。"))
        if faults:
            raise BadInput(faults)


@dataclass(frozen=True, slots=True)
class RoadsClosed:
    """A closure as it was entered, what it closes of each piece, and the sentence that says so."""

    closure: RoadClosure
    pieces: tuple[NamedPiece, ...]
    sentence: str


def close_roads(session: Session, wanted: RoadsToClose, act: Act) -> RoadsClosed:
    """Close the roads a person drew or named; raises BadInput saying which field to mend."""
    starts_at = wanted.starts_at or act.at
    if wanted.ends_at is not None and wanted.ends_at <= max(starts_at, act.now):
        told = "结束时间已过，请改为以后的时间，或留空（解除时再开放）。"
        raise BadInput((FieldFault("ends_at", told),))
    codes = _codes(wanted)
    zone = _zone(session)
    row = RoadClosure(
        code=recorder.next_number(session, act.now, zone, PREFIX),
        reason=wanted.reason.strip(),
        line_text=line_as_text(wanted.line),
        road_codes=" ".join(codes),
        starts_at=starts_at,
        ends_at=wanted.ends_at,
        closed_by=act.by,
        closed_at=act.now,
    )
    session.add(row)
    session.flush()
    pieces = tuple(queries.closed_pieces([row])[row.code])
    when = _when(row, act.now, zone)
    words = told_of(pieces)
    text = f"封路 {row.code}：{words}，{when}；原因：{row.reason}"
    facts = {"closure": row.code, "roads": row.road_codes}
    ledger.note(session, Entry("roads_closed", text, act, facts=facts))
    return RoadsClosed(row, pieces, f"{row.code} 已封闭 {words}，{when}。")


def _codes(wanted: RoadsToClose) -> list[str]:
    """Return the codes of the pieces to close, in order; raises BadInput."""
    if wanted.roads:
        codes = sorted(set(wanted.roads))
        known = {piece.code for piece in queries.named_pieces(codes)}
        if lost := [code for code in codes if code not in known]:
            told = f"路网中没有这些路段：{'、'.join(lost[:5])}，请从列表重新选择。"
            raise BadInput((FieldFault("roads", told),))
    else:
        codes = [piece.code for piece in queries.touched_pieces(wanted.line)]
        if not codes:
            told = "所画位置 25 米内没有道路，请放大地图点在路上，或从列表选路段。"
            raise BadInput((FieldFault("line", told),))
    if len(codes) > MOST_PIECES:
        told = f"一次最多封 {MOST_PIECES} 段，现为 {len(codes)} 段；请画短些，或分次封路。"
        raise BadInput((FieldFault("roads" if wanted.roads else "line", told),))
    return codes


def _zone(session: Session) -> ZoneInfo:
    # Where there are roads there is a county.
    return ZoneInfo(session.scalars(select(County.time_zone)).one())


def _when(row: RoadClosure, now: datetime, zone: ZoneInfo) -> str:
    begins = "立即生效" if row.starts_at <= now else f"{_local(row.starts_at, zone)} 起"
    ends = f"到 {_local(row.ends_at, zone)} 止" if row.ends_at else "解除前一直有效"
    return f"{begins}，{ends}"


def _local(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%m-%d %H:%M}"


def lift(session: Session, code: str, act: Act) -> RoadClosure:
    """Open what a closure closes; of two who lift it at once, one is told that it is open.

    Raises UnknownClosure, ClosureOver.
    """
    lifted = session.execute(
        update(RoadClosure)
        .where(RoadClosure.code == code, RoadClosure.lifted_at.is_(None))
        .where((RoadClosure.ends_at.is_(None)) | (RoadClosure.ends_at > act.now))
        .values(lifted_at=act.now, lifted_by=act.by, version=RoadClosure.version + 1)
        .execution_options(synchronize_session=False)
    )
    row = session.scalars(
        select(RoadClosure)
        .where(RoadClosure.code == code)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise UnknownClosure(f"没有编号为“{code}”的封路，请刷新后从列表选择。")
    if not lifted.rowcount:  # type: ignore[attr-defined]
        raise ClosureOver(_why_over(row, act.now, _zone(session)))
    pieces = queries.closed_pieces([row])[row.code]
    text = f"解除封路 {row.code}：{named(pieces)}（原因：{row.reason}）"
    ledger.note(session, Entry("closure_lifted", text, act, facts={"closure": row.code}))
    return row


def _why_over(row: RoadClosure, now: datetime, zone: ZoneInfo) -> str:
    state = state_of(row.starts_at, row.ends_at, row.lifted_at, now)
    if state is ClosureState.LIFTED and row.lifted_at is not None:
        return f"{row.code} 已由{row.lifted_by}于 {_local(row.lifted_at, zone)} 解除，不用再解除。"
    assert row.ends_at is not None, "a closure that is over was lifted or has ended"
    return f"{row.code} 已于 {_local(row.ends_at, zone)} 到期，道路已开放，不用再解除。"


def tell_weather(session: Session, weather: Weather, remark: str, act: Act) -> RoadCondition:
    """Tell the weather on the roads of the county; it holds until other weather is told."""
    row = RoadCondition(weather=str(weather), since=act.at, told_by=act.by, remark=remark.strip())
    session.add(row)
    session.flush()
    text = f"天气：{WEATHER_LABELS[weather]}" + (f"（{row.remark}）" if row.remark else "")
    ledger.note(session, Entry("weather_told", text, act, facts={"weather": str(weather)}))
    return row
