"""The search for a caller's place; the names are those of 酉阳, the descriptions are invented."""

import csv
from pathlib import Path
from time import perf_counter

import pytest

from incidents.places.gazetteer import PlaceEntry
from incidents.places.search import PlaceSearch
from resources.geography import Position

COUNTY = ("重庆市", "酉阳土家族苗族自治县", "酉阳自治县", "酉阳县", "酉阳")
NEIGHBOURS = (
    "黔江区",
    "秀山土家族苗族自治县",
    "彭水苗族土家族自治县",
    "沿河土家族自治县",
    "松桃苗族自治县",
    "来凤县",
    "龙山县",
)
NAMES = Path(__file__).parent / "youyang_names.csv"
WITHOUT_A_POINT = "桃花源街道"


def read_entries() -> list[PlaceEntry]:
    """Read the names; townships get made-up points, villages and places none."""
    entries = []
    with NAMES.open(encoding="utf-8") as lines:
        for number, row in enumerate(csv.DictReader(lines)):
            has_point = row["kind"] == "township" and row["name"] != WITHOUT_A_POINT
            entries.append(
                PlaceEntry(
                    code=row["code"],
                    name=row["name"],
                    path=row["name"],
                    kind=row["kind"],
                    position=Position(108.4 + number / 100, 28.8) if has_point else None,
                    radius_m=3_000 if row["kind"] == "township" else 1_000,
                    aliases=("酉阳一中",) if row["name"] == "酉阳第一中学" else (),
                    is_synthetic=False,
                    township_code=row["township_code"] or None,
                    parent_code=row["township_code"] or None,
                )
            )
    return entries


ENTRIES = read_entries()
NAME_OF = {entry.code: entry.name for entry in ENTRIES}
SEARCH = PlaceSearch(ENTRIES, COUNTY, NEIGHBOURS)


def spoken(code: str | None) -> str:
    name = "外地" if code is None else NAME_OF[code]
    return name.replace("社区居民委员会", "社区").replace("村村民委员会", "村")


def found(text: str) -> list[str]:
    return [spoken(candidate.code) for candidate in SEARCH.find(text)]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        # Whole names, with and without the county in front.
        ("重庆市酉阳土家族苗族自治县麻旺镇亮垭村四组", "亮垭村"),
        ("酉阳县李溪镇天台村，房子燃起来了", "天台村"),
        ("桃花源街道城北社区", "城北社区"),
        ("苍岭大河口村小学背后", "大河口村"),
        ("铜鼓镇清泉村", "清泉村"),
        ("兴隆镇龙潭村三组", "龙潭村"),
        ("酉酬镇江西村", "江西村"),
        ("张家城村马路边", "张家城村"),
        # A township and something nobody has on the map.
        ("龙潭镇永胜下街12号", "龙潭镇"),
        ("南腰界镇红军街茶馆", "南腰界镇"),
        ("花田乡游客中心", "花田乡"),
        ("花田乡中心", "花田乡"),
        ("丁市街上烧起来了", "丁市镇"),
        ("黑水路口翻车", "黑水镇"),
        ("毛坝盖上", "毛坝乡"),
        ("龙潭镇人民医院", "龙潭镇"),
        # Without suffixes, or with the wrong one.
        ("龙潭", "龙潭镇"),
        ("清泉", "清泉乡"),
        ("桃花源", "桃花源街道"),
        ("钟多镇", "钟多街道"),
        ("宜居镇", "宜居乡"),
        ("李溪鹅池", "鹅池村"),
        ("楠木乡红庄", "红庄村"),
        ("毛坝细沙河", "细沙河村"),
        ("何家岩梯田", "何家岩村"),
        ("大河口", "大河口村"),
        # Heard or written wrongly.
        ("麻旺亮牙村", "亮垭村"),
        ("酉仇镇", "酉酬镇"),
        ("甘溪镇全孔村", "泉孔村"),
        ("两曾乡", "两罾乡"),
        ("吞鸭村", "氽鸭村"),
        ("罾滩村", "罾潭村"),
        ("常兴村", "长兴村"),
        ("二平村", "二坪村"),
        ("郎水坝", "浪水坝村"),
        ("车田乡清明村", "清明坝村"),
        ("大板营原始森林", "大坂营村"),
        ("亲香村", "清香村"),
        ("石提村", "石堤村"),
        ("庙溪湘河边", "湘河村"),
        ("官清坝", "官清坝村"),
        # Named places.
        ("酉州古城游客中心", "酉州古城"),
        ("龙潭古镇", "龙潭古镇"),
        ("板溪工业园区的厂房", "板溪工业园区"),
        ("酉阳一中", "酉阳第一中学"),
        ("酉阳县人民医院", "酉阳县人民医院"),
        ("人民医院住院部", "酉阳县人民医院"),
        ("龙潭中心小学", "龙潭镇中心小学"),
        ("麻旺卫生院", "麻旺镇卫生院"),
        # Pinyin and initials.
        ("ltz", "龙潭镇"),
        ("LONG TAN ZHEN", "龙潭镇"),
        ("mawang", "麻旺镇"),
        ("hejiayan", "何家岩村"),
    ],
)
def test_the_place_meant_comes_first(said: str, meant: str) -> None:
    assert found(said)[0] == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("龙潭镇渤海加油站", {"龙潭镇", "渤海村"}),
        ("兰西村", {"榄溪村", "南溪村"}),
        ("龙潭", {"龙潭镇", "龙潭村"}),
        ("桃花源小区", {"桃花源街道", "桃花源社区"}),
        ("黑水那边", {"黑水镇", "黑水村"}),
        ("麻旺加强", {"麻旺镇", "加强村"}),
        ("板溪到铜鼓的公路上", {"板溪镇", "铜鼓镇"}),
        ("lyc", {"亮垭村"}),
    ],
)
def test_every_place_that_may_be_meant_is_among_the_first_three(said: str, meant: set[str]) -> None:
    assert meant <= set(found(said)[:3])


