"""Everybody goes home by one press: returned from the scene, recalled from the road."""

import pytest

from dispatch import going_home
from dispatch.errors import ImpossibleStatus
from incidents import queries
from resources.database import transaction
from resources.unit_status import UnitStatus as Status
from tests.makers import (
    a_county_with,
    assignment,
    incident,
    make_act,
    minute,
    order,
    report,
    take_a_call,
    unit,
)


def send_home(number: str, at: float) -> list[str]:
    with transaction() as session:
        return going_home.send_home(session, queries.lock_incident(session, number), make_act(at))


def test_who_arrived_returns_and_who_did_not_is_recalled(application):
    a_county_with("一号车", "二号车", "三号车")
    number = take_a_call(0)
    order(number, "一号车", "二号车", "三号车", at=1)
    report("一号车", Status.EN_ROUTE, 2)
    report("一号车", Status.ON_SCENE, 9)
    report("二号车", Status.EN_ROUTE, 2)

    sent = send_home(number, 30)

    assert sent == ["一号车", "三号车", "二号车"]
    statuses = {name: unit(name).status for name in sent}
    assert statuses == {"一号车": "returning", "二号车": "returning", "三号车": "in_station"}
    assert assignment(number, "一号车").returning_at == minute(30)
    assert assignment(number, "二号车").recalled_at == minute(30)
    assert incident(number).state == "returned"
    with pytest.raises(ImpossibleStatus, match="没有在外的车辆"):
        send_home(number, 31)
