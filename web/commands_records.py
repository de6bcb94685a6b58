"""The commands on what is stored: the yearbook, the log, backup and restore."""

import json
from pathlib import Path

import click

from incidents import ledger
from incidents.yearbook import queries as yearbook_queries
from incidents.yearbook.counting import Table
from incidents.yearbook.tables import DEFINITIONS
from resources.backup import back_up
from resources.database import db
from resources.errors import Refusal
from resources.queries import county
from resources.restoration import restore as restore_backup
from web import documents
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
from web.settings import read_settings

FILE = click.Path(dir_okay=False, path_type=Path)
TABLES = click.Choice(list(DEFINITIONS))


class NotWritten(Refusal):
    """A file that could not be written."""


class LogBroken(Refusal):
    """A log that is not what was written; each fault is a line."""


class NoCountyYet(Refusal):
    """There is no county, and so no local year to count by."""


@click.command("yearbook")
@click.argument("table", type=TABLES)
@click.option("--from", "from_year", required=True, type=int, help="起始年份。")
@click.option("--to", "to_year", required=True, type=int, help="终止年份（含）。")
@click.option(
    "--format", "form", default="text", type=click.Choice(["text", "json", *documents.MEDIA_TYPES]),
    show_default=True, help="输出格式。",
)  # fmt: skip
@click.option("--out", type=FILE, help="写入文件；不写则输出到屏幕。")
def yearbook(table: str, from_year: int, to_year: int, form: str, out: Path | None) -> None:
    """按年统计：calls 警情、fires 火灾、results 战果。

    \b
    示例：fenghuo yearbook calls --from 2016 --to 2020 --format csv --out 警情.csv
    """
    if form in documents.MEDIA_TYPES and form != "csv" and out is None:
        raise click.UsageError(f"{form} 须用 --out 写入文件。")
    with opened() as site:
        here = county()
        if here is None:
            raise NoCountyYet("尚未载入县域资料，请先运行 fenghuo load-county 或 fenghuo demo。")
        counted = yearbook_queries.table(table, from_year, to_year, here.time_zone)
        content = _written(site, counted, form)
    if out is None:
        click.echo(content, nl=False)
        return
    try:
        out.write_bytes(content)
    except OSError as error:
        raise NotWritten(f"无法写入 {out}：{error.strerror}。") from error
    click.echo(f"已写入 {out}。")


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