def test_places_of_one_name_all_come_and_each_says_so() -> None:
    candidates = SEARCH.find("中坝村起火")

    townships = {NAME_OF[candidate.township_code or ""] for candidate in candidates[:2]}
    assert townships == {"丁市镇", "可大乡"}
    assert candidates[0].score == candidates[1].score
    assert all("本县有 2 处“中坝村”" in candidate.why for candidate in candidates[:2])


def test_the_township_named_decides_between_places_of_one_name() -> None:
    first, *others = SEARCH.find("可大乡中坝村起火")

    assert NAME_OF[first.township_code or ""] == "可大乡"
    assert "在原话提到的可大乡内" in first.why
    elsewhere = next(other for other in others if spoken(other.code) == "中坝村")
    assert elsewhere.score < first.score / 2
    assert "但原话提到的是可大乡" in elsewhere.why


def test_a_bare_name_scores_lower_than_the_whole_one() -> None:
    whole = SEARCH.find("亮垭村")[0]
    bare = SEARCH.find("亮垭")[0]

    assert spoken(bare.code) == spoken(whole.code) == "亮垭村"
    assert bare.score < whole.score


def test_a_whole_name_is_not_taken_for_a_bare_one_of_another_kind() -> None:
    assert "龙潭村" not in found("龙潭镇")
    assert "清泉村" not in found("清泉乡")
    assert "兴隆镇" not in found("铜鼓镇兴隆村")


@pytest.mark.parametrize("said", ["游客中心", "加强巡逻", "街", "路口", "楼房着火", "渝湘高速", ""])
def test_words_that_name_no_place_find_none(said: str) -> None:
    assert found(said) == []


@pytest.mark.parametrize(
    ("said", "elsewhere"),
    [
        ("浙江天台", "浙江"),
        ("黔江区黑水镇", "黔江区"),
        ("黔江舟白机场", "黔江区"),
        ("秀山县龙池镇", "秀山土家族苗族自治县"),
        ("彭水龙潭", "彭水苗族土家族自治县"),
        ("贵州省沿河县后坪乡", "沿河土家族自治县"),
        ("天台县平桥镇", "天台县"),
    ],
)
def test_a_place_in_another_county_is_flagged_and_never_found_in_this_one(
    said: str, elsewhere: str
) -> None:
    candidates = SEARCH.find(said)

    assert [(one.name, one.is_outside, one.code) for one in candidates] == [(elsewhere, True, None)]
    assert candidates[0].position is None
    assert "不在本县" in candidates[0].why


