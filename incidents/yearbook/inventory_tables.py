"""The inventory tables as data: vehicles by station and by type, stations, water sources."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from incidents.yearbook.definitions import Column, Definition, Kind
from resources.county_rows import WATER_STATE_LABELS, WaterState

PLAN_COLUMNS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "water": "水罐",
        "foam": "泡沫",
        "compressed_air": "压缩空气泡沫",
        "ladder": "登高平台或云梯",
        "tower_nozzle": "高喷",
        "rescue": "抢险救援",
        "smoke_light": "排烟或照明",
        "hazmat": "化救或洗消",
        "command": "通信指挥",
        "engineering": "工程机械",
        "supply": "远程供水或排涝",
        "swap_body": "自装卸(模块)",
        "support": "保障",
    }
)
"""The 13 columns of 酉阳 附件3 (S) by key, each under the name a vehicle type has for it."""
OTHER: Final = "other"
TOTAL: Final = "total"
INTACT_SHARE: Final = "intact_share"
VERSION: Final = "2026-1"
_STOCK: Final = "本表是存量：只知道今天有什么，过去的年份没有记录，也不推算。"
_SYNTHETIC: Final = "演示用的生成数据照计，并在说明中写明数量。"


def _heading(plan_name: str) -> str:
    """Return the printed heading: 水罐车, but 工程机械 and 自装卸（模块）车."""
    wide = plan_name.replace("(", "（").replace(")", "）")
    return wide if wide == "工程机械" else f"{wide}车"


VEHICLES: Final = Definition(
    name="vehicles",
    title="消防车辆统计表",
    population="县域资料中的全部车辆，按所属队站；只有列外车辆的队站按类别合为一行",
    columns=(
        Column(TOTAL, "合计", "台", Kind.COUNT),
        *(Column(key, _heading(name), "台", Kind.COUNT) for key, name in PLAN_COLUMNS.items()),
        Column(OTHER, "列外", "台", Kind.COUNT),
    ),
    version=VERSION,
    source="列与次序：酉阳自治县消防救援事业发展“十四五”规划 附件3（S）；"
    "车型归列和“列外”为建议（P）",
    notes=(
        _STOCK,
        "规划十三列没有的车型（摩托车、皮卡、公务车、舟艇、手抬泵、无人机、机器人等）计入“列外”，"
        "使合计等于全部车辆。",
        "主战消防车计入水罐车，干粉、泡沫干粉联用计入泡沫车（P）。",
        _SYNTHETIC,
    ),
    whole=TOTAL,
    parts=(*PLAN_COLUMNS, OTHER),
    row_heading="队站",
    by="",
)

VEHICLE_TYPES_TABLE: Final = Definition(
    name="vehicle-types",
    title="消防车辆分类表",
    population="县域资料中的全部车辆，按朔州规划所列 22 种车型；其余车型另列于后",
    columns=(
        Column(TOTAL, "数量", "台", Kind.COUNT),
        Column("in_service", "在役", "台", Kind.COUNT),
        Column("out_of_service", "停用", "台", Kind.COUNT),
        Column("overdue", "其中超过报废年限", "台", Kind.COUNT),
        Column("undated", "其中投用日期不明", "台", Kind.COUNT),
    ),
    version=VERSION,
    source="22 种车型：朔州市“十四五”消防救援事业发展规划（S）；报废年限见车型表各自的标记（R、P）",
    notes=(
        _STOCK,
        "超过报废年限＝投用满该车型的强制报废年数；没有年数规定的车型不判断。",
        "“停用”是此刻的状态，修好即回到“在役”。",
        _SYNTHETIC,
    ),
    whole=TOTAL,
    parts=("in_service", "out_of_service"),
    row_heading="车型",
    by="",
)

STATIONS: Final = Definition(
    name="stations",
    title="消防队站统计表",
    population="县域资料中的全部队站，按类别；车辆按所属队站，人员按本班次登记的在岗人数",
    columns=(
        Column("stations", "队站", "个", Kind.COUNT),
        Column("vehicles", "车辆", "台", Kind.COUNT),
        Column("people", "在岗人数", "人", Kind.PEOPLE),
    ),
    version=VERSION,
    source="列名见于酉阳、朔州规划正文（S）；在岗人数的算法为建议（P）",
    notes=(
        _STOCK,
        "在岗人数是本班次登记在车上的人，共用班组只计一次；不是编制人数，编制人数请见统计基数。",
        _SYNTHETIC,
    ),
    row_heading="类别",
    by="",
)

_WATER_COLUMNS: Final = (
    Column(TOTAL, "合计", "处", Kind.COUNT),
    *(Column(state.value, WATER_STATE_LABELS[state], "处", Kind.COUNT) for state in WaterState),
    Column(INTACT_SHARE, "完好率", "%", Kind.SHARE),
)
_WATER_NOTES: Final = (
    _STOCK,
    "完好率＝完好 ÷ 合计；待查、水压不足的都不算完好（P）。已拆除的水源不在县域资料中，不计。",
    _SYNTHETIC,
)
_STATES: Final = tuple(state.value for state in WaterState)

WATER: Final = Definition(
    name="water",
    title="消防水源统计表（按类别）",
    population="县域资料中的全部消防水源，按类别和此刻的状态",
    columns=_WATER_COLUMNS,
    version=VERSION,
    source="市政消火栓、消防水鹤、天然水源：GB/T 36122-2018 3.1—3.2（S）；"
    "其余类别和状态为建议（P）",
    notes=_WATER_NOTES,
    whole=TOTAL,
    parts=_STATES,
    row_heading="类别",
    by="",
)

WATER_BY_TOWNSHIP: Final = Definition(
    name="water-townships",
    title="消防水源统计表（按乡镇）",
    population="县域资料中的全部消防水源，按乡镇街道和此刻的状态",
    columns=_WATER_COLUMNS,
    version=VERSION,
    source="状态为建议（P）",
    notes=_WATER_NOTES,
    whole=TOTAL,
    parts=_STATES,
    row_heading="乡镇街道",
    by="",
)

INVENTORY: Final = (VEHICLES, VEHICLE_TYPES_TABLE, STATIONS, WATER, WATER_BY_TOWNSHIP)
