"""The commands on the rules: what is wrong with them here, and what a draft would change."""

import json
from collections import Counter
from pathlib import Path

import click

from dispatch import rule_book
from dispatch.rehearsal import ASSUMPTIONS, Rehearsal
from dispatch.rehearsing import county_forces
from dispatch.rule_audit import SEVERITY_LABELS, audit
from dispatch.rule_queries import rules_at, rules_called, version_called
from incidents.categories import CATEGORIES
from incidents.timeline import Act
from resources.database import transaction
from web import documents, rehearsals, rule_shapes
from web.commands_records import NotWritten
from web.commands_site import BY_COMMAND, opened

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command("audit-rules")
@click.option("--version", "version", help="规则版本；不写则为现行版本。")
@click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。")
def audit_rules(version: str | None, as_json: bool) -> None:
    """自查调派规则：查不到的行、本县派不出的规则、没有的能力与车型等。

    \b
    示例：fenghuo audit-rules --version 酉阳-2026-12
    """
    with opened() as site:
        rules = rules_at(site.now()) if version is None else rules_called(version)
        found = audit(rules, county_forces())
    if as_json:
        told = {
            "version": rules.version,
            "findings": [rule_shapes.finding(one) for one in found],
        }
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for one in found:
        click.echo(str(one))
    counts = Counter(one.severity for one in found)
    summed = "，".join(f"{label} {counts[one]} 项" for one, label in SEVERITY_LABELS.items())
    click.echo(f"规则 {rules.version} 自查完毕：{summed}。")


@click.command("rehearse-rules")
@click.argument("draft")
@click.option("--from", "from_year", required=True, type=int, help="起始年份。")
@click.option("--to", "to_year", required=True, type=int, help="终止年份（含）。")
@click.option("--out", type=FILE, help="逐起写入 CSV 文件；不写则只显示合计。")
def rehearse_rules(draft: str, from_year: int, to_year: int, out: Path | None) -> None:
    """预演规则：用往年警情比较现行规则与草稿的首批调派；草稿预演后方可生效。

    \b
    示例：fenghuo rehearse-rules 酉阳-2026-12 --from 2025 --to 2025 --out 预演.csv
    """
    with opened() as site:
        act = Act(BY_COMMAND, site.now())
        line = version_called(draft)
        years = (from_year, to_year)
        outcome = rehearsals.rehearsed(draft, years, act, _show_progress)
        if out is not None:
            _write(out, outcome)
        if line.is_draft:
            told = (f"{from_year}～{to_year} 年", outcome.compared, len(outcome.changes))
            with transaction() as session:
                rule_book.keep_rehearsal(session, draft, line.revision, told, act)
    for group in outcome.groups:
        name = f"{CATEGORIES[group.category].name} {group.level} 级"
        more = f"派车 {group.vehicles:+d}，缺口 {group.missing:+d}"
        click.echo(f"{name}：改变 {len(group.changes)} 起，{more}")
    unplaced = f"，另有 {outcome.unplaced} 起没有坐标" if outcome.unplaced else ""
    click.echo(
        f"比较 {outcome.compared} 起{unplaced}；首批调派改变 {len(outcome.changes)} 起"
        f"（{outcome.before} → {outcome.after}）。{ASSUMPTIONS}"
    )


def _show_progress(done: int, of: int) -> None:
    if done and (done % 100 == 0 or done == of):
        click.echo(f"预演 {done}/{of}", err=True)


def _write(out: Path, outcome: Rehearsal) -> None:
    content = documents.csv_bytes(rule_shapes.rehearsal_lines(outcome.changes))
    try:
        out.write_bytes(content)
    except OSError as error:
        raise NotWritten(f"无法写入 {out}：{error.strerror}。") from error
    click.echo(f"已写入 {out}。")
