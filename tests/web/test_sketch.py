"""The scene sketch over both doors: drawn, taken off, repeated, spoilt; and the drawing of it."""

import re
from xml.etree import ElementTree

import pytest
from flask import Flask

from incidents.sketch_marks import Mark, MarkKind
from resources.accounts import Role
from resources.geography import Position
from tests.makers import TOWN
from tests.web.people import Caller, Cast, new_incident, told
from web.sketch_drawing import RoadDrawn, Sketch, nice_m, symbol, thumbnail, whole_sheet

HERE = {"lon": 108.77, "lat": 28.841}
AREA = [HERE, {"lon": 108.771, "lat": 28.841}, {"lon": 108.771, "lat": 28.842}]
SVG = "{http://www.w3.org/2000/svg}"


def incident(caller: Caller) -> str:
    return f"/api/v1/incidents/{new_incident(caller, position=HERE)}/sketch"


def test_what_is_drawn_at_one_desk_stands_at_the_other_until_it_is_taken_off(
    application: Flask,
) -> None:
    cast = Cast(application)
    one, other = cast.token(Role.DISPATCHER), cast.token(Role.CHIEF)
    sketch = incident(one)

    drawn = one.post(sketch, {"kind": "cordon", "points": AREA, "label": "东侧"})
    seen = told(other.get(sketch))

    assert drawn.status_code == 201
    assert [(m["kind"], m["label"], m["is_mine"]) for m in seen["marks"]] == [
        ("cordon", "东侧", False)
    ]
    assert seen["marks"][0]["points"][1] == [108.771, 28.841]
    assert len(seen["kinds"]) == 10
    strike = f"{sketch}/{told(drawn)['id']}/strike"
    assert told(other.post(strike))["struck_by"] == "chief-token-2"
    again = one.post(strike)
    assert (again.status_code, "chief-token-2撤销" in told(again)["detail"]) == (409, True)
    assert told(one.get(sketch))["marks"] == []
    assert len(told(one.get(f"{sketch}?all=1"))["marks"]) == 1


def test_the_same_press_sent_twice_draws_once(application: Flask) -> None:
    caller = Cast(application).token(Role.DISPATCHER)
    sketch = incident(caller)
    body = {"kind": "nozzle", "points": [HERE]}

    first = caller.post(sketch, body, Idempotency_Key="k1")
    second = caller.post(sketch, body, Idempotency_Key="k1")

    assert (first.status_code, second.status_code) == (201, 201)
    assert told(first) == told(second)
    assert len(told(caller.get(sketch))["marks"]) == 1


def test_a_point_told_in_a_shifted_datum_is_converted(application: Flask) -> None:
    caller = Cast(application).token(Role.DISPATCHER)
    sketch = incident(caller)

    shifted = {"lon": 108.77, "lat": 28.841, "datum": "gcj02"}
    answer = caller.post(sketch, {"kind": "water", "points": [shifted]})

    lon, lat = told(answer)["points"][0]
    # GCJ-02 lies some hundred metres off here: drawn as it stands it would be the next street.
    assert 0.002 < abs(lon - 108.77) < 0.008
    assert abs(lat - 28.841) < 0.006


BAD: tuple[tuple[dict[str, object], str], ...] = (
    ({}, "kind"),
    ({"kind": "tank", "points": [HERE]}, "kind"),
    ({"kind": 7, "points": [HERE]}, "kind"),
    ({"kind": "nozzle"}, "points"),
    ({"kind": "nozzle", "points": []}, "points"),
    ({"kind": "nozzle", "points": "here"}, "points"),
    ({"kind": "nozzle", "points": [HERE, HERE]}, "points"),
    ({"kind": "nozzle", "points": [{"lon": 0, "lat": 0}]}, "points"),
    ({"kind": "nozzle", "points": [[108.77, 28.84]]}, "points"),
    ({"kind": "nozzle", "points": [{"lon": "NaN", "lat": 1}]}, "points"),
    ({"kind": "nozzle", "points": [{"lon": 109.9, "lat": 28.84}]}, "points"),
    ({"kind": "attack", "points": [HERE]}, "points"),
    ({"kind": "cordon", "points": AREA[:2]}, "points"),
    ({"kind": "cordon", "points": AREA * 21}, "points"),
    ({"kind": "nozzle", "points": [HERE], "label": "字" * 21}, "label"),
    ({"kind": "nozzle", "points": [HERE], "label": "\x00"}, "label"),
    ({"kind": "nozzle", "points": [HERE], "label": ["a"]}, "label"),
)


@pytest.mark.parametrize(("body", "field"), BAD)
def test_a_bad_mark_is_refused_by_its_field(
    application: Flask, body: dict[str, object], field: str
) -> None:
    caller = Cast(application).token(Role.DISPATCHER)
    sketch = incident(caller)

    answer = caller.post(sketch, body)

    assert answer.status_code == 422
    assert field in [fault["field"] for fault in told(answer)["faults"]]
    assert told(caller.get(sketch))["marks"] == []