@pytest.mark.parametrize(
    ("said", "meant"), [("黑水镇往黔江方向", "黑水镇"), ("秀山来的货车在龙潭镇起火", "龙潭镇")]
)
def test_a_way_to_another_county_is_mentioned_after_the_place_itself(said: str, meant: str) -> None:
    candidates = SEARCH.find(said)

    assert spoken(candidates[0].code) == meant
    assert candidates[-1].is_outside
    assert "方向或来处" in candidates[-1].why


def test_a_village_named_like_a_province_is_in_the_county() -> None:
    candidates = SEARCH.find("江西村")

    assert [(spoken(one.code), one.is_outside) for one in candidates] == [("江西村", False)]


def test_a_village_without_a_point_takes_that_of_its_township_with_a_wider_circle() -> None:
    township = next(entry for entry in ENTRIES if entry.name == "麻旺镇")

    village = SEARCH.find("麻旺镇亮垭村")[0]

    assert village.position == township.position
    assert village.radius_m == 6_000
    assert "暂用麻旺镇的位置" in village.why


def test_a_village_of_a_township_without_a_point_asks_for_one() -> None:
    village = SEARCH.find("龙池村")[0]

    assert village.position is None
    assert "没有坐标，请在地图上点选" in village.why


def test_a_synthetic_point_is_told_of_also_when_it_is_lent_to_a_village() -> None:
    township = PlaceEntry(
        "T", "石坡镇", "石坡镇", "township", Position(108.5, 28.5), 3_000, (), True, None, None
    )
    village = PlaceEntry("V", "杏花村", "杏花村", "village", None, 800, (), False, "T", "T")

    candidate = PlaceSearch([township, village], COUNTY).find("杏花村")[0]

    assert candidate.is_synthetic


def test_what_was_not_understood_behind_a_township_is_to_be_asked_for() -> None:
    township = SEARCH.find("龙潭镇永胜下街")[0]

    assert "“永胜下街”未能定位" in township.why


def test_scores_lie_between_nought_and_one_best_first_and_within_the_limit() -> None:
    candidates = SEARCH.find("龙潭镇龙潭古镇中心小学", limit=3)

    scores = [candidate.score for candidate in candidates]
    assert len(scores) == 3
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)


def test_the_same_text_gives_the_same_answer_whatever_the_order_of_the_entries() -> None:
    backwards = PlaceSearch(reversed(ENTRIES), COUNTY, NEIGHBOURS)

    for said in ("中坝村", "龙潭", "lyc", "兰西村", "板溪到铜鼓的公路上"):
        assert backwards.find(said) == SEARCH.find(said)


def test_a_county_of_seven_hundred_places_is_indexed_in_a_second_and_searched_at_once() -> None:
    characters = "东西南北上下大小石龙虎凤云水山川林田坝坪"
    names = [f"{a}{b}湾村" for a in characters for b in characters]
    grown = [
        PlaceEntry(f"G{at}", name, name, "village", None, 1_000, (), True, "500242101", None)
        for at, name in enumerate([*names, *(f"{name[:2]}桥村" for name in names)][:600])
    ]

    started = perf_counter()
    search = PlaceSearch([*ENTRIES, *grown], COUNTY, NEIGHBOURS)
    built = perf_counter()
    for _ in range(10):
        search.find("麻旺镇亮牙村四组往龙潭方向的公路边，房子燃起来了")
    searched = perf_counter()

    # Measured at 0.2 seconds and 5 milliseconds; the limits leave room for a busy
    # machine and still catch an index that grows with the square of the county.
    assert built - started < 2.0
    assert (searched - built) / 10 < 0.05
