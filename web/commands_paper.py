"""The commands of paper: the board once by hand, and blank slips to print in advance."""

from pathlib import Path

import click

from incidents import slip_book
from incidents.timeline import Act
from resources.database import transaction
from web import paper_files
from web.commands_records import NotWritten
from web.commands_site import BY_COMMAND, opened
from web.paper_sheets import board_sheet
from web.paper_slips import slips_pdf
from web.presenting import SERVICE_ZONE

FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(path_type=Path)


@click.command("paper")
@click.option("--out", type=FOLDER, help="写入的文件夹；不写则为数据目录下的 paper。")
def paper(out: Path | None) -> None:
    """立即写出一份值班纸板（HTML 与 PDF）；watch 运行时每分钟自动写。

    \b
    示例：fenghuo paper --out /media/usb
    """
    with opened() as site:
        sheet = board_sheet(site.now())
        folders = site.settings.paper_dirs if out is None else (out,)
        for folder in folders:
            try:
                written = paper_files.write(folder, sheet)
            except OSError as error:
                raise NotWritten(f"无法写入 {folder}：{error.strerror}。") from error
            for path in written:
                click.echo(f"已写出 {path}")
    if sheet.pdf is None:
        raise NotWritten("PDF 未能排出，只写出了 HTML。")


@click.command("slips")
@click.option(
    "--count", default=50, show_default=True, type=click.IntRange(1, slip_book.MOST_SLIPS),
    help="张数；每两张印在一页 A4 上。",
)  # fmt: skip
@click.option("--out", type=FILE, help="写入的 PDF 文件；不写则以首个单号为名。")
def slips(count: int, out: Path | None) -> None:
    """印制空白纸单：单号唯一，系统中断时每起警情写一张，恢复后补录。

    \b
    示例：fenghuo slips --count 50 --out 纸单.pdf
    """
    with opened() as site:
        with transaction() as session:
            act = Act(BY_COMMAND, site.now())
            numbers = slip_book.give_out(session, count, SERVICE_ZONE, act)
        content = slips_pdf(numbers)
    path = out or Path(f"{numbers[0]}.pdf")
    try:
        path.write_bytes(content)
    except OSError as error:
        raise NotWritten(f"无法写入 {path}：{error.strerror}。") from error
    click.echo(f"已写出 {path}：{count} 张，{numbers[0]} 至 {numbers[-1]}。")
