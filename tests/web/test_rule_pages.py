"""The pages of the rules as a person without scripts uses them."""

import io

import pytest
from flask import Flask

from resources.accounts import Role
from tests.web.people import Caller, Cast, new_incident
from web import rehearsals

DEFAULT = "default-2026-1"
DRAFT = "/rules/酉阳-1"
PLACED = {"position": {"lon": 108.77, "lat": 28.84}}
ROW = {
    "category": "10100",
    "level": "1",
    "basis": "rule",
    "people": "12",
    "mark": "P",
    "instead_of": "10100/1",
    "revision": "1",
}


@pytest.fixture
def admin(application: Flask) -> Caller:
    """A person who may do everything with the rules, and a draft."""
    caller = Cast(application).person(Role.ADMIN)
    answer = caller.submit("/rules", base=DEFAULT, version="酉阳-1", note="试改")
    assert answer.status_code == 303, answer.text
    return caller


def test_a_draft_is_begun_and_shown_with_its_forms(admin: Caller) -> None:
    page = admin.get(DRAFT).text

    assert "草稿 第 1 稿" in page
    assert "本稿还没有预演，不能生效" in page
    assert "没有差别" in page
    assert "全县没有舟艇能力的车" in page
    assert 'href="/rules/酉阳-1/rows/10100/2"' in page or "/rows/10100/2" in page


def test_a_name_that_is_taken_is_told_beside_its_field(admin: Caller) -> None:
    answer = admin.submit("/rules", base=DEFAULT, version="酉阳-1", note="再试")

    assert answer.status_code == 422
    assert "已有名为“酉阳-1”的版本" in answer.text
    assert 'value="再试"' in answer.text


def test_a_row_is_edited_field_by_field(admin: Caller) -> None:
    form = admin.get(f"{DRAFT}/rows/10800/1").text
    answer = admin.submit(
        f"{DRAFT}/rows",
        **ROW,
        water="2",
        water_least="6",
        ladder="1",
        ladder_least="30",
        ladder_types="云梯消防车",
        any_of="1",
        any_of_words="抢险救援、皮卡或小型巡逻车",
        mode="station_order",
        water_t="12.5",
        linkage="交警；120",
        note="大队意见",
    )

    assert "干粉消防车、泡沫干粉联用消防车" in form
    assert answer.status_code == 303, answer.text
    text = admin.get(f"{DRAFT}/table.csv").text
    line = next(line for line in text.splitlines() if line.startswith("10100,1,"))
    assert line == (
        "10100,1,rule,2>=6t,,1>=30m:turntable_ladder,,,,,,,,,1 rescue|pickup,"
        "12,,station_order,12.5,交警；120,,P,,大队意见"
    )
    page = admin.get(DRAFT).text
    assert "载水不少于 6 吨" in page
    assert "辖区主战" in page
    assert "2 → 2（每辆≥6 吨水）" in page


def test_a_row_shown_and_saved_untouched_stays_as_it_was(admin: Caller) -> None:
    before = admin.get(f"{DRAFT}/table.csv").text
    for seen, (key, fields) in enumerate(
        {
            "10800/1": {"water": "1", "foam": "1", "foam_types": "干粉消防车、泡沫干粉联用消防车"},
            "50000/-": {
                "any_of": "1",
                "any_of_words": "抢险救援、水罐、器材消防车、皮卡或小型巡逻车",
            },
        }.items(),
        1,
    ):
        category, level = key.split("/")
        line = next(one for one in before.splitlines() if one.startswith(f"{category},{level},"))
        note, people = line.rsplit(",", 1)[1], {"10800": "8", "50000": "5"}[category]
        told = {
            **ROW,
            **fields,
            "category": category,
            "level": level,
            "instead_of": key,
            "people": people,
            "stations": "1",
            "mark": "S" if category == "50000" else "P",
            "linkage": {"10800": "供电(先断电)", "50000": "可转社会力量"}[category],
            "note": note,
            "revision": str(seen),
        }
        answer = admin.submit(f"{DRAFT}/rows", **told)
        assert answer.status_code == 303, answer.text

    assert admin.get(f"{DRAFT}/table.csv").text == before


