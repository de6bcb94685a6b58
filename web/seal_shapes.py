"""Sealed years as pages and the JSON interface show them: sealed, now, and the difference."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from incidents.categories import CATEGORIES, DISPOSITION_LABELS
from incidents.fire_grades import GRADE_LABELS, OWNER_LABELS
from incidents.timeline import KIND_LABELS
from incidents.yearbook import seal_proof, seal_queries
from incidents.yearbook.basis import CALL_OUT, FIRE, RETURN, FactValue
from incidents.yearbook.counting import Row, Table
from incidents.yearbook.errors import SealIsBroken
from incidents.yearbook.lines import RETURN_SUFFIX
from incidents.yearbook.seal_differences import (
    WHAT_LABELS,
    Cell,
    Difference,
    FactChange,
    FieldChange,
)
from incidents.yearbook.seal_figures import TableRules, label_of, rows_of
from incidents.yearbook.seal_queries import LogEntry, SealAmendment, SealedYear
from incidents.yearbook.tables import plain
from resources.database import db
from web.shapes import Json, Shape, moment

FACT_LABELS = {CALL_OUT: "警情", FIRE: "火灾", RETURN: "年报数"}
MOST_RECORDS = 50
FEN_PER_YUAN = 100
_WORDS: Mapping[str, Mapping[str, str]] = {
    "category": {code: one.name for code, one in CATEGORIES.items()},
    "disposition": {str(one): label for one, label in DISPOSITION_LABELS.items()},
    "grade": {str(one): label for one, label in GRADE_LABELS.items()},
    "owner": {str(one): label for one, label in OWNER_LABELS.items()},
    "urban": {"urban": "城市(含县城)", "rural": "农村乡镇"},
}


def listed(seal: SealedYear) -> Shape:
    """One line of the list of seals."""
    return {
        "year": seal.year,
        "edition": seal.edition,
        "words": seal.words,
        "sealed_at": moment(seal.sealed_at),
        "sealed_by": seal.sealed_by,
        "log_seq": seal.log_seq,
        "log_hash": seal.log_hash,
        "figures_hash": seal.figures_hash,
        "basis_hash": seal.basis_hash,
    }


def proof(seal: SealedYear) -> Shape:
    """Whether a seal is what was sealed."""
    found = seal_proof.prove(db.session(), seal)
    faults: list[Json] = [*found.faults]
    remarks: list[Json] = [*found.remarks]
    return {"proven": found.is_proven, "faults": faults, "remarks": remarks}


def amendment(signed: SealAmendment) -> Shape:
    """One signature under a difference."""
    return {
        "reason": signed.reason,
        "at": moment(signed.at),
        "by": signed.by,
        "difference_hash": signed.difference_hash,
        "log_seq": signed.log_seq,
    }


def cell(one: Cell) -> Shape:
    """One cell that is not as it was sealed."""
    return {
        "table": one.table,
        "table_title": one.title,
        "row": one.row,
        "row_label": one.label,
        "column": one.rule.key,
        "heading": one.rule.heading,
        "unit": one.rule.unit,
        "sealed": plain(one.rule.column, one.sealed),
        "now": plain(one.rule.column, one.now),
        "difference": one.signed,
    }


def record(
    one: FactChange, rules: Iterable[TableRules], entries: dict[str, list[LogEntry]]
) -> Shape:
    """One record that changed since a seal, what changed in it, what it moves, and who did it."""
    by_name = {table.name: table for table in rules}
    moves: list[Json] = []
    for table, column, amount in one.moves:
        rule = by_name[table].rule(column)
        sign = "＋" if amount > 0 else "－"
        moves.append(
            {
                "table": table,
                "table_title": by_name[table].title,
                "column": column,
                "heading": rule.heading,
                "difference": f"{sign}{plain(rule.column, abs(amount))}",
            }
        )
    about = [
        *entries.get(one.incident_number or "", ()),
        *(entries.get(one.number, ()) if one.kind == FIRE and not one.incident_number else ()),
    ]
    return {
        "kind": one.kind,
        "kind_label": FACT_LABELS[one.kind],
        "number": one.number,
        "incident": one.incident_number,
        "what": one.what,
        "what_label": WHAT_LABELS[one.what],
        "fields": [_field(changed) for changed in one.fields],
        "moves": moves,
        "log": [_log_line(entry) for entry in about],
    }


def _field(changed: FieldChange) -> Shape:
    return {
        "name": changed.name,
        "label": changed.label,
        "before": _said(changed.name, changed.before),
        "after": _said(changed.name, changed.after),
    }


def _said(field: str, value: FactValue) -> str:
    """A value of a record in the words of people."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int):
        return f"{Decimal(value) / FEN_PER_YUAN:.2f}" if field.endswith("_fen") else str(value)
    words = _WORDS.get(field, {})
    return words.get(value, value)


