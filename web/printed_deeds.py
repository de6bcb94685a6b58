"""What may be asked to be done with printed tables, read from the request once for both doors."""

from collections.abc import Callable
from typing import Final, TypeAlias

from incidents.yearbook import printed_book
from incidents.yearbook.printed import Texts, by_year, checked_texts, read_texts
from incidents.yearbook.printed_book import MARKS, PrintedTold
from incidents.yearbook.tables import Definition
from resources.accounts import Role
from resources.database import Session
from resources.errors import BadInput
from web.deeds import my_act
from web.reading import LONGEST_TEXT, Reader

PrintedDeed: TypeAlias = Callable[[Session], str]
"""Does it and returns the key of the table."""

PRINTED_EDITORS: Final = (Role.STATISTICIAN, Role.ADMIN)
LONGEST_FIGURES: Final = 20_000
MARK_SAID: Final = "、".join(MARKS)


def enter(reader: Reader) -> PrintedDeed:
    """Enter a table another paper printed."""
    told, act = _told(reader), my_act()

    def deed(session: Session) -> str:
        row = printed_book.enter(session, told, act)
        session.flush()
        return str(row.id)

    return deed


def revise(key: str, reader: Reader, seen: int | None) -> PrintedDeed:
    """Put an entered table right against its paper."""
    told, act = _told(reader), my_act()
    return lambda session: str(printed_book.revise(session, key, told, seen, act).id)


def withdraw(key: str, seen: int | None) -> Callable[[Session], None]:
    """Take an entered table out."""
    act = my_act()
    return lambda session: printed_book.withdraw(session, key, seen, act)


def _told(reader: Reader) -> PrintedTold:
    name = reader.text("table")
    counted = next((one for one in by_year() if one.name == name), None)
    if counted is None:
        known = "、".join(f"{one.name}（{one.title}）" for one in by_year())
        reader.blame("table", f"请选择对照的统计表，可用：{known}。")
    paper, box = reader.text("paper"), reader.text("box")
    if not paper:
        reader.blame("paper", "请填写文件名称。")
    mark = reader.text("mark") or "S"
    if mark not in MARKS:
        reader.blame("mark", f"标记“{mark[:10]}”不在可选范围：{MARK_SAID}。")
    note = reader.text("note", most=LONGEST_TEXT)
    texts = _texts(reader, counted) if counted is not None else {}
    reader.finish()
    return PrintedTold(name, paper, box, mark, note, texts)


def _texts(reader: Reader, counted: Definition) -> Texts:
    told = reader.values.get("figures")
    try:
        if isinstance(told, dict):
            return checked_texts(counted, _words(reader, told))
        pasted = reader.text("figures", most=LONGEST_FIGURES)
        # A first column without a name would be trimmed away with the line's own blanks.
        return read_texts(counted, pasted) if not reader.faults else {}
    except BadInput as bad:
        reader.faults += bad.faults
        return {}


def _words(reader: Reader, told: dict[object, object]) -> Texts:
    """Read rows of texts as a program tells them: an object of objects of words."""
    rows = {}
    for row, cells in told.items():
        if not isinstance(cells, dict):
            reader.blame("figures", '应为 {"2016": {"fires": "182"}, …}。')
            return {}
        inner = Reader(cells, reader.faults)
        rows[str(row)] = {str(column): inner.text(str(column)) for column in cells}
    return rows
