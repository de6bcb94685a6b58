"""The fire register over both doors: both forms, grade and why, later deaths, corrections."""

from typing import Any

import pytest
from flask import Flask

from incidents.records import Fire
from resources.accounts import Role
from resources.database import transaction
from tests.makers import count, make_place
from tests.web.people import Cast, new_incident, told

FIRES = "/api/v1/fires"
FULL: dict[str, Any] = {
    "form": "full",
    "occurred_at": "2025-12-01T09:00:00+08:00",
    "place": "龙潭镇",
    "cause": "electrical",
    "occupancy": "dwelling",
    "loss_yuan": "12.34",
}
SHORT = {"form": "simple", "occurred_at": "2025-12-01T09:00:00+08:00", "loss_yuan": "999.99"}
PEOPLE = {"dead": 0, "seriously_injured": 0, "lightly_injured": 0}
# As a page says it: the time of its field is local and has no zone, and every figure is told.
TYPED = {**FULL, **PEOPLE, "occurred_at": "2025-12-01T09:00:00"}


def test_a_fire_without_a_call_out_is_registered_graded_and_listed(application: Flask) -> None:
    caller = Cast(application).token(Role.STATISTICIAN)

    answer = caller.post(FIRES, {**FULL, "households": 3, "site_cost_yuan": "100"})

    fire = told(answer)
    assert answer.status_code == 201
    assert (fire["number"], fire["incident"]) == ("H20251201-001", None)
    assert (fire["grade_label"], fire["rule"]["key"], fire["rule"]["mark"]) == (
        *("一般（轻微）", "2025"),
        "R",
    )
    # The number of households this rule asks for was never found.
    assert "受灾户界限未查到" in fire["notes"][0]
    assert (fire["economic_loss_fen"], fire["unknown_parts"]) == (11_234, ["人身伤亡支出"])
    assert told(caller.get(f"{FIRES}/{fire['number']}")) == fire
    listed = told(caller.get(f"{FIRES}?owner=brigade&cause=electrical&q=龙潭"))
    assert (listed["total"], listed["fires"][0]["number"]) == (1, fire["number"])
    assert told(caller.get(f"{FIRES}?owner=forest"))["total"] == 0


@pytest.mark.parametrize(
    ("told_of", "field", "words"),
    [
        ({"loss_yuan": None}, "loss_yuan", "没有则填 0"),
        ({"occurred_at": ""}, "occurred_at", "须填写起火时间"),
        ({"form": ""}, "form", "完整登记或简易登记"),
        ({"owner": "police"}, "owner", "不在可选范围"),
        ({"households": -1}, "households", "0 到"),
        ({"households": "三"}, "households", "整数"),
        ({"site_cost_yuan": "1e999"}, "site_cost_yuan", "金额"),
        ({"cause_code": "12"}, "cause_code", "六位数字"),
        ({"cause_code": "020000"}, "cause_code", "以 01 开头"),
        ({"township": "没有"}, "township", "本县没有"),
        ({"form": "simple", "dead": 1}, "form", "完整登记"),
        ({"form": "simple", "loss_yuan": "1000"}, "loss_yuan", "完整登记"),
        ({"occurred_at": "2026-01-02T12:00:00+08:00"}, "occurred_at", "晚于现在"),
    ],
)
def test_a_fire_that_cannot_be_is_refused_by_field_and_not_kept(
    application: Flask, told_of: dict[str, Any], field: str, words: str
) -> None:
    caller = Cast(application).token(Role.STATISTICIAN)

    answer = caller.post(FIRES, {**FULL, **told_of})

    assert answer.status_code == 422
    (fault,) = told(answer)["faults"]
    assert fault["field"] == field
    assert words in fault["message"]
    assert count(Fire) == 0


@pytest.mark.parametrize(("loss", "code"), [("999.99", 201), ("1000", 422)])
def test_the_short_form_ends_at_a_thousand_yuan(application: Flask, loss: str, code: int) -> None:
    caller = Cast(application).token(Role.STATISTICIAN)

    assert caller.post(FIRES, {**SHORT, "loss_yuan": loss}).status_code == code


