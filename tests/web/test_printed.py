"""Printed tables on their pages and over the JSON interface: kept as printed, laid beside ours."""

import pytest
from flask import Flask

from incidents.records import LogEntry
from incidents.yearbook.records import PrintedTable
from resources.accounts import Role
from resources.database import db
from tests.makers import count
from tests.web.people import Cast, closed_incident, told

ADDRESS = "/api/v1/yearbook/printed"
TOLD = {
    "table": "fires",
    "paper": "《县年鉴2026》",
    "box": "表5",
    "figures": {"2026": {"fires": "３", "loss": "0.03"}, "total": {"fires": "4", "loss": "—"}},
}
PASTED = "年份\t火灾起数（起）\t死亡人数\n2026年\t3\t0\n"


def test_the_shipped_tables_are_listed_with_what_is_wrong_in_them(application: Flask) -> None:
    reader = Cast(application).token(Role.AUDITOR)

    answer = told(reader.get(ADDRESS))

    assert [(one["key"], one["box"], one["is_comparable"]) for one in answer["printed"]] == [
        ("youyang-1", "专栏1", True),
        ("youyang-2", "专栏2", True),
        ("youyang-3", "专栏3", False),
        ("shuozhou-1", "专栏1", False),
    ]
    faults = [[one for one in plan["findings"] if not one["holds"]] for plan in answer["plans"]]
    assert [len(one) for one in faults] == [7, 3]


def test_a_shipped_table_is_laid_beside_ours_cell_by_cell(application: Flask) -> None:
    reader = Cast(application).token(Role.STATISTICIAN)

    answer = told(reader.get(f"{ADDRESS}/youyang-1"))

    assert answer["rows"][0]["texts"]["loss"] == "1712.3746"
    beside = answer["comparison"]
    # Six rows of four cells; ours are empty, and four years had no dead.
    assert (beside["compared"], beside["differing"]) == (24, 20)
    assert beside["cells"][0] == {
        "row": "2016",
        "row_label": "2016年",
        "column": "fires",
        "heading": "火灾起数",
        "unit": "起",
        "ours": "0",
        "printed": "182",
        "difference": "－182",
        "differs": True,
        "incidents": beside["cells"][0]["incidents"],
    }
    assert "火灾扑救警情与火灾起数" in {one["about"] for one in answer["findings"]}
    assert told(reader.get(beside["cells"][0]["incidents"]))["records"] == []


def test_a_shipped_table_is_not_edited_nor_taken_out(application: Flask) -> None:
    statistician = Cast(application).token(Role.STATISTICIAN)

    for answer in (
        statistician.patch(f"{ADDRESS}/youyang-1", TOLD),
        statistician.send("DELETE", f"{ADDRESS}/youyang-1"),
        statistician.get("/yearbook/printed/youyang-1/edit"),
    ):
        assert answer.status_code == 409
        assert "照原文收录" in answer.text


def test_an_entered_table_keeps_every_text_and_differs_from_ours(application: Flask) -> None:
    cast = Cast(application)
    number = closed_incident(cast.token(Role.DISPATCHER))
    dispatcher = cast.token(Role.DISPATCHER)
    fire = {"form": "full", "cause": "electrical", "occupancy": "dwelling", "loss_yuan": 300}
    assert dispatcher.post(f"/api/v1/incidents/{number}/fires", fire).status_code == 201
    statistician = cast.token(Role.STATISTICIAN)

    entered = statistician.post(ADDRESS, TOLD)

    assert entered.status_code == 201, entered.text
    key = told(entered)["key"]
    answer = told(statistician.get(f"{ADDRESS}/{key}"))
    assert [row["texts"] for row in answer["rows"]] == [
        {"fires": "３", "loss": "0.03"},
        {"fires": "4", "loss": "—"},
    ]
    # One fire of 300 yuan: 1 and 0.0300 beside 3 and 0.03; the total 1 beside 4.
    cells = answer["comparison"]["cells"]
    assert [(c["row"], c["column"], c["difference"]) for c in cells] == [
        ("2026", "fires", "－2"),
        ("2026", "loss", "0"),
        ("total", "fires", "－3"),
    ]
    behind = told(statistician.get(cells[0]["incidents"]))["records"]
    assert [one["incident"] for one in behind] == [number]
    assert [one["sentence"] for one in answer["findings"]] == [
        "表5 火灾起数 合计印作 4，各年相加为 3。"
    ]


