"""Deaths told later: they move the grade and the year, and what is struck moves them back."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from incidents import fire_deaths, fire_queries, ledger, queries, registrar
from incidents.errors import DeathStruck, StaleEdit, UnknownDeath
from incidents.fire_grades import CountedBefore, FireOwner, LaterDeath
from incidents.fire_queries import FireFilter, Standing
from incidents.reports import FireFacts, FireForm
from incidents.yearbook import periods
from incidents.yearbook.human_causes import MAPPING_NOTE
from incidents.yearbook.queries import answer
from incidents.yearbook.questions import Question
from resources.database import db, transaction
from resources.errors import BadInput
from tests.makers import ZONE, make_act, minute, take_a_call

FIRE_DAY = datetime(2026, 1, 1, tzinfo=ZONE)
DAYS = 24 * 60


def register(incident: str | None = None, **more) -> str:
    """Register a fire of noon with two deaths, two serious and one slight injury."""
    told: dict[str, Any] = {"occupancy": "dwelling", "cause": "electrical", "dead": 2} | more
    told = {"seriously_injured": 2, "lightly_injured": 1} | told
    facts = FireFacts(minute(0), told.pop("form", FireForm.FULL), **told)
    with transaction() as session:
        row = queries.lock_incident(session, incident) if incident else None
        return registrar.register_fire(session, facts, row, ZONE, make_act(30)).number


def tell(number: str, days: int, version: int = 1, before: str = "", at: int = 60 * DAYS) -> int:
    death = LaterDeath(FIRE_DAY + timedelta(days=days), CountedBefore(before))
    with transaction() as session:
        fire = queries.lock_fire(session, number)
        return fire_deaths.tell_death(session, fire, death, version, ZONE, make_act(at)).id


def strike(number: str, death: int, version: int, reason: str = "误报") -> None:
    with transaction() as session:
        fire = queries.lock_fire(session, number)
        fire_deaths.strike_death(session, fire, death, reason, version, ZONE, make_act(60 * DAYS))


def standing(number: str) -> Standing:
    fire = fire_queries.fire_called(number)
    deaths = fire_queries.deaths_of(db.session(), [fire.id]).get(fire.id, [])
    return fire_queries.standing_of(fire, deaths, ZONE)


def test_a_death_on_the_thirtieth_day_moves_the_grade_and_stands_in_the_log(application):
    number = register()
    assert standing(number).grading.label == "一般"

    tell(number, 30, before="serious")

    now = standing(number)
    assert (now.toll.dead, now.toll.seriously_injured, now.too_late) == (3, 1, 0)
    assert now.grading.label == "较大"
    assert fire_queries.fire_called(number).version == 2
    entry = queries.events_since(0)[-1]
    assert entry.kind == "fire_death_told"
    assert entry.text == (
        f"火灾 {number} 续报死亡 1 人（2026-01-31，计入统计）；等级由一般变为较大"
    )
    assert ledger.facts_of(entry)["died_on"] == "2026-01-31"


def test_a_death_on_the_thirty_first_day_is_kept_and_said_and_counts_nowhere(application):
    number = register()

    tell(number, 31, before="serious")

    now = standing(number)
    assert (now.toll.dead, now.toll.seriously_injured, now.too_late) == (2, 2, 1)
    assert now.grading.label == "一般"
    assert queries.events_since(0)[-1].text == (
        f"火灾 {number} 续报死亡 1 人（2026-02-01，超过 30 日，只记录、不计入统计）"
    )


def test_a_struck_death_moves_everything_back_and_keeps_its_reason(application):
    number = register()
    death = tell(number, 3)

    strike(number, death, 2)

    assert standing(number).grading.label == "一般"
    entry = queries.events_since(0)[-1]
    assert entry.kind == "fire_death_struck"
    assert entry.text == f"火灾 {number} 划去续报死亡（2026-01-04）：误报；等级由较大变为一般"
    assert ledger.facts_of(entry)["reason"] == "误报"
    with pytest.raises(DeathStruck):
        strike(number, death, 3)


@pytest.mark.parametrize(
    ("days", "before", "field"),
    [(-1, "", "died_on"), (61, "", "died_on")],
)
def test_a_death_before_the_fire_or_after_today_is_refused(application, days, before, field):
    number = register()

    with pytest.raises(BadInput) as refused:
        tell(number, days, before=before)

    assert [fault.field for fault in refused.value.faults] == [field]
    assert standing(number).toll.dead == 2


def test_no_more_injured_can_have_died_than_there_were(application):
    number = register()
    tell(number, 2, before="light")

    with pytest.raises(BadInput, match="轻伤已全部续报死亡"):
        tell(number, 3, version=2, before="light")


def test_the_same_death_told_twice_of_one_version_is_kept_once(application):
    number = register()
    tell(number, 2)

    with pytest.raises(StaleEdit):
        tell(number, 2)

    assert standing(number).toll.dead == 3


def test_a_minor_fire_has_no_death_until_it_is_on_the_full_form(application):
    number = register(
        form=FireForm.SIMPLE, dead=0, seriously_injured=0, lightly_injured=0, cause=""
    )

    with pytest.raises(BadInput, match="更正为完整登记"):
        tell(number, 2)


def test_a_death_that_is_not_there_cannot_be_struck_nor_without_a_reason(application):
    number = register()
    death = tell(number, 2)

    with pytest.raises(UnknownDeath):
        strike(number, death + 1, 2)
    with pytest.raises(BadInput, match="原因"):
        strike(number, death, 2, reason=" ")


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"seriously_injured": 0}, "seriously_injured"),
        ({"occurred_at": minute(3 * DAYS)}, "occurred_at"),
        ({"form": FireForm.SIMPLE, "dead": 0, "lightly_injured": 0}, "form"),
    ],
)
def test_a_correction_must_leave_room_for_the_deaths_told_later(application, told, field):
    number = register()
    tell(number, 2, before="serious")
    facts: dict[str, Any] = {
        "occurred_at": minute(0),
        "form": FireForm.FULL,
        "dead": 2,
        "seriously_injured": 2,
    }
    facts |= {"occupancy": "dwelling", "cause": "electrical"} | told

    with transaction() as session, pytest.raises(BadInput) as refused:
        fire = queries.lock_fire(session, number)
        if facts["form"] is FireForm.SIMPLE:
            facts["seriously_injured"] = 0
        registrar.amend_fire(session, fire, FireFacts(**facts), 2, "核实", make_act(60))

    assert field in [fault.field for fault in refused.value.faults]


def test_the_history_of_a_fire_is_found_with_and_without_a_call_out(application):
    call = take_a_call(0)
    with_call, without = register(call), register()
    for number in (with_call, without):
        tell(number, 2)

    for number in (with_call, without):
        entries = fire_queries.history_of(db.session(), fire_queries.fire_called(number))
        assert [entry.kind for entry in entries] == ["fire_registered", "fire_death_told"]


def test_fires_are_listed_by_owner_cause_form_place_and_time_newest_first(application):
    first = register(place_text="龙潭镇")
    second = register(cause="smoking")

    def numbers(**wanted) -> list[str]:
        rows, total = fire_queries.fires_matching(FireFilter(**wanted), 10)
        assert total == len(rows)
        return [row.number for row in rows]

    assert numbers() == [second, first]
    assert numbers(cause="smoking") == [second]
    assert numbers(text="龙潭") == [first]
    assert numbers(owner="forest") == numbers(form="simple") == numbers(township="T") == []
    assert numbers(since=minute(1)) == numbers(before=minute(0)) == []


def cells(table: str, by: str) -> dict[str, list[int | None]]:
    found = answer(Question(table, periods.years(2026, 2026, ZONE.key), by=by), ZONE.key)
    return {row.key: [cell.amount for cell in row.cells] for row in found.rows}


def test_a_death_told_later_moves_the_cells_of_its_year_and_grade(application):
    number = register(loss_fen=100)
    assert cells("fires", "year")["2026"] == [1, 2, 3, 100]
    assert cells("fires", "grade") == {"ordinary": [1, 2, 3, 100]}

    death = tell(number, 30, before="serious")
    assert cells("fires", "year")["2026"] == [1, 3, 2, 100]
    assert cells("fires", "grade") == {"serious": [1, 3, 2, 100]}

    strike(number, death, 2)
    assert cells("fires", "year")["2026"] == [1, 2, 3, 100]


def test_a_fire_of_another_owner_is_in_no_table_of_the_brigade_but_in_a_row_of_its_own(
    application,
):
    register(owner=FireOwner.FOREST)

    assert cells("fires", "year")["2026"] == [0, 0, 0, 0]
    asked = Question("fires", periods.years(2026, 2026, ZONE.key), filters=(("owner", "forest"),))
    table = answer(asked, ZONE.key)
    assert [cell.amount for cell in table.rows[0].cells] == [1, 2, 3, 0]


def test_the_share_of_human_causes_says_what_it_cannot_judge(application):
    register(cause="smoking")
    register(cause_code="010103")
    register()

    table = answer(Question("casualties", periods.years(2026, 2026, ZONE.key)), ZONE.key)

    human = dict(zip([c.key for c in table.definition.columns], table.total.cells, strict=True))
    assert (human["human"].amount, human["human_share"].amount) == (2, 6_667)
    assert MAPPING_NOTE in table.notes
    (loss,) = [note for note in table.notes if "未填，按零计" in note]
    assert loss.startswith("其中 3 起的火灾现场处置费或人身伤亡支出未填")
    assert "另有 1 起电气火灾未填到小类细码，未计为人为因素。" in table.notes
    assert "以上若全部属人为因素，发生率为 100.00%（上限）。" in table.notes
