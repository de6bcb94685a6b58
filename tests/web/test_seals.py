"""Sealed years on their pages, over the JSON interface and from the command line."""

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from incidents.categories import CATEGORIES
from incidents.yearbook.records import SealedYear
from resources.accounts import Role
from resources.database import transaction
from tests.makers import count
from tests.web.people import Caller, Cast, closed_incident, told

ADDRESS = "/api/v1/yearbook/seals"
NEW_YEAR = datetime(2027, 1, 4, 1, 0, tzinfo=UTC)
FROM, TO = CATEGORIES["10100"].name, CATEGORIES["20100"].name
WORDS = {"year": 2026, "words": "省厅要求先报"}


@pytest.fixture
def cast(application: Flask) -> Cast:
    """A county after a year with one closed house fire of three people."""
    cast = Cast(application)
    cast.number = closed_incident(cast.token(Role.DISPATCHER))  # type: ignore[attr-defined]
    cast.clock.moment = NEW_YEAR
    return cast


def recategorize(cast: Cast) -> None:
    number = cast.number  # type: ignore[attr-defined]
    told_of = {"category": "20100", "reason": "核对录音"}
    answer = cast.token(Role.CHIEF).post(f"/api/v1/incidents/{number}/correction", told_of)
    assert answer.status_code == 200, answer.text


def figure(answer: Any, table: str, row: str, column: str) -> Any:
    found = next(one for one in answer["tables"] if one["table"] == table)
    line = next(one for one in found["rows"] if one["row"] == row)
    return next(one for one in line["cells"] if one["column"] == column)


def test_a_seal_shows_sealed_and_present_figures_and_the_signed_difference(cast: Cast) -> None:
    statistician = cast.token(Role.STATISTICIAN)

    sealed = statistician.post(ADDRESS, WORDS)

    assert sealed.status_code == 201, sealed.text
    assert told(statistician.get(ADDRESS))["seals"] == [told(sealed)]
    before = told(statistician.get(f"{ADDRESS}/2026"))
    assert before["proof"] == {"proven": True, "faults": [], "remarks": []}
    assert figure(before, "calls", "2026", "fire")["sealed"] == "1"
    assert (before["difference"]["records"], before["difference"]["cells"]) == ([], [])

    recategorize(cast)

    after = told(statistician.get(f"{ADDRESS}/2026"))
    assert figure(after, "calls", "2026", "fire") == {
        "column": "fire",
        "sealed": "1",
        "now": "0",
        "difference": "－1",
    }
    (record,) = after["difference"]["records"]
    assert record["fields"] == [{"name": "category", "label": "类别", "before": FROM, "after": TO}]
    assert [entry["kind"] for entry in record["log"]] == ["record_corrected"]
    assert after["difference"]["adds_up"] and not after["difference"]["signed"]

    signed = statistician.post(f"{ADDRESS}/2026/amendments", {"reason": "类别录错"})

    assert signed.status_code == 201, signed.text
    last = told(statistician.get(f"{ADDRESS}/2026"))
    assert last["difference"]["signed"] and last["amendments"] == [told(signed)]
    assert statistician.post(f"{ADDRESS}/2026/amendments", {"reason": "x"}).status_code == 409


def test_what_cannot_be_sealed_is_refused_with_a_sentence(cast: Cast) -> None:
    statistician = cast.token(Role.STATISTICIAN)
    asked = [
        ({"year": 2027, "words": "x"}, 409, "还没有过完"),
        ({"year": 2026}, 422, "1 起未经确认"),
        ({"year": 1000, "words": "x"}, 422, "1949"),
        ({}, 422, "年度"),
        ({"year": "去年"}, 422, "整数"),
        ({"year": 2026, "words": ["x"]}, 422, "文字"),
    ]

    for body, code, words in asked:
        answer = statistician.post(ADDRESS, body)
        assert answer.status_code == code, answer.text
        assert words in told(answer)["detail"]

    assert count(SealedYear) == 0
    assert statistician.get(f"{ADDRESS}/2026").status_code == 404
    assert statistician.get(f"{ADDRESS}/x").status_code == 422
    assert statistician.post(f"{ADDRESS}/2026/amendments", {"reason": "x"}).status_code == 404
    assert cast.token(Role.CHIEF).post(ADDRESS, WORDS).status_code == 403


