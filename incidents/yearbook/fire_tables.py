"""More tables of registered fires: who was hurt, and the loss by its parts."""

from typing import Final

from incidents.fire_grades import WINDOW_NOTE
from incidents.yearbook.definitions import (
    LOCAL_YEAR,
    MONEY_NOTE,
    Column,
    Definition,
    Kind,
    Population,
    Ratio,
    Takes,
)

INJURED: Final = ("seriously_injured", "lightly_injured")
ECONOMIC_LOSS: Final = "economic"
HUMAN_SHARE: Final = "human_share"
_HUMAN: Final = (("is_human_caused", frozenset({True})),)

CASUALTIES: Final = Definition(
    name="casualties",
    title="火灾伤亡和损失统计表",
    population="与火灾统计表相同的火灾：按起火时间归年，由消防救援机构统计",
    columns=(
        Column("fires", "火灾起数", "起", Kind.COUNT, Takes()),
        Column("deadly", "亡人火灾", "起", Kind.COUNT, Takes(positive="dead")),
        Column("dead", "死亡人数", "人", Kind.PEOPLE, Takes(("dead",))),
        Column("serious", "重伤人数", "人", Kind.PEOPLE, Takes(("seriously_injured",))),
        Column("light", "轻伤人数", "人", Kind.PEOPLE, Takes(("lightly_injured",))),
        Column("loss", "直接财产损失", "万元", Kind.MONEY, Takes(("loss_fen",))),
        Column(ECONOMIC_LOSS, "直接经济损失", "万元", Kind.MONEY, Takes(("economic_loss_fen",))),
        Column("human", "人为因素火灾", "起", Kind.COUNT, Takes(only=_HUMAN)),
        Column(HUMAN_SHARE, "人为因素占比", "%", Kind.SHARE, ratio=Ratio("human", "fires")),
    ),
    version="2026-1",
    source="列名见于 XF 185（S/R）和朔州规划名词解释（S）；人为因素的对应为建议（P）",
    notes=(
        LOCAL_YEAR,
        WINDOW_NOTE,
        "直接经济损失＝直接财产损失＋火灾现场处置费＋人身伤亡支出（XF 185-2014）。",
        MONEY_NOTE,
    ),
    counts=Population.FIRES,
)
