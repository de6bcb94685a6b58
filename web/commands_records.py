"""The commands on what is stored: the yearbook, the log, backup and restore."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from incidents import ledger
from incidents.yearbook.axes import AXES
from incidents.yearbook.comparing import PER
from incidents.yearbook.counting import Table
from incidents.yearbook.periods import Compare
from incidents.yearbook.questions import FILTERS, Question, read_question
from resources.backup import back_up
from resources.database import db
from resources.errors import BadInput, Refusal
from resources.queries import county
from resources.restoration import restore as restore_backup
from web import documents, yearbook_tables
from web.api.yearbook import cell_url
from web.clock import utc_now
from web.commands_site import (
    Site,
    chain_faults,
    fault_sentences,
    fill_facts,
    opened,
    ready_settings,
)
from web.presenting import SERVICE_ZONE
from web.settings import read_settings

FILE = click.Path(dir_okay=False, path_type=Path)
TABLES = click.Choice([one.name for one in yearbook_tables.definitions()])


class NotWritten(Refusal):
    """A file that could not be written."""


class LogBroken(Refusal):
    """A log that is not what was written; each fault is a line."""


class NoCountyYet(Refusal):
    """There is no county, and so no local year to count by."""


def _with_filters(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command one option for each filter of the tables, by the word that asks for it."""
    for name in reversed(FILTERS):
        command = click.option(f"--{name}", help=f"只统计这一项：{AXES[name].heading}。")(command)
    return command


@click.command("yearbook")
@click.argument("table", type=TABLES)
@click.option("--from", "from", help="起始：年、月、季度或日，如 2016、2025-03、2025-Q1。")
@click.option("--to", "to", help="终止（含）；不写则与起始相同。")
@click.option("--period", help="时段：135 十三五、145 十四五、ytd 年初至今、shift 值班日等。")
@click.option("--change", help="值班日的换班时刻，默认 08:00。")
@click.option("--by", help=f"分组：{'、'.join(AXES)}；两项用 * 连接成交叉表。")
@click.option(
    "--compare", type=click.Choice([one.value for one in Compare]), help="yoy 同比、mom 环比。"
)
@click.option("--per", type=click.Choice([*PER]), help="people 每万人、gdp 每亿元 GDP。")
@_with_filters
@click.option(
    "--format", "form", default="text", type=click.Choice(["text", "json", *documents.MEDIA_TYPES]),
    show_default=True, help="输出格式。",
)  # fmt: skip
@click.option("--out", type=FILE, help="写入文件；不写则输出到屏幕。")
def yearbook(form: str, out: Path | None, **told: str | None) -> None:
    """统计表：calls 警情、fires 火灾、results 战果等，按任意时段、分组和条件。

    \b
    示例：fenghuo yearbook calls --from 2016 --to 2020 --format csv --out 警情.csv
    示例：fenghuo yearbook fires --period 145 --by cause --urban rural --compare mom
    """
    if form in documents.MEDIA_TYPES and form != "csv" and out is None:
        raise click.UsageError(f"{form} 须用 --out 写入文件。")
    asked = {name: value for name, value in told.items() if value is not None}
    # Read once before the database is opened: wrong use is told even where there is none.
    _question(asked, SERVICE_ZONE.key)
    with opened() as site:
        here = county()
        if here is None:
            raise NoCountyYet("尚未载入县域资料，请先运行 fenghuo load-county 或 fenghuo demo。")
        question = _question(asked, here.time_zone)
        counted = yearbook_tables.answer(question, here.time_zone)
        content = _written(site, counted, form)
    if out is None:
        click.echo(content, nl=False)
        return
    try:
        out.write_bytes(content)
    except OSError as error:
        raise NotWritten(f"无法写入 {out}：{error.strerror}。") from error
    click.echo(f"已写入 {out}。")


def _question(asked: Mapping[str, str], zone: str) -> Question:
    if not {"from", "to", "period"} & set(asked):
        raise click.UsageError("请给出 --from 和 --to，或 --period。")
    try:
        return read_question(asked, zone, utc_now())
    except BadInput as bad:
        raise click.UsageError(str(bad)) from bad


def _written(site: Site, counted: Table, form: str) -> bytes:
    if form in documents.MEDIA_TYPES:
        return documents.written(counted, form, documents.letterhead())
    if form == "json":
        with site.app.test_request_context():
            value = documents.to_json_value(counted, cell_url)
        return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
    return documents.to_text(counted).encode()


@click.command("verify-log")
def verify_log() -> None:
    """核验日志：逐条重算哈希链，有任何改动即列出并以 1 退出。

    \b
    示例：fenghuo verify-log
    """
    with opened():
        chain = ledger.verify(db.session())
    if chain.faults:
        raise LogBroken("\n".join(fault_sentences(chain)))
    click.echo(f"日志完整：{chain.entries} 条，末条哈希 {chain.head_hash}。")


@click.command("backup")
@click.argument("file", type=FILE)
def backup(file: Path) -> None:
    """备份整个数据库到一个新文件，并当场验证；不必停止服务。

    \b
    示例：fenghuo backup /mnt/备份盘/烽火-20260701.backup
    """
    settings = ready_settings()
    contents = back_up(settings.database_url, file, chain_faults)
    entries = contents.rows["log_entry"]
    click.echo(f"备份完成并已验证：{file}，共 {contents.total} 行，其中日志 {entries} 条。")


@click.command("restore")
@click.argument("file", type=FILE)
@click.option("--replace", is_flag=True, help="现有数据库改名保留，再恢复到原处；不会删除。")
def restore(file: Path, replace: bool) -> None:
    """用备份恢复数据库；先停止 serve 与 watch，恢复前后都验证。

    \b
    示例：fenghuo restore /mnt/备份盘/烽火-20260701.backup --replace
    """
    settings = read_settings()
    done = restore_backup(settings.database_url, file, chain_faults, utc_now(), replace)
    with opened() as site:
        filled = fill_facts(site)
    if done.aside is not None:
        click.echo(f"原数据库保留为 {done.aside}。")
    click.echo(f"恢复完成并已验证：共 {done.contents.total} 行。")
    if filled:
        click.echo("备份来自较早的版本，已由其记录生成统计底数。")
