"""The commands that let people and programs in."""

import sys

import click

from resources import accounts, queries
from resources.accounts import ROLE_LABELS, NewAccount, Role
from resources.database import transaction
from web.commands_site import note, opened

ROLES = click.Choice([role.value for role in Role])


@click.command("add-user")
@click.argument("name")
@click.option("--role", required=True, type=ROLES, help="角色。")
@click.option(
    "--station",
    metavar="CODE",
    help="站长所属队站的代码，不填则为大队级，可看全部队站；或设备账户（站点终端）所在的队站。",
)
@click.option("--unit", metavar="CALL_SIGN", help="设备账户（车组手机）所代表的那辆车的呼号。")
@click.option("--password-stdin", is_flag=True, help="从标准输入读取密码（至少 12 个字符）。")
def add_user(
    name: str, role: str, station: str | None, unit: str | None, password_stdin: bool
) -> None:
    """新增登录账户，或为同名账户换密码与角色。

    \b
    示例：fenghuo add-user 张三 --role dispatcher --password-stdin < 密码文件
    站点终端：fenghuo add-user 城关站终端 --role device --station S01 --password-stdin < 密码文件
    车组手机：fenghuo add-user 城关01手机 --role device --unit 城关01 --password-stdin < 密码文件
    """
    if not password_stdin:
        raise click.UsageError("请加 --password-stdin 并从标准输入给出密码，以免留在命令记录里。")
    password = sys.stdin.readline().rstrip("\r\n")
    with opened() as site:
        now = site.now()
        with transaction() as session:
            if station is not None:
                queries.station_coded(station)
            if unit is not None:
                queries.unit_called(unit)
            existed = accounts.account_exists(session, name)
            new = NewAccount(name, Role(role), password, station_code=station, call_sign=unit)
            accounts.add_account(session, new, now)
            label = ROLE_LABELS[Role(role)]
            done = "更新账户" if existed else "新增账户"
            note(session, "account", f"{done} {name}（{label}）", now)
    click.echo(f"已{done} {name}（{label}）。")


@click.command("add-token")
@click.argument("name")
@click.option("--role", required=True, type=ROLES, help="角色。")
@click.option("--unit", metavar="CALL_SIGN", help="设备令牌只能代表的那辆车的呼号。")
def add_token(name: str, role: str, unit: str | None) -> None:
    """新增接口令牌，或更换同名令牌；令牌只显示这一次。

    \b
    示例：fenghuo add-token 车载终端01 --role device --unit 桃花源01
    """
    with opened() as site:
        now = site.now()
        with transaction() as session:
            if unit is not None:
                queries.unit_called(unit)
            secret = accounts.add_token(session, name, Role(role), now, unit)
            note(session, "account", f"发放令牌 {name}（{ROLE_LABELS[Role(role)]}）", now)
    click.echo(secret)
    click.echo("令牌只显示这一次，请妥善保存。", err=True)
