"""The verbs that keep the county's list of indicators; the log keeps what stood there before."""

import re
from collections.abc import Iterable
from dataclasses import fields
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from incidents import ledger
from incidents.errors import StaleEdit
from incidents.timeline import Act, Entry, Facts
from incidents.yearbook.indicator_offers import Offered
from incidents.yearbook.indicator_queries import facts_of
from incidents.yearbook.indicators import (
    FACT_LABELS,
    FIGURE_LABELS,
    Figure,
    FigureKind,
    IndicatorFacts,
    UnknownIndicator,
    fact_faults,
    read_figure,
    year_fault,
)
from incidents.yearbook.records import Indicator, IndicatorFigure
from incidents.yearbook.series import FORMULA_STARTS, LONGEST_SOURCE
from resources.errors import BadInput, FieldFault
from resources.records import County

MOST_INDICATORS: Final = 200
_CODE: Final = re.compile(r"ZB([0-9]{1,6})")


def add(session: Session, facts: IndicatorFacts, act: Act, code: str = "") -> Indicator:
    """Add an indicator to the list, under a code of its own unless one is given; raises BadInput.

    Two indicators of one name would be told apart by nobody: the name must be new.
    """
    _lock(session)
    faults = [*fact_faults(facts), *_name_faults(session, facts.name, None)]
    if (session.scalar(select(func.count()).select_from(Indicator)) or 0) >= MOST_INDICATORS:
        faults.append(FieldFault("name", f"指标已有 {MOST_INDICATORS} 项，不能再增加。"))
    _refuse(faults)
    row = Indicator(code=code or _next_code(session), version=1, is_withdrawn=False)
    _write(row, facts)
    session.add(row)
    session.flush()
    _note(session, "indicator_added", f"新增指标“{row.name}”", row, act, _told(facts))
    return row


def revise(
    session: Session, code: str, facts: IndicatorFacts, version: int | None, act: Act
) -> Indicator:
    """Change an indicator; `version` is the one read, None to write over whatever is there.

    Raises:
        UnknownIndicator: the list has none of this code.
        StaleEdit: somebody else changed it since.
        BadInput: the facts cannot be, or it was withdrawn.
    """
    row = _standing(session, code, version)
    _refuse([*fact_faults(facts), *_name_faults(session, facts.name, row.id)])
    before = facts_of(row)
    changed = [
        one.name for one in fields(facts) if getattr(facts, one.name) != getattr(before, one.name)
    ]
    if not changed:
        return row
    _write(row, facts)
    row.version += 1
    told: Facts = {}
    for name in changed:
        told[name], told[f"{name}_before"] = getattr(facts, name), getattr(before, name)
    labels = "、".join(FACT_LABELS[name] for name in changed)
    _note(session, "indicator_revised", f"修改指标“{before.name}”：{labels}", row, act, told)
    return row


def withdraw(session: Session, code: str, version: int | None, reason: str, act: Act) -> Indicator:
    """Take an indicator off the list, for a reason; its figures stay. Raises as revise."""
    row = _standing(session, code, version)
    _require_reason(reason)
    row.is_withdrawn = True
    row.version += 1
    words = f"撤销指标“{row.name}”；理由：{reason.strip()}"
    _note(session, "indicator_withdrawn", words, row, act, {"reason": reason.strip()})
    return row


def restore(session: Session, code: str, act: Act) -> Indicator:
    """Put a withdrawn indicator back on the list; raises UnknownIndicator, BadInput."""
    row = _row(session, code)
    if not row.is_withdrawn:
        _refuse([FieldFault("code", f"指标“{row.name}”没有被撤销，不用恢复。")])
    _refuse(_name_faults(session, row.name, row.id))
    row.is_withdrawn = False
    row.version += 1
    _note(session, "indicator_restored", f"恢复指标“{row.name}”", row, act, {})
    return row


def set_figure(
    session: Session, code: str, kind: FigureKind, year: int | None, figure: Figure, act: Act
) -> Indicator:
    """Tell the aim or the value of a year; what stood there before stays in the log.

    Raises:
        UnknownIndicator: the list has none of this code.
        BadInput: the year, the number or the source cannot be, or it was withdrawn.
    """
    row = _standing(session, code, None)
    _refuse(_figure_faults(year, figure))
    assert year is not None, "a missing year is refused"
    found = _figure(session, row, kind, year)
    if found is not None and (found.text, found.source) == (figure.text, figure.source):
        return row
    told: Facts = {"kind": kind, "year": year, "text": figure.text, "source": figure.source}
    words = f"指标“{row.name}”{year} 年{FIGURE_LABELS[kind]} {figure.text}（{figure.source}）"
    if found is None:
        found = IndicatorFigure(indicator_id=row.id, kind=kind, year=year)
        session.add(found)
    else:
        told |= {"text_before": found.text, "source_before": found.source}
        words += f"；原为 {found.text}（{found.source}）"
    found.text, found.source = figure.text, figure.source
    found.entered_at, found.entered_by = act.now, act.by
    row.version += 1
    session.flush()
    _note(session, "indicator_figure", words, row, act, told)
    return row


