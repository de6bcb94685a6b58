"""The quality of records at the door: reopening, remarks, reviews, the work list."""

from flask import Flask

from incidents import ledger, queries
from incidents.records import ClosingReport
from resources.accounts import Role
from tests.makers import count
from tests.web.people import FIRE, OUTCOME, Cast, closed_incident, ordered_incident, told

ONE = "/incidents/20260101-001"


def test_a_dispatcher_reopens_on_the_page_and_finds_the_report_filled_in(
    application: Flask,
) -> None:
    caller = Cast(application).person(Role.DISPATCHER)
    closed_incident(caller)
    version = told(caller.get(f"/api/v1{ONE}"))["version"]

    without = caller.submit(f"{ONE}/reopening", version=version, reason="", deed="reopening")
    done = caller.submit(f"{ONE}/reopening", version=version, reason="人数填错")
    page = caller.get(ONE).text

    assert without.status_code == 422
    assert "请写明重开原因" in without.text
    assert done.status_code == 303
    assert "已填回原报告" in page
    assert 'name="evacuated" value="2"' in page
    assert 'name="property_saved_yuan" value="1000.5"' in page
    assert "重开：人数填错（原结案：抢救 1 人" in page


def test_a_repeated_reopening_under_one_key_is_one_and_an_old_version_none(
    application: Flask,
) -> None:
    cast = Cast(application)
    caller, admin = cast.token(Role.DISPATCHER), cast.token(Role.ADMIN)
    closed_incident(caller)
    path = f"/api/v1{ONE}/reopening"

    stale = admin.post(path, {"reason": "核对"}, If_Match='"1"')
    first = admin.post(path, {"reason": "核对"}, Idempotency_Key="k1")
    again = admin.post(path, {"reason": "核对"}, Idempotency_Key="k1")
    twice = admin.post(path, {"reason": "核对"})
    closed = caller.post(f"/api/v1{ONE}/close", {"outcome": {**OUTCOME, "rescued": 2}})

    assert (stale.status_code, first.status_code, again.status_code) == (409, 200, 200)
    assert told(first) == told(again)
    assert (told(first)["state"], told(first)["report"]) == ("filed", None)
    assert twice.status_code == 409
    assert "尚未结案" in told(twice)["detail"]
    assert told(closed)["report"]["rescued"] == 2
    assert count(ClosingReport) == 1


def test_a_record_is_returned_mended_and_confirmed_each_by_its_hands(application: Flask) -> None:
    cast = Cast(application)
    desk, chief = cast.token(Role.DISPATCHER), cast.token(Role.CHIEF)
    statistician = cast.token(Role.STATISTICIAN)
    closed_incident(desk)
    path = f"/api/v1{ONE}/reviews"

    not_theirs = desk.post(path, {"step": "confirmed"})
    without = statistician.post(path, {"step": "returned"})
    returned = statistician.post(path, {"step": "returned", "reason": "人数不符"})
    early = statistician.post(path, {"step": "confirmed"})
    outcome = {"reason": "核实", "outcome": {"rescued": 2}, "township": "没有"}
    unknown = chief.post(f"/api/v1{ONE}/correction", outcome)
    mended = chief.post(f"/api/v1{ONE}/correction", {**outcome, "township": ""})
    stale = desk.post(path, {"step": "mended", "reason": "已改"}, If_Match='"2"')
    told_mended = desk.post(path, {"step": "mended", "reason": "已改为 2 人"})
    confirmed = statistician.post(path, {"step": "confirmed"})

    codes = [one.status_code for one in (not_theirs, without, returned, early, unknown, mended)]
    assert codes == [403, 422, 201, 409, 422, 200]
    assert "由统计员办理" in told(not_theirs)["detail"]
    assert (stale.status_code, told_mended.status_code) == (409, 201)
    assert told(confirmed)["standing"] == "confirmed"
    assert [one["step"] for one in told(confirmed)["steps"]] == ["returned", "mended", "confirmed"]


