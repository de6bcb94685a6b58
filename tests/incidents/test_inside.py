"""People inside: they go in, are asked, come out, and nobody is forgotten there."""

from datetime import timedelta
from typing import Any

import pytest

from dispatch import queries as dispatch_queries
from incidents import inside, queries
from incidents.errors import IncidentIsClosed, PeopleStillInside, TeamIsOut, UnknownTeam
from incidents.inside import Asked
from incidents.inside_teams import Entering, check_due
from resources.database import db, transaction
from resources.errors import BadInput, UnknownUnit
from tests.makers import (
    NOON,
    a_county_with,
    close,
    incident,
    make_act,
    minute,
    take_a_call,
)


def go_in(number: str, at: float = 0, **told: object) -> int:
    """Send a team of three inside for twenty minutes and return its key."""
    whole: dict[str, Any] = {"name": "一组", "people": 3, "call_sign": None} | told
    with transaction() as session:
        row = queries.lock_incident(session, number)
        return inside.enter(session, row, Entering(**whole), make_act(at)).id


def ask(number: str, key: int, at: float, air_min: float | None = None) -> None:
    air = None if air_min is None else timedelta(minutes=air_min)
    with transaction() as session:
        row = queries.lock_incident(session, number)
        inside.check(session, row, key, Asked(air), make_act(at))


def come_out(number: str, key: int, at: float) -> None:
    with transaction() as session:
        inside.come_out(session, queries.lock_incident(session, number), key, make_act(at))


def only_team(number: str):
    (row,) = inside.teams_of(incident(number).id)
    return row


def words_of(number: str) -> list[str]:
    return [row.text for row in queries.log_of(number) if row.kind.startswith("team_")]


@pytest.fixture
def number(application) -> str:
    a_county_with("一号车")
    return take_a_call(0)


def test_a_team_that_goes_in_is_due_to_be_asked_and_to_be_out(number):
    go_in(number, at=5, call_sign="一号车")

    row = only_team(number)

    assert (row.check_due_at, row.out_due_at) == (minute(15), minute(25))
    assert words_of(number) == ["内攻组“一组”3 人进入，空气时限 20 分钟"]


def test_a_check_moves_the_next_one_and_told_air_moves_the_way_out(number):
    key = go_in(number)

    ask(number, key, at=8)
    plain = only_team(number)
    first = (plain.checked_at, plain.check_due_at, plain.out_due_at)
    ask(number, key, at=12, air_min=6)
    row = only_team(number)

    assert first == (minute(8), minute(18), minute(20))
    # Six minutes of air at twelve: out by eighteen, and asked again no later than that.
    assert (row.checked_at, row.check_due_at, row.out_due_at) == (
        minute(12),
        minute(18),
        minute(18),
    )
    assert words_of(number)[1:] == [
        "内攻组“一组”3 人安全询问：有应答",
        "内攻组“一组”3 人安全询问：有应答，余气 6 分钟",
    ]


def test_a_team_out_is_watched_no_more_and_the_first_word_stands(number):
    key = go_in(number)
    before = dispatch_queries.watched_incidents(db.session())[0].teams
    come_out(number, key, at=17)
    come_out(number, key, at=19)

    assert [team.name for team in before] == ["一组"]
    assert only_team(number).came_out_at == minute(17)
    assert words_of(number)[-1] == "内攻组“一组”3 人全部撤出，在内 17 分钟"
    assert len(words_of(number)) == 2
    assert dispatch_queries.watched_incidents(db.session())[0].teams == ()
    with pytest.raises(TeamIsOut, match="重新登记进入"):
        ask(number, key, at=18)


def test_an_incident_is_not_closed_over_people_inside(number):
    key = go_in(number)

    with pytest.raises(PeopleStillInside, match="一组"):
        close(number)
    come_out(number, key, at=17)
    close(number)

    with pytest.raises(IncidentIsClosed):
        go_in(number)


def test_a_team_of_another_incident_is_not_there(number):
    key = go_in(number)
    other = take_a_call(60, place="板溪镇", position=None)

    with pytest.raises(UnknownTeam):
        ask(other, key, at=61)
    with pytest.raises(UnknownUnit):
        go_in(number, call_sign="没有的车")


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "组" * 41}, "name"),
        ({"people": 0}, "people"),
        ({"people": 51}, "people"),
        ({"air": timedelta(seconds=59)}, "air_minutes"),
        ({"air": timedelta(minutes=121)}, "air_minutes"),
    ],
)
def test_what_nobody_can_mean_is_refused_by_field(told, field):
    with pytest.raises(BadInput) as caught:
        Entering(**({"name": "一组", "people": 3} | told))

    assert [fault.field for fault in caught.value.faults] == [field]


def test_nobody_is_asked_again_later_than_they_must_be_out():
    assert check_due(NOON, minute(4)) == minute(4)
    assert check_due(NOON, minute(30)) == minute(10)
    assert check_due(minute(5), minute(4)) == minute(5)
