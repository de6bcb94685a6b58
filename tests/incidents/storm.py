"""A storm of calls made up from a seed: one fire that a town sees, and other trouble in its street.

The words were written by hand, none of them with an eye on the clues; a caller says where in his
own way or not at all, and the network places some callers where they stand, not where it burns.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from incidents.duplicates import Comparable, Told
from resources.geography import Position
from tests.makers import NOON

FIRE_AT = Position(108.7702, 28.8420)
METRES_NORTH = 110_800.0
METRES_EAST = 97_500.0
"""Metres to a degree at 28.84° north."""

FIRE = "F"
CALLERS = 200
OTHERS = 20
LASTS = timedelta(minutes=50)

# Who stands near tells the place, who stands far tells what is seen.
AT_THE_PLACE = (
    "桃花源大道118号渝东家具城",
    "桃花源大道118号",
    "渝东家具城",
    "桃花源大道渝东家具城",
    "家具城，桃花源大道这边",
    "桃花源大道家具市场",
    "渝东家具城二楼",
    "桃花源大道中段家具城",
    "于东家具城",
    "桃花源大道118号旁边",
    "家具城",
    "桃花源大道",
)
FROM_ELSEWHERE = (
    "",
    "",
    "",
    "桃花源大道那个方向",
    "城南方向",
    "家具城那片",
    "钟多街道",
    "老车站往南",
)
# Words and the kind the call taker's desk would read in them; None where they point to none.
NEARBY_WORDS = (
    ("家具城起火了，仓库里全是沙发", "10600"),
    ("二楼在烧，火很大，快来", "10990"),
    ("门面起火了，老板不在", "10100"),
    ("家具城着火，楼上住着人", "10100"),
    ("这里燃起来了，烟子大得很", "10990"),
    ("商场着火了，好多人往外跑", "10400"),
    ("起火了，起火了", "10990"),
    ("仓库烧起来了，里面有油漆", "10600"),
    ("楼上在掉玻璃，火从窗子出来了", "10990"),
    ("我是隔壁的，烟都灌进来了", None),
    ("快点来，房子烧起来了", "10100"),
    ("有烧糊的味道，满屋都是烟", "10930"),
)
FAR_WORDS = (
    ("看到好大的黑烟", "10930"),
    ("我从阳台看到那边起火了", "10990"),
    ("远处在冒烟，火光都看得到", "10930"),
    ("山那边红了一片，是不是着火了", "10990"),
    ("开车路过，看见浓烟", "10930"),
    ("对面楼起火了", "10200"),
    ("望到城里烧起来了", "10990"),
    ("听到爆炸声，然后冒黑烟", "21100"),
    ("那边是不是有火灾，你们晓得不", "10990"),
    ("后面坡上好像燃起来了，烟大得很", "10990"),
    ("我们小区都闻到烟味了", "10930"),
    ("喂，快来", None),
)
# Where in the street (house number), what, and its kind.
OTHER_TROUBLE = (
    (12, "桃花源大道12号碧津小区", "电梯里关了两个人", "21000"),
    (36, "桃花源大道36号楼下", "电动车充电起火", "10720"),
    (44, "桃花源大道44号", "门锁起了，钥匙忘在屋头", "50100"),
    (58, "桃花源大道58号路口", "两个车撞了，司机卡在车里", "20200"),
    (66, "桃花源大道66号学校围墙", "树上有个大马蜂窝", "50200"),
    (71, "桃花源大道71号后面", "垃圾桶烧起来了", "10910"),
    (85, "桃花源大道85号餐馆", "油锅着火了，已经端到外面", "10920"),
    (90, "桃花源大道90号", "有人要跳楼，坐在六楼窗台", "20910"),
    (101, "桃花源大道101号", "屋里燃气味很重，不敢开灯", "20110"),
    (109, "桃花源大道109号药房", "卷帘门卡住，小孩手夹在里面", "21010"),
    (131, "桃花源大道131号宾馆", "自动报警器响，没看见火", "10930"),
    (140, "桃花源大道140号", "变压器打火花", "10800"),
    (152, "桃花源大道", "小区地下车库积水", "50600"),
    (166, "桃花源大道166号", "一条蛇爬进厨房", "50400"),
    (178, "桃花源大道178号路边", "广告牌要掉下来了", "50900"),
    (190, "桃花源大道", "路边轿车自燃", "10700"),
    (203, "桃花源大道203号", "老人摔在家里门反锁", "50110"),
    (222, "桃花源大道222号河边", "有人掉河里了", "20500"),
    (240, "桃花源大道240号工地", "挖断了燃气管", "20110"),
    (262, "桃花源大道262号", "戒指取不下来，手指肿了", "50300"),
)
ELSEWHERE = (
    ("龙潭镇渤海村", "民房起火", "10100", 30_000.0),
    ("麻旺镇亮垭村三组", "柴堆着火", "10610", 22_000.0),
    ("黑水镇大泉村", "山上起火", "10900", 19_000.0),
    ("板溪镇", "车祸，有人困在车里", "20200", 9_000.0),
    ("泔溪镇", "老人走失", "20710", 27_000.0),
    ("钟多街道城北小学", "马蜂窝", "50200", 3_500.0),
    ("钟灵山隧道口", "货车起火", "10710", 6_000.0),
    ("酉酬镇", "洪水困人", "20420", 41_000.0),
)


@dataclass(frozen=True, slots=True)
class StormCall:
    """One call of the storm and the number of the incident it truly tells of."""

    told: Told
    truth: str


def moved(origin: Position, metres: float, bearing: float) -> Position:
    """Return the point so many metres from another."""
    north, east = metres * math.cos(bearing), metres * math.sin(bearing)
    return Position(origin.lon + east / METRES_EAST, origin.lat + north / METRES_NORTH)


def first_told() -> Comparable:
    """The fire as its first caller told it."""
    return Comparable(
        number=FIRE,
        received_at=NOON,
        position=FIRE_AT,
        place_text="桃花源大道118号渝东家具城",
        category="10600",
        township_code="500242001",
        caller_numbers=frozenset({"13000000000"}),
        narrative="家具城二楼仓库起火，火很大",
    )


def elsewhere(draw: Random) -> list[Comparable]:
    """What else is open in the county at that hour."""
    return [
        Comparable(
            number=f"E{index}",
            received_at=NOON - timedelta(minutes=draw.uniform(1, 40)),
            position=moved(FIRE_AT, metres, draw.uniform(0, math.tau)),
            place_text=place,
            category=kind,
            township_code=None,
            caller_numbers=frozenset({f"1390000{index:04d}"}),
            narrative=words,
        )
        for index, (place, words, kind, metres) in enumerate(ELSEWHERE)
    ]


def calls(draw: Random) -> Iterator[StormCall]:
    """All calls of the storm in the order they come in: the fire's callers and the others."""
    storm = [_of_the_fire(draw, index) for index in range(CALLERS)]
    storm += [_of_another(draw, index) for index in range(OTHERS)]
    yield from sorted(storm, key=lambda call: call.told.at)


