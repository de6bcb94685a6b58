from flask import Flask

from resources.accounts import Role
from tests.web.people import Cast, new_incident, told

YEARS = "from=2026&to=2026"


def test_the_points_are_rounded_and_add_up_to_the_table(application: Flask) -> None:
    cast = Cast(application)
    for _ in range(3):
        new_incident(cast.token(Role.DISPATCHER))
    caller = cast.token(Role.STATISTICIAN)

    answer = told(caller.get(f"/api/v1/yearbook/points?{YEARS}"))
    table = told(caller.get(f"/api/v1/yearbook/calls?{YEARS}&by=township"))

    assert answer["total"] == 3
    assert sum(point[2] for point in answer["points"]) + answer["unplaced"] == 3
    assert all(round(value, 3) == value for point in answer["points"] for value in point[:2])
    counts = {row["row"]: row["cells"][0]["value"] for row in table["rows"]}
    assert {one["code"]: one["count"] for one in answer["townships"]} == counts
    assert sum(counts.values()) == 3
    assert not {"place", "address", "caller"} & set(answer)


def test_the_page_lists_every_township_without_scripts(application: Flask) -> None:
    cast = Cast(application)
    new_incident(cast.token(Role.DISPATCHER))

    page = cast.person(Role.STATISTICIAN).get(f"/yearbook/map?{YEARS}").text

    assert "警情分布图" in page
    assert 'data-points="/yearbook/points?table=calls&amp;from=2026&amp;to=2026"' in page
    assert "按乡镇街道" in page


def test_a_time_that_is_none_is_told_and_keeps_what_was_typed(application: Flask) -> None:
    answer = Cast(application).person(Role.CHIEF).get("/yearbook/map?from=2026-13&to=2026")

    assert answer.status_code == 422
    assert "2026-13" in answer.text
    assert 'value="2026-13"' in answer.text