def test_what_may_be_unknown_is_emptied_and_the_rest_stays(application: Flask) -> None:
    caller = Cast(application).token(Role.STATISTICIAN)
    said = {**FULL, "households": 3, "people_cost_yuan": 5, "cause_code": "010101", "dead": 1}
    number = told(caller.post(FIRES, said))["number"]

    emptied = {"households": None, "people_cost_yuan": "", "cause_code": ""}
    answer = caller.post(f"{FIRES}/{number}/correction", {**emptied, "reason": "核实"})

    fire = told(answer)
    assert (fire["households"], fire["people_cost_fen"], fire["cause_code"]) == (None, None, "")
    assert (fire["dead"], fire["loss_fen"], fire["cause"]) == (1, 1_234, "electrical")


def test_a_death_told_later_moves_the_grade_and_its_strike_moves_it_back(
    application: Flask,
) -> None:
    cast = Cast(application)
    caller = cast.token(Role.STATISTICIAN)
    said = {**FULL, "dead": 2, "seriously_injured": 1}
    number = told(caller.post(FIRES, said))["number"]
    deaths = f"{FIRES}/{number}/deaths"

    last = {"died_on": "2025-12-31", "counted_before": "serious"}
    within = told(caller.post(deaths, last, If_Match='"1"'))
    too_late = told(caller.post(deaths, {"died_on": "2026-01-01"}))

    assert within["grade_label"] == "较大"
    assert within["counted"] == {"dead": 3, "seriously_injured": 0, "lightly_injured": 0}
    assert [one["counts"] for one in too_late["deaths"]] == [True, False]
    assert (too_late["counted"]["dead"], too_late["deaths_too_late"]) == (3, 1)
    again = caller.post(deaths, last, If_Match='"1"')
    assert again.status_code == 409
    key = within["deaths"][0]["id"]
    struck = told(caller.post(f"{deaths}/{key}/strike", {"reason": "误报"}))
    assert (struck["grade_label"], struck["counted"]["dead"]) == ("一般", 2)
    assert caller.post(f"{deaths}/{key}/strike", {"reason": "误报"}).status_code == 409
    assert caller.post(f"{deaths}/0/strike", {"reason": "误报"}).status_code == 404
    assert caller.post(f"{deaths}/x/strike", {"reason": "误报"}).status_code == 404


@pytest.mark.parametrize(
    "day", ["", "昨天", "2025-13-01", "2025-12-1", "20251201", "0001-01-01", "2026-01-02"]
)
def test_a_day_that_cannot_be_is_refused(application: Flask, day: str) -> None:
    caller = Cast(application).token(Role.STATISTICIAN)
    number = told(caller.post(FIRES, FULL))["number"]

    answer = caller.post(f"{FIRES}/{number}/deaths", {"died_on": day})

    assert answer.status_code == 422
    assert told(answer)["faults"][0]["field"] == "died_on"


def test_both_forms_and_the_whole_life_of_a_fire_work_without_scripts(application: Flask) -> None:
    cast = Cast(application)
    caller = cast.person(Role.STATISTICIAN)
    with transaction() as session:
        make_place(session, "板溪镇", kind="township")
    incident = new_incident(cast.token(Role.DISPATCHER))

    full = caller.get(f"/fires/new?incident={incident}").text
    short = caller.get("/fires/new?form=simple").text
    answer = caller.submit(
        "/fires", **{**TYPED, "dead": 1}, incident=incident, township="板溪镇", owner="forest"
    )

    assert 'value="2026-01-01T12:00:00"' in full
    assert "受灾户" in full
    assert "受灾户" not in short
    page = "/fires/H20251201-001"
    assert (answer.status_code, answer.headers["Location"]) == (303, page)
    text = caller.get(page).text
    assert "归森林草原统计，不计入消防救援" in text
    assert incident in text
    assert "板溪镇" in text
    steps = [
        caller.submit(f"{page}/deaths", died_on="2025-12-02", version="1"),
        caller.submit(
            f"{page}/correction",
            **{**TYPED, "loss_yuan": "20000.00", "dead": 1, "owner": "brigade"},
            **{"reason": "核定损失", "version": 2},
        ),
        caller.submit(f"{page}/deaths/1/strike", reason="误报", version="3"),
    ]
    assert [step.status_code for step in steps] == [303] * 3
    text = caller.get(page).text
    assert "直接财产损失：12.34 元 → 20000.00 元" in text
    assert "统计归属：森林草原 → 消防救援" in text
    assert "已划去（statistician：误报）" in text


