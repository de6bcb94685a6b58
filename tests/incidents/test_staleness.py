"""Two editors of one incident: the second is told field by field, and no update is lost."""

import random
from collections import defaultdict

import pytest
from flask import Flask

from incidents import queries, recorder
from incidents.calls import Elements, Whereabouts
from incidents.edits import Changes, Difference
from incidents.errors import StaleEdit
from resources.database import transaction
from tests.makers import a_county_with, incident, make_act, minute, order, take_a_call

ROUNDS = 500


def revise(number: str, version: int | None, by: str = "甲", at: float = 5, **told: object) -> None:
    with transaction() as session:
        row = queries.lock_incident(session, number)
        recorder.revise(session, row, Changes(**told), version, make_act(at, by=by))  # type: ignore[arg-type]


def test_the_second_editor_is_told_both_words_and_who_wrote_when(application: Flask) -> None:
    number = take_a_call(0, elements=Elements(trapped=1))
    seen = incident(number).version
    revise(number, seen, by="王某", elements=Elements(trapped=3), at=2)

    with pytest.raises(StaleEdit) as stale:
        revise(number, seen, by="李某", elements=Elements(trapped=2), at=3)

    quarrel = stale.value.quarrel
    assert quarrel.differences == (Difference("trapped", "被困人数", "2", "3", "1"),)
    assert (quarrel.by, quarrel.at, quarrel.version) == ("王某", minute(2), seen + 1)
    assert "没有保存" in str(stale.value)
    assert incident(number).trapped == 3


def test_what_only_the_second_editor_changes_is_no_quarrel_but_is_asked_again(
    application: Flask,
) -> None:
    number = take_a_call(0)
    seen = incident(number).version
    revise(number, seen, elements=Elements(trapped=3))

    with pytest.raises(StaleEdit) as stale:
        revise(number, seen, elements=Elements(burning="家具"))

    assert stale.value.quarrel.differences == ()
    assert stale.value.quarrel.version == seen + 1


def test_a_narrative_told_anew_is_a_quarrel_though_the_log_keeps_no_words(
    application: Flask,
) -> None:
    number = take_a_call(0, narrative="起火")
    seen = incident(number).version
    revise(number, seen, narrative="三楼起火，电话13812345678")

    with pytest.raises(StaleEdit) as stale:
        revise(number, seen, narrative="四楼起火")

    told = stale.value.quarrel.differences
    assert [(one.field, one.yours, one.before) for one in told] == [("narrative", "四楼起火", None)]
    entry = queries.log_of(number)[-1]
    assert entry.kind == "incident_revised"
    assert "13812345678" not in entry.text + entry.facts


def test_an_order_in_between_is_no_quarrel(application: Flask) -> None:
    a_county_with("龙潭1")
    number = take_a_call(0)
    seen = incident(number).version
    order(number, "龙潭1")

    with pytest.raises(StaleEdit) as stale:
        revise(number, seen, category="10200")

    assert stale.value.quarrel.differences == ()


def test_words_of_a_quarrel_are_those_people_use(application: Flask) -> None:
    number = take_a_call(0)
    seen = incident(number).version
    revise(number, seen, category="20100", where=Whereabouts("东风桥"))

    with pytest.raises(StaleEdit) as stale:
        revise(number, seen, category="10200", where=Whereabouts("西门"))

    told = {one.field: (one.label, one.theirs) for one in stale.value.quarrel.differences}
    assert told["place"] == ("地点", "东风桥")
    assert told["category"][0] == "类别"
    assert not told["category"][1].isdigit()


@pytest.mark.slow
def test_five_hundred_interleavings_of_two_editors_lose_no_update(application: Flask) -> None:
    """Each editor reads, waits while the other may write, and writes; a refused one reads anew.

    An update is lost where a value that was written is overwritten by someone who had not read
    it: so every write must have seen the last write of its field.
    """
    numbers = [take_a_call(at) for at in range(5)]
    chance = random.Random(20261128)
    written: dict[tuple[str, str], int] = defaultdict(lambda: 1)
    held: dict[tuple[str, str], tuple[int, dict[str, int]]] = {}
    lost = refused = done = 0

    for step in range(ROUNDS):
        number, editor = chance.choice(numbers), chance.choice("甲乙")
        if (number, editor) not in held:
            row = incident(number)
            held[number, editor] = (
                row.version,
                {name: getattr(row, name) or 1 for name in ("trapped", "floors")},
            )
            continue
        version, read = held.pop((number, editor))
        field = chance.choice(("trapped", "floors"))
        value = 2 + step % 150
        try:
            revise(
                number,
                version,
                by=editor,
                elements=Elements(trapped=value) if field == "trapped" else Elements(floors=value),
            )
        except StaleEdit:
            refused += 1
            continue
        lost += read[field] != written[number, field]
        written[number, field] = value
        done += 1

    assert lost == 0
    assert refused > 30
    assert done > 100
    for (number, field), value in written.items():
        assert getattr(incident(number), field) == value
