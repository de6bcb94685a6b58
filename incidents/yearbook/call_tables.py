"""More tables of call-outs: other mappings of the classes, false calls, reinforcement."""

from collections.abc import Iterable
from typing import Final

from incidents.categories import (
    CATEGORIES,
    DISPOSITION_LABELS,
    FALSE_ALARMS,
    Disposition,
    LegacyClass,
    NationalClass,
    PlanColumn,
)
from incidents.yearbook.definitions import (
    LOCAL_YEAR,
    Column,
    Definition,
    Kind,
    Population,
    Ratio,
    Takes,
    Value,
    Where,
)

_POPULATION: Final = "与警情统计表相同的警情：按接警时间归年；不含并案、重复报警和测试"
FALSE: Final = frozenset[Value](FALSE_ALARMS)
_TRUE: Final = frozenset[Value](set(Disposition) - FALSE_ALARMS)
_NATIONAL_KEYS: Final = {
    NationalClass.FIRE: "fire",
    NationalClass.RESCUE: "rescue",
    NationalClass.SOCIAL_AID: "social",
    NationalClass.SECURITY: "security",
}
_SIX_KEYS: Final = {
    LegacyClass.FIRE: "fire",
    LegacyClass.RESCUE: "rescue",
    LegacyClass.BOMB_DISPOSAL: "bomb",
    LegacyClass.DUTY: "duty",
    LegacyClass.SOCIAL_AID: "social",
    LegacyClass.OTHER: "other",
}


def in_plan(column: PlanColumn) -> frozenset[str]:
    """Return the codes of the kinds counted under a column of the plan."""
    return frozenset(code for code, kind in CATEGORIES.items() if kind.plan_column is column)


def of_classes(codes: Iterable[str]) -> Where:
    """Return which records are of some kinds."""
    return (("category", frozenset(codes)),)


def _in_six(six: LegacyClass) -> frozenset[str]:
    return frozenset(code for code, kind in CATEGORIES.items() if kind.legacy_six is six)


def _in_national(national: NationalClass | None) -> frozenset[str]:
    return frozenset(code for code, kind in CATEGORIES.items() if kind.group.national is national)


def _times(key: str, heading: str, takes: Takes) -> Column:
    return Column(key, heading, "次", Kind.COUNT, takes)


CALLS_SIX: Final = Definition(
    name="calls_six",
    title="警情统计表（六类）",
    population=_POPULATION,
    columns=(
        _times("total", "总警情", Takes()),
        *(
            _times(key, six.value, Takes(only=of_classes(_in_six(six))))
            for six, key in _SIX_KEYS.items()
        ),
    ),
    version="2026-1",
    source="六类为原接处警系统的警情类别（R）；警情类型归类为建议（P）",
    notes=(LOCAL_YEAR, "虚假警和中途返回仍计入其类别。"),
    whole="total",
    parts=tuple(_SIX_KEYS.values()),
    counts=Population.CALL_OUTS,
)

CALLS_NATIONAL: Final = Definition(
    name="calls_national",
    title="警情统计表（全国五类）",
    population=_POPULATION,
    columns=(
        _times("total", "总警情", Takes()),
        *(
            _times(
                key,
                national.value,
                Takes(only=(*of_classes(_in_national(national)), ("disposition", _TRUE))),
            )
            for national, key in _NATIONAL_KEYS.items()
        ),
        _times("false", NationalClass.FALSE_ALARM.value, Takes(only=(("disposition", FALSE),))),
        _times(
            "unlisted",
            "未列入五类",
            Takes(only=(*of_classes(_in_national(None)), ("disposition", _TRUE))),
        ),
    ),
    version="2026-1",
    source="五类见于国家消防救援局 2025 年起的年度数据（R）；归类为建议（P）",
    notes=(
        LOCAL_YEAR,
        "虚假警（误报、自动报警误报、谎报、骚扰）单列，不计入其类别；全国口径未定义该词（P）。",
        "反恐排爆、其他出动不在五类之内，列入“未列入五类”，使各列之和等于总警情。",
    ),
    whole="total",
    parts=(*_NATIONAL_KEYS.values(), "false", "unlisted"),
    counts=Population.CALL_OUTS,
)

KINDS: Final = Definition(
    name="kinds",
    title="警情类型统计表",
    population=_POPULATION,
    columns=(
        _times("total", "警情", Takes()),
        _times("true", "其中真警", Takes(only=(("disposition", frozenset({"real"})),))),
        _times("false", "其中虚假警", Takes(only=(("disposition", FALSE),))),
        _times("recalled", "其中中途返回", Takes(only=(("disposition", frozenset({"recalled"})),))),
        _times("vehicles", "出动辆次", Takes(("vehicles",))),
        Column("people", "出动人次", "次", Kind.PEOPLE, Takes(("people",))),
        Column("rescued", "抢救被困", "人", Kind.PEOPLE, Takes(("rescued",))),
    ),
    version="2026-1",
    source="警情类型代码为建议（P）",
    notes=(LOCAL_YEAR, "只列出有警情的类型；标“未细分”的只知道大类。"),
    whole="total",
    parts=("true", "false", "recalled"),
    by="subclass",
    counts=Population.CALL_OUTS,
)

_FALSE_ORDER: Final = tuple(one for one in Disposition if one in FALSE_ALARMS)

FALSE_CALLS: Final = Definition(
    name="false_calls",
    title="虚假警统计表",
    population=_POPULATION,
    columns=(
        _times("false", "虚假警", Takes(only=(("disposition", FALSE),))),
        *(
            _times(
                one.value,
                DISPOSITION_LABELS[one],
                Takes(only=(("disposition", frozenset({one.value})),)),
            )
            for one in _FALSE_ORDER
        ),
        _times("total", "总警情", Takes()),
        Column("share", "虚假警占比", "%", Kind.SHARE, ratio=Ratio("false", "total")),
        _times("vehicles", "虚假警出动辆次", Takes(("vehicles",), (("disposition", FALSE),))),
    ),
    version="2026-1",
    source="虚假警的范围为建议（P）：误报、自动报警误报、谎报、骚扰",
    notes=(LOCAL_YEAR, "中途返回不是虚假警；占比＝虚假警÷总警情，总警情为零时不算。"),
    whole="false",
    parts=tuple(one.value for one in _FALSE_ORDER),
    counts=Population.CALL_OUTS,
)

REINFORCEMENT: Final = Definition(
    name="reinforcement",
    title="增援统计表",
    population=_POPULATION,
    columns=(
        _times("total", "总警情", Takes()),
        _times("reinforced", "有增援的警情", Takes(positive="reinforcements")),
        Column("share", "增援率", "%", Kind.SHARE, ratio=Ratio("reinforced", "total")),
        _times("reinforcements", "增援辆次", Takes(("reinforcements",))),
        _times("vehicles", "出动辆次", Takes(("vehicles",))),
    ),
    version="2026-1",
    source="列名和算法为建议（P）",
    notes=(LOCAL_YEAR, "增援辆次＝作为增援下达并已离站的车辆，已包含在出动辆次内。"),
    counts=Population.CALL_OUTS,
)
