"""Old registers of calls: which heading is which field, and every row as an incident of the past.

Nothing is taken in by halves: one fault and the file is refused, with every fault named by row
and column.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from incidents.categories import Disposition, category
from incidents.yearbook import old_words
from incidents.yearbook.definitions import FEN_PER_WAN_YUAN
from incidents.yearbook.old_sheets import BadRegister, SheetRow
from incidents.yearbook.old_words import Unreadable

HEADING_WITHIN: Final = 10
"""The heading is looked for in so many rows: a title and a unit may stand above it."""
MOST_NAMED: Final = 100
FEN_PER_YUAN: Final = 100
ROW: Final = "（整行）"

FIELDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "number": ("编号", "警情编号", "案件编号", "接警单号", "原编号"),
        "received": ("接警时间", "报警时间", "接报时间", "立案时间"),
        "date": ("日期", "接警日期", "报警日期"),
        "time": ("时刻", "时分", "接警时刻", "报警时刻"),
        "class": ("警情类别", "类别", "警情类型", "类型", "案件类型", "灾害类型"),
        "disposition": ("警情性质", "性质"),
        "place": ("地点", "地址", "警情地址", "案发地址", "出事地点", "详细地址"),
        "township": ("乡镇", "乡镇街道", "街道", "所属乡镇"),
        "urban": ("城乡", "区域", "城市农村"),
        "level": ("等级", "警情等级"),
        "brigades": ("出动队次", "队次"),
        "vehicles": ("出动辆次", "辆次", "出动车辆", "车辆数"),
        "people": ("出动人次", "人次", "出动人数"),
        "rescued": ("抢救人数", "抢救被困", "救出人数", "抢救"),
        "evacuated": ("疏散人数", "疏散"),
        "dead": ("死亡人数", "死亡"),
        "injured": ("受伤人数", "受伤"),
        "saved": ("抢救财产", "抢救财产价值"),
        "protected": ("保护财产", "保护财产价值"),
        "summary": ("简要情况", "处置情况", "备注", "警情描述"),
    }
)
"""The fields of a past incident, and the headings they are known by."""
COUNTS: Final = (*("brigades", "vehicles", "people", "rescued", "evacuated", "dead", "injured"),)
MONEY: Final = ("saved", "protected")
_KNOWN: Final = {heading: name for name, headings in FIELDS.items() for heading in headings}


@dataclass(frozen=True, slots=True)
class PastIncident:
    """One incident of an old register; money in fen."""

    row: int
    number: str
    received_at: datetime
    category: str
    disposition: Disposition
    place: str
    township: str
    is_urban: bool | None
    level: int
    summary: str
    counts: Mapping[str, int]
    money: Mapping[str, int]

    @property
    def key(self) -> tuple[datetime, str, str]:
        """What two rows about the same call share."""
        return (self.received_at, self.category, self.place)


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a file: on which row it ends, and each column's words as they stand."""

    last_row: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mapped:
    """Which column holds which field, and the headings nobody could place."""

    heading: Heading
    columns: Mapping[str, int]
    left_out: tuple[str, ...]

    def kept(self) -> dict[str, str]:
        """Return the mapping to keep with the batch: the heading of each field."""
        return {name: self.heading.words[at] for name, at in self.columns.items()}


@dataclass(slots=True)
class Faults:
    """Every fault of a file, the first of them in words."""

    told: list[str] = field(default_factory=list)
    count: int = 0

    def add(self, row: int, column: str, why: str) -> None:
        """Note what is wrong in one row and column."""
        self.count += 1
        if self.count <= MOST_NAMED:
            self.told.append(f"第 {row} 行“{column}”列：{why}。")

    def refuse(self) -> None:
        """Raise BadRegister if there is one."""
        if not self.count:
            return
        rest = self.count - len(self.told)
        more = [f"另有 {rest} 处未列出。"] if rest else []
        first = f"文件有 {self.count} 处错误，一行也没有导入："
        raise BadRegister("\n".join([first, *self.told, *more]))


def plain_heading(words: str) -> str:
    """Return a heading without its unit, brackets and blanks."""
    kept = words.replace("(", "（").replace("\n", "").replace(" ", "").replace("\u3000", "")
    return kept.split("（", 1)[0].strip("：:*")


def map_columns(rows: Sequence[SheetRow], told: Mapping[str, str]) -> Mapped:
    """Find the heading and place its columns; `told` gives the field of a heading and wins.

    Raises BadRegister when there is no heading, a field is told that there is not, two columns
    are the same field, or a field that must be there is not.
    """
    unknown = [f"“{name}”" for name in told.values() if name and name not in FIELDS]
    if unknown:
        raise BadRegister(
            f"列对照里的字段 {'、'.join(unknown)} 不存在，可用：{'、'.join(FIELDS)}。"
        )
    heading = _heading(rows, told)
    columns: dict[str, int] = {}
    left_out = []
    for at, words in enumerate(heading.words):
        name = _field_of(words, told)
        if name is None:
            left_out += [words] if words else []
        elif name in columns:
            other = heading.words[columns[name]]
            raise BadRegister(f"“{other}”和“{words}”两列都像 {name}，请用 --mapping 说明取哪一列。")
        else:
            columns[name] = at
    if "class" not in columns or not ("received" in columns or {"date", "time"} <= set(columns)):
        raise BadRegister(
            "找不到必需的列：须有“警情类别”，以及“接警时间”（或“日期”和“时刻”两列）；"
            f"读到的表头是 {'、'.join(filter(None, heading.words)) or '空'}。可用 --mapping 对照。"
        )
    return Mapped(heading, MappingProxyType(columns), tuple(left_out))


