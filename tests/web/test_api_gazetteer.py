"""The gazetteer over the JSON interface: entered, revised, withdrawn, and found at once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from incidents.records import LogEntry
from resources.accounts import Role
from resources.database import db, transaction
from resources.datums import Datum, from_wgs84
from resources.loading import load_county
from resources.records import Place
from seed.county_folder import read_county
from tests.makers import NOON, TOWN, count, make_place
from tests.web.people import PHONE, Caller, Cast, told
from web import create_app, in_memory
from web.settings import Settings

GAZETTEER = "/api/v1/gazetteer"
OTHER_COUNTY = Path(__file__).parents[1] / "seed" / "other_county"
BRIDGE: dict[str, object] = {
    "name": "渤海新桥",
    "kind": "bridge",
    "township_code": "麻旺镇",
    "radius_m": 80,
    "aliases": "新桥、 大桥 新桥",
}


def make_townships() -> None:
    with transaction() as session:
        make_place(session, "麻旺镇", kind="township")
        make_place(session, "板溪镇", kind="township")
        village = make_place(session, "亮垭村", township_code="麻旺镇")
        village.is_synthetic = True


@pytest.fixture
def cast(application: Flask) -> Cast:
    cast = Cast(application)
    make_townships()
    return cast


@pytest.fixture
def caller(cast: Cast) -> Caller:
    return cast.token(Role.DISPATCHER)


def add(caller: Caller, **said: object) -> str:
    """Enter the bridge and return its code."""
    answer = caller.post(GAZETTEER, {**BRIDGE, **said})
    assert answer.status_code == 201, answer.text
    code: str = told(answer)["code"]
    return code


def fields_at_fault(answer: TestResponse) -> set[str]:
    assert answer.status_code == 422, answer.text
    return {fault["field"] for fault in told(answer)["faults"]}


def names_found(caller: Caller, words: str) -> list[str]:
    # The first to ask after an edit may be told of the county before it.
    caller.get(f"/api/v1/places?q={words}")
    with caller.client.application.app_context():
        in_memory.finish()
    answer = caller.get(f"/api/v1/places?q={words}")
    return [one["name"] for one in told(answer)["candidates"]]


def history(caller: Caller, code: str) -> list[dict[str, object]]:
    listed: list[dict[str, object]] = told(caller.get(f"{GAZETTEER}/{code}/history"))["history"]
    return listed


def test_a_place_is_entered_and_read_back_with_source_and_author(caller: Caller) -> None:
    code = add(caller)

    answer = caller.get(f"{GAZETTEER}/{code}")

    place = told(answer)
    assert (place["name"], place["kind_label"], place["township"]) == ("渤海新桥", "桥梁", "麻旺镇")
    assert (place["parent_code"], place["aliases"]) == ("麻旺镇", ["新桥", "大桥"])
    assert place["dataset"]["name"] == "系统内录入"
    assert (place["edited_by"], place["edited_at"]) == (
        "dispatcher-token-1",
        "2026-01-01T04:00:00Z",
    )
    assert (place["synthetic"], place["withdrawn"], place["position"]) == (False, False, None)
    assert answer.headers["ETag"] == '"1"'


@pytest.mark.parametrize("datum", [Datum.WGS84, Datum.GCJ02, Datum.BD09])
def test_a_point_told_in_any_datum_is_answered_in_wgs84(caller: Caller, datum: Datum) -> None:
    lon, lat = from_wgs84(TOWN, datum)

    code = add(caller, position={"lon": lon, "lat": lat, "datum": str(datum)})

    place = told(caller.get(f"{GAZETTEER}/{code}"))
    assert place["position"] == {"lon": TOWN.lon, "lat": TOWN.lat, "datum": "wgs84"}
    assert place["datum_in"] == datum


def test_every_bad_field_is_named_at_once_and_nothing_is_kept(caller: Caller) -> None:
    before = count(Place), count(LogEntry)

    answer = caller.post(
        GAZETTEER,
        {
            **{"name": " ", "kind": "castle", "radius_m": 0, "is_urban": "perhaps"},
            **{"position": {"lon": 28.84, "lat": 108.77}, "aliases": ["a b"], "former_names": 3},
        },
    )

    assert fields_at_fault(answer) == {
        *("name", "kind", "township_code", "radius_m", "is_urban", "position", "aliases"),
        "former_names",
    }
    assert (count(Place), count(LogEntry)) == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "桥" * 61),
        ("name", "\u202e桥"),
        ("name", "\x00"),
        ("name", 7),
        ("kind", "township"),
        ("township_code", "亮垭村"),
        ("township_code", "没有"),
        ("parent_code", "没有"),
        ("radius_m", 50_001),
        ("radius_m", None),
        ("position", {"lon": 0, "lat": 0}),
        ("position", {"lon": 116.4, "lat": 39.9}),
        ("position", {"lon": 108.77, "lat": 28.84, "datum": "mars"}),
        ("aliases", "桥" * 61),
        ("aliases", [f"桥{number}" for number in range(51)]),
        ("former_names", " ".join(f"桥{number}" for number in range(51))),
        ("former_names", ["\ud800"]),
        ("version", "new"),
    ],
)
def test_a_wrong_value_is_refused_and_its_field_named(
    caller: Caller, field: str, value: object
) -> None:
    code = add(caller)

    answer = caller.patch(f"{GAZETTEER}/{code}", {field: value})

    assert fields_at_fault(answer) == {field}
    assert told(caller.get(f"{GAZETTEER}/{code}"))["version"] == 1


def test_what_is_not_told_stays_and_the_history_tells_what_changed(
    cast: Cast, caller: Caller
) -> None:
    code = add(caller)

    answer = cast.token(Role.ADMIN).patch(
        f"{GAZETTEER}/{code}", {"name": "渤海大桥", "former_names": ["渤海新桥"]}, If_Match='"1"'
    )

    place = told(answer)
    assert (place["name"], place["former_names"]) == ("渤海大桥", ["渤海新桥"])
    assert (place["radius_m"], place["aliases"], place["version"]) == (80, ["新桥", "大桥"], 2)
    added, revised = history(caller, code)
    assert (added["kind"], added["by"]) == ("place_added", "dispatcher-token-1")
    assert (revised["kind_label"], revised["by"]) == ("修订地点", "admin-token-2")
    assert revised["changes"] == [
        {"field": "name", "label": "名称", "before": "渤海新桥", "after": "渤海大桥"},
        {"field": "former_names", "label": "曾用名", "before": "", "after": "渤海新桥"},
    ]


def test_a_place_that_moves_to_another_township_leaves_its_old_one(caller: Caller) -> None:
    code = add(caller)

    place = told(caller.patch(f"{GAZETTEER}/{code}", {"township_code": "板溪镇"}))

    assert (place["township_code"], place["parent_code"]) == ("板溪镇", "板溪镇")


def test_a_place_lies_in_a_village_until_it_is_taken_out_of_it(caller: Caller) -> None:
    code = add(caller, parent_code="亮垭村")
    inside = told(caller.get(f"{GAZETTEER}/{code}"))

    outside = told(caller.patch(f"{GAZETTEER}/{code}", {"parent_code": None}))

    assert (inside["parent"], outside["parent"]) == ("亮垭村", "麻旺镇")


def test_the_same_point_told_again_leaves_a_generated_point_generated(caller: Caller) -> None:
    point = told(caller.get(f"{GAZETTEER}/亮垭村"))["position"]

    answer = caller.patch(f"{GAZETTEER}/亮垭村", {"position": point, "radius_m": 900})

    place = told(answer)
    assert (place["synthetic"], place["dataset"]["name"], place["radius_m"]) == (True, "测试", 900)
    assert [one["field"] for one in history(caller, "亮垭村")[0]["changes"]] == ["radius_m"]  # type: ignore[attr-defined]


def test_a_point_told_anew_is_no_longer_generated(caller: Caller) -> None:
    moved = {"lon": 108.78, "lat": 28.85, "datum": "wgs84"}

    place = told(caller.patch(f"{GAZETTEER}/亮垭村", {"position": moved}))

    assert (place["synthetic"], place["position"]) == (False, moved)
    assert place["dataset"]["name"] == "测试"


@pytest.mark.parametrize("way", ["header", "body"])
def test_an_edit_of_an_old_version_is_told_what_is_there_now(caller: Caller, way: str) -> None:
    code = add(caller)
    caller.patch(f"{GAZETTEER}/{code}", {"radius_m": 90})
    mine: dict[str, object] = {"radius_m": 120, "name": "渤海大桥"}

    answer = (
        caller.patch(f"{GAZETTEER}/{code}", mine, If_Match="1")
        if way == "header"
        else caller.patch(f"{GAZETTEER}/{code}", {**mine, "version": 1})
    )

    assert answer.status_code == 409
    refusal = told(answer)
    assert refusal["version"] == 2
    assert refusal["differences"] == [
        {"field": "name", "label": "名称", "before": "渤海新桥", "after": "渤海大桥"},
        {"field": "radius_m", "label": "范围半径", "before": "90", "after": "120"},
    ]
    assert "名称、范围半径" in refusal["detail"]
    assert told(caller.get(f"{GAZETTEER}/{code}"))["radius_m"] == 90


def test_of_eight_who_saw_the_same_version_one_writes(application: Flask, caller: Caller) -> None:
    code = add(caller)

    def ask(radius_m: int) -> int:
        other = Caller(application.test_client(), caller.headers)
        return other.patch(f"{GAZETTEER}/{code}", {"radius_m": radius_m}, If_Match="1").status_code

    with ThreadPoolExecutor(8) as pool:
        codes = sorted(pool.map(ask, range(100, 108)))

    assert codes == [200, *[409] * 7]
    assert len(history(caller, code)) == 2


def test_a_withdrawn_place_is_not_found_until_it_is_restored(caller: Caller) -> None:
    code = add(caller)

    withdrawn = caller.post(f"{GAZETTEER}/{code}/withdraw", {"reason": "已拆除"})
    found_then = names_found(caller, "渤海新桥")
    restored = caller.post(f"{GAZETTEER}/{code}/restore", {"reason": "还在"})

    assert told(withdrawn)["withdrawn"] is True
    assert "渤海新桥" not in found_then
    assert told(restored)["withdrawn"] is False
    assert names_found(caller, "渤海新桥")[0] == "渤海新桥"
    assert [one["reason"] for one in history(caller, code)] == ["", "已拆除", "还在"]


def test_a_withdrawal_needs_a_reason_and_a_standing_place(caller: Caller) -> None:
    code = add(caller)

    assert fields_at_fault(caller.post(f"{GAZETTEER}/{code}/withdraw")) == {"reason"}
    assert fields_at_fault(caller.post(f"{GAZETTEER}/{code}/restore", {"reason": "a"})) == {"code"}
    caller.post(f"{GAZETTEER}/{code}/withdraw", {"reason": "已拆除"})
    assert fields_at_fault(caller.patch(f"{GAZETTEER}/{code}", {"radius_m": 90})) == {"code"}


def test_a_code_nobody_has_is_not_found(caller: Caller) -> None:
    one = f"{GAZETTEER}/P-99999"

    answers = [
        *(caller.get(one), caller.get(f"{one}/history"), caller.patch(one, {"name": "桥"})),
        *(caller.post(f"{one}/{verb}", {"reason": "a"}) for verb in ("withdraw", "restore")),
    ]

    assert [answer.status_code for answer in answers] == [404] * 5
    assert all("P-99999" in told(answer)["detail"] for answer in answers)


def test_one_key_enters_one_place(caller: Caller) -> None:
    first = caller.post(GAZETTEER, BRIDGE, Idempotency_Key="one")

    again = caller.post(GAZETTEER, BRIDGE, Idempotency_Key="one")
    other = caller.post(GAZETTEER, {**BRIDGE, "name": "另一座桥"}, Idempotency_Key="one")

    assert (again.status_code, again.data) == (201, first.data)
    assert other.status_code == 422
    assert names_found(caller, "渤海新桥").count("渤海新桥") == 1


def test_one_key_revises_once(caller: Caller) -> None:
    code = add(caller)
    said, keys = {"radius_m": 90}, {"If_Match": "1", "Idempotency_Key": "two"}

    answers = [caller.patch(f"{GAZETTEER}/{code}", said, **keys) for _ in range(2)]

    assert [told(answer)["version"] for answer in answers] == [2, 2]
    assert len(history(caller, code)) == 2


def test_an_edit_is_found_a_moment_later_here_and_by_another_server(
    cast: Cast, caller: Caller, database_url: str, tmp_path: Path
) -> None:
    other_app = create_app(Settings(database_url, tmp_path, "k" * 64))
    other_app.test_client_class = cast.app.test_client_class
    other = Caller(other_app.test_client(), caller.headers)
    # Both have a search in memory before the edit.
    assert names_found(caller, "青龙桥") == names_found(other, "青龙桥") == []

    code = add(caller, name="青龙桥")
    after_adding = names_found(caller, "青龙桥"), names_found(other, "青龙桥")
    other.patch(f"{GAZETTEER}/{code}", {"name": "白虎桥", "former_names": "", "aliases": "虎桥"})

    assert after_adding == (["青龙桥"], ["青龙桥"])
    for asked in (caller, other):
        assert names_found(asked, "虎桥")[0] == "白虎桥"
        assert names_found(asked, "青龙桥") == []
    with other_app.app_context():
        db.engine.dispose()


STRANGE = (
    *("'; --", "{{7*7}}", "%s%n", "<script>alert(1)</script>", '"place":"亮垭村"', "\\"),
    *('"><img src=x onerror=alert(1)>', "🔥🚒", "𠮷野𡃁", "../../etc/passwd", "=HYPERLINK(1)"),
)


def test_strange_names_are_kept_as_sent_and_shown_escaped(cast: Cast, caller: Caller) -> None:
    person = cast.person(Role.DISPATCHER)

    aliases = {name: name.replace(" ", "") for name in STRANGE}
    codes = {name: add(caller, name=name, aliases=[aliases[name]]) for name in STRANGE}

    for name, code in codes.items():
        place = told(caller.get(f"{GAZETTEER}/{code}"))
        assert (place["name"], place["aliases"]) == (name, [aliases[name]])
        assert len(history(caller, code)) == 1
        page = person.get(f"/gazetteer/{code}")
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
    assert history(caller, "亮垭村") == []
    listed = person.get("/gazetteer?state=edited")
    assert "<script>alert" not in listed.text
    assert "{{7*7}}" in listed.text


@pytest.mark.parametrize("told_as", ["name", "kind", "township_code", "parent_code", "aliases"])
@pytest.mark.parametrize("value", [[], {}, 10**30, True, [[]], "\x1b[31m", "x" * 300_000])
def test_what_is_no_word_is_refused(caller: Caller, told_as: str, value: object) -> None:
    if told_as == "aliases" and value == []:
        value = [None]

    answer = caller.post(GAZETTEER, {**BRIDGE, told_as: value})

    assert told_as in fields_at_fault(answer)
    assert len(told(answer)["detail"]) < 1_000


def test_who_need_not_call_back_reads_no_telephone_number_in_a_reason(
    cast: Cast, caller: Caller
) -> None:
    code = add(caller)
    caller.post(f"{GAZETTEER}/{code}/withdraw", {"reason": f"户主{PHONE}来电"})

    seen = str(history(cast.token(Role.CHIEF), code)) + cast.person(Role.CHIEF).get(
        f"/gazetteer/{code}"
    ).get_data(as_text=True)

    assert PHONE not in seen
    assert "138****5678" in seen


def test_a_folder_loaded_again_keeps_what_was_edited_and_entered(application: Flask) -> None:
    cast = Cast(application, has_county=False)
    rows = read_county(OTHER_COUNTY)
    with transaction() as session:
        load_county(session, rows, NOON)
    caller = cast.token(Role.ADMIN)
    edited = next(row.code for row in rows.places if row.kind != "township")
    home = next(row.code for row in rows.places if row.kind == "township")
    caller.patch(f"{GAZETTEER}/{edited}", {"aliases": ["老地方"]})
    entered = add(caller, township_code=home)

    with transaction() as session:
        load_county(session, rows, NOON)

    assert told(caller.get(f"{GAZETTEER}/{edited}"))["aliases"] == ["老地方"]
    assert told(caller.get(f"{GAZETTEER}/{entered}"))["name"] == "渤海新桥"
    assert names_found(caller, "渤海新桥")[0] == "渤海新桥"
    assert len(history(caller, edited)) == 1
