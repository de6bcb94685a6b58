"""People inside over interface and page: what is typed wrong is told, and the clocks are shown."""

import pytest
from flask import Flask

from resources.accounts import Role
from tests.makers import minute
from tests.web.people import Caller, Cast, ordered_incident, told

TEAM = {"name": "一组", "people": 3, "unit": "龙潭1", "air_minutes": 20}


@pytest.fixture
def cast(application: Flask) -> Cast:
    return Cast(application)


def go_in(caller: Caller, number: str, **said: object):
    return caller.post(f"/api/v1/incidents/{number}/inside", {**TEAM, **said})


def test_a_team_goes_in_is_asked_and_comes_out(cast: Cast) -> None:
    caller = cast.token(Role.DISPATCHER)
    number = ordered_incident(caller, "龙潭1")
    one = f"/api/v1/incidents/{number}/inside"

    entered = go_in(caller, number)
    key = told(entered)["team"]
    cast.clock.moment = minute(8)
    asked = caller.post(f"{one}/{key}/check", {"air_minutes": 9})
    cast.clock.moment = minute(15)
    out = caller.post(f"{one}/{key}/out")
    late = caller.post(f"{one}/{key}/check")

    assert entered.status_code == 201
    assert told(entered)["out_due_at"] == "2026-01-01T04:20:00Z"
    assert told(asked)["out_due_at"] == "2026-01-01T04:17:00Z"
    assert told(out)["came_out_at"] == "2026-01-01T04:15:00Z"
    assert late.status_code == 409
    assert [row["team"] for row in told(caller.get(one))["teams"]] == [key]


@pytest.mark.parametrize(
    ("said", "status", "words"),
    [
        ({"people": 0}, 422, "进入人数"),
        ({"people": "三"}, 422, "people"),
        ({"name": ""}, 422, "内攻组名称"),
        ({"air_minutes": 0}, 422, "余气时间"),
        ({"air_minutes": -3}, 422, "air_minutes"),
        ({"unit": "没有的车"}, 404, "没有的车"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(
    cast: Cast, said: dict[str, object], status: int, words: str
) -> None:
    caller = cast.token(Role.DISPATCHER)
    answer = go_in(caller, ordered_incident(caller, "龙潭1"), **said)

    assert answer.status_code == status
    assert words in answer.text


@pytest.mark.parametrize("key", ["99", "x", "-1", "9" * 12])
def test_a_team_that_is_not_there_is_told(cast: Cast, key: str) -> None:
    caller = cast.token(Role.DISPATCHER)
    number = ordered_incident(caller, "龙潭1")

    for deed in ("check", "out"):
        answer = caller.post(f"/api/v1/incidents/{number}/inside/{key}/{deed}")
        assert answer.status_code == 404


def test_the_incident_page_keeps_the_clocks_and_what_was_typed(cast: Cast) -> None:
    person = cast.person(Role.DISPATCHER)
    number = ordered_incident(person, "龙潭1")
    here = f"/incidents/{number}"

    refused = person.submit(f"{here}/inside", name="二组王强", people="", air_minutes="25", unit="")
    done = person.submit(f"{here}/inside", name="二组王强", people="2", air_minutes="25", unit="")
    page = person.get(here).text
    cast.clock.moment = minute(26)
    late = person.get(here).text
    person.submit(f"{here}/inside/1/out")

    assert refused.status_code == 422
    assert 'value="二组王强"' in refused.text
    assert done.status_code == 303
    assert "现有 2 人在内" in page
    assert "到时未出" not in page
    assert "到时未出" in late
    assert "现有" not in person.get(here).text
