"""The key units of 酉阳 as a crew would know them: all of it made up and flagged.

What a place is follows from its name; floors and heights are drawn from the code of the place, so
that the same names give the same rows. No telephone number is made up.
"""

from collections.abc import Iterable
from random import Random
from typing import Final

KEY_UNIT_COLUMNS: Final = (
    *("place_code", "usage", "floors", "height_m", "hazards", "approach", "water", "contact"),
    *("remark", "dataset", "is_synthetic"),
)
STOREY_M: Final = 3.6
REMARK: Final = "演示：内容为生成，未经现场核对"
CONTACT: Final = "消防控制室（号码待填）"

# Words in the name; usage, most floors, hazards, approach, water.
_KINDS: Final = (
    (
        "油库",
        "成品油储存",
        1,
        "汽油、柴油储罐；流淌火、沸溢",
        "上风方向进入，车头朝外",
        "库区消防水池",
    ),
    ("加油", "加油站", 1, "汽油、柴油", "上风方向停车，距加油区 50 米以上", "市政消火栓"),
    (
        "医院",
        "医疗",
        12,
        "行动不便人员多；氧气瓶、危化药品",
        "正门广场可停举升车",
        "院内消火栓、水池",
    ),
    ("中学", "学校", 6, "人员密集；实验室危化品", "操场可停车展开", "校内消火栓"),
    ("敬老院", "养老", 4, "行动不便老人，夜间值守少", "院坝停车，楼梯窄", "院内水池"),
    (
        "市场",
        "商业市场",
        3,
        "商铺连片，卷帘门多；电动车充电",
        "主通道宽约 4 米，占道需清场",
        "场内消火栓",
    ),
    ("商贸", "商业综合", 8, "中庭蔓延快；地下车库", "北侧登高面", "室内外消火栓、水池"),
    (
        "古镇",
        "文物、旅游",
        3,
        "木结构连片，火势蔓延快",
        "巷道窄，水罐车停镇口铺水带",
        "河道取水、消防水池",
    ),
    ("万寿宫", "文物建筑", 2, "木结构", "广场停车，水带进院", "院内水缸、消火栓"),
    ("码头", "客货码头", 2, "船舶燃油；临水", "岸线单侧道路", "江河取水"),
    ("客栈", "旅馆民宿", 4, "木结构、明厨；夜间住宿", "巷道窄，步行进入", "河道取水"),
    ("冷链", "冷库物流", 2, "液氨制冷；聚氨酯保温材料", "装卸区停车，上风进入", "园区消火栓、水池"),
    ("公司", "生产厂房", 2, "可燃原料、粉尘", "环形道路可通行水罐车", "厂区消火栓、水池"),
    ("酒店", "旅馆", 15, "夜间住宿；中央空调竖井", "正面登高面", "室内外消火栓"),
    ("车站", "交通枢纽", 3, "人员密集", "站前广场停车", "市政消火栓"),
)
_OTHER: Final = ("公共建筑", 6, "人员密集", "主入口广场停车", "市政消火栓")


def key_units(places: Iterable[tuple[object, ...]]) -> tuple[tuple[object, ...], ...]:
    """Return the rows of key_units.csv for the named places that are key units, in their order."""
    return tuple(_row(str(place[0]), str(place[1])) for place in places if place[2] == "key_unit")


def _row(code: str, name: str) -> tuple[object, ...]:
    kinds = (kind[1:] for kind in _KINDS if kind[0] in name)
    usage, most_floors, hazards, approach, water = next(kinds, _OTHER)
    floors = Random(code).randint(max(1, most_floors // 2), most_floors)
    height_m = f"{floors * STOREY_M:.1f}"
    told = (usage, floors, height_m, hazards, approach, water, CONTACT, REMARK)
    return (code, *told, "named_places", 1)
