"""The verbs of sealed years (封账): close a year, sign for a difference, publish anew."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from incidents import ledger
from incidents.records import LogHead
from incidents.timeline import Act, Entry, Facts
from incidents.yearbook import periods, queries, seal_queries
from incidents.yearbook.basis import hash_of, packed
from incidents.yearbook.errors import CannotSeal, NothingToSign
from incidents.yearbook.questions import Question
from incidents.yearbook.records import SealAmendment, SealedYear
from incidents.yearbook.seal_figures import (
    Figures,
    TableRules,
    recount,
    write_figures,
    write_rules,
)
from incidents.yearbook.spans import FIRST_YEAR, LAST_YEAR, year_span
from resources.errors import BadInput, FieldFault

MOST_NAMED: Final = 5


def seal(session: Session, year: int, words: str, zone: str, act: Act) -> SealedYear:
    """Close a year that is over: its figures, their rules, the facts they rest on, all hashed.

    A year that was closed before gets a new edition (重新发布); the earlier one stays. Words are
    needed where records are open or not confirmed, and for a new edition.

    Raises BadInput, CannotSeal.
    """
    _require_over(year, zone, act.now)
    head = _hold_log(session)
    earlier = seal_queries.editions_of(session, year)
    _require_words(session, year, words, bool(earlier))
    rules = seal_queries.rules_now()
    facts = seal_queries.facts_of(session, year)
    figures = recount(facts, rules, year)
    _require_agreement(figures, rules, year, zone)
    if earlier:
        _require_news(session, earlier[-1], rules)
    text, basis = write_figures(figures), packed(facts)
    row = SealedYear(
        year=year,
        edition=len(earlier) + 1,
        definitions=write_rules(rules),
        figures=text,
        figures_hash=hash_of(text.encode()),
        basis=basis,
        basis_hash=hash_of(basis),
        log_seq=head.seq,
        log_hash=head.hash,
        words=words,
        sealed_at=act.now,
        sealed_by=act.by,
    )
    session.add(row)
    session.flush()
    told: Facts = {
        "year": year,
        "edition": row.edition,
        "records": len(facts),
        "words": words,
        **seal_queries.hashes_of(row),
    }
    again = f"（重新发布，第 {row.edition} 版）" if earlier else ""
    text = f"封账 {year} 年{again}：依据 {len(facts)} 条记录" + (f"；{words}" if words else "")
    ledger.note(session, Entry(seal_queries.SEAL_KIND, text, act, facts=told))
    return row


def sign(session: Session, row: SealedYear, reason: str, act: Act) -> SealAmendment:
    """Sign for what has become different since a seal, with the reason.

    Raises BadInput without a reason, NothingToSign where nothing differs or it was signed already.
    """
    if not reason:
        raise BadInput((FieldFault("reason", "请填写更正的原因。"),))
    head = _hold_log(session)
    told = seal_queries.difference_now(session, row)
    if told.is_empty:
        raise NothingToSign(f"{row.year} 年与封账时相同，没有可签认的差异。")
    text, signed = seal_queries.signature_of(told)
    earlier = seal_queries.amendments_of(session, row)
    if earlier and earlier[-1].difference_hash == signed:
        raise NothingToSign(f"这些差异已由 {earlier[-1].by} 签认，没有新的差异。")
    amendment = SealAmendment(
        sealed_year_id=row.id,
        difference=text,
        difference_hash=signed,
        log_seq=head.seq,
        reason=reason,
        at=act.now,
        by=act.by,
    )
    session.add(amendment)
    session.flush()
    facts: Facts = {
        "year": row.year,
        "edition": row.edition,
        "difference_hash": signed,
        "cells": len(told.cells),
        "records": len(told.facts),
        "reason": reason,
    }
    words = (
        f"签认 {row.year} 年封账后的差异：{len(told.cells)} 格、{len(told.facts)} 条记录；{reason}"
    )
    ledger.note(session, Entry(seal_queries.AMENDMENT_KIND, words, act, facts=facts))
    return amendment


def _hold_log(session: Session) -> LogHead:
    """Hold the end of the log: what is read from here on is what it tells, and nothing later.

    The head is taken first, though it is locked last elsewhere: nothing else is locked here.
    """
    return session.scalars(
        select(LogHead).with_for_update().execution_options(populate_existing=True)
    ).one()


def _require_over(year: int, zone: str, now: datetime) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        said = f"年份 {year} 不在 {FIRST_YEAR} 至 {LAST_YEAR} 之间，请改填。"
        raise BadInput((FieldFault("year", said),))
    if year_span(year, zone).end > now:
        raise CannotSeal(f"{year} 年还没有过完，不能封账；请在次年 1 月 1 日零时以后封账。")


def _require_words(session: Session, year: int, words: str, is_again: bool) -> None:
    if words:
        return
    if is_again:
        said = f"{year} 年已经封账；重新发布须说明原因，原来的一版保留。"
        raise BadInput((FieldFault("words", said),))
    warning = seal_queries.standing(session, year).warning
    if warning:
        said = f"{year} 年还有 {warning}；请先办结，或说明为何仍要封账。"
        raise BadInput((FieldFault("words", said),))


def _require_agreement(figures: Figures, rules: Iterable[TableRules], year: int, zone: str) -> None:
    """Refuse to seal what the tables themselves do not show: one of both counts is wrong."""
    apart = []
    for table in rules:
        asked = Question(table.name, periods.year(year, zone))
        shown = queries.answer(asked, zone, explain=False).total
        for rule in table.columns:
            ours, theirs = figures[table.name][str(year)][rule.key], shown.amount(rule.key)
            if ours != theirs:
                apart.append(f"{table.title}{rule.heading}：表中 {theirs}，由记录重算 {ours}")
    if apart:
        more = f"……共 {len(apart)} 处" if len(apart) > MOST_NAMED else ""
        raise CannotSeal(
            f"统计表与逐条重算不一致，不能封账：{'；'.join(apart[:MOST_NAMED])}{more}。"
            "请先运行 fenghuo rebuild-yearbook。"
        )


def _require_news(session: Session, last: SealedYear, rules: tuple[TableRules, ...]) -> None:
    same_rules = write_rules(rules) == last.definitions
    if same_rules and seal_queries.difference_now(session, last).is_empty:
        raise CannotSeal(f"{last.year} 年与第 {last.edition} 版封账完全相同，不必重新发布。")
