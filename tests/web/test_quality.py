"""The quality of records at the door: reopening, remarks, reviews, the work list."""

from flask import Flask

from incidents.records import ClosingReport
from resources.accounts import Role
from tests.makers import count
from tests.web.people import OUTCOME, Cast, closed_incident, told

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