def test_a_refused_form_comes_back_with_all_that_was_typed(application: Flask) -> None:
    caller = Cast(application).person(Role.STATISTICIAN)

    answer = caller.submit("/fires", **{**TYPED, "loss_yuan": "", "place": "木叶乡旧仓库"})
    bad_time = caller.submit("/fires", **{**TYPED, "occurred_at": "早上"})

    assert answer.status_code == 422
    assert "木叶乡旧仓库" in answer.text
    assert 'value="2025-12-01T09:00:00"' in answer.text
    assert "财产损失：请填写，没有则填 0。" in answer.text
    assert bad_time.status_code == 422
    assert count(Fire) == 0


def test_of_two_corrections_of_one_version_the_second_sees_both_words(application: Flask) -> None:
    caller = Cast(application).person(Role.STATISTICIAN)
    number = caller.submit("/fires", **TYPED).headers["Location"].rsplit("/", 1)[1]
    said = {**TYPED, "reason": "核定", "version": 1}

    first = caller.submit(f"/fires/{number}/correction", **{**said, "loss_yuan": "100"})
    second = caller.submit(f"/fires/{number}/correction", **{**said, "loss_yuan": "200"})

    assert (first.status_code, second.status_code) == (303, 409)
    assert "12.34 元" in second.text
    assert "100.00 元" in second.text
    assert "200.00 元" in second.text
    assert 'value="200"' in second.text


def test_a_figure_emptied_on_the_page_is_asked_for_and_not_guessed(application: Flask) -> None:
    caller = Cast(application).person(Role.STATISTICIAN)
    page = caller.submit("/fires", **TYPED).headers["Location"]

    answers = [
        caller.submit(f"{page}/correction", **{**TYPED, "dead": "", "reason": "核定"}),
        caller.submit("/fires", **{**TYPED, "dead": ""}),
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert all("死亡人数：请填写，没有则填 0。" in answer.text for answer in answers)
    assert count(Fire) == 1


def test_the_list_keeps_other_owners_apart_and_says_how_many(application: Flask) -> None:
    cast = Cast(application)
    program, caller = cast.token(Role.STATISTICIAN), cast.person(Role.STATISTICIAN)
    for owner in ("brigade", "forest", "railway"):
        program.post(FIRES, {**FULL, "owner": owner, "place": f"{owner}处 13812345678"})

    own, every = caller.get("/fires"), caller.get("/fires?owner=all&year=2025")

    assert "共 1 起；另有 2 起归其他部门统计" in own.text
    assert "forest处" not in own.text
    assert "共 3 起" in every.text
    assert "13812345678" not in every.text
    assert "共 0 起" in caller.get("/fires?year=2024").text
    assert caller.get("/fires?page=9").status_code == 200


def test_a_place_that_must_be_masked_stays_out_of_the_form_and_is_not_changed(
    application: Flask,
) -> None:
    cast = Cast(application)
    caller = cast.person(Role.STATISTICIAN)
    cast.token(Role.DISPATCHER).post(FIRES, {**FULL, "place": "村口 13812345678"})

    page = caller.get("/fires/H20251201-001").text
    fields = {**TYPED, "place": "", "reason": "核定"}
    answer = caller.submit("/fires/H20251201-001/correction", **fields)

    assert "13812345678" not in page
    assert answer.status_code == 303
    assert "138****5678" in caller.get("/fires/H20251201-001").text


def test_an_unknown_fire_is_not_found(application: Flask) -> None:
    caller = Cast(application).person(Role.STATISTICIAN)

    for path in ("/fires/H0", f"{FIRES}/H0"):
        assert caller.get(path).status_code == 404
    assert caller.submit("/fires/H0/deaths", died_on="2025-12-02").status_code == 404
    assert caller.get("/fires/new?incident=20200101-009").status_code == 404
