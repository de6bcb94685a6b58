"""The command line: `fenghuo` and its commands, with errors that a person can act on."""

import logging
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from resources.errors import Refusal
from web import (
    commands_county,
    commands_learning,
    commands_paper,
    commands_people,
    commands_records,
    commands_rules,
    commands_seals,
    commands_service,
    commands_speech,
    commands_yearbook,
)
from web.settings import BadSetting

WRONG_USE = 2
REFUSED = 1
INTERRUPTED = 130


class Commands(click.Group):
    """A group that answers wrong use with 2, a refusal with 1, each in one clear line."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> NoReturn:
        """Run the command line and exit; bugs stay loud."""
        try:
            code = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.format_message(), err=True)
            sys.exit(WRONG_USE)
        except click.UsageError as error:
            _fail(f"用法错误：{_sentence(error)}{_hint(error)}", WRONG_USE)
        except (Refusal, BadSetting) as refusal:
            _fail(str(refusal), REFUSED)
        except click.Abort:
            _fail("已中断。", INTERRUPTED)
        sys.exit(code if isinstance(code, int) else 0)


def _fail(sentence: str, code: int) -> NoReturn:
    click.echo(sentence, err=True)
    sys.exit(code)


def _sentence(error: click.UsageError) -> str:
    if isinstance(error, click.exceptions.NoSuchCommand):
        return f"没有命令 {error.command_name}。"
    if isinstance(error, click.exceptions.NoSuchOption):
        return f"没有选项 {error.option_name}。"
    if isinstance(error, click.BadParameter):
        named = error.param.get_error_hint(error.ctx) if error.param and error.ctx else ""
        if isinstance(error, click.MissingParameter):
            return f"缺少 {named}。"
        return f"{named} 不对：{_allowed(error) or error.message}"
    return error.message


def _allowed(error: click.BadParameter) -> str:
    """Say what would have been right, where the type of the parameter knows it."""
    kind = error.param.type if error.param else None
    if isinstance(kind, click.Choice):
        return f"可用的有 {'、'.join(kind.choices)}。"
    if isinstance(kind, click.IntRange):
        return f"应为 {kind.min} 至 {kind.max} 的整数。"
    return "应为整数。" if kind is click.INT else ""


def _hint(error: click.UsageError) -> str:
    path = error.ctx.command_path if error.ctx is not None else "fenghuo"
    return f"（用 {path} --help 查看用法）"


@click.group(cls=Commands)
@click.version_option(package_name="fenghuo", message="烽火 %(version)s", help="显示版本。")
def main() -> None:
    """烽火：119 接处警、力量调度与警情记录。

    \b
    示例：fenghuo demo，然后 fenghuo serve
    配置：FENGHUO_DATABASE_URL、FENGHUO_DATA_DIR（默认 ./var）、FENGHUO_SECRET_KEY
    """
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(message)s")


for command in (
    commands_service.init_db,
    commands_county.load_county_folder,
    commands_county.import_osm,
    commands_county.export_roads,
    commands_county.demo,
    commands_service.serve,
    commands_service.watch,
    commands_learning.train_suggestions,
    commands_speech.transcribe,
    commands_people.add_user,
    commands_people.add_token,
    commands_records.yearbook,
    commands_yearbook.rebuild_yearbook,
    commands_yearbook.import_incidents,
    commands_yearbook.import_returns,
    commands_rules.audit_rules,
    commands_rules.rehearse_rules,
    commands_paper.paper,
    commands_paper.slips,
    commands_records.verify_log,
    commands_seals.verify_seal,
    commands_records.backup,
    commands_records.restore,
):
    main.add_command(command)
