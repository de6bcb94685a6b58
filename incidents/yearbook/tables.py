"""The tables of the yearbook as data: columns, units, population, version of the definition.

A change of what is counted is a new version (口径) and a line in docs/yearbook.md.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from incidents.categories import PLAN_COLUMN_LABELS
from incidents.fire_grades import WINDOW_NOTE
from incidents.yearbook.call_tables import (
    CALLS_NATIONAL,
    CALLS_SIX,
    FALSE_CALLS,
    KINDS,
    REINFORCEMENT,
    in_plan,
    of_classes,
)
from incidents.yearbook.definitions import ADDING as ADDING
from incidents.yearbook.definitions import FEN_PER_WAN_YUAN as FEN_PER_WAN_YUAN
from incidents.yearbook.definitions import FOUR_DECIMALS as FOUR_DECIMALS
from incidents.yearbook.definitions import LOCAL_YEAR, MONEY_NOTE, Population, Takes
from incidents.yearbook.definitions import NOT_KNOWN as NOT_KNOWN
from incidents.yearbook.definitions import ROW_HEADING as ROW_HEADING
from incidents.yearbook.definitions import TEN_THOUSAND as TEN_THOUSAND
from incidents.yearbook.definitions import TOTAL_KEY as TOTAL_KEY
from incidents.yearbook.definitions import TOTAL_LABEL as TOTAL_LABEL
from incidents.yearbook.definitions import Column as Column
from incidents.yearbook.definitions import Definition as Definition
from incidents.yearbook.definitions import Kind as Kind
from incidents.yearbook.definitions import UnknownTable as UnknownTable
from incidents.yearbook.definitions import in_unit as in_unit
from incidents.yearbook.definitions import plain as plain
from incidents.yearbook.differences import DIFFERENCES
from incidents.yearbook.fire_tables import CASUALTIES, INJURED

CALLS: Final = Definition(
    name="calls",
    title="警情统计表",
    population="年度内接报的警情，按接警时间归年；不含并案、重复报警和测试",
    columns=(
        Column("total", "总警情", "次", Kind.COUNT, Takes()),
        *(
            Column(column.value, label, "次", Kind.COUNT, Takes(only=of_classes(in_plan(column))))
            for column, label in PLAN_COLUMN_LABELS.items()
        ),
    ),
    version="2026-1",
    source="版式：酉阳自治县消防救援事业发展“十四五”规划 专栏2（S）；警情类别归列为建议（P）",
    notes=(
        LOCAL_YEAR,
        "虚假警（误报、自动报警误报、谎报、骚扰）和中途返回仍计入其类别。",
        "反恐排爆、公务执勤/安保勤务计入“其他出动”。",
        "警情与火灾是两个统计对象，“火灾扑救”不等于登记的火灾起数。",
    ),
    whole="total",
    parts=tuple(column.value for column in PLAN_COLUMN_LABELS),
    counts=Population.CALL_OUTS,
    explains_fires=True,
)

FIRES: Final = Definition(
    name="fires",
    title="火灾统计表",
    population=(
        "年度内发生并已登记、由消防救援机构统计的火灾，按起火时间归年；含轻微火灾简易登记，"
        "森林草原、铁路等其他主管部门统计的火灾另列"
    ),
    columns=(
        Column("fires", "火灾起数", "起", Kind.COUNT, Takes()),
        Column("dead", "死亡人数", "人", Kind.PEOPLE, Takes(("dead",))),
        Column("injured", "受伤人数", "人", Kind.PEOPLE, Takes(INJURED)),
        Column("loss", "直接财产损失", "万元", Kind.MONEY, Takes(("loss_fen",))),
    ),
    version="2026-2",
    source="版式：酉阳自治县消防救援事业发展“十四五”规划 专栏1（S）",
    notes=(LOCAL_YEAR, WINDOW_NOTE, "受伤人数＝重伤＋轻伤。", MONEY_NOTE),
    counts=Population.FIRES,
    explains_fires=True,
)

RESULTS: Final = Definition(
    name="results",
    title="战果统计表",
    population="与警情统计表相同的警情：按接警时间归年；不含并案、重复报警和测试",
    columns=(
        Column("incidents", "起数", "起", Kind.COUNT, Takes()),
        Column("brigades", "出动队次", "次", Kind.COUNT, Takes(("brigades",))),
        Column("vehicles", "出动辆次", "次", Kind.COUNT, Takes(("vehicles",))),
        Column("people", "出动人次", "次", Kind.PEOPLE, Takes(("people",))),
        Column("rescued", "抢救被困", "人", Kind.PEOPLE, Takes(("rescued",))),
        Column("evacuated", "疏散", "人", Kind.PEOPLE, Takes(("evacuated",))),
        Column("saved", "抢救财产", "万元", Kind.MONEY, Takes(("saved_fen",))),
        Column("protected", "保护财产", "万元", Kind.MONEY, Takes(("protected_fen",))),
    ),
    version="2026-1",
    source="列名见于伊美、轮台规划（S）；队次、辆次、人次的算法为建议（P）",
    notes=(
        LOCAL_YEAR,
        "队次＝同一警情中有车出动的不同队站数；辆次＝已离站（有出动、到场或出水时间）的车辆；"
        "人次＝这些车辆的随车人数。",
        "下达后未离站的车辆不计；抢救、疏散和财产取自结案报告。",
        MONEY_NOTE,
    ),
    counts=Population.CALL_OUTS,
)

DEFINITIONS: Final[Mapping[str, Definition]] = MappingProxyType(
    {
        definition.name: definition
        for definition in (
            *(CALLS, CALLS_SIX, CALLS_NATIONAL, KINDS),
            *(FIRES, CASUALTIES, DIFFERENCES),
            *(RESULTS, FALSE_CALLS, REINFORCEMENT),
        )
    }
)


def definition(name: str) -> Definition:
    """Return the definition of a table; raises UnknownTable."""
    found = DEFINITIONS.get(name)
    if found is None:
        known = "、".join(f"{one.name}（{one.title}）" for one in DEFINITIONS.values())
        raise UnknownTable(f"没有统计表“{name}”，可用：{known}。")
    return found
