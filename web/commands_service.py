"""The commands that run the service: the database, the server, the ticker."""

import click

from resources.database import driver_description, is_sqlite, upgrade
from web import create_app, server, ticker
from web.clock import utc_now
from web.commands_site import fill_facts, opened, ready_settings
from web.settings import read_settings


@click.command("init-db")
def init_db() -> None:
    """创建数据库，或升级到最新结构；可重复运行。

    \b
    示例：fenghuo init-db
    """
    settings = read_settings()
    upgrade(settings.database_url)
    where = driver_description() if is_sqlite(settings.database_url) else "PostgreSQL"
    with opened() as site:
        filled = fill_facts(site)
    click.echo(f"数据库已就绪（{where}）。{'已由现有记录生成统计底数。' if filled else ''}")


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="监听的地址。")
@click.option(
    "--port", default=8119, show_default=True, type=click.IntRange(0, 65535), help="监听的端口。"
)
@click.option(
    "--workers", default=1, type=click.IntRange(1, 64), help="进程数；多于 1 须用 PostgreSQL。"
)
def serve(host: str, port: int, workers: int) -> None:
    """运行正式的网页与接口服务，直到收到停止信号。

    \b
    示例：fenghuo serve --host 0.0.0.0 --port 8119
    """
    settings = ready_settings()
    if workers > 1 and is_sqlite(settings.database_url):
        raise click.UsageError("SQLite 只支持一个进程；多个进程请改用 PostgreSQL。")
    listening = server.listen(host, port)
    server.serve(lambda: create_app(settings, utc_now), listening, workers)


@click.command("watch")
def watch() -> None:
    """运行提醒与清理：每秒查逾期，每十分钟清理过期数据。

    \b
    示例：fenghuo watch
    """
    with opened() as site:
        app = site.app
    click.echo("值守已启动：每秒查逾期。")
    if site.settings.routing is not None:
        click.echo(f"路径服务：{site.settings.routing.url}（{site.settings.routing.kind}）。")
    ticker.run(app, utc_now)
