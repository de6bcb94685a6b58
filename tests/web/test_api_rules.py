"""The rules over the JSON interface, from a draft into force, and who may do what."""

import pytest
from flask import Flask

from resources.accounts import Role
from resources.database import transaction
from resources.records import Account
from tests.makers import minute
from tests.web.people import CHEAP_HASH, PASSWORD, Caller, Cast, csrf_token, new_incident, told
from web import rehearsals

RULES = "/api/v1/rules"
DRAFT = f"{RULES}/酉阳-1"
DEFAULT = "default-2026-1"
ROW = {"category": "10100", "level": "1", "basis": "rule", "people": "12", "mark": "P"}
PLACED = {"position": {"lon": 108.77, "lat": 28.84}}


def drafted(caller: Caller) -> None:
    answer = caller.post(RULES, {"base": DEFAULT, "version": "酉阳-1", "note": "试改"})
    assert answer.status_code == 201, answer.text


def rehearsed(caller: Caller, year: int = 2026) -> dict[str, object]:
    """Rehearse and wait for the outcome."""
    assert caller.post(f"{DRAFT}/rehearsal", {"from": year}).status_code == 202
    rehearsals.finish()
    outcome: dict[str, object] = told(caller.get(f"{DRAFT}/rehearsal"))
    return outcome


def test_a_rule_goes_from_a_draft_over_its_rehearsal_into_force(application: Flask) -> None:
    cast = Cast(application)
    admin, dispatcher = cast.token(Role.ADMIN), cast.token(Role.DISPATCHER)
    number = new_incident(dispatcher, **PLACED)
    drafted(admin)
    change = {"row": {**ROW, "water": "3>=2t"}, "instead_of": "10100/1"}
    revised = admin.patch(DRAFT, change, If_Match='"1"')
    outcome = rehearsed(admin)
    admin.post(f"{DRAFT}/in-force", {}, If_Match='"2"')

    assert told(revised)["revision"] == 2
    assert (outcome["state"], outcome["compared"], outcome["changed"]) == ("done", 1, 1)
    group = outcome["groups"][0]  # type: ignore[index]
    assert [one["number"] for one in group["incidents"]] == [number]
    assert group["incidents"][0]["added"] == ["板溪1"]
    listed = told(dispatcher.get(RULES))
    assert listed["in_force"] == "酉阳-1"
    assert [one["standing"] for one in listed["versions"]] == ["in_force", "default"]


def test_a_version_tells_its_rows_and_how_it_differs(application: Flask) -> None:
    admin = Cast(application).token(Role.ADMIN)
    drafted(admin)
    admin.patch(DRAFT, {"row": {**ROW, "water": "3"}, "instead_of": "10100/1"})

    answer = admin.get(DRAFT)

    shown = told(answer)
    assert answer.headers["ETag"] == '"2"'
    (one,) = shown["differences"]
    assert (one["key"], one["kind"]) == ("10100/1", "changed")
    changed = {cell["column"]: (cell["before"], cell["after"]) for cell in one["columns"]}
    assert changed["water"] == ("2", "3")
    row = next(row for row in shown["rows"] if row["key"] == "10100/1")
    assert row["lines"] == [{"label": "水罐车", "count": 3, "least": "", "mark": "P"}]


def test_what_is_exported_can_be_imported(application: Flask) -> None:
    admin = Cast(application).token(Role.ADMIN)
    drafted(admin)
    text = admin.get(f"{DRAFT}?format=csv").text

    answer = admin.patch(DRAFT, {"table": text.replace("10910,1,rule,1,", "10910,1,rule,2,")})

    assert answer.status_code == 200
    assert [one["key"] for one in told(admin.get(DRAFT))["differences"]] == ["10910/1"]


def test_faults_of_an_import_are_named_by_line_and_nothing_is_changed(application: Flask) -> None:
    admin = Cast(application).token(Role.ADMIN)
    drafted(admin)
    text = admin.get(f"{DRAFT}?format=csv").text.replace("10910,1,rule,1,", "10910,1,rule,x,")

    answer = admin.patch(DRAFT, {"table": text})

    assert answer.status_code == 422
    assert "water 的数量“x”应为正整数" in told(answer)["detail"]
    assert "行：" in told(answer)["faults"][0]["message"]
    assert told(admin.get(DRAFT))["version"]["revision"] == 1


