"""The commands that load a county, and the demonstration county with its generated past."""

import gc
import json
import os
import secrets
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import click

import seed
from dispatch import desk
from incidents.timeline import Act, Source
from resources import accounts
from resources.accounts import ROLE_LABELS, NewAccount, Role
from resources.database import transaction, upgrade
from resources.errors import Refusal
from resources.loading import LoadSummary, load_county
from resources.queries import county, roads, stations, units
from seed.county_folder import read_county
from seed.history import generate_history, history_is_there
from seed.osm.extract import read_extract
from seed.osm.folder import NewCounty, write_into
from seed.osm.roads_out import write_roads
from seed.plan_aims import tell_plan_aims
from web.clock import utc_now
from web.commands_site import Site, fill_facts, note, opened
from web.documents import text_width
from web.settings import read_settings

DEMO_COUNTY: Final = Path(seed.__file__).parent / "youyang"
DEMO_TERMINAL: Final = "demo-terminal"
DEMO_PHONE: Final = "demo-phone"
DEMO_ACCOUNTS: Final = {
    "demo-call-taker": Role.CALL_TAKER,
    "demo-dispatcher": Role.DISPATCHER,
    "demo-chief": Role.CHIEF,
    "demo-statistician": Role.STATISTICIAN,
    "demo-admin": Role.ADMIN,
    "demo-auditor": Role.AUDITOR,
    DEMO_TERMINAL: Role.DEVICE,
    DEMO_PHONE: Role.DEVICE,
}
"""One account per role that logs in; of devices a station's terminal and a crew's phone."""
DEMO_STATION_KIND: Final = "national_station"
# Letters and digits that no two people read differently.
PASSWORD_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"


class RealCounty(Refusal):
    """A database that serves a real county; nothing generated may enter it."""


@click.command("load-county")
@click.argument("folder", type=click.Path(path_type=Path))
def load_county_folder(folder: Path) -> None:
    """载入或更新一个县的资料（CSV 文件夹，格式见 docs/county-folder.md）；有错则全部不载入。

    \b
    示例：fenghuo load-county ./我县资料
    """
    with opened() as site:
        summary = _load(site, folder)
    click.echo("\n".join(summary.sentences()))


@click.command("import-osm")
@click.argument("extract", type=click.Path(path_type=Path))
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--code", default="", help="新县的代码，例如 500242；仅在新建文件夹时填写。")
@click.option("--name", default="", help="新县的全称；仅在新建文件夹时填写。")
@click.option("--short-name", default="", help="新县的简称，不填则同全称。")
@click.option("--time-zone", default="Asia/Shanghai", show_default=True, help="新县的时区。")
def import_osm(
    extract: Path, folder: Path, code: str, name: str, short_name: str, time_zone: str
) -> None:
    """把 OpenStreetMap 数据（.osm.pbf）中的地点、道路、门牌和水源写入县域资料文件夹。

    不改数据库：核对文件夹后再运行 fenghuo load-county。有错则文件夹保持原样。

    \b
    示例：fenghuo import-osm 我县.osm.pbf ./我县资料
    """
    if bool(code) != bool(name):
        raise click.UsageError("新建文件夹须同时给出 --code 和 --name。")
    new = NewCounty(code, name, short_name or name, time_zone) if code else None
    summary = write_into(read_extract(extract), folder, new)
    click.echo("\n".join(summary.sentences()))
    click.echo(f"请核对 {folder} 中的文件，再运行 fenghuo load-county {folder}。")


@click.command("export-roads")
@click.argument("extract", type=click.Path(path_type=Path))
def export_roads(extract: Path) -> None:
    """把本县道路写成 OpenStreetMap 文件（.osm.pbf），供自建的路径服务使用（见 docs/routing.md）。

    \b
    示例：fenghuo export-roads 我县道路.osm.pbf
    """
    with opened():
        written = write_roads(roads(), extract)
    click.echo(f"已写入 {extract}：{written.ways} 段道路，{written.nodes} 个点。")


def _load(site: Site, folder: Path) -> LoadSummary:
    rows = read_county(folder)
    now = site.now()
    with transaction() as session:
        summary = load_county(session, rows, now)
        note(session, "county_loaded", summary.sentences()[0], now)
    return summary


