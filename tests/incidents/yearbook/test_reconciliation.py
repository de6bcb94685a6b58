from dataclasses import replace

from incidents.categories import Disposition
from incidents.yearbook.reconciliation import reconcile
from tests.incidents.yearbook.makers import RESCUE, SPANS, in_year, make_fire, make_incident


def test_every_reason_is_counted_and_the_difference_is_explained():
    incidents = [
        make_incident("burned"),
        make_incident("burned-twice"),
        make_incident("mistaken", disposition=Disposition.MISTAKEN),
        make_incident("malicious", disposition=Disposition.MALICIOUS),
        make_incident("recalled", disposition=Disposition.RECALLED),
        make_incident("unregistered"),
        make_incident("open", is_closed=False),
        make_incident("last-year's-fire"),
        make_incident("crash", RESCUE),
        make_incident("test", disposition=Disposition.TEST),
    ]
    fires = [
        make_fire("F1", incident_number="burned"),
        make_fire("F2", incident_number="burned-twice"),
        make_fire("F3", incident_number="burned-twice"),
        make_fire("F4", incident_number="last-year's-fire", occurred_at=in_year(2024)),
        make_fire("F5", incident_number="crash"),
        make_fire("F6"),
    ]

    earlier, later = reconcile(incidents, fires, SPANS)

    # 2025: eight fire call-outs; F1, F2, F3, F5, F6 burned. 8 - 5 = (2 + 1 + 2 + 1) - (1 + 1 + 1).
    assert (later.call_outs, later.fires, later.difference) == (8, 5, 3)
    assert (later.false_alarms, later.recalled, later.other_year) == (2, 1, 1)
    assert (later.unregistered, later.still_open) == (2, 1)
    assert (later.no_incident, later.other_incident, later.further) == (1, 1, 1)
    assert later.adds_up
    # 2024: F4 alone, whose call came in 2025.
    assert (earlier.call_outs, earlier.fires, earlier.other_incident) == (0, 1, 1)
    assert earlier.adds_up


def test_the_sentence_names_both_figures_and_only_the_reasons_there_are():
    incidents = [
        make_incident("A"),
        make_incident("B", disposition=Disposition.MISTAKEN),
        make_incident("C", is_closed=False),
    ]

    found = reconcile(incidents, [make_fire("F", incident_number="A")], SPANS)[1]

    assert found.sentence == (
        "2025年：火灾扑救警情 3 次，登记火灾 1 起，相差 2："
        "1 次为虚假警（误报、谎报等）；1 次尚未登记火灾（其中未结案 1 次）。"
    )


def test_equal_figures_of_the_same_events_are_called_equal():
    found = reconcile([make_incident("A")], [make_fire("F", incident_number="A")], SPANS)[1]

    assert found.sentence == "2025年：火灾扑救警情 1 次，登记火灾 1 起，相等。"


def test_equal_figures_of_different_events_are_not_called_equal():
    found = reconcile([make_incident("A")], [make_fire("F")], SPANS)[1]

    assert "两数相等但来源不同" in found.sentence
    assert "1 次尚未登记火灾" in found.sentence
    assert "1 起火灾没有警情记录" in found.sentence


def test_a_missing_reason_is_noticed():
    found = reconcile([make_incident("A")], [], SPANS)[1]

    forgotten = replace(found, unregistered=0)

    assert found.adds_up
    assert not forgotten.adds_up
