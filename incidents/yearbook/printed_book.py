"""The verbs of printed tables: enter one, mend a slip of the pen, take one out again."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from incidents import ledger
from incidents.errors import StaleEdit
from incidents.timeline import Act, Entry, Facts
from incidents.yearbook.errors import PrintedStands
from incidents.yearbook.plans import shipped
from incidents.yearbook.printed import Texts
from incidents.yearbook.printed_queries import row_called
from incidents.yearbook.records import PrintedFigure, PrintedTable
from resources.errors import BadInput, FieldFault

MARKS: Final = ("S", "R", "D", "C", "P", "G")
"""How well a figure is founded; a table somebody holds in hand is S."""
_WORDS: Final = ("paper", "box", "mark", "note")


@dataclass(frozen=True, slots=True)
class PrintedTold:
    """A printed table as somebody tells it; every text exactly as printed."""

    name: str
    paper: str
    box: str
    mark: str
    note: str
    texts: Texts

    def __post_init__(self) -> None:
        assert self.paper and self.mark in MARKS and self.texts


def enter(session: Session, told: PrintedTold, act: Act) -> PrintedTable:
    """Enter a printed table; raises BadInput where this box of this paper was entered already."""
    row = PrintedTable(
        name=told.name,
        paper=told.paper,
        box=told.box,
        mark=told.mark,
        note=told.note,
        entered_at=act.now,
        entered_by=act.by,
        version=1,
    )
    with _only_once(session, told):
        session.add(row)
    _write(session, row, told.texts)
    facts = _facts(row, {"figures": _text(told.texts)})
    _note(session, "printed_entered", f"录入印刷表 {_named(told)}", facts, act)
    return row


def revise(
    session: Session, key: str, told: PrintedTold, seen: int | None, act: Act
) -> PrintedTable:
    """Put a printed table right against its paper; what stood there stays in the log.

    Raises UnknownPrinted, PrintedStands, StaleEdit, BadInput.
    """
    row = _lock(session, key, seen)
    if told.name != row.name:
        raise BadInput((FieldFault("table", "对照的统计表不能改，请另录一张。"),))
    before = texts_of(session, row)
    changed: Facts = {}
    for name in _WORDS:
        old, new = getattr(row, name), getattr(told, name)
        if old != new:
            changed |= {name: new, f"{name}_before": old}
    if before != told.texts:
        changed |= {"figures": _text(told.texts), "figures_before": _text(before)}
    if not changed:
        return row
    with _only_once(session, told):
        for name in _WORDS:
            setattr(row, name, getattr(told, name))
        row.version += 1
    session.execute(delete(PrintedFigure).where(PrintedFigure.printed_table_id == row.id))
    _write(session, row, told.texts)
    words = f"修改印刷表 {_named(told)}（第 {row.version} 版）"
    _note(session, "printed_revised", words, _facts(row, changed), act)
    return row


def withdraw(session: Session, key: str, seen: int | None, act: Act) -> None:
    """Take an entered table out; its figures stay in the log.

    Raises UnknownPrinted, PrintedStands, StaleEdit.
    """
    row = _lock(session, key, seen)
    facts = _facts(row, {"figures_before": _text(texts_of(session, row))})
    words = f"撤下印刷表 {row.paper} {row.box}".strip()
    _note(session, "printed_withdrawn", words, facts, act)
    session.execute(delete(PrintedFigure).where(PrintedFigure.printed_table_id == row.id))
    session.delete(row)
    session.flush()


def texts_of(session: Session, row: PrintedTable) -> Texts:
    """Return the texts of a table, as they were entered."""
    texts: dict[str, dict[str, str]] = {}
    query = select(PrintedFigure).where(PrintedFigure.printed_table_id == row.id)
    for figure in session.scalars(query.order_by(PrintedFigure.id)):
        texts.setdefault(figure.row, {})[figure.column] = figure.text
    return texts


def _lock(session: Session, key: str, seen: int | None) -> PrintedTable:
    if shipped(key) is not None:
        raise PrintedStands("随系统附带的印刷表照原文收录，不能修改；如有另一份文件，请另录一张。")
    row = row_called(session, key, lock=True)
    if seen is not None and seen != row.version:
        raise StaleEdit(
            f"这张印刷表已有第 {row.version} 版，您看到的是第 {seen} 版；请刷新后再改。"
        )
    return row


def _write(session: Session, row: PrintedTable, texts: Texts) -> None:
    for name, cells in texts.items():
        for column, text in cells.items():
            figure = PrintedFigure(printed_table_id=row.id, row=name, column=column, text=text)
            session.add(figure)
    session.flush()


@contextmanager
def _only_once(session: Session, told: PrintedTold) -> Iterator[None]:
    """Refuse a second table of the same box, as the database tells it."""
    try:
        with session.begin_nested():
            yield
            session.flush()
    except IntegrityError as error:
        said = f"{_named(told)} 的这张表已经录入过，请改原表或另填位置。"
        raise BadInput((FieldFault("box", said),)) from error


def _named(told: PrintedTold) -> str:
    return f"{told.paper} {told.box}".strip()


def _text(texts: Texts) -> str:
    return ledger.canonical({row: dict(cells) for row, cells in texts.items()})


def _facts(row: PrintedTable, more: Mapping[str, str | int | None]) -> Facts:
    return {"printed": row.id, "table": row.name, "version": row.version, **more}


def _note(session: Session, kind: str, words: str, facts: Facts, act: Act) -> None:
    ledger.note(session, Entry(kind, words, act, facts=facts))