@click.command("demo")
def demo() -> None:
    """准备演示：建库、载入演示县酉阳、生成历史警情，并列出演示账户；可重复运行。

    \b
    示例：fenghuo demo
    """
    upgrade(read_settings().database_url)
    with opened() as site:
        here = county()
        if here is not None and not here.is_demo:
            raise RealCounty(
                f"本系统已载入{here.name}的正式资料，不能再生成演示数据；请另建数据库。"
            )
        click.echo(_load(site, DEMO_COUNTY).sentences()[0])
        fill_facts(site)
        passwords = _demo_passwords(site.settings.data_dir)
        _open_accounts(site, passwords)
        if not history_is_there():
            # Rows come by the hundred thousand and hardly any are circular: a collector that
            # looks after every 700 costs a tenth of the time.
            gc.set_threshold(100_000)
            generate_history(_progress())
            with transaction() as session:
                desk.start_shift(session, Act("演示", utc_now(), Source.AUTOMATIC))
        with transaction() as session:
            tell_plan_aims(session, Act("演示", utc_now(), Source.AUTOMATIC))
    click.echo("\n演示账户（仅供演示，请勿用于正式系统）：\n")
    click.echo(_table(passwords))


def _demo_passwords(data_dir: Path) -> Mapping[str, str]:
    """The passwords of the demo accounts: made once for this installation, then kept.

    Passwords in the source would be known to everyone who can reach a demonstration.
    """
    path = data_dir / "demo-logins.json"
    kept: dict[str, str] = {}
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        kept = json.loads(path.read_text(encoding="utf-8"))
        if set(DEMO_ACCOUNTS) <= set(kept):
            return kept
        # An older demonstration: the accounts that came since get a password of their own.
        handle = os.open(path, os.O_WRONLY | os.O_TRUNC)
    made = {name: kept.get(name) or _new_password() for name in DEMO_ACCOUNTS}
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(made, file, indent=2)
    return made


def _new_password() -> str:
    groups = ("".join(secrets.choice(PASSWORD_LETTERS) for _ in range(4)) for _ in range(3))
    return "-".join(groups)


def _open_accounts(site: Site, passwords: Mapping[str, str]) -> None:
    now = site.now()
    own = next((row.code for row in stations() if row.kind == DEMO_STATION_KIND), None)
    vehicle = next((row.call_sign for row in units() if row.station.code == own), None)
    with transaction() as session:
        for name, role in DEMO_ACCOUNTS.items():
            # Setting the same password anew would end the log-ins of whoever is looking around.
            if accounts.password_is_right(session, name, passwords[name]):
                continue
            label = ROLE_LABELS[role]
            phone = vehicle if name == DEMO_PHONE else None
            shown = {DEMO_PHONE: f"{phone} 手机", DEMO_TERMINAL: "演示站点终端"}
            is_at_station = role is Role.CHIEF or name == DEMO_TERMINAL
            new = NewAccount(
                name,
                role,
                passwords[name],
                shown.get(name, f"演示{label}"),
                station_code=own if is_at_station else None,
                is_demo=True,
                call_sign=phone,
            )
            accounts.add_account(session, new, now)
            note(session, "account", f"开通演示账户 {name}（{label}）", now)


def _progress() -> Callable[[int, int], None]:
    """Tell how far the generation has come: in place on a terminal, else in tenths."""
    told = -1

    def tell(done: int, total: int) -> None:
        nonlocal told
        words = f"生成历史警情 {done}/{total}"
        if sys.stdout.isatty():
            click.echo(f"\r{words}", nl=done >= total)
        elif done * 10 // total > told:
            told = done * 10 // total
            click.echo(words)

    return tell


def _table(passwords: Mapping[str, str]) -> str:
    lines = [("角色", "用户名", "密码")]
    lines += [(ROLE_LABELS[role], name, passwords[name]) for name, role in DEMO_ACCOUNTS.items()]
    widths = [max(map(text_width, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            word + " " * (width - text_width(word))
            for word, width in zip(line, widths, strict=True)
        ).rstrip()
        for line in lines
    )
