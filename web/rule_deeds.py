"""What may be asked to be done with the rules, read from the request once for both doors."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, TypeAlias

from dispatch import rule_book
from dispatch.plan_rows import Mark
from dispatch.plan_table import ANY_LEVEL, COLUMNS
from dispatch.rule_changes import RowKey, RowStruck, RowTold, RuleChange, TableTold
from dispatch.rule_queries import version_called
from resources.accounts import Role
from resources.database import Session
from web import rehearsals
from web.access import NotAllowed, current
from web.deeds import bad, my_act
from web.presenting import SERVICE_ZONE
from web.reading import LONGEST_TEXT, Reader

RuleDeed: TypeAlias = Callable[[Session], object]
Read: TypeAlias = Callable[[Reader, int | None], RuleDeed]
"""Reads a form into its deed, given the revision its page showed."""

RULE_READERS: Final = (
    *(Role.CALL_TAKER, Role.DISPATCHER, Role.CHIEF),
    *(Role.ADMIN, Role.AUDITOR),
)
"""Everyone who works with advice, and who looks after it."""
RULE_EDITORS: Final = (Role.ADMIN, Role.CHIEF)
LONGEST_TABLE: Final = 300_000


def may_edit() -> bool:
    """Tell whether the one who asks may edit: an admin, or a chief of no single station."""
    who = current()
    return who.role is Role.ADMIN or (who.role is Role.CHIEF and who.station_code is None)


def require_editor() -> None:
    """Refuse a chief of one station: rules are those of the whole brigade."""
    if not may_edit():
        raise NotAllowed("调派规则由大队主官和管理员编辑；站长如有意见，请报大队。")


def draft(reader: Reader) -> RuleDeed:
    """Begin a draft from another version."""
    require_editor()
    base, version = reader.text("base"), reader.text("version")
    note = reader.text("note", most=LONGEST_TEXT)
    if not base:
        reader.blame("base", "请选择由哪个版本起草。")
    if not version:
        reader.blame("version", "请填写新版本名。")
    reader.finish()
    act = my_act()
    return lambda session: rule_book.draft_from(session, base, version, act, note)


def change_row(
    version: str, cells: dict[str, str], key: RowKey | None, seen: int | None
) -> RuleDeed:
    """Enter a row, or tell it anew."""
    return _change(version, RowTold(cells, key), seen)


def strike_row(version: str, key: RowKey, seen: int | None) -> RuleDeed:
    """Take a row out."""
    return _change(version, RowStruck(key), seen)


def _change(version: str, change: RuleChange, seen: int | None) -> RuleDeed:
    require_editor()
    act = my_act()
    return lambda session: rule_book.revise(session, version, seen, change, act)


def revise(version: str, reader: Reader, seen: int | None) -> RuleDeed:
    """Change a draft as a program tells it: one row, one row less, a whole table, or its note."""
    require_editor()
    told = [name for name in ("row", "strike", "table", "note", "mark") if name in reader.values]
    one = told[0] if len(told) == 1 or set(told) == {"note", "mark"} else ""
    if one == "row":
        cells, key = _cells(reader), _key(reader, "instead_of")
        reader.finish()
        return change_row(version, cells, key, seen)
    if one == "strike":
        key = _key(reader, "strike")
        reader.finish()
        assert key is not None, "it was told"
        return strike_row(version, key, seen)
    if one == "table":
        return import_table(version, reader.text("table", most=LONGEST_TABLE), reader, seen)
    if one in {"note", "mark"}:
        return describe(version, reader, seen)
    raise bad("row", "请给出一项：row（一行）、strike（删除一行）、table（整表）或 note 与 mark。")


def _cells(reader: Reader) -> dict[str, str]:
    told = reader.values.get("row")
    if not isinstance(told, dict):
        reader.blame("row", '应为一个对象，例如 {"category": "10100", "level": "2", …}。')
        reader.finish()
    assert isinstance(told, dict), "finish refuses a request with a fault"
    row = Reader(told, reader.faults)
    for name in sorted(set(map(str, told)) - set(COLUMNS)):
        row.blame(name, "表中没有这一列。")
    cells = {name: row.text(name, most=LONGEST_TEXT) for name in COLUMNS}
    row.finish()
    return cells


def _key(reader: Reader, name: str) -> RowKey | None:
    """Read the key of a row, told as "10100/2" or, for every level, "10100/-"."""
    text = reader.text(name)
    if not text:
        return None
    code, _, level = text.partition("/")
    key = key_of(code, level)
    if key is None:
        reader.blame(name, "应为“类别/等级”，例如 10100/2；不分等级写 10100/-。")
    return key


def key_of(code: str, level: str) -> RowKey | None:
    """Return the key a category and a level name, None where they name none."""
    if level == ANY_LEVEL:
        return (code, None)
    return (code, int(level)) if level in {"1", "2", "3", "4", "5"} else None


def import_table(version: str, text: str, reader: Reader, seen: int | None) -> RuleDeed:
    """Put a whole table told as CSV in the place of the draft's."""
    if not text:
        reader.blame("table", "请选择或粘贴要导入的 CSV 表格。")
    reader.finish()
    return _change(version, TableTold(text + "\n"), seen)


def describe(version: str, reader: Reader, seen: int | None) -> RuleDeed:
    """Tell what a draft is for and how well it is founded."""
    require_editor()
    known = version_called(version)
    note = reader.text("note", most=LONGEST_TEXT) if "note" in reader.values else known.note
    mark = reader.choice("mark", Mark) or known.mark
    reader.finish()
    act = my_act()
    return lambda session: rule_book.describe(session, version, seen, note, mark, act)


def put_in_force(version: str, reader: Reader, seen: int | None) -> RuleDeed:
    """Give a draft its date in force; none told means now."""
    since = reader.moment("from")
    reader.finish()
    act = my_act()
    return lambda session: rule_book.put_in_force(session, version, seen, since, act)


def discard(version: str) -> RuleDeed:
    """Throw a draft away."""
    require_editor()
    act = my_act()
    return lambda session: rule_book.discard(session, version, act)


def rehearse(version: str, reader: Reader) -> rehearsals.Run:
    """Start the rehearsal of a draft over the years asked for, the usual one unless told."""
    require_editor()
    line = version_called(version)
    if not line.is_draft:
        raise bad("version", f"规则 {version} 不是草稿，不必预演。")
    first = reader.whole("from", most=9999)
    last = reader.whole("to", most=9999)
    reader.finish()
    if first is None:
        first = rehearsals.usual_year(my_act().now) if last is None else last
    return rehearsals.start(
        version, line.revision, (first, first if last is None else last), my_act()
    )


def month_of(reader: Reader, now: datetime) -> tuple[str, datetime, datetime]:
    """Read the month asked for as 2026-11, the present one unless told, and its bounds in UTC."""
    text = reader.text("month") or now.astimezone(SERVICE_ZONE).strftime("%Y-%m")
    try:
        first = datetime.strptime(text, "%Y-%m").replace(tzinfo=SERVICE_ZONE)
    except ValueError:
        first = None
    if first is None or not 1949 <= first.year <= 2200:
        reader.blame("month", f"“{text}”不是月份，例如 2026-11。")
    reader.finish()
    assert first is not None, "finish refuses a request with a fault"
    following = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    return first.strftime("%Y-%m"), first.astimezone(UTC), following.astimezone(UTC)