def _log_line(entry: LogEntry) -> Shape:
    # The words of an entry may name people; its kind, hand and moment are enough to find it.
    return {
        "seq": entry.seq,
        "kind": entry.kind,
        "kind_label": KIND_LABELS.get(entry.kind, entry.kind),
        "by": entry.by,
        "entered_at": moment(entry.entered_at),
    }


def difference(
    seal: SealedYear, told: Difference, rules: tuple[TableRules, ...], after: int
) -> Shape:
    """What has become different since a seal, its records from a place on, some at a time."""
    page = told.facts[after : after + MOST_RECORDS]
    numbers = {one.incident_number for one in page if one.incident_number}
    loose = {one.number for one in page if not one.incident_number}
    entries = seal_queries.entries_since(seal, numbers | loose)
    following = after + MOST_RECORDS
    return {
        "cells": [cell(one) for one in told.cells],
        "records": [record(one, rules, entries) for one in page],
        "records_total": len(told.facts),
        "next": following if following < len(told.facts) else None,
        "adds_up": told.adds_up,
        "signed": seal_queries.is_signed(db.session(), seal, told),
    }


def shown(seal: SealedYear, after: int = 0) -> Shape:
    """One seal whole: its figures, the proof, the difference, and who signed for what."""
    session = db.session()
    figures, rules = seal_queries.figures_of(seal)
    told = seal_queries.difference_now(session, seal)
    now = {(one.table, one.row, one.rule.key): one for one in told.cells}
    tables: list[Json] = []
    for table in rules:
        rows: list[Json] = []
        for row in rows_of(seal.year):
            cells: list[Json] = []
            for rule in table.columns:
                sealed = figures[table.name][row][rule.key]
                changed = now.get((table.name, row, rule.key))
                cells.append(
                    {
                        "column": rule.key,
                        "sealed": plain(rule.column, sealed),
                        "now": plain(rule.column, changed.now if changed else sealed),
                        "difference": changed.signed if changed else "0",
                    }
                )
            rows.append({"row": row, "label": label_of(row), "cells": cells})
        headings: list[Json] = [
            {"key": rule.key, "heading": rule.heading, "unit": rule.unit} for rule in table.columns
        ]
        tables.append(
            {
                "table": table.name,
                "title": table.title,
                "version": table.version,
                "columns": headings,
                "rows": rows,
            }
        )
    return {
        **listed(seal),
        "proof": proof(seal),
        "tables": tables,
        "difference": difference(seal, told, rules, after),
        "amendments": [amendment(one) for one in seal_queries.amendments_of(session, seal)],
    }


def lines(table: Table) -> list[Json]:
    """Say of each sealed year in a table by years how it stands to its seal."""
    found: list[Json] = []
    ours: dict[str, Row] = {}
    for row in table.rows:
        # Of a year that has both records and a return, the records stand first and count.
        ours.setdefault(row.key.removesuffix(RETURN_SUFFIX), row)
    for year, row in ours.items():
        seal = seal_queries.last_seal_of(int(year)) if _is_year(year) else None
        if seal is not None:
            found += _line(table, row, seal)
    return found


def _line(table: Table, row: Row, seal: SealedYear) -> list[Json]:
    told: Shape = {
        "year": seal.year,
        "edition": seal.edition,
        "sealed_at": moment(seal.sealed_at),
        "version_now": table.definition.version,
    }
    try:
        figures, rules = seal_queries.figures_of(seal)
    except SealIsBroken as broken:
        # A broken seal is told beside the table and does not take the table away.
        return [{**told, "version": "", "cells": [], "broken": str(broken)}]
    sealed = figures.get(table.definition.name, {}).get(str(seal.year))
    if sealed is None:
        return []
    rules_then = next(one for one in rules if one.name == table.definition.name)
    cells: list[Json] = []
    for one in row.cells:
        if one.key in sealed and one.amount is not None and one.amount != sealed[one.key]:
            rule = rules_then.rule(one.key)
            changed = Cell(
                rules_then.name,
                rules_then.title,
                str(seal.year),
                rule,
                sealed[one.key],
                one.amount,
            )
            cells.append(cell(changed))
    return [{**told, "version": rules_then.version, "cells": cells, "broken": ""}]


def _is_year(key: str) -> bool:
    return len(key) == 4 and key.isascii() and key.isdigit()