def test_the_page_shows_what_is_odd_and_takes_a_remark(application: Flask) -> None:
    cast = Cast(application)
    closed_incident(cast.token(Role.DISPATCHER))
    caller = cast.person(Role.STATISTICIAN)

    page = caller.get(ONE).text
    found = {
        one["rule"]: one["sentence"]
        for one in told(caller.get(f"/api/v1{ONE}/quality"))["findings"]
    }
    fields = {"rule": "no_vehicle", "finding": found["no_vehicle"], "deed": "remark"}
    empty = caller.submit(f"{ONE}/remarks", **fields, words="")
    done = caller.submit(f"{ONE}/remarks", **fields, words="村民自行扑救，未出动")

    assert set(found) == {"no_vehicle", "fire_not_registered"}
    assert "2 项待更正或批注" in page
    assert empty.status_code == 422
    assert "请对异常指标进行批注说明。" in empty.text
    assert done.status_code == 303
    assert "村民自行扑救" in caller.get(ONE).text
    assert "1 项待更正或批注" in caller.get(ONE).text


def test_the_form_of_a_correction_changes_only_what_was_changed(application: Flask) -> None:
    cast = Cast(application)
    closed_incident(cast.token(Role.DISPATCHER))
    caller = cast.person(Role.STATISTICIAN)
    version = told(caller.get(f"/api/v1{ONE}"))["version"]
    fields = {
        **{name: value for name, value in OUTCOME.items() if name != "is_urban"},
        "version": version,
        "is_urban": "true",
        "place": "",
        "loss_yuan": "450.50",
    }

    without = caller.submit(f"{ONE}/correction", **fields, reason="")
    done = caller.submit(f"{ONE}/correction", **fields, reason="核定损失")

    assert without.status_code == 422
    assert done.status_code == 303
    assert ledger.facts_of(queries.log_of("20260101-001")[-1]) == {
        "reason": "核定损失",
        "version": version + 1,
        "loss_fen_before": "30000",
        "loss_fen": "45050",
        "is_urban_before": "False",
        "is_urban": "True",
    }


def test_a_chief_answers_only_for_vehicles_of_the_own_station(application: Flask) -> None:
    cast = Cast(application)
    closed_incident(cast.token(Role.DISPATCHER))
    chief = cast.person(Role.CHIEF)

    answer = chief.post(
        f"/api/v1{ONE}/remarks",
        {"rule": "no_vehicle", "finding": "火灾扑救真警已结案，但没有车辆出动记录。", "words": "x"},
    )

    assert answer.status_code == 403
    assert "没有您队站的车辆" in told(answer)["detail"]


def test_the_work_list_says_who_must_mend_what_and_takes_no_nonsense(application: Flask) -> None:
    cast = Cast(application)
    desk = cast.token(Role.DISPATCHER)
    ordered_incident(desk, "龙潭1")
    desk.post("/api/v1/units/龙潭1/status", {"status": "in_station"})
    desk.post(f"/api/v1{ONE}/close", {"outcome": OUTCOME})
    caller = cast.person(Role.STATISTICIAN)

    work = told(caller.get("/api/v1/quality"))
    page = caller.get("/yearbook/quality?kind=missing")
    chief = cast.person(Role.CHIEF)
    own = told(chief.get("/api/v1/quality?station=二站"))

    assert [(one["what"], one["mender_label"]) for one in work["items"]] == [
        ("township", "坐席"),
        ("position", "坐席"),
        ("stamps", "一站"),
        ("no_vehicle", "坐席"),
    ]
    assert work["counts"][1] == {
        "mender": "station",
        "mender_label": "一站",
        "station": "一站",
        "kinds": {"returned": 0, "overdue": 0, "missing": 1, "odd": 0},
        "total": 1,
    }
    assert "龙潭1 缺出动、到场时刻。" in page.text
    assert "没有车辆出动记录" not in page.text
    assert (own["station"], [one["what"] for one in own["items"]]) == ("一站", ["stamps"])
    for query, code in (("from=2026-13-01", 422), ("kind=x", 422), ("station=没有", 404)):
        assert caller.get(f"/yearbook/quality?{query}").status_code == code
        assert caller.get(f"/api/v1/quality?{query}").status_code == code
    assert "不是日期" in caller.get("/yearbook/quality?from=2026-13-01").text


def test_closing_is_not_blocked_and_says_what_is_odd(application: Flask) -> None:
    caller = Cast(application).person(Role.DISPATCHER)
    caller.post("/api/v1/calls", {**FIRE, "trapped": 30})

    done = caller.submit(f"{ONE}/close", **{**OUTCOME, "is_urban": "false"})
    page = caller.get(ONE).text

    assert done.status_code == 303
    assert "已结案。3 项异常指标待更正或批注：火灾扑救真警已结案，但没有车辆出动记录。" in page
    assert "被困 30 人，超过 20 人。" in page
