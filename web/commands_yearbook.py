"""The commands on what the yearbook counts from: made anew, or held against the records."""

import click

from incidents.yearbook import rebuilding
from incidents.yearbook.rebuilding import Comparison
from resources.database import db
from resources.errors import Refusal
from web.commands_site import opened, rebuild_facts


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
