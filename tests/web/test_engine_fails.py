"""Whatever is wrong with the advice, a person can send by hand."""

import logging

import pytest
from flask import Flask

from dispatch import advising
from dispatch.records import Advice
from resources.accounts import Role
from resources.database import db
from tests.makers import count
from tests.web.people import Cast, new_incident, told

API = "/api/v1"


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """Break the engine where it thinks."""

    def fail(*told: object, **more: object) -> None:
        raise ZeroDivisionError("the engine is broken")

    monkeypatch.setattr(advising, "with_fleet", fail)
    caplog.set_level(logging.CRITICAL)


def test_an_order_by_hand_goes_out_and_says_that_no_advice_was_kept(
    application: Flask, broken: None
) -> None:
    dispatcher = Cast(application).token(Role.DISPATCHER)
    number = new_incident(dispatcher)

    answer = dispatcher.post(f"{API}/incidents/{number}/assignments", {"units": ["龙潭1"]})

    assert answer.status_code == 201, answer.text
    assert count(Advice) == 0
    said = told(dispatcher.get(f"{API}/incidents/{number}"))
    assert [one["call_sign"] for one in said["assignments"]] == ["龙潭1"]
    log = told(dispatcher.get(f"{API}/incidents/{number}/log"))["entries"]
    assert any(entry["kind"] == "units_ordered" for entry in log)


def test_the_page_of_the_incident_offers_every_vehicle(application: Flask, broken: None) -> None:
    cast = Cast(application)
    number = new_incident(cast.token(Role.DISPATCHER))
    person = cast.person(Role.DISPATCHER)

    page = person.get(f"/incidents/{number}")

    assert page.status_code == 200
    assert "建议暂不可用" in page.text
    for call_sign in ("龙潭1", "龙潭2", "龙潭3", "板溪1"):
        assert f'name="units" value="{call_sign}"' in page.text
    sent = person.submit(f"/incidents/{number}/assignments", units="板溪1")
    assert sent.status_code == 303
    db.session.rollback()
    assert "板溪1" in person.get(f"/incidents/{number}").text


def test_while_the_engine_works_nobody_is_told_otherwise(application: Flask) -> None:
    cast = Cast(application)
    number = new_incident(cast.token(Role.DISPATCHER))

    page = cast.person(Role.DISPATCHER).get(f"/incidents/{number}").text

    assert "建议暂不可用" not in page
    assert "龙潭1" in page