def test_what_does_not_exist_is_not_found(application: Flask) -> None:
    caller = Cast(application).token(Role.DISPATCHER)
    sketch = incident(caller)

    for key in ("1", "99999999999", "-1", "a", "%F0%9F%94%A5", "1e3"):
        answer = caller.post(f"{sketch}/{key}/strike")
        assert (answer.status_code, bool(told(answer)["detail"])) == (404, True)
    assert caller.get("/api/v1/incidents/20200101-009/sketch").status_code == 404
    assert caller.get("/incidents/20200101-009/sketch").status_code == 404
    assert caller.get("/incidents/20200101-009/sketch.svg").status_code == 404


def test_an_auditor_looks_and_does_not_draw(application: Flask) -> None:
    cast = Cast(application)
    sketch = incident(cast.token(Role.DISPATCHER))
    auditor = cast.person(Role.AUDITOR)

    page = auditor.get(sketch.removeprefix("/api/v1"))

    assert auditor.post(sketch, {"kind": "nozzle", "points": [HERE]}).status_code == 403
    assert page.status_code == 200
    assert 'data-may-draw="no"' in page.text


def test_a_number_in_a_label_is_masked_for_who_need_not_call(application: Flask) -> None:
    cast = Cast(application)
    desk, auditor = cast.token(Role.DISPATCHER), cast.token(Role.AUDITOR)
    sketch = incident(desk)
    desk.post(sketch, {"kind": "trapped", "points": [HERE], "label": "电话13812345678"})

    assert "13812345678" in desk.get(sketch).text
    assert "13812345678" not in auditor.get(sketch).text
    for path in (sketch.removeprefix("/api/v1"), f"{sketch.removeprefix('/api/v1')}.svg"):
        assert "13812345678" not in auditor.get(path).text


def test_the_drawing_is_svg_with_legend_scale_north_number_and_time(application: Flask) -> None:
    caller = Cast(application).token(Role.DISPATCHER)
    sketch = incident(caller)
    caller.post(sketch, {"kind": "cordon", "points": AREA, "label": "<script>"})
    caller.post(sketch, {"kind": "nozzle", "points": [HERE]})

    answer = caller.get(f"{sketch.removeprefix('/api/v1')}.svg")

    assert answer.mimetype == "image/svg+xml"
    root = ElementTree.fromstring(answer.data)
    words = " ".join(node.text or "" for node in root.iter(f"{SVG}text"))
    for word in ("20260101-001", "2026-01-01 12:00", "图例", "水枪阵地 1", "北", "示意", "米"):
        assert word in words
    assert root.find(f".//{SVG}script") is None
    assert "style=" not in answer.text


MARKS = (
    Mark(MarkKind.COMMAND_POST, (TOWN,)),
    Mark(MarkKind.ATTACK, (TOWN, Position(TOWN.lon, TOWN.lat + 0.002))),
    Mark(MarkKind.CORDON, tuple(Position(one["lon"], one["lat"]) for one in AREA)),
)


def test_a_hundred_metres_on_the_ground_are_as_long_as_the_scale_says() -> None:
    north = Position(TOWN.lon, TOWN.lat + 0.001)
    line = Mark(MarkKind.ATTACK, (TOWN, north))

    text = whole_sheet(Sketch("甲", "", TOWN, (line,)))

    (x, y), (u, v) = (
        tuple(map(float, pair.split(",")))
        for pair in re.findall(r'<polyline points="([^"]+)"', text)[0].split()
    )
    (metres,) = map(int, re.findall(r">(\d+) 米</text>", text)[-1:])
    left, right = map(float, re.findall(r"M([\d.]+) [\d.]+V[\d.]+H([\d.]+)V", text)[-1])
    # A thousandth of a degree of latitude is 110.85 m at 28.8 degrees.
    assert abs(x - u) < 0.2
    assert abs((y - v) * metres / (right - left) - 110.85) < 0.5


def test_every_symbol_is_drawn_and_the_same_sketch_is_the_same_drawing() -> None:
    every = tuple(
        Mark(kind, (TOWN,)) for kind in MarkKind if kind not in {MarkKind.CORDON, MarkKind.ATTACK}
    )
    road = RoadDrawn("G319", (TOWN, MARKS[1].points[1]), is_synthetic=True)
    sketch = Sketch("甲", "", None, every + MARKS, (road,))

    for draw in (whole_sheet, thumbnail):
        text = draw(sketch)
        assert ElementTree.fromstring(text) is not None
        assert all(symbol(mark.kind) in text for mark in every)
        assert "G319" in text
        assert draw(sketch) == text
    assert "道路为生成数据" in whole_sheet(sketch)


def test_a_sketch_of_nothing_says_so() -> None:
    text = thumbnail(Sketch("甲", "", None, ()))

    assert "没有标绘" in text


@pytest.mark.parametrize(
    ("most", "nice"), [(0.5, 1), (1, 1), (9, 5), (10, 10), (199, 100), (4_999, 2_000)]
)
def test_a_scale_bar_has_a_round_length(most: float, nice: int) -> None:
    assert nice_m(most) == nice
