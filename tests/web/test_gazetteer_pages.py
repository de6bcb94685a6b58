"""The pages of the gazetteer: list, one place with its history, and the forms, without scripts."""

import re
from html import unescape

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from resources import queries
from resources.accounts import Role
from resources.database import db, transaction
from resources.datums import Datum, from_wgs84
from resources.geography import Position
from resources.records import Road, line_as_text
from tests.makers import DATASET, TOWN, make_place
from tests.web.people import Caller, Cast, told

FORM = {
    "name": "渤海新桥",
    "kind": "bridge",
    "township_code": "麻旺镇",
    "parent_code": "",
    "aliases": "新桥、 大桥",
    "former_names": "",
    "radius_m": "80",
    "is_urban": "false",
    "lon": "",
    "lat": "",
    "datum": "wgs84",
}


@pytest.fixture
def cast(application: Flask) -> Cast:
    cast = Cast(application)
    with transaction() as session:
        make_place(session, "麻旺镇", kind="township")
        make_place(session, "板溪镇", kind="township")
        village = make_place(session, "亮垭村", township_code="麻旺镇")
        village.is_synthetic, village.aliases = True, "亮崖村"
    return cast


@pytest.fixture
def person(cast: Cast) -> Caller:
    return cast.person(Role.DISPATCHER)


def enter(person: Caller, **said: str) -> str:
    """Enter the bridge by the form and return the address of its page."""
    answer = person.submit("/gazetteer", **{**FORM, **said})
    assert answer.status_code == 303, fault_texts(answer)
    return answer.headers["Location"]


def fault_texts(answer: TestResponse) -> dict[str, str]:
    """Read the faults a page shows, by field."""
    found = re.findall(r'<p class="fault-text" id="fault-(\w+)" >([^<]*)</p>', answer.text)
    return {field: unescape(words) for field, words in found}


def values(page: str) -> dict[str, str]:
    """Read what the input fields of a page hold."""
    return {
        name: unescape(value)
        for name, value in re.findall(r'<input[^>]* name="(\w+)"[^>]* value="([^"]*)"', page)
    }


def rows(page: str) -> list[str]:
    """Read the names a list shows, in order."""
    return [unescape(name) for name in re.findall(r'<a href="/gazetteer/[^"]+">([^<]+)</a>', page)]


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DEVICE], ids=str)
def test_every_person_reads_and_some_may_edit(cast: Cast, role: Role) -> None:
    reader = cast.person(role)

    listed, shown = reader.get("/gazetteer"), reader.get("/gazetteer/亮垭村")

    assert ">地名库</a>" in listed.text
    assert rows(listed.text) == ["亮垭村", "板溪镇", "麻旺镇", "龙潭镇"]
    assert "亮崖村" in shown.text
    assert "内容来自“测试”" in shown.text
    may_edit = role in {Role.DISPATCHER, Role.ADMIN}
    assert ('action="/gazetteer/' in shown.text) == may_edit
    assert ("新增地点" in listed.text) == may_edit
    assert reader.get("/gazetteer/new").status_code == (200 if may_edit else 403)
    assert reader.submit("/gazetteer", **FORM).status_code == (303 if may_edit else 403)


def test_a_list_names_kind_township_source_licence_and_what_is_generated(person: Caller) -> None:
    page = person.get("/gazetteer?township=麻旺镇").text

    row = page[page.index("亮垭村</a>") : page.index("</tr>", page.index("亮垭村</a>"))]
    assert ">生成</span>" in row
    assert "别名 亮崖村" in row
    assert "村或社区" in row
    assert "麻旺镇" in row
    assert "测试" in row
    assert '<td data-heading="许可">无</td>' in row


def test_a_list_is_filtered_by_kind_township_and_state(person: Caller) -> None:
    code = enter(person).rsplit("/", 1)[-1]
    person.submit(f"/gazetteer/{code}/withdraw", reason="已拆除")
    enter(person, name="青龙桥")

    assert rows(person.get("/gazetteer?kind=bridge").text) == ["青龙桥"]
    assert rows(person.get("/gazetteer?township=麻旺镇&kind=village").text) == ["亮垭村"]
    assert rows(person.get("/gazetteer?state=edited").text) == ["青龙桥"]
    assert rows(person.get("/gazetteer?state=withdrawn").text) == ["渤海新桥"]
    assert rows(person.get("/gazetteer?state=withdrawn&q=新桥").text) == ["渤海新桥"]
    assert rows(person.get("/gazetteer?state=withdrawn&q=青龙").text) == []


def test_words_are_found_as_the_call_room_finds_them(person: Caller) -> None:
    enter(person)

    assert rows(person.get("/gazetteer?q=lyc").text)[0] == "亮垭村"
    assert rows(person.get("/gazetteer?q=大桥").text)[0] == "渤海新桥"
    assert rows(person.get("/gazetteer?q=P-00001").text)[0] == "渤海新桥"
    assert "渤海新桥" not in rows(person.get("/gazetteer?q=大桥&kind=village").text)
    nothing = person.get("/gazetteer?q=没有这里的地方").text
    assert "没有找到" in nothing
    assert "/gazetteer/new?name=" in nothing


