"""Which category and level the words of a call point to: rules a person can read, no more.

The suggestion is shown with the words that led to it and never overrides a choice.
"""

import re
from dataclasses import dataclass

from incidents.categories import category

# The first row whose word is found wins, so the narrower kinds stand above the wider ones.
# All rows are proposals (P), to be settled by the brigade.
WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("10110", ("古寨", "古镇", "木结构", "吊脚楼", "木房")),
    ("10510", ("加油站着火", "加油站起火", "加气站起火", "液化气站起火")),
    ("10730", ("储能", "充电站起火")),
    ("10720", ("电动车起火", "电动车着火", "电瓶车起火", "电瓶车着火", "锂电池")),
    ("10710", ("货车起火", "货车着火", "客车起火", "客车着火", "大车起火")),
    ("10700", ("轿车起火", "轿车着火", "小车起火", "小车着火", "摩托车起火", "车子起火")),
    ("10800", ("变压器", "电线起火", "电线着火", "电线冒火", "配电箱")),
    ("10900", ("森林", "山火", "山上起火", "林地", "草原")),
    ("10910", ("荒草", "秸秆", "垃圾起火", "垃圾着火", "绿化带", "杂草")),
    ("10920", ("油锅", "烟道", "抽油烟机", "锅里")),
    ("10610", ("草堆", "柴堆", "木材堆", "粮堆")),
    ("10600", ("厂房", "仓库", "车间")),
    ("10200", ("高层", "高楼")),
    ("10300", ("地下室", "地下车库")),
    ("10400", ("商场", "超市起火", "学校起火", "医院起火", "宾馆", "酒店", "歌厅", "网吧")),
    ("20110", ("燃气泄漏", "煤气泄漏", "天然气泄漏", "煤气味", "燃气味", "液化气泄漏")),
    ("20100", ("危化品", "化学品泄漏", "槽罐车", "罐车泄漏")),
    ("20210", ("高速车祸", "高速追尾", "高速翻车")),
    ("20200", ("车祸", "追尾", "翻车", "撞车", "交通事故", "卡在车里", "困在车里")),
    ("20300", ("垮塌", "坍塌", "倒塌", "塌了")),
    ("20410", ("滑坡", "泥石流", "山洪")),
    ("20420", ("内涝", "洪水", "被水淹", "被水困")),
    ("20500", ("落水", "溺水", "掉进河", "掉河里", "掉水库", "跳河")),
    ("20600", ("溶洞", "天坑")),
    ("20800", ("掉井", "掉进井", "掉窖", "化粪池", "沼气池")),
    ("20910", ("轻生", "跳楼", "要跳")),
    ("20710", ("走失", "走丢", "失踪")),
    ("20700", ("悬崖", "困在山", "迷路")),
    ("21000", ("电梯",)),
    ("21010", ("手卡", "脚卡", "头卡", "被卡住", "绞住")),
    ("50110", ("反锁火上", "锁在家里火", "小孩反锁", "孩子反锁", "婴儿反锁")),
    ("50200", ("马蜂", "蜂窝", "胡蜂")),
    ("50400", ("有蛇", "捕蛇", "抓蛇", "猫", "狗")),
    ("50300", ("戒指", "手铐")),
    ("50100", ("开门", "钥匙忘", "反锁")),
    ("50500", ("送水", "缺水吃")),
    ("50600", ("抽水", "排水", "积水")),
    ("50900", ("树倒", "广告牌", "树木倒")),
    ("51100", ("油污", "漏油")),
    ("10930", ("冒烟", "烟雾", "异味", "糊味", "报警器响", "自动报警")),
    ("10100", ("民房", "房子", "房屋", "住宅", "居民楼", "自建房", "家里", "屋", "门面", "商铺")),
    ("10990", ("火", "燃", "烧", "着了")),
)
UNKNOWN = "10000"
"""With no word to go by it is treated as a fire not yet specified: the safer mistake."""

BURNING = re.compile(r"(起火|着火|失火|火灾|烧起来|燃起来|冒烟|浓烟)")
TRAPPED = re.compile(r"(被困|困住|出不来|逃不出|没跑出来)")
NOT_TRAPPED = re.compile(r"(没有?人|无人|没得人)(员)?(被困|在里面|在家|受伤)")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A category and level with the words that led to them; no words, no ground."""

    category: str
    level: int
    words: tuple[str, ...]


def suggest(narrative: str, place_text: str = "") -> Suggestion:
    """Suggest a category and level from what the caller said."""
    told = f"{narrative} {place_text}"
    burns = BURNING.search(narrative) is not None
    for code, words in WORDS:
        if burns and category(code).group_code == "50000":
            # A cat in a burning house, a locked door before it: never a mere favour.
            continue
        hits = tuple(word for word in words if word in told)
        if hits:
            return _with_trapped(code, hits, narrative)
    return Suggestion(UNKNOWN, category(UNKNOWN).default_level, ())


def _with_trapped(code: str, hits: tuple[str, ...], narrative: str) -> Suggestion:
    kind = category(code)
    found = TRAPPED.search(narrative)
    if found is None or NOT_TRAPPED.search(narrative) or kind.group_code != "10000":
        return Suggestion(code, kind.default_level, hits)
    # People inside raise a fire to level 2 at least (domain 2.1: level 1 has nobody trapped).
    return Suggestion(code, max(kind.default_level, 2), (*hits, found.group()))
