"""Turn-outs learned from the log are shown with what they rest on."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import update

from incidents.records import Incident
from resources.accounts import Role
from resources.database import transaction
from tests.makers import minute
from tests.web.people import Cast, ordered_incident, told


def turn_out(cast: Cast, call_sign: str, seconds: float) -> None:
    """Let a vehicle leave so many seconds after noon's order."""
    dispatcher = cast.token(Role.DISPATCHER)
    ordered_incident(dispatcher, call_sign)
    cast.clock.moment = minute(seconds / 60)
    dispatcher.post(f"/api/v1/units/{call_sign}/status", {"status": "en_route"})
    # The order was advised, and what it learned is kept for an hour.
    cast.clock.moment += timedelta(hours=2)


def test_a_county_without_orders_uses_the_table(application: Flask) -> None:
    seen = told(Cast(application).token(Role.DISPATCHER).get("/api/v1/turnout"))

    assert (seen["cases"], seen["stations"]) == (0, [])
    assert {row["used_s"] == row["default_s"] for row in seen["kinds"]} == {True}
    assert [row["used_s"] for row in seen["kinds"][:4]] == [45, 60, 120, 120]


def test_each_number_says_from_how_many_cases_it_comes(application: Flask) -> None:
    cast = Cast(application)
    turn_out(cast, "板溪1", 330)

    seen = told(cast.token(Role.DISPATCHER).get("/api/v1/turnout"))

    (row,) = [one for one in seen["kinds"] if one["cases"]]
    # One case of 330 s against twenty of 120 s.
    assert (row["kind"], row["period"], row["default_s"], row["median_s"], row["used_s"]) == (
        *("township_brigade", "day", 120, 330, 130),
    )
    (station,) = seen["stations"]
    # Towards its kind: (330 + 20 * 130) / 21 = 139.5.
    assert (station["label"], station["default_s"], station["used_s"]) == ("二站", 130, 140)


def test_made_up_records_are_marked_on_the_page(application: Flask) -> None:
    cast = Cast(application)
    turn_out(cast, "龙潭1", 90)
    with transaction() as session:
        session.execute(update(Incident).values(is_generated=True))

    page = cast.person(Role.ADMIN).get("/turnout").text

    assert "按生成的演示记录，1 例" in page
    assert "不代表本县实际" in page


def test_a_chief_sees_the_own_station_beside_the_kinds(application: Flask) -> None:
    cast = Cast(application)
    chief = cast.person(Role.CHIEF)
    turn_out(cast, "板溪1", 330)

    page = chief.get("/turnout").text

    assert "乡镇专职消防队" in page
    assert "二站" not in page
