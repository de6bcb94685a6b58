"""The verbs of the record: numbers, changes as their editor saw them, stages, the close."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from incidents import ledger, queries, recorder
from incidents.calls import Elements, Whereabouts
from incidents.edits import Changes
from incidents.errors import IncidentIsClosed, LevelLowered, StaleEdit
from incidents.lifecycle import Stage
from incidents.records import ClosingReport
from resources.database import db, transaction
from resources.errors import BadInput
from resources.unit_status import UnitStatus as Status
from tests.makers import (
    NOON,
    TOWN,
    ZONE,
    a_county_with,
    close,
    count,
    incident,
    make_act,
    minute,
    order,
    report,
    take_a_call,
)

# 23:59:59 and midnight of New Year's Day in the county; in UTC both are still 1 January.
LAST_SECOND = NOON + timedelta(hours=12) - timedelta(seconds=1)
MIDNIGHT = NOON + timedelta(hours=12)


def revise(number: str, version: int | None = None, at: float = 5, **changes: object) -> None:
    with transaction() as session:
        row = queries.lock_incident(session, number)
        recorder.revise(session, row, Changes(**changes), version, make_act(at))  # type: ignore[arg-type]


def reach(number: str, stage: Stage, at: float) -> None:
    with transaction() as session:
        recorder.reach_stage(session, queries.lock_incident(session, number), stage, make_act(at))


def refused_fields(number: str, **outcome) -> list[str]:
    with pytest.raises(BadInput) as refused:
        close(number, **outcome)
    return [fault.field for fault in refused.value.faults]


def last_entry(number: str):
    return queries.log_of(number)[-1]


def test_numbers_count_through_the_local_day_and_begin_again_at_its_midnight(application):
    with transaction() as session:
        given = [
            recorder.next_number(session, at, ZONE) for at in (NOON, LAST_SECOND, MIDNIGHT, NOON)
        ]

    assert given == ["20260101-001", "20260101-002", "20260102-001", "20260101-003"]


def test_there_is_no_last_number_of_a_day(application):
    with transaction() as session:
        for _ in range(999):
            recorder.next_number(session, NOON, ZONE)

        assert recorder.next_number(session, NOON, ZONE) == "20260101-1000"


def test_fires_and_incidents_are_numbered_apart(application):
    with transaction() as session:
        recorder.next_number(session, NOON, ZONE)

        assert recorder.next_number(session, NOON, ZONE, "H") == "H20260101-001"


def test_no_number_is_given_twice_to_desks_that_ask_at_once(application):
    def ask(_: int) -> list[str]:
        with application.app_context():
            given = []
            for _ in range(5):
                with transaction() as session:
                    given.append(recorder.next_number(session, NOON, ZONE))
            return given

    with ThreadPoolExecutor(8) as pool:
        given = sorted(number for numbers in pool.map(ask, range(8)) for number in numbers)

    assert given == [f"20260101-{number:03d}" for number in range(1, 41)]


def test_a_level_a_category_does_not_have_is_refused_at_the_call(application):
    with pytest.raises(BadInput, match="1 到 4"):
        take_a_call(0, category="20100", level=5)


def test_a_further_caller_adds_what_nobody_told_and_changes_nothing_told(application):
    number = take_a_call(0, position=None, place="", elements=Elements(trapped=2))

    told = Elements(trapped=9, burning="家具", floors=3)
    take_a_call(1, attach_to=number, place="龙潭镇", position=TOWN, elements=told)

    row = incident(number)
    assert (row.trapped, row.burning, row.floors) == (2, "家具", 3)
    assert (row.place_text, row.position) == ("龙潭镇", TOWN)


def test_a_further_caller_names_the_place_nobody_named_yet(application):
    number = take_a_call(0, position=None, place="")

    take_a_call(1, attach_to=number, place="龙潭镇", position=None)

    assert incident(number).place_text == "龙潭镇"


def test_a_change_is_logged_with_what_stood_there_before(application):
    number = take_a_call(0)

    revise(number, category="10200", level=3, elements=Elements(trapped=0, floors=18))

    entry = last_entry(number)
    assert entry.kind == "level_raised"
    assert ledger.facts_of(entry) == {
        "version": 2,
        "category_before": "10100",
        "category": "10200",
        "level_before": "1",
        "level": "3",
        "trapped_before": None,
        "trapped": "0",
        "floors_before": None,
        "floors": "18",
    }


def test_a_change_keeps_what_it_does_not_name(application):
    number = take_a_call(0, elements=Elements(trapped=2, burning="家具"))

    revise(number, where=Whereabouts("龙潭镇街上"))

    row = incident(number)
    assert (row.place_text, row.position) == ("龙潭镇街上", TOWN)
    assert (row.trapped, row.burning, row.level) == (2, "家具", 1)


def test_a_level_rises_and_never_falls(application):
    number = take_a_call(0, level=2)

    revise(number, level=4)
    with pytest.raises(LevelLowered, match="4 级"):
        revise(number, level=3)

    assert incident(number).level == 4


def test_a_category_of_another_scale_takes_its_highest_level_at_most(application):
    number = take_a_call(0, level=5)

    revise(number, category="20200")

    assert (incident(number).category, incident(number).level) == ("20200", 4)


def test_a_detour_over_another_scale_does_not_lower_a_level(application):
    number = take_a_call(0, level=3)

    with pytest.raises(LevelLowered, match="3 级"):
        revise(number, category="20200", level=1)

    assert (incident(number).category, incident(number).level) == ("10100", 3)


def test_the_words_that_give_the_kind_give_the_level_too(application):
    number = take_a_call(0, category=None, narrative="民房起火，有老人被困")

    assert (incident(number).category, incident(number).level) == ("10100", 2)


def test_choosing_a_category_confirms_it(application):
    number = take_a_call(0, category=None, narrative="房子起火")
    assert not incident(number).category_is_confirmed

    revise(number, category=incident(number).category)

    assert incident(number).category_is_confirmed


def test_of_two_edits_of_one_version_the_second_is_refused(application):
    number = take_a_call(0)
    seen = incident(number).version

    revise(number, version=seen, level=2)
    with pytest.raises(StaleEdit, match=f"{number}.*第 {seen + 1} 版.*第 {seen} 版"):
        revise(number, version=seen, level=3)

    assert incident(number).level == 2


def test_of_many_edits_of_one_version_at_once_exactly_one_is_kept(application):
    number = take_a_call(0)
    seen = incident(number).version
    db.session.rollback()

    def edit(seat: int) -> int:
        with application.app_context():
            try:
                revise(number, version=seen, elements=Elements(trapped=seat))
            except StaleEdit:
                return 0
            return 1

    with ThreadPoolExecutor(8) as pool:
        kept = list(pool.map(edit, range(8)))

    assert sum(kept) == 1
    assert incident(number).trapped == kept.index(1)
    assert incident(number).version == seen + 1


def test_a_closed_incident_takes_no_change_and_no_stage_but_a_note(application):
    number = take_a_call(0)
    close(number)

    with pytest.raises(IncidentIsClosed, match=f"{number}.*已结案"):
        revise(number, level=2)
    with pytest.raises(IncidentIsClosed):
        reach(number, Stage.CONTROLLED, 130)
    with transaction() as session:
        row = queries.lock_incident(session, number)
        recorder.add_note(session, row, "家属来电致谢", make_act(131))

    assert last_entry(number).text == "家属来电致谢"


def test_the_first_time_told_of_a_stage_stays(application):
    number = take_a_call(0)

    reach(number, Stage.CONTROLLED, 10)
    reach(number, Stage.CONTROLLED, 20)

    row = incident(number)
    assert (row.controlled_at, row.state) == (minute(10), "controlled")
    assert [entry.kind for entry in queries.log_of(number)].count("stage_reached") == 1


def test_a_stage_before_any_arrival_is_kept_with_a_warning(application):
    number = take_a_call(0)

    reach(number, Stage.EXTINGUISHED, 10)

    assert "尚无车辆到场" in last_entry(number).text


def test_a_stage_told_after_all_came_home_does_not_reopen_the_work(application):
    a_county_with("一号车")
    number = take_a_call(0)
    order(number, "一号车")
    for at, status in enumerate((Status.ON_SCENE, Status.RETURNING), start=2):
        report("一号车", status, at)

    reach(number, Stage.EXTINGUISHED, 10)

    row = incident(number)
    assert (row.state, row.extinguished_at) == ("returned", minute(10))


def test_a_close_names_every_field_that_lacks_at_once(application):
    number = take_a_call(0, category=None, narrative="房子起火")
    nothing = dict.fromkeys(
        [
            *("disposition", "rescued", "evacuated", "dead", "injured"),
            *("property_saved_fen", "property_protected_fen", "loss_fen", "is_urban"),
        ]
    )

    fields = refused_fields(number, **nothing, occupancy=None)

    assert fields == [
        *("disposition", "rescued", "evacuated", "dead", "injured"),
        *("property_saved_yuan", "property_protected_yuan", "loss_yuan"),
        *("is_urban", "category"),
    ]
    assert (incident(number).state, count(ClosingReport)) == ("filed", 0)


def test_a_real_fire_needs_the_place_it_began_in_and_a_false_alarm_does_not(application):
    number = take_a_call(0)

    assert refused_fields(number, occupancy=None) == ["occupancy"]

    close(number, occupancy=None, disposition="mistaken")


def test_a_disposition_nobody_knows_is_named_and_not_a_crash(application):
    assert refused_fields(take_a_call(0), disposition="nonsense") == ["disposition"]


def test_what_the_incident_knows_already_need_not_be_told_again(application):
    where = Elements(occupancy="residence")
    number = take_a_call(0, elements=where)
    revise(number, where=Whereabouts(is_urban=True))

    close(number, occupancy=None, is_urban=None)

    row = incident(number)
    assert (row.occupancy, row.is_urban, row.state) == ("residence", True, "closed")


def test_a_close_keeps_its_report_and_happens_once(application):
    number = take_a_call(0)

    close(number, rescued=2, loss_fen=123_456)
    with pytest.raises(IncidentIsClosed):
        close(number)

    found = incident(number).report
    assert found is not None
    assert (found.rescued, found.loss_fen, found.reported_by) == (2, 123_456, "甲")
    assert incident(number).closed_at == minute(120)
