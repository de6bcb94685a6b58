"""The command on sealed years: prove one, or say in which way it is not what was sealed."""

import click

from incidents import ledger
from incidents.yearbook import seal_proof, seal_queries
from resources.database import db
from resources.errors import Refusal
from web.commands_site import fault_sentences, opened


class SealBroken(Refusal):
    """A sealed year that is not what was sealed; each fault is a line."""


@click.command("verify-seal")
@click.argument("year", type=click.IntRange(1949, 2200))
def verify_seal(year: int) -> None:
    """核验封账：由依据重算每一格，核对哈希和日志链，有任何不符即列出并以 1 退出。

    \b
    示例：fenghuo verify-seal 2025
    """
    with opened():
        session = db.session()
        proofs = [seal_proof.prove(session, one) for one in seal_queries.editions_of(session, year)]
        faults = [
            *(f"第 {one.edition} 版：{fault}" for one in proofs for fault in one.faults),
            *seal_proof.missing_editions(session, year),
            *fault_sentences(ledger.verify(session)),
        ]
        if not proofs and not faults:
            seal_queries.seal_of(year)
    if faults:
        raise SealBroken("\n".join(faults))
    for one in proofs:
        told = "；".join(one.remarks)
        click.echo(
            f"{year} 年封账第 {one.edition} 版：哈希相符，由依据重算全部相等，日志位置未变。"
            + (f"\n  {told}。" if told else "")
        )