def strike_figure(
    session: Session, code: str, kind: FigureKind, year: int, reason: str, act: Act
) -> Indicator:
    """Strike the aim or told value of a year, for a reason; the log keeps it.

    Raises:
        UnknownIndicator: no such indicator, or no such figure of it.
        BadInput: no reason is given, or it was withdrawn.
    """
    row = _standing(session, code, None)
    _require_reason(reason)
    found = _figure(session, row, kind, year)
    if found is None:
        raise UnknownIndicator(f"指标“{row.name}”没有 {year} 年的{FIGURE_LABELS[kind]}。")
    words = (
        f"撤销指标“{row.name}”{year} 年{FIGURE_LABELS[kind]} {found.text}；理由：{reason.strip()}"
    )
    told: Facts = {
        "kind": kind,
        "year": year,
        "text_before": found.text,
        "source_before": found.source,
        "reason": reason.strip(),
    }
    session.delete(found)
    row.version += 1
    _note(session, "indicator_figure_struck", words, row, act, told)
    return row


def take_over(session: Session, offered: Iterable[Offered], act: Act) -> int:
    """Take a plan's indicators into the list; those it has already are left alone.

    Returns how many were new. An indicator of the same name or code counts as had, withdrawn
    or not.
    """
    _lock(session)
    known = session.execute(select(Indicator.code, Indicator.name)).all()
    codes, names = {code for code, _ in known}, {name for _, name in known}
    new = 0
    for one in offered:
        if one.code in codes or one.facts.name in names:
            continue
        add(session, one.facts, act, one.code)
        for kind, year, figure in one.figures:
            set_figure(session, one.code, kind, year, figure, act)
        new += 1
    return new


def _lock(session: Session) -> None:
    """Let one at a time change the list: a name that is new has no row to wait for."""
    session.scalars(select(County.id).with_for_update()).all()


def _row(session: Session, code: str) -> Indicator:
    _lock(session)
    query = (
        select(Indicator)
        .where(Indicator.code == code)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    row = session.scalars(query).one_or_none()
    if row is None:
        raise UnknownIndicator(f"本县指标清单没有代码为“{code}”的指标，请从清单中选择。")
    return row


def _standing(session: Session, code: str, version: int | None) -> Indicator:
    row = _row(session, code)
    if version is not None and version != row.version:
        raise StaleEdit(f"指标“{row.name}”刚被他人修改，请重新打开后再改。")
    if row.is_withdrawn:
        _refuse([FieldFault("code", f"指标“{row.name}”已撤销；要用请先恢复。")])
    return row


def _figure(
    session: Session, row: Indicator, kind: FigureKind, year: int
) -> IndicatorFigure | None:
    query = select(IndicatorFigure).where(
        IndicatorFigure.indicator_id == row.id,
        IndicatorFigure.kind == kind,
        IndicatorFigure.year == year,
    )
    return session.scalars(query).one_or_none()


def _next_code(session: Session) -> str:
    taken = [
        int(match[1])
        for code in session.scalars(select(Indicator.code))
        if (match := _CODE.fullmatch(code))
    ]
    return f"ZB{max(taken, default=0) + 1:03d}"


def _name_faults(session: Session, name: str, own_id: int | None) -> list[FieldFault]:
    query = select(Indicator.id).where(
        Indicator.name == name.strip(), Indicator.is_withdrawn.is_(False)
    )
    if any(one != own_id for one in session.scalars(query)):
        return [FieldFault("name", f"清单里已有指标“{name.strip()}”，请改用别的名称或修改原有的。")]
    return []


def _figure_faults(year: int | None, figure: Figure) -> list[FieldFault]:
    faults = [one for one in (year_fault(year),) if one is not None]
    amount = read_figure(figure.text)
    if isinstance(amount, FieldFault):
        faults.append(amount)
    if not figure.source:
        faults.append(FieldFault("source", "请写明这个数的来源，例如“规划专栏3”或文件号。"))
    elif len(figure.source) > LONGEST_SOURCE:
        faults.append(FieldFault("source", f"来源过长，最多 {LONGEST_SOURCE} 字。"))
    elif figure.source.startswith(FORMULA_STARTS):
        faults.append(FieldFault("source", "来源不能以 = + - @ 开头，以免被表格软件当作公式。"))
    return faults


def _require_reason(reason: str) -> None:
    if not reason.strip():
        _refuse([FieldFault("reason", "请写明撤销的理由；理由留在日志中。")])


def _refuse(faults: Iterable[FieldFault]) -> None:
    found = tuple(faults)
    if found:
        raise BadInput(found)


def _write(row: Indicator, facts: IndicatorFacts) -> None:
    row.name, row.source, row.unit = facts.name.strip(), facts.source.strip(), facts.unit.strip()
    row.formula, row.attribute, row.better = facts.formula, facts.attribute, facts.better
    row.mark, row.rank = facts.mark, facts.rank


def _told(facts: IndicatorFacts) -> Facts:
    return {one.name: getattr(facts, one.name) for one in fields(facts)}


def _note(session: Session, kind: str, words: str, row: Indicator, act: Act, told: Facts) -> None:
    facts: Facts = {"indicator": row.code, "version": row.version, **told}
    ledger.note(session, Entry(kind, words, act, facts=facts))