def test_a_long_list_is_paged_and_keeps_its_filter(person: Caller) -> None:
    with transaction() as session:
        for number in range(120):
            make_place(session, f"G{number:03}", kind="group", township_code="麻旺镇")

    first = person.get("/gazetteer?kind=group").text
    last = person.get("/gazetteer?kind=group&page=3").text
    beyond = person.get("/gazetteer?kind=group&page=99").text

    assert "共 120 处" in first
    assert "第 1 / 3 页" in first
    assert "/gazetteer?kind=group&amp;page=2" in first
    assert rows(last) == [f"G{number:03}" for number in range(100, 120)]
    assert "下一页" not in last
    assert "/gazetteer?kind=group&amp;page=3" in beyond


@pytest.mark.parametrize("query", ["page=0", "page=x", "q=%00", f"q={'火' * 201}", "kind=%1b"])
def test_an_impossible_question_is_refused_with_a_sentence(person: Caller, query: str) -> None:
    answer = person.get(f"/gazetteer?{query}")

    assert answer.status_code == (200 if query == "page=0" else 422)


def test_a_place_is_entered_shown_and_found_at_once(person: Caller) -> None:
    lon, lat = from_wgs84(TOWN, Datum.BD09)
    before = told(person.get("/api/v1/places?q=渤海新桥"))["candidates"]

    address = enter(person, lon=f"{lon:.7f}", lat=f"{lat:.7f}", datum="bd09")

    page = person.get(address).text
    assert before == []
    assert "“渤海新桥”已录入" in page
    assert "东经 108.770000，北纬 28.841000；原以 BD-09（百度） 填报" in page
    assert values(page)["lon"] == "108.77"
    found = told(person.get("/api/v1/places?q=渤海新桥"))["candidates"]
    assert found[0]["name"] == "渤海新桥"


def test_bad_input_brings_the_form_back_with_everything_typed(person: Caller) -> None:
    typed = {
        **FORM,
        **{"name": "", "township_code": "", "radius_m": "9 km", "lon": "28.8", "lat": "x"},
        "aliases": '"><script>alert(1)</script>',
    }

    answer = person.submit("/gazetteer", **typed)

    assert answer.status_code == 422
    shown = values(answer.text)
    assert {name: shown[name] for name in ("radius_m", "lon", "lat", "aliases")} == {
        name: typed[name] for name in ("radius_m", "lon", "lat", "aliases")
    }
    assert fault_texts(answer) == {
        "name": "名称不能为空。",
        "township_code": "所属乡镇：请选择乡镇或街道。",
        "radius_m": "范围半径：应为整数。",
        "position": "坐标：经度和纬度应为数字（度）。",
    }
    assert "<script>alert" not in answer.text
    assert '<option value="bridge" selected>' in answer.text
    assert queries.places(["bridge"]) == []


def test_a_revision_is_shown_in_the_history_in_words(person: Caller) -> None:
    address = enter(person)

    answer = person.submit(
        address, **{**FORM, "version": "1", "name": "渤海大桥", "township_code": "板溪镇"}
    )

    assert answer.status_code == 303
    page = person.get(address).text
    assert "“渤海大桥”已保存" in page
    assert "名称：<del>渤海新桥</del> → 渤海大桥" in page
    assert "所属乡镇：<del>麻旺镇</del> → 板溪镇" in page
    assert "<strong>修订地点</strong> dispatcher" in page
    assert page.index("修订地点") < page.index("新增地点")


def test_a_point_entered_here_is_told_beside_the_source_of_the_name(person: Caller) -> None:
    before = person.get("/gazetteer/亮垭村").text
    told = {"name": "亮垭村", "kind": "village", "version": "1", "lon": "108.78", "lat": "28.85"}

    person.submit("/gazetteer/亮垭村", **{**FORM, **told})

    page = person.get("/gazetteer/亮垭村").text
    assert "<dt>点位</dt><dd>系统内修订：dispatcher" in page
    assert "<dt>来源</dt><dd>测试</dd>" in page
    assert "<dt>点位</dt>" not in before


def test_the_form_as_it_was_shown_changes_nothing(person: Caller) -> None:
    with transaction() as session:
        village = session.query(queries.Place).filter_by(code="亮垭村").one()
        village.position, village.datum_in = Position(108.7712345678, 28.8412345678), "gcj02"
    page = person.get("/gazetteer/亮垭村").text
    shown = {name: told for name, told in values(page).items() if name in {*FORM, "version"}}
    same = {**FORM, **shown, "kind": "village", "township_code": "麻旺镇"}

    answer = person.submit("/gazetteer/亮垭村", **same)

    assert answer.status_code == 303
    db.session.rollback()
    row = queries.place_coded("亮垭村")
    assert row is not None
    assert (row.version, row.is_synthetic, row.datum_in) == (1, True, "gcj02")
    assert row.edited_at is None