def test_an_edit_keeps_what_stood_there_and_needs_the_version_that_was_read(
    application: Flask,
) -> None:
    statistician = Cast(application).token(Role.STATISTICIAN)
    key = told(statistician.post(ADDRESS, TOLD))["key"]
    mended = {**TOLD, "figures": {"2026": {"fires": "5"}}}

    first = statistician.patch(f"{ADDRESS}/{key}", mended, If_Match='"1"')
    second = statistician.patch(f"{ADDRESS}/{key}", TOLD, If_Match='"1"')

    assert (first.status_code, second.status_code) == (200, 409)
    assert told(first)["version"] == 2
    entries = db.session.scalars(db.select(LogEntry).where(LogEntry.kind.startswith("printed")))
    last = list(entries)[-1]
    assert (last.kind, '\\"３\\"' in last.facts) == ("printed_revised", True)


def test_the_same_box_of_a_paper_is_entered_once(application: Flask) -> None:
    statistician = Cast(application).token(Role.STATISTICIAN)
    statistician.post(ADDRESS, TOLD)
    other = told(statistician.post(ADDRESS, {**TOLD, "box": "表6"}))["key"]

    again = statistician.post(ADDRESS, TOLD)
    moved = statistician.patch(f"{ADDRESS}/{other}", TOLD)

    assert (again.status_code, moved.status_code) == (422, 422)
    assert "已经录入过" in told(again)["detail"]
    assert count(PrintedTable) == 2


def test_a_table_can_be_taken_out_again(application: Flask) -> None:
    statistician = Cast(application).token(Role.STATISTICIAN)
    key = told(statistician.post(ADDRESS, TOLD))["key"]

    assert statistician.send("DELETE", f"{ADDRESS}/{key}").status_code == 200

    assert statistician.get(f"{ADDRESS}/{key}").status_code == 404
    assert count(PrintedTable) == 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"table": "pets"}, "table"),
        ({"paper": ""}, "paper"),
        ({"mark": "Z"}, "mark"),
        ({"figures": {}}, "figures"),
        ({"figures": {"2026": "3"}}, "figures"),
        ({"figures": {"2026": {"fires": 3}}}, "fires"),
        ({"figures": {"2026": {"pets": "3"}}}, "figures"),
        ({"figures": {"2026": {"fires": "=1+1"}}}, "figures"),
        ({"figures": {"2026": {"fires": "-1"}}}, "figures"),
        ({"figures": {"2026": {"fires": "\x00"}}}, "fires"),
        ({"figures": ["2026"]}, "figures"),
        ({"figures": "年份\t火灾起数\n2026\tx"}, "figures"),
    ],
)
def test_a_bad_table_is_refused_by_field_and_nothing_is_kept(
    application: Flask, change: dict[str, object], field: str
) -> None:
    statistician = Cast(application).token(Role.STATISTICIAN)

    answer = statistician.post(ADDRESS, {**TOLD, **change})

    assert answer.status_code == 422
    assert field in {one["field"] for one in told(answer)["faults"]}
    assert count(PrintedTable) == 0


def test_the_form_keeps_what_was_typed_and_names_each_fault(application: Flask) -> None:
    person = Cast(application).person(Role.STATISTICIAN)
    form = {"table": "fires", "paper": "《年鉴》", "box": "表5", "mark": "S"}

    bad = person.submit("/yearbook/printed", **form, figures=PASTED + "2027年\t三\t0\n")
    good = person.submit("/yearbook/printed", **form, figures=PASTED)

    assert bad.status_code == 422
    assert "2027年 火灾起数：“三”不是数字。" in bad.text
    assert "2027年\t三\t0" in bad.text and "《年鉴》" in bad.text
    assert good.status_code == 303
    page = person.get(good.headers["Location"])
    assert "▲ 2 格不同" not in page.text and "▲ 1 格不同" in page.text
    edit = person.get(good.headers["Location"] + "/edit")
    assert "2026年\t3\t0" in edit.text
    key = good.headers["Location"].rsplit("/", 1)[1]
    changed = person.submit(f"/yearbook/printed/{key}", **form, version=1, figures=PASTED)
    assert changed.status_code == 303
    stale = person.submit(f"/yearbook/printed/{key}", **form, version=9, figures=PASTED)
    assert stale.status_code == 409 and "请刷新后再改" in stale.text
    assert person.submit(f"/yearbook/printed/{key}/withdraw", version=1).status_code == 303
    assert person.get("/yearbook/printed").text.count("随系统附带") == 4