def _heading(rows: Sequence[SheetRow], told: Mapping[str, str]) -> Heading:
    if not rows:
        raise BadRegister("文件是空的，没有导入任何警情。")

    def known(words: Sequence[str]) -> int:
        return len({_field_of(one, told) for one in words} - {None})

    best = Heading(rows[0].number, rows[0].cells)
    for at, row in enumerate(rows[:HEADING_WITHIN]):
        candidates = [Heading(row.number, row.cells)]
        if at + 1 < len(rows):
            candidates.append(Heading(rows[at + 1].number, _two_lines(row, rows[at + 1])))
        for one in candidates:
            if known(one.words) > known(best.words):
                best = one
    return best


def _two_lines(upper: SheetRow, lower: SheetRow) -> tuple[str, ...]:
    """Read a heading of two lines: the lower word where there is one, else the upper."""
    width = max(len(upper.cells), len(lower.cells))
    return tuple(lower[at] or upper[at] for at in range(width))


def _field_of(words: str, told: Mapping[str, str]) -> str | None:
    if words in told:
        return told[words] or None
    return _KNOWN.get(plain_heading(words))


def read_register(
    rows: Sequence[SheetRow],
    mapped: Mapped,
    townships: Mapping[str, str],
    zone: ZoneInfo,
    now: datetime,
) -> tuple[PastIncident, ...]:
    """Read every row below the heading; raises BadRegister naming every fault."""
    faults = Faults()
    found: list[PastIncident] = []
    first: dict[tuple[datetime, str, str], int] = {}
    for row in rows:
        if row.number <= mapped.heading.last_row or row[0] in ("合计", "总计"):
            continue
        one = _read(row, mapped, townships, zone, now, faults)
        if one is None:
            continue
        earlier = first.setdefault(one.key, one.row)
        if earlier != one.row:
            faults.add(one.row, ROW, f"与第 {earlier} 行重复（时间、类别、地点都相同）")
        found.append(one)
    faults.refuse()
    if not found:
        raise BadRegister("表头下面没有一行警情（0 行），没有导入。")
    return tuple(found)


def _read(
    row: SheetRow,
    mapped: Mapped,
    townships: Mapping[str, str],
    zone: ZoneInfo,
    now: datetime,
    faults: Faults,
) -> PastIncident | None:
    cells = {name: row[at] for name, at in mapped.columns.items()}
    headings = mapped.kept()
    before = faults.count
    read: dict[str, object] = {}
    for name, value in _readers(cells, headings, townships, zone, now):
        try:
            read[name] = value()
        except Unreadable as error:
            at = "date" if name == "received" and "received" not in cells else name
            faults.add(row.number, headings.get(at, at), str(error))
    if faults.count > before:
        return None
    code = str(read["class"])
    level = read["level"] or category(code).default_level
    if level not in category(code).levels:
        faults.add(row.number, headings["level"], f"{category(code).name}没有 {level} 级")
        return None
    return PastIncident(
        row=row.number,
        number=cells.get("number", ""),
        received_at=read["received"],  # type: ignore[arg-type]
        category=code,
        disposition=read["disposition"],  # type: ignore[arg-type]
        place=cells.get("place", ""),
        township=str(read["township"]),
        is_urban=read["urban"],  # type: ignore[arg-type]
        level=level,  # type: ignore[arg-type]
        summary=cells.get("summary", ""),
        counts={name: read[name] for name in COUNTS},  # type: ignore[misc]
        money={name: read[name] for name in MONEY},  # type: ignore[misc]
    )


def _readers(
    cells: Mapping[str, str],
    headings: Mapping[str, str],
    townships: Mapping[str, str],
    zone: ZoneInfo,
    now: datetime,
) -> Iterator[tuple[str, Callable[[], object]]]:
    moment = cells.get("received") or f"{cells.get('date', '')} {cells.get('time', '')}"
    yield "received", lambda: old_words.read_moment(moment, zone, now)
    yield "class", lambda: old_words.read_class(cells["class"])
    yield "disposition", lambda: old_words.read_disposition(cells.get("disposition", ""))
    yield "urban", lambda: old_words.read_urban(cells.get("urban", ""))
    yield "township", lambda: _township(cells.get("township", ""), townships)
    yield "level", lambda: old_words.read_count(cells.get("level", "").rstrip("级"))
    for name in COUNTS:
        yield name, partial(old_words.read_count, cells.get(name, ""))
    for name in MONEY:
        fen = FEN_PER_WAN_YUAN if "万元" in headings.get(name, "") else FEN_PER_YUAN
        yield name, partial(old_words.read_money, cells.get(name, ""), fen)


def _township(cell: str, townships: Mapping[str, str]) -> str:
    """Return the code of a township told by its name or code; empty where nobody told."""
    if not cell or cell in townships.values():
        return cell
    if cell not in townships:
        raise Unreadable(f"本县没有乡镇街道“{cell}”；请写全称，不知道则留空")
    return townships[cell]