def _of_the_fire(draw: Random, index: int) -> StormCall:
    # Most call in the first quarter of an hour.
    at = NOON + timedelta(seconds=20) + LASTS * draw.random() ** 2
    is_near = draw.random() < 0.5
    words, kind = draw.choice(NEARBY_WORDS if is_near else FAR_WORDS)
    place = draw.choice(AT_THE_PLACE if is_near else FROM_ELSEWHERE)
    away = draw.uniform(20, 300) if is_near else draw.uniform(300, 2_500)
    stands = moved(FIRE_AT, away, draw.uniform(0, math.tau))
    # A cell gives the caller to a few hundred metres, and not for every telephone.
    network = moved(stands, draw.uniform(0, 150), draw.uniform(0, math.tau))
    is_settled = is_near and draw.random() < 0.5
    told = Told(
        at=at,
        position=moved(FIRE_AT, draw.uniform(0, 80), draw.random()) if is_settled else None,
        caller_position=network if draw.random() < 0.6 else None,
        place_text=place,
        caller_number=f"1370000{index:04d}",
        narrative=words,
        category=kind,
    )
    return StormCall(told, FIRE)


def _of_another(draw: Random, index: int) -> StormCall:
    house, place, words, kind = OTHER_TROUBLE[index]
    # The street runs east; a house number stands every seven metres.
    stands = moved(FIRE_AT, (house - 118) * 7.0, math.pi / 2)
    near_by = moved(stands, draw.uniform(0, 100), draw.uniform(0, math.tau))
    told = Told(
        at=NOON + LASTS * draw.random(),
        position=stands if draw.random() < 0.5 else None,
        caller_position=near_by if draw.random() < 0.6 else None,
        place_text=place,
        caller_number=f"1380000{index:04d}",
        narrative=words,
        category=kind if draw.random() < 0.85 else None,
    )
    return StormCall(told, f"S{index}")
