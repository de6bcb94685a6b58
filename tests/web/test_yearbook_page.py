import re
from dataclasses import replace

import pytest
from flask import Flask

from incidents.yearbook.counting import Check
from incidents.yearbook.questions import read_question
from incidents.yearbook.records import ImportBatch, ReturnFigure
from resources.accounts import Role
from resources.database import transaction
from tests.makers import NOON
from tests.web.people import Caller, Cast, closed_incident, new_incident, told
from tests.web.tables import youyang_calls
from web.pages.yearbook import PICTURE_POLICY
from web.yearbook_shapes import table_shape

YEARS = "from=2026&to=2026"
FIGURE = re.compile(r'<td class="number[^"]*"><a href="([^"]+)">([^<]+)</a>')


def figures(page: str) -> list[tuple[str, str]]:
    """Every figure of a page with the address of its records."""
    return [(path.replace("&amp;", "&"), text) for path, text in FIGURE.findall(page)]


@pytest.fixture
def counter(application: Flask) -> Caller:
    """The statistician, after three call-outs: a closed fire and two under way."""
    cast = Cast(application)
    closed_incident(cast.token(Role.DISPATCHER))
    new_incident(cast.token(Role.DISPATCHER))
    new_incident(cast.token(Role.DISPATCHER), place="桃花源镇 打 13812345678")
    return cast.person(Role.STATISTICIAN)


SHORT = (
    (f"table=calls&{YEARS}&by=month&across=&township=", f"table=calls&{YEARS}&by=month"),
    (f"table=calls&{YEARS}&by=hour&across=weekday", f"table=calls&{YEARS}&by=hour%2Aweekday"),
    # The list wins over the days the form still shows.
    ("table=calls&period=135&from=2026&to=2026&by=", "table=calls&period=135"),
    (f"table=calls&{YEARS}&by=&chart=lines", f"table=calls&{YEARS}&chart=lines"),
)


def test_the_form_leads_to_a_short_address_to_share(application: Flask) -> None:
    caller = Cast(application).person(Role.STATISTICIAN)

    for asked, short in SHORT:
        answer = caller.get(f"/yearbook?{asked}")

        assert answer.status_code == 302
        assert answer.headers["Location"] == f"/yearbook?{short}"


GROUPINGS = ("year", "month", "township", "urban", "class", "hour*weekday")


def test_every_figure_opens_records_that_add_up_to_it(counter: Caller) -> None:
    for by in GROUPINGS:
        page = counter.get(f"/yearbook?table=calls&{YEARS}&by={by}").text
        found = [(path, text) for path, text in figures(page) if text != "0"]

        assert found, by
        for path, text in found:
            records = counter.get(path).text
            assert f"合计 <b>{text}</b>" in records, path
            assert "与表中数字一致" in records
            assert records.count('<th scope="row">') == int(text)


def test_a_list_of_records_goes_on_after_the_last_and_leads_back(counter: Caller) -> None:
    asked = f"table=calls&{YEARS}&by=month"
    first = counter.get(f"/yearbook/records?{asked}&row=total&column=total").text
    numbers = re.findall(r'<th scope="row"><a href="/incidents/([^"]+)"', first)

    rest = counter.get(f"/yearbook/records?{asked}&row=total&column=total&after={numbers[0]}").text

    assert len(numbers) == 3
    assert re.findall(r'<th scope="row"><a href="/incidents/([^"]+)"', rest) == numbers[1:]
    assert 'href="/yearbook?table=calls&amp;from=2026&amp;to=2026&amp;by=month"' in rest
    assert "第一页" in rest


def test_records_are_told_without_a_whole_telephone_number(counter: Caller) -> None:
    asked = f"{YEARS}&row=total&column=total"

    page = counter.get(f"/yearbook/records?table=calls&{asked}").text
    answer = told(counter.get(f"/api/v1/yearbook/calls/records?{asked}"))

    assert "138****5678" in page and "13812345678" not in page
    assert (answer["count"], answer["total"], answer["next"]) == (3, 3, None)
    assert answer["records"][2]["place"].endswith("138****5678")
    assert answer["records"][0]["at"] == NOON.isoformat().replace("+00:00", "Z")
    assert answer["records"][0]["category_label"]


