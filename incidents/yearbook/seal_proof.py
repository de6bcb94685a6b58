"""The proof that a sealed year is what was sealed: hashes, a recount, and its place in the log."""

import json
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from incidents import ledger
from incidents.records import LogEntry
from incidents.yearbook.basis import BasisBroken, hash_of, unpacked
from incidents.yearbook.records import SealAmendment, SealedYear
from incidents.yearbook.seal_figures import (
    FiguresBroken,
    label_of,
    read_figures,
    read_rules,
    recount,
)
from incidents.yearbook.seal_queries import (
    AMENDMENT_KIND,
    SEAL_KIND,
    amendments_of,
    editions_of,
    hashes_of,
    rules_now,
)

_NAMES = {
    "figures_hash": "数字",
    "basis_hash": "依据",
    "rules_hash": "口径",
    "log_seq": "日志位置",
    "log_hash": "日志哈希",
}


@dataclass(frozen=True, slots=True)
class Proof:
    """Whether a sealed year is what was sealed: every fault, and what is good to know."""

    year: int
    edition: int
    faults: tuple[str, ...]
    remarks: tuple[str, ...]

    @property
    def is_proven(self) -> bool:
        """Whether hashes, recount and log all agree."""
        return not self.faults


def prove(session: Session, seal: SealedYear) -> Proof:
    """Prove a sealed year: its hashes, its figures counted again, its place in the log."""
    faults = [*_content_faults(seal), *_log_faults(session, seal)]
    for signed in amendments_of(session, seal):
        faults += _signature_faults(session, seal, signed)
    return Proof(seal.year, seal.edition, tuple(faults), tuple(_remarks(seal)))


def missing_editions(session: Session, year: int) -> list[str]:
    """Name every seal of a year the log tells of and nobody finds any more."""
    found = {row.edition for row in editions_of(session, year)}
    told = {edition for _, edition in _seal_entries(session, year)}
    return [f"日志记有第 {one} 版封账，记录却不见了" for one in sorted(told - found)]


def _content_faults(seal: SealedYear) -> list[str]:
    faults = []
    if hash_of(seal.figures.encode()) != seal.figures_hash:
        faults.append("数字与其哈希不符：封账数被改动")
    if hash_of(seal.basis) != seal.basis_hash:
        faults.append("依据与其哈希不符：依据被改动")
    try:
        rules = read_rules(seal.definitions)
        figures = read_figures(seal.figures, rules, seal.year)
        counted = recount(unpacked(seal.basis), rules, seal.year)
    except (BasisBroken, FiguresBroken) as broken:
        return [*faults, f"不能由依据重算：{broken}"]
    faults += [
        f"由依据重算不符：{table.title} {label_of(row)} {rule.heading}"
        f" 封账 {figures[table.name][row][rule.key]}，重算 {amount}"
        for table in rules
        for row, cells in counted[table.name].items()
        for rule in table.columns
        if (amount := cells[rule.key]) != figures[table.name][row][rule.key]
    ]
    return faults


def _seal_entries(session: Session, year: int) -> list[tuple[LogEntry, int]]:
    found = session.scalars(
        select(LogEntry).where(LogEntry.kind == SEAL_KIND).order_by(LogEntry.seq)
    )
    told = [(entry, json.loads(entry.facts)) for entry in found]
    return [(entry, facts["edition"]) for entry, facts in told if facts.get("year") == year]


def _log_faults(session: Session, seal: SealedYear) -> list[str]:
    faults = []
    anchor = session.get(LogEntry, seal.log_seq) if seal.log_seq else None
    if seal.log_seq and anchor is None:
        faults.append(f"日志第 {seal.log_seq} 条不见了：封账时的日志位置无从核对")
    elif anchor is not None and not anchor.hash == seal.log_hash == ledger.hash_of(anchor):
        faults.append(f"日志第 {seal.log_seq} 条的哈希与封账时不符：日志被改动")
    entries = [e for e, edition in _seal_entries(session, seal.year) if edition == seal.edition]
    if len(entries) != 1:
        return [*faults, f"日志中有 {len(entries)} 条这一版的封账记录，应为 1 条"]
    if ledger.hash_of(entries[0]) != entries[0].hash:
        faults.append("日志中的封账记录与其哈希不符：被改动")
    told = json.loads(entries[0].facts)
    if (told.get("words"), entries[0].by) != (seal.words, seal.sealed_by):
        faults.append("封账人或说明与日志所记不符：封账记录被改动")
    wanted = hashes_of(seal)
    faults += [
        f"{_NAMES[name]}与日志所记不符：封账记录被改动"
        for name, value in wanted.items()
        if told.get(name) != value
    ]
    return faults


def _signature_faults(session: Session, seal: SealedYear, signed: SealAmendment) -> list[str]:
    which = f"{signed.by} 签认的差异"
    if hash_of(signed.difference.encode()) != signed.difference_hash:
        return [f"{which}与其哈希不符：被改动"]
    found = session.scalars(select(LogEntry).where(LogEntry.kind == AMENDMENT_KIND))
    told = [json.loads(entry.facts) for entry in found]
    wanted = {
        "year": seal.year,
        "edition": seal.edition,
        "difference_hash": signed.difference_hash,
    }
    if not any(wanted.items() <= facts.items() for facts in told):
        return [f"{which}在日志中没有记录"]
    return []


def _remarks(seal: SealedYear) -> list[str]:
    try:
        rules = read_rules(seal.definitions)
    except FiguresBroken:
        return []
    present = {one.name: one for one in rules_now()}
    remarks = []
    for one in rules:
        today = present.get(one.name)
        if today is None:
            remarks.append(f"{one.title}：封账口径 {one.version}，现已没有这张表")
        elif today.version != one.version:
            remarks.append(f"{one.title}：封账口径 {one.version}，现行口径 {today.version}")
        elif today != one:
            remarks.append(f"{one.title}：口径同为 {one.version}，列的取法与封账时不同")
    return remarks
