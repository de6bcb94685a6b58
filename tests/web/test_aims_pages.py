"""The pages of figures by year and of indicators, without scripts: told, refused, kept, shown."""

import io
import re
from html import unescape

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from incidents.records import LogEntry
from incidents.yearbook.series import Series
from incidents.yearbook.series_queries import series_value
from resources.accounts import Role
from resources.database import db
from tests.makers import count
from tests.web.aims_operations import AIM, EQUIPMENT, PEOPLE
from tests.web.people import Caller, Cast, told


@pytest.fixture
def cast(application: Flask) -> Cast:
    return Cast(application)


@pytest.fixture
def person(cast: Cast) -> Caller:
    return cast.person(Role.STATISTICIAN)


def fault_texts(answer: TestResponse) -> dict[str, str]:
    """Read the faults a page shows, by field."""
    found = re.findall(r'<p class="fault-text" id="fault-(\w+)" >([^<]*)</p>', answer.text)
    return {field: unescape(words) for field, words in found}


def test_a_figure_is_told_on_the_page_and_shown_with_its_source(person: Caller) -> None:
    answer = person.submit("/yearbook/series", **PEOPLE, mark="S")

    assert answer.status_code == 303
    page = person.get("/yearbook/series?changes=yes").text
    assert "607338 人" in page and "普查公报" in page
    assert "填报 2020 年常住人口 607338 人（S，普查公报）" in page
    assert "还没有填报" not in page


def test_a_refused_figure_keeps_what_was_typed_and_stores_nothing(person: Caller) -> None:
    wrong = {**PEOPLE, "value": "六十万", "source": ""}

    answer = person.submit("/yearbook/series", **wrong, mark="S")

    assert answer.status_code == 422
    assert set(fault_texts(answer)) == {"value", "source"}
    assert 'value="六十万"' in answer.text
    assert series_value(Series.RESIDENT, 2020) is None


def test_a_figure_is_amended_and_struck_for_a_reason_by_who_saw_it(person: Caller) -> None:
    person.submit("/yearbook/series", **PEOPLE, mark="S")
    one = "/yearbook/series/resident/2020"
    told_now = {"value": "608000", "measure": "人", "source": "修订公报", "mark": "S"}

    silent = person.submit(one, **told_now, version=1)
    amended = person.submit(one, **told_now, version=1, reason="修订")
    stale = person.submit(one, **told_now, version=1, reason="再改")
    struck = person.submit(f"{one}/strike", version=2, reason="填错年份")

    codes = [one.status_code for one in (silent, amended, stale, struck)]
    assert codes == [422, 303, 409, 303]
    assert "请写明更正或撤销的理由" in silent.text and 'value="608000"' in silent.text
    assert "刚被" in stale.text
    assert person.get(one).status_code == 404
    assert person.get("/yearbook/series/gdp/99999").status_code == 404


def test_a_file_is_taken_from_a_page_and_given_back_alike(person: Caller) -> None:
    lines = "指标,年份,数值,单位,来源,标记\r\n地区生产总值,2020,201.82,亿元,公报,S\r\n"
    fields = {"reason": "", "csv": "", "file": (io.BytesIO(lines.encode("gb18030")), "基数.csv")}

    taken = person.submit("/yearbook/series/file", **fields)
    given = person.get("/yearbook/series.csv")

    assert taken.status_code == 303
    assert given.get_data().startswith(b"\xef\xbb\xbf")
    assert "地区生产总值,2020,20182000000,元,公报,S" in given.text
    again = person.submit("/yearbook/series/file", reason="", csv=given.text.lstrip("\ufeff"))
    assert again.status_code == 303
    assert count(LogEntry) == 1


@pytest.mark.parametrize(
    ("csv", "words"),
    [
        ("", "没有内容"),
        ("指标,年份,数值,单位,来源,标记\n=1+1,2020,1,人,x,S\n", "第 2 行“指标”列：没有“=1+1”"),
        ("指标,年份,数值,单位,来源,标记\n常住人口,2020,1,人,=x,S\n", "来源不能以 = + - @ 开头"),
    ],
)
def test_a_bad_file_is_named_line_by_line_and_nothing_is_kept(
    person: Caller, csv: str, words: str
) -> None:
    answer = person.submit("/yearbook/series/file", reason="", csv=csv)

    assert answer.status_code == 422
    assert words in unescape(answer.text)
    assert "一行也没有存" in answer.text
    raw = {"reason": "", "csv": "", "file": (io.BytesIO(b"\xff\xfe\x00"), "x.csv")}
    assert person.submit("/yearbook/series/file", **raw).status_code == 422
    assert db.session.query(LogEntry).filter(LogEntry.kind.startswith("series")).count() == 0