def test_of_two_editors_the_second_is_told_who_was_first(application: Flask) -> None:
    cast = Cast(application)
    admin, other = cast.token(Role.ADMIN), cast.token(Role.CHIEF)
    drafted(admin)
    admin.patch(DRAFT, {"strike": "10110/2"}, If_Match='"1"')

    answer = other.patch(DRAFT, {"strike": "10110/3"}, If_Match='"1"')

    assert answer.status_code == 409
    assert "刚被admin-token-1修改" in told(answer)["detail"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "row"),
        ({"row": "x"}, "row"),
        ({"row": ROW}, "basis"),
        ({"row": {**ROW, "water": "two"}, "instead_of": "10100/1"}, "water"),
        ({"row": {**ROW, "wate": "2"}}, "wate"),
        ({"row": {**ROW, "water": "\x00"}}, "water"),
        ({"row": {**ROW, "water": "2"}, "instead_of": "10100"}, "instead_of"),
        ({"strike": "10100/9"}, "strike"),
        ({"strike": "10990/1"}, "level"),
        ({"table": "x"}, "table"),
        ({"table": ["x"]}, "table"),
        ({"table": "\x00"}, "table"),
        ({"note": "x" * 3000}, "note"),
        ({"mark": "Q"}, "mark"),
        ({"row": {**ROW, "water": "2"}, "strike": "10100/1"}, "row"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(
    application: Flask, body: dict[str, object], field: str
) -> None:
    admin = Cast(application).token(Role.ADMIN)
    drafted(admin)

    answer = admin.patch(DRAFT, body)

    assert answer.status_code == 422, answer.text
    assert field in {fault["field"] for fault in told(answer)["faults"]}


def test_a_draft_that_was_not_rehearsed_cannot_be_put_in_force(application: Flask) -> None:
    admin = Cast(application).token(Role.ADMIN)
    drafted(admin)

    answer = admin.post(f"{DRAFT}/in-force", {})

    assert answer.status_code == 409
    assert "还没有预演" in told(answer)["detail"]


@pytest.mark.parametrize(
    ("since", "code"),
    [("2020-01-01T00:00:00+08:00", 422), ("soon", 422), ("2026-06-01T00:00:00+08:00", 200)],
)
def test_the_date_in_force_lies_ahead(application: Flask, since: str, code: int) -> None:
    admin = Cast(application).token(Role.ADMIN)
    drafted(admin)
    rehearsed(admin)

    answer = admin.post(f"{DRAFT}/in-force", {"from": since})

    assert answer.status_code == code, answer.text
    assert told(admin.get(RULES))["in_force"] == DEFAULT


@pytest.mark.parametrize("year", [0, 1900, 99999, "x"])
def test_a_year_that_is_none_is_not_rehearsed(application: Flask, year: object) -> None:
    admin = Cast(application).token(Role.ADMIN)
    drafted(admin)

    answer = admin.post(f"{DRAFT}/rehearsal", {"from": year})

    assert answer.status_code == 422
    assert told(admin.get(f"{DRAFT}/rehearsal")) == {"state": "none"}


def test_what_holds_is_neither_rehearsed_nor_edited_nor_discarded(application: Flask) -> None:
    admin = Cast(application).token(Role.ADMIN)
    default = f"{RULES}/{DEFAULT}"

    answers = [
        admin.patch(default, {"strike": "10110/2"}),
        admin.post(f"{default}/discard"),
        admin.post(f"{default}/in-force"),
        admin.post(f"{default}/rehearsal", {"from": 2025}),
    ]

    assert [answer.status_code for answer in answers] == [409, 409, 409, 422]


def test_a_draft_is_thrown_away(application: Flask) -> None:
    admin = Cast(application).token(Role.ADMIN)
    drafted(admin)

    assert told(admin.post(f"{DRAFT}/discard")) == {"discarded": "酉阳-1"}
    assert admin.get(DRAFT).status_code == 404


def test_the_chief_of_one_station_does_not_edit_the_rules_of_all(application: Flask) -> None:
    cast = Cast(application)
    chief = cast.person(Role.CHIEF)

    assert chief.post(RULES, {"base": DEFAULT, "version": "一"}).status_code == 403
    assert chief.get(RULES).status_code == 200
    assert "起草新版本</h2>" not in chief.get("/rules").text


def test_the_chief_of_the_brigade_edits_and_does_not_put_in_force(application: Flask) -> None:
    cast = Cast(application)
    with transaction() as session:
        session.add(
            Account(
                name="brigade",
                display_name="大队长",
                role=Role.CHIEF,
                password_hash=CHEAP_HASH,
                is_demo=False,
                is_active=True,
                created_at=cast.clock(),
            )
        )
    chief = cast.nobody()
    chief.headers["X-CSRFToken"] = csrf_token(chief)
    chief.submit("/login", name="brigade", password=PASSWORD)

    drafted(chief)

    assert chief.post(f"{DRAFT}/in-force", {}).status_code == 403


def test_the_audit_names_what_the_county_lacks(application: Flask) -> None:
    dispatcher = Cast(application).token(Role.DISPATCHER)

    found = told(dispatcher.get(f"{RULES}/{DEFAULT}/audit"))["findings"]

    assert "全县没有舟艇能力的车" in {one["what"] for one in found}


def test_an_order_with_a_key_stands_in_the_report_of_its_month(application: Flask) -> None:
    cast = Cast(application)
    dispatcher = cast.token(Role.DISPATCHER)
    for code in ("crew", "crew", None):
        number = new_incident(dispatcher, **PLACED)
        body: dict[str, object] = {"units": ["龙潭3"]}
        if code:
            body["override_code"] = code
        sent = dispatcher.post(f"/api/v1/incidents/{number}/assignments", body)
        assert sent.status_code == 201, sent.text
        dispatcher.post(f"/api/v1/incidents/{number}/recall", {"unit": "龙潭3"})

    report = told(dispatcher.get(f"{RULES}/overrides?month=2026-01"))

    assert (report["orders"], report["differing"]) == (3, 3)
    (row,) = report["rows"]
    assert (row["row"], row["share"]) == ("10100/1", 1.0)
    counts = {one["why"]: one["count"] for one in row["reasons"] if one["count"]}
    assert counts == {"人员装备": 2, "未说明": 1}
    assert row["added"] == [{"call_sign": "龙潭3", "count": 3}]
    opened = dispatcher.get(row["reasons"][1]["address"].partition("#")[0]).text
    assert opened.count("/incidents/2026") == 2
    file = dispatcher.get(f"{RULES}/overrides?month=2026-01&format=csv").text
    assert "普通建筑(住宅、村民自建房、沿街商铺),一级火警,3,3,100%" in file
    assert told(dispatcher.get(f"{RULES}/overrides?month=2026-02"))["orders"] == 0


def test_the_month_begins_at_local_midnight(application: Flask) -> None:
    cast = Cast(application)
    dispatcher = cast.token(Role.DISPATCHER)
    # 16:30 UTC of the 31st is half past midnight of February in the county.
    cast.clock.moment = minute(60 * 24 * 30 + 60 * 12 + 30)
    number = new_incident(dispatcher, **PLACED)
    dispatcher.post(f"/api/v1/incidents/{number}/assignments", {"units": ["龙潭3"]})

    months = [
        told(dispatcher.get(f"{RULES}/overrides?month={month}"))["orders"]
        for month in ("2026-01", "2026-02")
    ]

    assert months == [0, 1]


@pytest.mark.parametrize("month", ["x", "2026-13", "0001-01", "9999-12", "2026-1-1"])
def test_a_month_that_is_none_is_named(application: Flask, month: str) -> None:
    answer = Cast(application).token(Role.DISPATCHER).get(f"{RULES}/overrides?month={month}")

    assert answer.status_code == 422
    assert "月份" in told(answer)["detail"]


def test_a_key_nobody_knows_is_named_and_none_at_all_goes(application: Flask) -> None:
    dispatcher = Cast(application).token(Role.DISPATCHER)
    number = new_incident(dispatcher, **PLACED)
    path = f"/api/v1/incidents/{number}/assignments"

    refused = dispatcher.post(path, {"units": ["龙潭3"], "override_code": "7"})
    sent = dispatcher.post(path, {"units": ["龙潭3"]})

    assert refused.status_code == 422
    assert told(refused)["faults"][0]["field"] == "override_code"
    assert sent.status_code == 201
