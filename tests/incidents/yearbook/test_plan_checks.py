from dataclasses import replace
from types import MappingProxyType

from incidents.yearbook.plan_checks import Finding, findings, findings_about
from incidents.yearbook.plans import PLANS, Plan, shipped

YOUYANG_PLAN, SHUOZHOU_PLAN = PLANS


def faults(plan: Plan) -> list[Finding]:
    return [one for one in findings(plan) if not one.holds]


def about(plan: Plan, words: str) -> list[Finding]:
    return [one for one in findings(plan) if words in one.about]


def misprinted(plan: Plan, key: str, figure: str) -> Plan:
    """Return a plan with another figure in one of its sentences."""
    told = {**plan.told, key: replace(plan.told[key], figure=figure)}
    return replace(plan, told=MappingProxyType(told))


def test_the_lists_of_aims_are_kept_as_printed():
    ours, theirs = YOUYANG_PLAN.table("专栏3"), SHUOZHOU_PLAN.table("专栏1")

    assert dict(ours.texts["4"]) == {
        "name": "万人专职消防员拥有率",
        "unit": "人",
        "base": "2.8",
        "target": "3.47",
        "attribute": "预期性",
    }
    assert [row["attribute"] for row in ours.texts.values()].count("约束性") == 2
    assert (len(ours.texts), len(theirs.texts)) == (5, 19)
    assert theirs.texts["1"]["target"] == "≤0.10"
    assert theirs.texts["2"]["target"] == "≤4500元"
    assert [r for r, told in theirs.texts.items() if told["attribute"] == "约束性"] == ["1", "6"]
    assert {one.mark for plan in PLANS for one in plan.tables} == {"S"}


def test_both_contradictions_of_the_plan_of_youyang_are_found():
    told = [one.sentence for one in faults(YOUYANG_PLAN)]

    assert told[0] == (
        "火灾扑救警情与火灾起数：专栏2 2020年 火灾扑救 299次，专栏1 2020年 火灾起数 229起，"
        "相差 70；均照录，未作修正。"
    )
    assert any("第一章第一节 1201起，专栏2 合计 火灾扑救 1271次，相差 70" in one for one in told)
    assert any("0.35人，专栏3 万人专职消防员拥有率 2020年 2.8人，相差 2.45" in one for one in told)
    assert len(told) == 7


def test_the_share_of_the_villages_fits_1271_and_not_1201():
    # 131.5 / 0.51975 = 253.0 and 132.5 / 0.51965 = 255.0; 1201 / 5 = 240.2, 1271 / 5 = 254.2;
    # 132 / 240.2 = 54.95 %, 132 / 254.2 = 51.93 %.
    (found,) = about(YOUYANG_PLAN, "农村")

    assert not found.holds
    assert "专栏1 合计 火灾起数 1201起，年均 240.2，所占为 54.95%，不合" in found.sentence
    assert "专栏2 合计 火灾扑救 1271次，年均 254.2，所占为 51.93%，合" in found.sentence


def test_no_one_number_of_people_fits_the_rates_of_youyang():
    # 1 / 0.125 to 1 / 0.115 per 100,000 is 80.0 to 87.0; 164 / 2.85 to 164 / 2.75 per 10,000 is
    # 57.5 to 59.6; 164 / 0.355 to 164 / 0.345 is 462.0 to 475.4, each in 10,000 people.
    (found,) = about(YOUYANG_PLAN, "人口基数")

    assert not found.holds
    assert "为 80—87 万人" in found.sentence
    assert "为 57.5—59.6 万人" in found.sentence
    assert "为 462—475.4 万人" in found.sentence


def test_the_contradictions_of_the_plan_of_shuozhou_are_found():
    told = {one.about: one.sentence for one in faults(SHUOZHOU_PLAN)}

    assert set(told) == {"“十三五”与“十二五”的比较", "现有消防车与新增消防车", "林火阻隔系统"}
    assert "“火警”" in told["“十三五”与“十二五”的比较"]
    assert "109辆，专栏7 109辆" in told["现有消防车与新增消防车"]
    # 90 + 234 = 324 kilometres of fire belts where 300 are printed.
    assert "90＋234＝324，三（七）1 300公里，相差 24" in told["林火阻隔系统"]


def test_what_agrees_is_told_too_and_stands_last():
    holding = [one.holds for one in findings(YOUYANG_PLAN)]

    assert holding == sorted(holding)
    assert [one.sentence for one in about(SHUOZHOU_PLAN, "防火应急道路")] == [
        "防火应急道路：150＋30＋10＋20＝210，三（七）1 210公里，相符。"
    ]


def test_a_finding_is_made_from_the_figures_and_goes_with_them():
    (mended,) = about(misprinted(SHUOZHOU_PLAN, "belts", "324"), "林火阻隔系统")
    (broken,) = about(misprinted(SHUOZHOU_PLAN, "fire_roads", "211"), "防火应急道路")
    (fitting,) = about(misprinted(YOUYANG_PLAN, "rural_share", "54.95"), "农村")

    assert mended.holds
    assert "相差 1；均照录" in broken.sentence
    assert "1201起，年均 240.2，所占为 54.95%，合；" in fitting.sentence


def test_a_finding_says_where_each_figure_stands():
    (found,) = about(YOUYANG_PLAN, "农村")

    assert found.places == (
        "第一章第二节：“2016年以来，农村地区年均火灾起数132起，占到全县年均火灾起数51.97%”",
        "专栏1 合计 火灾起数：1201",
        "专栏2 合计 火灾扑救：1271",
    )


def test_a_table_shows_the_findings_that_name_it():
    printed = shipped("youyang-3")

    assert printed is not None and printed.box == "专栏3"
    assert {one.about for one in findings_about(YOUYANG_PLAN, printed)} == {
        "万人消防员拥有率（2020年）",
        "反推的人口基数",
        "年度火灾亡人最大数",
    }
    assert shipped("youyang-9") is None