def test_who_may_only_look_sees_figures_and_no_form(cast: Cast, person: Caller) -> None:
    person.submit("/yearbook/series", **PEOPLE, mark="S")
    chief = cast.person(Role.CHIEF)

    for path in ("/yearbook/series", "/yearbook/series/resident/2020", "/yearbook/indicators"):
        page = chief.get(path)
        assert page.status_code == 200
        assert 'class="act"' not in page.text
    assert chief.submit("/yearbook/series", **PEOPLE).status_code == 403


def add(person: Caller) -> str:
    """Add an indicator by the form and return the address of its page."""
    answer = person.submit("/yearbook/indicators", **EQUIPMENT, formula="", rank="3")
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def test_an_indicator_is_added_given_its_aim_and_value_and_shown(person: Caller) -> None:
    one = add(person)

    aimed = person.submit(f"{one}/figures", **AIM)
    value = {"kind": "told", "year": 2020, "value": "71.5", "source": "年报"}
    valued = person.submit(f"{one}/figures", **value)

    assert [aimed.status_code, valued.status_code] == [303, 303]
    page = person.get("/yearbook/indicators?from=2016&to=2020").text
    assert "71.5*" in page and "≥100（2025 年）" in page and "▲ 未达标" in page
    assert "2020 年 71.5 为填报值，来源：年报。" in page


def test_a_refused_indicator_or_figure_keeps_what_was_typed(person: Caller) -> None:
    wrong = person.submit("/yearbook/indicators", **{**EQUIPMENT, "name": "", "formula": "magic"})
    one = add(person)
    figure = person.submit(f"{one}/figures", **{**AIM, "value": "≥100", "year": "1000"})
    twice = person.submit("/yearbook/indicators", **EQUIPMENT)

    assert [a.status_code for a in (wrong, figure, twice)] == [422, 422, 422]
    assert set(fault_texts(wrong)) == {"name", "formula"}
    assert 'value="≥100"' in figure.text and "最多四位小数" in figure.text
    assert "清单里已有指标" in unescape(twice.text)


def test_an_indicator_is_changed_withdrawn_and_restored(person: Caller) -> None:
    one = add(person)
    changed = {**EQUIPMENT, "formula": "deaths", "better": "low", "rank": "1"}

    first = person.submit(one, **changed, version=1)
    stale = person.submit(one, **changed, version=1)
    silent = person.submit(f"{one}/withdraw", version=2)
    gone = person.submit(f"{one}/withdraw", version=2, reason="规划调整")
    back = person.submit(f"{one}/restore")

    answers = (first, stale, silent, gone, back)
    assert [a.status_code for a in answers] == [303, 409, 422, 303, 303]
    page = person.get(one).text
    for words in ("修改指标", "撤销指标", "恢复指标", "一年内火灾死亡人数"):
        assert words in page


def test_a_plan_s_list_is_taken_over_and_says_what_is_missing(person: Caller) -> None:
    answer = person.submit("/yearbook/indicators/offers", list="youyang-3")
    unknown = person.submit("/yearbook/indicators/offers", list="x")

    assert [answer.status_code, unknown.status_code] == [303, 404]
    page = person.get("/yearbook/indicators?from=2022&to=2026").text
    assert "万人专职消防员拥有率" in page and "≥3.47（2025 年）" in page
    assert "缺 2026 年专职消防员人数，由统计员在“统计基数”页填报。" in page
    assert "不能当作 0" in page


def test_years_that_cannot_be_are_refused_on_the_page_that_stays(person: Caller) -> None:
    for years in ("from=1990&to=2020", "from=x&to=2020", "from=2021&to=2020", "from=2300&to=2301"):
        answer = person.get(f"/yearbook/indicators?{years}")
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text


@pytest.mark.parametrize(
    "table", ["vehicles", "vehicle-types", "stations", "water", "water-townships", "indicators"]
)
def test_stock_and_indicators_are_tables_of_the_yearbook_like_any(
    person: Caller, table: str
) -> None:
    person.submit("/yearbook/indicators/offers", list="youyang-3")

    page = person.get(f"/yearbook?table={table}&from=2026&to=2026")
    value = person.get(f"/api/v1/yearbook/{table}?from=2026&to=2026")

    assert (page.status_code, value.status_code) == (200, 200)
    assert told(value)["rows"] or table == "water-townships"
    for form in ("csv", "xlsx"):
        file = person.get(f"/api/v1/yearbook/{table}?from=2026&to=2026&format={form}")
        assert file.status_code == 200 and file.get_data()


def test_a_figure_of_the_stock_opens_the_vehicles_behind_it(person: Caller) -> None:
    asked = "table=vehicles&from=2026&to=2026&row=一站&column=water"

    page = person.get(f"/yearbook/records?{asked}")
    value = person.get(f"/api/v1/yearbook/vehicles/records?{asked}")

    assert page.status_code == 200
    for words in ("龙潭1（水罐消防车）", "龙潭2（水罐消防车）", "与表中数字一致"):
        assert words in page.text
    assert [one["number"] for one in told(value)["records"]] == ["龙潭1", "龙潭2"]