def test_what_cannot_be_asked_is_told_and_nothing_typed_is_lost(counter: Caller) -> None:
    answer = counter.get("/yearbook?table=fires&from=2026&to=2025-13&compare=yoy")

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert 'value="2025-13"' in answer.text
    assert '<option value="yoy" selected>' in answer.text
    assert '<option value="fires" selected>' in answer.text


def test_a_table_is_offered_only_what_it_can_be_asked(counter: Caller) -> None:
    calls = counter.get(f"/yearbook?table=calls&{YEARS}").text
    fires = counter.get(f"/yearbook?table=fires&{YEARS}").text

    assert 'name="station"' in calls and 'name="cause"' not in calls
    assert 'name="cause"' in fires and 'name="station"' not in fires
    assert '<option value="month" >月份</option>' in fires


def test_a_grid_is_shaded_and_its_figures_stay(counter: Caller) -> None:
    page = counter.get(f"/yearbook?table=calls&{YEARS}&by=weekday*hour").text

    # All three came within one hour: one square holds the highest figure, the others none.
    assert page.count("heat-9") == 1
    assert "heat-0" in page


def test_a_picture_may_use_its_own_style_sheet_and_nothing_else(counter: Caller) -> None:
    page = counter.get(f"/yearbook?table=calls&{YEARS}&by=month").text
    path = re.findall(r'<img src="([^"]+)" alt="([^"]+)"', page)[0]

    picture = counter.get(path[0].replace("&amp;", "&"))

    assert "总警情" in path[1] or "火灾扑救" in path[1]
    assert picture.content_type == "image/svg+xml; charset=utf-8"
    assert picture.headers["Content-Security-Policy"] == PICTURE_POLICY
    assert "unsafe" not in PICTURE_POLICY
    assert counter.get(f"/yearbook/calls.svg?{YEARS}&chart=pie").status_code == 422
    assert counter.get(f"/yearbook/fires.svg?{YEARS}&chart=stacked").status_code == 422
    assert counter.get(f"/yearbook/nothing.svg?{YEARS}").status_code == 404


def test_the_files_ask_the_same_question(counter: Caller) -> None:
    page = counter.get(f"/yearbook?table=calls&{YEARS}&by=month&class=10000").text

    path = "/yearbook/calls.xlsx?table=calls&amp;from=2026&amp;to=2026&amp;by=month"
    assert f'{path}&amp;class=10000"' in page
    answer = counter.get(path.replace("&amp;", "&"))
    wanted = "/api/v1/yearbook/calls?from=2026&to=2026&by=month&format=xlsx"
    assert answer.headers["Location"] == wanted


def test_a_return_is_marked_and_told_apart_from_the_records(counter: Caller) -> None:
    with transaction() as session:
        batch = ImportBatch(
            kind="returns", file_name="a.csv", sha256="0", mapping="{}", rows=1, at=NOON, by="测试"
        )
        session.add(batch)
        session.flush()
        for column, amount in (("total", 9), ("fire", 9), ("rescue", 0), ("social", 0)):
            session.add(_returned(batch.id, column, amount))
        session.add(_returned(batch.id, "other", 0))

    page = counter.get("/yearbook?table=calls&from=2025&to=2026").text
    total = dict((text, path) for path, text in figures(page))["12"]

    assert re.search(
        r'2025年\D*<span class="chip mark">年报数</span></th><td class="number">9<', page
    )
    # Three call-outs of our own and nine that were only returned.
    assert (
        "合计 <b>3</b> 次，另有年报数 9 次（没有逐条记录），与表中数字一致"
        in counter.get(total).text
    )


def _returned(batch: int, column: str, amount: int) -> ReturnFigure:
    return ReturnFigure(
        batch_id=batch, name="calls", year=2025, column=column, amount=amount, source="年报"
    )


def test_a_sum_that_does_not_hold_is_told_before_anything_else() -> None:
    broken = (Check("2020年：299≠300", False), Check("合计相符", True))
    table = replace(youyang_calls(), checks=broken)
    question = read_question({"from": "2016", "to": "2020"}, "Asia/Shanghai", NOON)

    assert table_shape(table, question)["broken"] == ["2020年：299≠300"]


def test_nothing_stands_behind_a_row_nobody_has(counter: Caller) -> None:
    gone = counter.get(f"/yearbook/records?table=calls&{YEARS}&row=1999&column=total")

    assert gone.status_code == 404
    assert counter.get(f"/yearbook/records?table=calls&{YEARS}").status_code == 422
