"""Why fire call-outs and registered fires differ, told apart by the database."""

from incidents.yearbook import periods, queries
from incidents.yearbook.questions import Question
from incidents.yearbook.reconciliation import Reconciliation
from incidents.yearbook.reconciliation_queries import reconciled
from resources.database import transaction
from tests.incidents.yearbook.makers import RESCUE, ZONE, in_year
from tests.incidents.yearbook.test_queries import open_incident, register_fire

YEARS = periods.years(2024, 2025, ZONE)


def keep_all() -> None:
    """Keep ten incidents and seven fires of 2025, one fire of the year before among them."""
    with transaction() as session:
        incidents = {
            number: open_incident(number, **more)  # type: ignore[arg-type]
            for number, more in {
                "burned": {},
                "twice": {},
                "mistaken": {"disposition": "mistaken"},
                "malicious": {"disposition": "malicious"},
                "recalled": {"disposition": "recalled"},
                "unregistered": {},
                "open": {"state": "on_scene"},
                "year-before": {},
                "forest": {},
                "crash": {"category": RESCUE},
                "test": {"disposition": "test"},
            }.items()
        }
        session.add_all(
            [
                *incidents.values(),
                register_fire("F1", incident=incidents["burned"]),
                register_fire("F2", incident=incidents["twice"]),
                register_fire("F3", incident=incidents["twice"]),
                register_fire("F4", in_year(2024), incident=incidents["year-before"]),
                register_fire("F5", incident=incidents["crash"]),
                register_fire("F6"),
                register_fire("F7", incident=incidents["forest"], owner="forest"),
            ]
        )


def test_every_reason_is_counted_and_the_difference_is_explained(application):
    keep_all()

    earlier, later = reconciled(YEARS, by_year=True)

    # 2025: nine fire call-outs; F1, F2, F3, F5, F6 burned. 9 - 5 = (2+1+1+1+2) - (1+1+1).
    assert (later.call_outs, later.fires, later.difference) == (9, 5, 4)
    assert (later.false_alarms, later.recalled, later.other_year) == (2, 1, 1)
    assert (later.other_owner, later.unregistered, later.still_open) == (1, 2, 1)
    assert (later.no_incident, later.other_incident, later.further) == (1, 1, 1)
    assert later.adds_up
    # 2024: F4 alone, whose call came in 2025.
    assert (earlier.call_outs, earlier.fires, earlier.other_incident) == (0, 1, 1)
    assert earlier.adds_up


def test_demo_records_on_either_side_mark_the_table(application):
    with transaction() as session:
        session.add_all(
            [open_incident("A", is_generated=True), register_fire("F", is_generated=True)]
        )

    table = queries.answer(Question("differences", YEARS), ZONE)

    assert (table.generated, "含演示数据" in table.caption) == (2, True)


def test_each_reason_opens_its_records(application):
    keep_all()
    question = Question("differences", periods.year(2025, ZONE))

    def behind(column: str) -> list[str]:
        return [part.number for part in queries.behind(question, "2025", column, ZONE).parts]

    assert behind("other_year") == ["year-before"]
    assert behind("other_owner") == ["forest"]
    assert behind("unregistered") == ["unregistered", "open"]
    assert behind("further") == ["F3"]
    assert behind("other_incident") == ["F5"]
    assert behind("no_incident") == ["F6"]


def test_of_a_month_a_partner_of_any_day_of_it_counts(application):
    keep_all()

    (june,) = reconciled(periods.month(2025, 6, ZONE), by_year=False)
    (both,) = reconciled(YEARS, by_year=False)

    assert (june.label, june.call_outs, june.fires) == ("2025年6月", 9, 5)
    # Over both years the fire of the year before has its call-out.
    assert (both.other_year, both.other_incident, both.adds_up) == (0, 1, True)


def told(**numbers: int) -> Reconciliation:
    """Tell a year's figures; what is not named is nought."""
    names = (
        *("call_outs", "fires", "false_alarms", "recalled", "other_year", "unregistered"),
        *("still_open", "no_incident", "other_incident", "further"),
    )
    return Reconciliation("2025年", **(dict.fromkeys(names, 0) | numbers))


def test_the_sentence_names_both_figures_and_only_the_reasons_there_are():
    found = told(call_outs=3, fires=1, false_alarms=1, unregistered=1, still_open=1)

    assert found.sentence == (
        "2025年：火灾扑救警情 3 次，登记火灾 1 起，相差 2："
        "1 次为虚假警（误报、谎报等）；1 次尚未登记火灾（其中未结案 1 次）。"
    )


def test_equal_figures_are_called_equal_only_if_they_are_the_same_events():
    same, others = (
        told(call_outs=1, fires=1),
        told(call_outs=1, fires=1, unregistered=1, no_incident=1),
    )

    assert same.sentence == "2025年：火灾扑救警情 1 次，登记火灾 1 起，相等。"
    assert "两数相等但来源不同" in others.sentence
    assert others.adds_up


def test_reasons_that_do_not_add_up_are_seen():
    assert not told(call_outs=3, fires=1, unregistered=1).adds_up