def test_faults_stand_beside_their_fields_and_what_was_typed_stays(admin: Caller) -> None:
    answer = admin.submit(
        f"{DRAFT}/rows", **{**ROW, "people": ""}, water="两辆", water_least="x", note="大队意见"
    )

    assert answer.status_code == 422
    assert 'id="fault-water" >水罐 的数量“两辆”应为正整数' in answer.text
    assert 'id="fault-water_least" >' in answer.text
    assert 'id="fault-people" >' in answer.text
    assert 'value="两辆"' in answer.text
    assert 'value="大队意见"' in answer.text
    assert "没有差别" in admin.get(DRAFT).text


def test_an_older_form_is_told_who_was_first_and_keeps_what_was_typed(admin: Caller) -> None:
    admin.submit(f"{DRAFT}/rows", **ROW, water="3")

    answer = admin.submit(f"{DRAFT}/rows", **ROW, water="4")

    assert answer.status_code == 409
    assert "刚被admin修改" in answer.text
    assert 'name="water" value="4"' in answer.text


def test_a_new_row_and_a_struck_one(admin: Caller) -> None:
    told = {**ROW, "category": "10920", "level": "1", "instead_of": ""}
    struck = admin.submit(f"{DRAFT}/rows/10920/-/strike", revision="1")
    added = admin.submit(f"{DRAFT}/rows", **{**told, "revision": "2"}, water="1")

    assert (struck.status_code, added.status_code) == (303, 303)
    page = admin.get(DRAFT).text
    assert "新增" in page and "删除" in page
    assert admin.get(f"{DRAFT}/rows/new").status_code == 200
    assert admin.get(f"{DRAFT}/rows/10920/-").status_code == 404


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_a_table_is_imported_from_a_file_of_an_office_program(admin: Caller, encoding: str) -> None:
    text = admin.get(f"{DRAFT}/table.csv").text.lstrip("\ufeff")
    changed = text.replace("10910,1,rule,1,", "10910,1,rule,2,").replace("\n", "\r\n")
    file = (io.BytesIO(changed.encode(encoding)), "规则.csv")

    answer = admin.submit(f"{DRAFT}/table", revision="1", file=file)

    assert answer.status_code == 303, answer.text
    assert "1 → 2" in admin.get(DRAFT).text


def test_an_import_names_every_bad_line_and_keeps_what_was_pasted(admin: Caller) -> None:
    text = admin.get(f"{DRAFT}/table.csv").text.lstrip("\ufeff")
    bad = text.replace("10910,1,rule,1,", "10910,1,rule,x,").replace("10930,1,", "10930,7,")

    answer = admin.submit(f"{DRAFT}/table", revision="1", table=bad)

    assert answer.status_code == 422
    assert answer.text.count("<li>表格 第") == 2
    assert "10930,7," in answer.text


def test_a_file_that_is_no_text_is_refused(admin: Caller) -> None:
    file = (io.BytesIO(b"PK\x03\x04\xff\xff\xff"), "规则.xlsx")

    answer = admin.submit(f"{DRAFT}/table", revision="1", file=file)

    assert answer.status_code == 422
    assert "没有差别" in admin.get(DRAFT).text


def test_the_way_into_force_leads_over_the_rehearsal(application: Flask) -> None:
    cast = Cast(application)
    number = new_incident(cast.token(Role.DISPATCHER), **PLACED)
    caller = cast.person(Role.ADMIN)
    caller.submit("/rules", base=DEFAULT, version="酉阳-1")
    caller.submit(f"{DRAFT}/rows", **ROW, water="3")
    refused = caller.submit(f"{DRAFT}/in-force", revision="2", since="")
    started = caller.submit(f"{DRAFT}/rehearsal", **{"from": "2026"})
    rehearsals.finish()
    shown = caller.get(f"{DRAFT}/rehearsal").text
    file = caller.get(f"{DRAFT}/rehearsal.csv").text
    page = caller.get(DRAFT).text
    held = caller.submit(f"{DRAFT}/in-force", revision="2", since="")

    assert refused.status_code == 409
    assert "还没有预演" in refused.text
    assert started.headers["Location"].endswith("/rehearsal")
    assert number in shown and "首批调派改变" in shown
    assert f"{number},2026-01-01 12:00" in file
    assert "生效（首批调派改变 1 起）" in page
    assert held.status_code == 303
    assert "◆ <strong>现行</strong>" in caller.get("/rules").text
    after = caller.get(DRAFT).text
    assert "修改</a>" not in after and "作废草稿" not in after


