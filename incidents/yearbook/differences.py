"""Fire call-outs against registered fires as a table: each reason for a difference a column."""

from collections.abc import Mapping
from typing import Final

from incidents.yearbook.definitions import LOCAL_YEAR, Column, Definition, Kind

REASONS: Final[Mapping[str, str]] = {
    "false_alarms": "虚假警",
    "recalled": "中途返回",
    "other_year": "火灾在其他年度",
    "other_owner": "其他部门统计",
    "unregistered": "尚未登记火灾",
}
"""Why a fire call-out has no registered fire of the same year."""
FIRE_REASONS: Final[Mapping[str, str]] = {
    "no_incident": "没有警情记录",
    "other_incident": "警情属其他类别或年度",
    "further": "同一警情的再一起",
}
"""Why a registered fire has no call-out of its own in the same year."""

DIFFERENCES: Final = Definition(
    name="differences",
    title="火灾警情与登记火灾对照表",
    population="警情统计表的火灾扑救警情，与火灾统计表的火灾",
    columns=(
        Column("call_outs", "火灾扑救警情", "次", Kind.COUNT),
        *(Column(key, f"减：{words}", "次", Kind.COUNT) for key, words in REASONS.items()),
        *(Column(key, f"加：{words}", "起", Kind.COUNT) for key, words in FIRE_REASONS.items()),
        Column("fires", "登记火灾", "起", Kind.COUNT),
    ),
    version="2026-1",
    source="对照方法为建议（P）",
    notes=(LOCAL_YEAR, "火灾扑救警情－各减项＋各加项＝登记火灾；每个数都可打开逐起记录。"),
)
