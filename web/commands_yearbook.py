"""The commands on what the yearbook counts from: made anew, checked, and the past taken in."""

import json
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from incidents.timeline import Act
from incidents.yearbook import old_registers, old_returns, past_book, rebuilding
from incidents.yearbook.old_registers import FIELDS, Mapped
from incidents.yearbook.old_returns import TABLES
from incidents.yearbook.old_sheets import BadRegister, read_sheet
from incidents.yearbook.past_book import INCIDENTS, PastFile
from incidents.yearbook.rebuilding import Comparison
from resources.database import db, transaction
from resources.errors import Refusal
from resources.queries import county
from web.commands_site import BY_COMMAND, opened, rebuild_facts

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class NoCounty(Refusal):
    """There is no county, and so no local day to read the past by."""


class FactsDisagree(Refusal):
    """Facts or sums are kept otherwise than the records say; each difference is a line."""


@click.command("rebuild-yearbook")
@click.option("--check", is_flag=True, help="只核对，不改动；有不符即逐条列出并以 1 退出。")
def rebuild_yearbook(check: bool) -> None:
    """由警情和火灾记录重新生成统计底数与汇总，或核对它们与记录是否一致。

    \b
    示例：fenghuo rebuild-yearbook --check
    """
    with opened() as site:
        if not check:
            rebuild_facts(site)
        compared = rebuilding.compare(db.session())
    if not compared.agrees:
        raise FactsDisagree("\n".join(difference_lines(compared)))
    done = "已核对" if check else "已重新生成并核对"
    click.echo(
        f"{done}：警情 {compared.call_outs} 起、火灾 {compared.fires} 起，底数与汇总均与记录一致。"
    )


def difference_lines(compared: Comparison) -> list[str]:
    """Say how many differences there are, and name the first of them."""
    lines = [
        f"统计底数有 {compared.found} 处与记录不符；请运行 fenghuo rebuild-yearbook 重新生成。"
    ]
    lines += [one.sentence for one in compared.differences]
    if compared.found > len(compared.differences):
        lines.append(f"另有 {compared.found - len(compared.differences)} 处未列出。")
    return lines


@click.command("import-incidents")
@click.argument("file", type=FILE)
@click.option("--mapping", type=FILE, help="列对照（JSON）：{表头: 字段}；字段留空则不取该列。")
@click.option("--source", default="", help="台账的来源，写进导入批次。")
@click.option("--check", is_flag=True, help="只核对，不导入。")
def import_incidents(file: Path, mapping: Path | None, source: str, check: bool) -> None:
    """导入历史接处警台账（CSV 或 XLSX）；有一处错误就一行也不导入，并逐行逐列列出。

    \b
    示例：fenghuo import-incidents 2014年台账.xlsx --source 大队档案
    """
    told = _told_mapping(mapping)
    past = PastFile(file.name, file.read_bytes(), source or file.name)
    rows = read_sheet(past.content)
    with opened() as site:
        zone = _zone()
        past_book.require_new(db.session(), past, INCIDENTS)
        mapped = old_registers.map_columns(rows, told)
        _show(mapped)
        townships = past_book.township_codes(db.session())
        found = old_registers.read_register(rows, mapped, townships, zone, site.now())
        if not check:
            with transaction() as session:
                act = Act(BY_COMMAND, site.now())
                past_book.take_incidents(session, past, mapped.kept(), found, zone, act)
    first, last = (f"{pick(one.received_at for one in found):%Y-%m-%d}" for pick in (min, max))
    done = "可以导入" if check else "已导入"
    click.echo(f"{done} {len(found)} 起，{first} 至 {last}。")


@click.command("import-returns")
@click.argument("file", type=FILE)
@click.option(
    "--table", default="", type=click.Choice(("", *TABLES)), help="哪一张表；不写则按表头判断。"
)
@click.option("--source", default="", help="数字的来源，例如 某年统计年报；印在表下。")
@click.option("--check", is_flag=True, help="只核对，不导入。")
def import_returns(file: Path, table: str, source: str, check: bool) -> None:
    """导入上线前各年的年报数（CSV 或 XLSX，每年一行）；合计不符即拒绝，并指明行列。

    \b
    示例：fenghuo import-returns 2010-2015警情.csv --table calls --source 大队年报
    """
    past = PastFile(file.name, file.read_bytes(), source or file.name)
    rows = read_sheet(past.content)
    with opened() as site:
        placed = old_returns.place(rows, table)
        click.echo(f"按“{placed.definition.title}”读：{'、'.join(_headings(placed))}")
        years = old_returns.read_returns(rows, placed)
        if not check:
            with transaction() as session:
                act = Act(BY_COMMAND, site.now())
                past_book.take_returns(session, past, placed.definition.name, years, act)
    done = "可以导入" if check else "已导入"
    click.echo(f"{done} {'、'.join(str(one.year) for one in years)} 年的年报数。")


def _headings(placed: old_returns.Placed) -> list[str]:
    return [placed.definition.column(key).printed for key in placed.columns]


def _zone() -> ZoneInfo:
    here = county()
    if here is None:
        raise NoCounty("尚未载入县域资料，请先运行 fenghuo load-county。")
    return ZoneInfo(here.time_zone)


def _told_mapping(path: Path | None) -> Mapping[str, str]:
    if path is None:
        return {}
    try:
        told = json.loads(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise BadRegister(f"列对照 {path.name} 不是 JSON（UTF-8）：{error}。") from error
    if not isinstance(told, dict) or not all(isinstance(one, str) for one in told.values()):
        raise BadRegister(
            f'列对照 {path.name} 应写成 {{"表头": "字段"}}，字段有：{"、".join(FIELDS)}。'
        )
    return told


def _show(mapped: Mapped) -> None:
    click.echo(f"表头在第 {mapped.heading.last_row} 行：")
    for name, words in mapped.kept().items():
        click.echo(f"  {words} → {name}（{FIELDS[name][0]}）")
    if mapped.left_out:
        click.echo(f"  未取的列：{'、'.join(mapped.left_out)}")