def test_the_pages_seal_show_sign_and_publish_anew(cast: Cast) -> None:
    person = cast.person(Role.STATISTICIAN)

    refused = person.submit("/yearbook/seals", year="2026", words="")
    sealed = person.submit("/yearbook/seals", **WORDS)

    assert refused.status_code == 422 and "还有 1 起未经确认" in refused.text
    assert sealed.headers["Location"] == "/yearbook/seals/2026"
    page = person.get("/yearbook/seals/2026").text
    assert "◆ 已核验" in page and "◆ 与封账时完全相同" in page
    recategorize(cast)
    page = person.get("/yearbook/seals/2026").text
    assert "▲ 尚未签认" in page and f"类别 {FROM} → {TO}" in page
    assert person.submit("/yearbook/seals/2026/amendments", reason="").status_code == 422
    assert person.submit("/yearbook/seals/2026/amendments", reason="录错").status_code == 303
    assert "◆ 已签认" in person.get("/yearbook/seals/2026").text
    again = person.submit("/yearbook/seals", year="2026", words="重新发布")
    assert again.status_code == 303
    assert "◆ 与封账时完全相同" in person.get("/yearbook/seals/2026").text
    assert "▲" not in person.get("/yearbook/seals/2026?edition=2").text
    assert f"类别 {FROM} → {TO}" in person.get("/yearbook/seals/2026?edition=1").text
    assert "第 2 版" in person.get("/yearbook/seals").text


def test_a_reader_sees_a_seal_and_no_form(cast: Cast) -> None:
    cast.token(Role.STATISTICIAN).post(ADDRESS, WORDS)
    reader: Caller = cast.person(Role.AUDITOR)

    assert "封账一个年度" not in reader.get("/yearbook/seals").text
    assert reader.get("/yearbook/seals/2026").status_code == 200
    assert reader.submit("/yearbook/seals", **WORDS).status_code == 403


def test_a_broken_seal_says_so_on_its_page(cast: Cast) -> None:
    cast.token(Role.STATISTICIAN).post(ADDRESS, WORDS)
    reader = cast.person(Role.AUDITOR)
    with transaction() as session:
        session.execute(text("UPDATE sealed_year SET words = '别的'"))

    page = reader.get("/yearbook/seals/2026")

    assert page.status_code == 200 and "✕ 核验不通过" in page.text

    with transaction() as session:
        session.execute(text("UPDATE sealed_year SET figures = '{}'"))

    broken = reader.get("/yearbook/seals/2026")
    assert broken.status_code == 409 and "已被破坏" in broken.text


def test_the_table_of_a_sealed_year_says_how_it_stands_to_its_seal(cast: Cast) -> None:
    statistician = cast.person(Role.STATISTICIAN)
    api = cast.token(Role.STATISTICIAN)
    api.post(ADDRESS, WORDS)
    asked = "from=2026&to=2026"
    assert "与封账时相同" in statistician.get(f"/yearbook?table=calls&{asked}").text

    recategorize(cast)

    (line,) = told(api.get(f"/api/v1/yearbook/calls?{asked}"))["seals"]
    assert (line["year"], line["edition"]) == (2026, 1)
    assert [(c["column"], c["sealed"], c["now"], c["difference"]) for c in line["cells"]] == [
        ("fire", "1", "0", "－1"),
        ("rescue", "0", "1", "＋1"),
    ]
    page = statistician.get(f"/yearbook?table=calls&{asked}").text
    assert "火灾扑救 封账 1，现 0，差 －1" in page
    assert told(api.get(f"/api/v1/yearbook/calls?{asked}&by=month"))["seals"] == []


def test_where_tables_disagree_each_reason_leads_to_its_records(cast: Cast) -> None:
    number = cast.number  # type: ignore[attr-defined]
    api = cast.token(Role.STATISTICIAN)

    found = told(api.get("/api/v1/yearbook/disagreements?from=2020&to=2026"))

    (apart,) = found["call_outs_and_fires"]
    (reason,) = apart["reasons"]
    assert (apart["difference"], reason["words"], reason["count"]) == ("1", "－尚未登记火灾", "1")
    assert reason["records"] == [{"number": number, "incident": number}]
    behind = told(api.get(reason["incidents"]))["records"]
    assert [one["number"] for one in behind] == [number]
    assert found["years_and_months"] == []
    # Of 2020 the plan prints 229 fires, 2 hurt, 674.8198; 450 calls of four kinds; and no total.
    assert [(one["key"], len(one["cells"])) for one in found["printed"]] == [
        ("youyang-2", 5),
        ("youyang-1", 3),
    ]
    assert len([one for one in found["plan"] if not one["holds"]]) == 7
    page = cast.person(Role.STATISTICIAN).get("/yearbook/disagreements?from=2020&to=2026").text
    assert f'href="/incidents/{number}"' in page and "▲ 5 格不同" in page
    assert cast.person(Role.AUDITOR).get("/yearbook/disagreements?from=x").status_code == 422
    assert api.get("/api/v1/yearbook/disagreements?from=2026&to=2020").status_code == 422