def test_a_lost_race_shows_both_and_the_next_submission_has_seen_them(
    cast: Cast, person: Caller
) -> None:
    address = enter(person)
    cast.person(Role.ADMIN).submit(address, **{**FORM, "version": "1", "aliases": "老桥"})
    mine = {**FORM, "version": "1", "radius_m": "120"}

    lost = person.submit(address, **mine)

    assert lost.status_code == 409
    assert "刚被admin修改" in lost.text
    assert '<td data-heading="现存">老桥</td><td data-heading="您填写的">新桥 大桥' in lost.text
    shown = values(lost.text)
    assert (shown["version"], shown["radius_m"], shown["aliases"]) == ("2", "120", "新桥、 大桥")
    again = person.submit(address, **{**mine, "version": shown["version"]})
    assert again.status_code == 303
    assert values(person.get(address).text)["radius_m"] == "120"


def test_a_township_keeps_its_kind_and_cannot_be_withdrawn(person: Caller) -> None:
    page = person.get("/gazetteer/麻旺镇").text
    assert 'name="kind"' not in page
    assert "/withdraw" not in page

    told_more = {"version": "1", "aliases": "麻旺街上", "radius_m": "3000"}
    revised = person.submit("/gazetteer/麻旺镇", **told_more)
    refused = person.submit("/gazetteer/麻旺镇/withdraw", reason="合并")

    assert revised.status_code == 303
    assert values(person.get("/gazetteer/麻旺镇").text)["aliases"] == "麻旺街上"
    assert refused.status_code == 422
    assert "乡镇和街道不能在系统内撤销" in refused.text
    assert "之内还有 1 处地点" in refused.text


def test_a_place_is_withdrawn_for_a_reason_and_restored(person: Caller) -> None:
    address = enter(person)

    silent = person.submit(f"{address}/withdraw", reason=" ")
    gone = person.submit(f"{address}/withdraw", reason="已拆除")
    page = person.get(address).text
    back = person.submit(f"{address}/restore", reason="还在")

    assert (silent.status_code, gone.status_code, back.status_code) == (422, 303, 303)
    assert fault_texts(silent) == {"reason": "请写明原因。"}
    assert "“渤海新桥”已撤销" in page
    assert "撤销地点</strong> dispatcher：已拆除" in page
    assert "保存修订" not in page
    assert "保存修订" in person.get(address).text


@pytest.mark.parametrize("path", ["", "/亮垭村", "/亮垭村/withdraw", "/亮垭村/restore"])
def test_a_form_without_its_token_changes_nothing(person: Caller, path: str) -> None:
    forged = Caller(person.client, {})

    answer = forged.submit(f"/gazetteer{path}", **FORM, reason="a")

    assert answer.status_code == 400
    assert [row.version for row in queries.places()] == [1, 1, 1, 1]


@pytest.mark.parametrize("path", ["/gazetteer", "/gazetteer/亮垭村", "/gazetteer/new"])
def test_who_has_not_logged_in_is_sent_to_log_in(cast: Cast, path: str) -> None:
    answer = cast.nobody().get(path)

    assert answer.headers["Location"].startswith("/login?next=")


def test_a_code_nobody_has_is_a_page_that_says_so(person: Caller) -> None:
    assert person.get("/gazetteer/P-99999").status_code == 404
    assert person.submit("/gazetteer/P-99999", **FORM).status_code == 404
    assert "P-99999" in person.submit("/gazetteer/P-99999/restore", reason="a").text


def test_a_map_point_told_as_a_receivers_is_hinted_at(person: Caller) -> None:
    line = (Position(TOWN.lon, TOWN.lat - 0.02), Position(TOWN.lon, TOWN.lat + 0.02))
    with transaction() as session:
        session.add(
            Road(
                code="R1",
                name="龙大路",
                road_class="county",
                line_text=line_as_text(line),
                dataset_code=DATASET,
                datum_in="wgs84",
            )
        )
    lon, lat = from_wgs84(TOWN, Datum.GCJ02)

    wrong = person.get(enter(person, lon=f"{lon:.6f}", lat=f"{lat:.6f}")).text
    right = person.get(
        enter(person, name="青龙桥", lon=f"{lon:.6f}", lat=f"{lat:.6f}", datum="gcj02")
    ).text

    assert "请核对坐标" in wrong
    assert "GCJ-02）坐标换算后正落在路上" in wrong
    assert "请核对坐标" not in right


def test_the_about_page_calls_what_was_entered_here_its_own(person: Caller) -> None:
    enter(person)

    page = person.get("/about").text

    row = page[page.index("系统内录入") : page.index("</tr>", page.index("系统内录入"))]
    assert "内部使用" in row
    assert "本单位数据" in row


def test_a_search_too_long_is_refused_by_the_name_of_its_field(application: Flask) -> None:
    answer = Cast(application).person(Role.CHIEF).get(f"/gazetteer?q={'龙' * 201}")

    assert answer.status_code == 422
    assert "查找的文字：过长：201 字，最多 200 字" in answer.text