def test_a_rehearsal_that_was_never_run_has_no_file(admin: Caller) -> None:
    assert admin.get(f"{DRAFT}/rehearsal.csv").status_code == 404
    assert "还没有预演结果" in admin.get(f"{DRAFT}/rehearsal").text


def test_a_draft_is_thrown_away_from_its_page(admin: Caller) -> None:
    answer = admin.submit(f"{DRAFT}/discard")

    assert answer.headers["Location"] == "/rules"
    assert admin.get(DRAFT).status_code == 404


def test_whoever_may_not_edit_reads_without_buttons(application: Flask) -> None:
    page = Cast(application).person(Role.DISPATCHER).get(f"/rules/{DEFAULT}").text

    assert "高层建筑" in page and "导出 CSV" in page
    assert "修改</a>" not in page and "删除</button>" not in page


def test_the_page_of_an_incident_by_a_rule_from_a_real_case_is_shown(application: Flask) -> None:
    caller = Cast(application).token(Role.DISPATCHER)
    number = new_incident(caller, category="10710", level=1, **PLACED)

    page = caller.get(f"/incidents/{number}")

    assert page.status_code == 200
    assert "S-case" in page.text


def test_the_report_of_a_month_without_orders_says_so(application: Flask) -> None:
    page = Cast(application).person(Role.DISPATCHER).get("/rules/overrides?month=2026-01").text

    assert "这个月没有调派" in page


def test_a_number_typed_into_a_reason_is_masked_for_who_need_not_call_back(
    application: Flask,
) -> None:
    cast = Cast(application)
    dispatcher = cast.token(Role.DISPATCHER)
    number = new_incident(dispatcher, **PLACED)
    sent = {"units": ["龙潭3"], "override_reason": "村支书13712345678要求"}
    dispatcher.post(f"/api/v1/incidents/{number}/assignments", sent)
    opened = "/rules/overrides?month=2026-01&row=10100/1&show=all"

    assert "13712345678" in dispatcher.get(opened).text
    assert "137****5678" in cast.token(Role.CHIEF).get(opened).text
    assert "13712345678" not in cast.token(Role.AUDITOR).get(opened).text


def test_the_about_page_names_the_rules_in_force(application: Flask) -> None:
    assert DEFAULT in Cast(application).nobody().get("/about").text


def test_the_year_offered_is_the_last_one_that_has_incidents(application: Flask) -> None:
    cast = Cast(application)
    new_incident(cast.token(Role.DISPATCHER), **PLACED)
    cast.clock.moment = cast.clock.moment.replace(year=2029)
    caller = cast.person(Role.ADMIN)
    caller.submit("/rules", base=DEFAULT, version="酉阳-1")

    page = caller.get(DRAFT).text
    caller.post("/api/v1/rules/酉阳-1/rehearsal", {})
    rehearsals.finish()

    assert 'value="2026"' in page
    assert caller.get("/api/v1/rules/酉阳-1/rehearsal").json["from"] == 2026  # type: ignore[index]


def test_a_date_in_force_that_has_passed_is_told_and_stays_typed(admin: Caller) -> None:
    admin.submit(f"{DRAFT}/rehearsal", **{"from": "2026"})
    rehearsals.finish()

    answer = admin.submit(f"{DRAFT}/in-force", revision="1", since="2025-12-01T08:00")

    assert answer.status_code == 422
    assert "生效时间早于现在" in answer.text
    assert 'value="2025-12-01T08:00"' in answer.text


def test_a_date_in_force_is_local_time(admin: Caller) -> None:
    admin.submit(f"{DRAFT}/rehearsal", **{"from": "2026"})
    rehearsals.finish()

    admin.submit(f"{DRAFT}/in-force", revision="1", since="2026-02-01T08:00")

    assert "2026-02-01 08:00" in admin.get("/rules").text
