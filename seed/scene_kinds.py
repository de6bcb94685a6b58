"""What the scenes of a generated past can be: kinds, how often, and the words of the callers.

All weights are invented (mark P), leaning on the national press shares of causes (domain, R).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from incidents.categories import PlanColumn
from incidents.causes import Cause
from incidents.premises import Occupancy

Weights = Mapping[Cause, int]

INDOORS: Final[Weights] = MappingProxyType(
    {
        Cause.ELECTRICAL: 36,
        Cause.DOMESTIC_FIRE: 25,
        Cause.SMOULDERING_REMAINS: 12,
        Cause.SMOKING: 8,
        Cause.PLAYING_WITH_FIRE: 4,
        Cause.ARSON: 1,
        Cause.OTHER: 5,
        Cause.UNKNOWN: 9,
    }
)
OUTDOORS: Final[Weights] = MappingProxyType(
    {
        Cause.SMOULDERING_REMAINS: 35,
        Cause.SMOKING: 20,
        Cause.DOMESTIC_FIRE: 15,
        Cause.PLAYING_WITH_FIRE: 10,
        Cause.LIGHTNING: 2,
        Cause.UNKNOWN: 18,
    }
)
ON_WHEELS: Final[Weights] = MappingProxyType(
    {Cause.ELECTRICAL: 42, Cause.SPONTANEOUS: 33, Cause.OTHER: 10, Cause.UNKNOWN: 15}
)
AT_WORK: Final[Weights] = MappingProxyType(
    {
        Cause.ELECTRICAL: 40,
        Cause.PRODUCTION: 30,
        Cause.SMOKING: 8,
        Cause.SPONTANEOUS: 8,
        Cause.STATIC: 2,
        Cause.UNKNOWN: 12,
    }
)
IN_THE_KITCHEN: Final[Weights] = MappingProxyType({Cause.DOMESTIC_FIRE: 90, Cause.ELECTRICAL: 10})
BY_CURRENT: Final[Weights] = MappingProxyType({Cause.ELECTRICAL: 1})


@dataclass(frozen=True, slots=True)
class SceneKind:
    """One kind of incident: its weight in town and country, and what is told of it.

    `{place}` in a story is replaced by the place; `needs_water` tells whether crews spray.
    `people` and `goods` weigh its share in people led out and property protected;
    `one_first` is the share of orders that send one vehicle to look before the others.
    """

    category: str
    in_town: float
    in_country: float
    stories: tuple[str, ...]
    occupancies: tuple[Occupancy, ...] = ()
    causes: Weights = field(default_factory=lambda: MappingProxyType({}))
    burning: tuple[str, ...] = ("",)
    people: float = 0.0
    goods: float = 0.0
    needs_water: bool = True
    one_first: float = 0.0


FIRES: Final = (
    SceneKind(
        "10100",
        36,
        38,
        ("{place}民房起火，看到明火", "{place}房子着火了，火很大", "{place}有住户家里冒浓烟"),
        (Occupancy.DWELLING,) * 6 + (Occupancy.MARKET, Occupancy.HOTEL_OR_RESTAURANT),
        INDOORS,
        ("家具", "木板", "衣物被褥", "杂物"),
        people=3,
        goods=5,
        one_first=0.35,
    ),
    SceneKind(
        "10110",
        0,
        7,
        ("{place}木房子起火，怕烧到旁边几家", "{place}吊脚楼着火，寨子里都是木房"),
        (Occupancy.DWELLING,),
        INDOORS,
        ("木结构房屋",),
        people=6,
        goods=10,
    ),
    SceneKind(
        "10200",
        3,
        0,
        ("{place}高层住宅有一户冒烟", "{place}电梯房楼上起火，楼道有烟"),
        (Occupancy.DWELLING,),
        INDOORS,
        ("家具", "阳台杂物"),
        people=9,
        goods=8,
    ),
    SceneKind(
        "10400",
        3,
        1,
        ("{place}商铺起火，里面还有人", "{place}饭店后厨着火，客人正在往外走"),
        (Occupancy.MARKET, Occupancy.HOTEL_OR_RESTAURANT, Occupancy.ENTERTAINMENT),
        INDOORS,
        ("货物", "油烟管道", "装修材料"),
        people=9,
        goods=9,
    ),
    SceneKind(
        "10600",
        2,
        2,
        ("{place}厂房里起火，浓烟很大", "{place}仓库着火，堆有货物"),
        (Occupancy.FACTORY, Occupancy.WAREHOUSE),
        AT_WORK,
        ("成品货物", "木料", "包装材料"),
        people=2,
        goods=14,
    ),
    SceneKind(
        "10610",
        0.3,
        5,
        ("{place}柴堆着火，离房子很近", "{place}秸秆堆烧起来了"),
        (Occupancy.FARM,),
        OUTDOORS,
        ("柴草", "秸秆"),
        goods=2,
    ),
    SceneKind(
        "10700",
        8,
        3,
        ("{place}路边一辆小车起火", "{place}摩托车自燃"),
        (Occupancy.VEHICLE,),
        ON_WHEELS,
        ("小型车", "摩托车"),
        goods=1,
        one_first=0.5,
    ),
    SceneKind(
        "10710",
        2,
        5,
        ("{place}货车轮胎起火", "{place}一辆货车着火，司机已下车"),
        (Occupancy.VEHICLE,),
        ON_WHEELS,
        ("货车轮胎", "车载货物"),
        goods=2,
    ),
    SceneKind(
        "10720",
        5,
        1,
        ("{place}电动车充电时起火", "{place}楼道里电动车着火，烟往楼上走"),
        (Occupancy.DWELLING,),
        BY_CURRENT,
        ("电动自行车",),
        people=4,
        goods=2,
        one_first=0.5,
    ),
    SceneKind(
        "10800",
        9,
        7,
        ("{place}电线杆上起火，一直冒火花", "{place}配电箱着火"),
        (Occupancy.OTHER,),
        BY_CURRENT,
        ("电气线路", "配电箱"),
        goods=2,
        needs_water=False,
    ),
    SceneKind(
        "10900",
        1,
        7,
        ("{place}后山起火，正往上烧", "{place}山上林子冒烟，有明火"),
        (Occupancy.OTHER,),
        OUTDOORS,
        ("林木杂草",),
        goods=3,
        one_first=0.3,
    ),
    SceneKind(
        "10910",
        15,
        16,
        ("{place}荒草着火", "{place}垃圾堆着火，烟很呛", "{place}田边烧秸秆，火蔓延开了"),
        (Occupancy.OTHER,),
        OUTDOORS,
        ("杂草", "垃圾", "秸秆"),
        goods=0.5,
    ),
    SceneKind(
        "10920",
        14,
        7,
        ("{place}厨房油锅起火", "{place}抽油烟机着火", "{place}家里煮东西忘关火，冒烟"),
        (Occupancy.DWELLING,) * 4 + (Occupancy.HOTEL_OR_RESTAURANT,),
        IN_THE_KITCHEN,
        ("油锅", "油烟机"),
        people=2,
        goods=2,
        needs_water=False,
        one_first=0.6,
    ),
    SceneKind(
        "10990",
        1.5,
        1,
        ("{place}工地上有东西烧起来了", "{place}不清楚烧的什么，有明火"),
        (Occupancy.BUILDING_SITE, Occupancy.OTHER),
        AT_WORK,
        ("保温材料", "杂物"),
        goods=1,
    ),
)

SMOKE: Final = SceneKind(
    "10930",
    1,
    1,
    ("{place}有烟味，看不到火", "{place}消控室报警，正在核实", "{place}远处有烟，不知道烧什么"),
    (Occupancy.DWELLING, Occupancy.MARKET, Occupancy.HOTEL_OR_RESTAURANT, Occupancy.OTHER),
    needs_water=False,
)
"""What a call-out without a fire mostly looks like at first."""

RESCUES: Final = (
    SceneKind(
        "20200", 24, 34, ("{place}两车相撞，有人被困", "{place}货车翻了，司机出不来"), people=5
    ),
    SceneKind("20210", 3, 6, ("{place}附近高速追尾，有人卡在车里",), people=5),
    SceneKind("20110", 9, 2, ("{place}家里燃气泄漏，味道很大", "{place}液化气罐漏气"), people=7),
    SceneKind("20300", 1, 2, ("{place}老房子垮了一面墙，可能有人",), people=4),
    SceneKind("20410", 0.5, 3, ("{place}山体滑坡，路断了，有住户要转移",), people=10),
    SceneKind("20420", 3, 4, ("{place}涨水，一楼被淹，有人出不来",), people=12),
    SceneKind("20430", 2, 3, ("{place}大树倒下来压住车", "{place}大风把房顶掀了"), people=1),
    SceneKind(
        "20500", 4, 9, ("{place}有人掉进河里", "{place}河边涨水，有人被困在河中间"), people=4
    ),
    SceneKind("20600", 0, 1, ("{place}有人下天坑后上不来",), people=3),
    SceneKind(
        "20700", 3, 8, ("{place}有人爬山被困在崖边", "{place}采药的人摔伤，下不来"), people=4
    ),
    SceneKind("20710", 2, 4, ("{place}老人走失，家属请求帮助搜寻",), people=2),
    SceneKind("20800", 1, 3, ("{place}有人掉进井里", "{place}红苕窖里有人晕倒"), people=3),
    SceneKind("20900", 3, 2, ("{place}有人被困在高处下不来",), people=3),
    SceneKind("20910", 6, 2, ("{place}有人站在楼顶边上要跳",), people=3),
    SceneKind("21000", 14, 0.5, ("{place}电梯停了，里面有人",), people=6),
    SceneKind("21010", 4, 3, ("{place}小孩手被卡住取不出来", "{place}手被机器夹住"), people=3),
    SceneKind("29900", 1, 1, ("{place}有人需要救援，情况不清楚",), people=1),
)
SOCIAL_AID: Final = (
    SceneKind("50100", 22, 5, ("{place}住户忘带钥匙，进不了门",)),
    SceneKind("50200", 22, 34, ("{place}屋檐下有马蜂窝，已经蜇到人", "{place}树上有胡蜂窝")),
    SceneKind("50300", 8, 3, ("{place}戒指取不下来，手指肿了",)),
    SceneKind("50400", 12, 14, ("{place}家里进蛇了", "{place}狗掉进沟里出不来")),
    SceneKind("50500", 3, 20, ("{place}停水好几天，请求送水",)),
    SceneKind("50600", 6, 4, ("{place}地下室进水，请帮忙抽水",)),
    SceneKind("50700", 5, 2, ("{place}手机掉进下水道",)),
    SceneKind("50800", 6, 1, ("{place}消火栓漏水",)),
    SceneKind("50900", 8, 5, ("{place}广告牌快掉下来了", "{place}树枝挡路")),
    SceneKind("51000", 3, 4, ("{place}病人抬不下楼，请求帮忙",)),
    SceneKind("51100", 4, 3, ("{place}路面有油，车打滑",)),
    SceneKind("51200", 3, 2, ("{place}派出所请求协助",)),
)
OTHERS: Final = (
    SceneKind("40100", 4, 1, ("{place}举办活动，按通知前置备勤",)),
    SceneKind("90100", 1, 2, ("上级命令增援邻县，途经{place}",)),
    SceneKind("90200", 3, 2, ("{place}演练拉动",)),
    SceneKind("40400", 1, 1, ("{place}保电保水勤务",)),
)

KINDS: Final[Mapping[PlanColumn, tuple[SceneKind, ...]]] = MappingProxyType(
    {
        PlanColumn.FIRE: FIRES,
        PlanColumn.RESCUE: RESCUES,
        PlanColumn.SOCIAL: SOCIAL_AID,
        PlanColumn.OTHER: OTHERS,
    }
)

# One weight a month and one an hour: winter and drought fires, summer floods and wasps.
MONTHS: Final[Mapping[PlanColumn, tuple[int, ...]]] = MappingProxyType(
    {
        PlanColumn.FIRE: (13, 14, 9, 8, 6, 5, 7, 10, 6, 5, 7, 10),
        PlanColumn.RESCUE: (8, 9, 6, 7, 8, 13, 14, 9, 7, 7, 6, 6),
        PlanColumn.SOCIAL: (5, 5, 5, 6, 7, 9, 13, 15, 14, 10, 6, 5),
        PlanColumn.OTHER: (3, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 2),
    }
)
BY_DAY: Final = (1, 1, 1, 1, 1, 2, 3, 5, 7, 8, 9, 9, 8, 8, 9, 9, 9, 8, 7, 6, 5, 4, 2, 1)
AROUND_MEALS: Final = (4, 3, 2, 2, 2, 2, 3, 4, 5, 6, 7, 9, 9, 8, 7, 8, 8, 10, 11, 11, 10, 8, 6, 5)
HOURS: Final[Mapping[PlanColumn, tuple[int, ...]]] = MappingProxyType(
    {
        PlanColumn.FIRE: AROUND_MEALS,
        PlanColumn.RESCUE: (3, 2, 2, 2, 2, 3, 5, 7, 8, 8, 8, 8, 7, 7, 8, 9, 9, 9, 8, 7, 7, 6, 5, 4),
        PlanColumn.SOCIAL: BY_DAY,
        PlanColumn.OTHER: BY_DAY,
    }
)
