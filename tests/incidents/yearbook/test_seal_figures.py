"""The pure parts of a seal: basis, rules, recount and difference."""

from dataclasses import replace
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.yearbook.basis import (
    CALL_OUT,
    FIRE,
    RETURN,
    BasisBroken,
    FactValue,
    KeptFact,
    hash_of,
    packed,
    unpacked,
)
from incidents.yearbook.seal_differences import difference
from incidents.yearbook.seal_figures import (
    FiguresBroken,
    Where,
    read_figures,
    read_rules,
    recount,
    rules_of,
    write_figures,
    write_rules,
)
from incidents.yearbook.tables import CALLS, FIRES, RESULTS

WHERE: dict[str, Where] = {
    CALL_OUT: (("is_counted", frozenset({True})),),
    FIRE: (("owner", frozenset({"brigade"})),),
}
RULES = rules_of((CALLS, FIRES, RESULTS), WHERE)


def call_out(number: str, **told: FactValue) -> KeptFact:
    """Make a closed house fire of May 2025 with one vehicle and five people."""
    usual: dict[str, FactValue] = {
        **{"year": 2025, "month": 202505, "category": "10100", "is_counted": True},
        **{"brigades": 1, "vehicles": 1, "people": 5, "rescued": 0, "evacuated": 0},
        **{"saved_fen": 0, "protected_fen": 0},
    }
    return KeptFact(CALL_OUT, number, MappingProxyType({**usual, **told}))


def fire(number: str, **told: FactValue) -> KeptFact:
    """Make a fire of May 2025 that cost one yuan."""
    usual: dict[str, FactValue] = {
        **{"year": 2025, "month": 202505, "owner": "brigade", "incident_number": None},
        **{"dead": 0, "seriously_injured": 0, "lightly_injured": 0, "loss_fen": 100},
    }
    return KeptFact(FIRE, number, MappingProxyType({**usual, **told}))


def returned(table: str, column: str, amount: int) -> KeptFact:
    told: dict[str, FactValue] = {
        "table": table,
        "column": column,
        "amount": amount,
        "source": "年报",
    }
    return KeptFact(RETURN, f"{table}/{column}", MappingProxyType(told))


def test_a_year_is_recounted_by_hand():
    facts = [
        call_out("1", people=6),
        call_out("2", category="20100", month=202512, rescued=3),
        call_out("3", is_counted=False),
        fire("A", dead=1, seriously_injured=2, lightly_injured=3),
        fire("B", owner="forest", loss_fen=9_999),
    ]

    figures = recount(facts, RULES, 2025)

    assert figures["calls"]["2025"] == {"total": 2, "fire": 1, "rescue": 1, "social": 0, "other": 0}
    assert figures["calls"]["202512"]["rescue"] == 1
    assert figures["results"]["2025"]["people"] == 11
    assert figures["fires"]["2025"] == {"fires": 1, "dead": 1, "injured": 5, "loss": 100}
    assert figures["fires"]["202501"]["fires"] == 0


def test_a_return_counts_for_the_year_of_a_table_without_records():
    told = [returned("fires", "fires", 182), returned("calls", "total", 282), call_out("1")]

    figures = recount(told, RULES, 2025)

    assert figures["fires"]["2025"]["fires"] == 182
    assert figures["calls"]["2025"]["total"] == 1


def test_rules_and_figures_are_read_back_as_they_were_written():
    figures = recount([call_out("1")], RULES, 2025)

    assert read_rules(write_rules(RULES)) == RULES
    assert read_figures(write_figures(figures), RULES, 2025) == figures


@pytest.mark.parametrize("text", ["", "[", "{}", "[1]", '{"calls": {}}', "null"])
def test_figures_that_cannot_be_read_are_said_to_be_broken(text):
    with pytest.raises(FiguresBroken):
        read_figures(text, RULES, 2025)


@pytest.mark.parametrize("text", ["", "{", "[{}]", "null", '[{"name": "calls"}]'])
def test_rules_that_cannot_be_read_are_said_to_be_broken(text):
    with pytest.raises(FiguresBroken):
        read_rules(text)


def test_a_basis_comes_back_in_order_and_every_changed_byte_is_seen():
    facts = (call_out("1"), fire("A"), returned("fires", "fires", 1))
    content = packed(reversed(facts))

    assert unpacked(content) == facts
    assert content == packed(facts)
    for at in range(len(content)):
        changed = bytearray(content)
        changed[at] ^= 1
        assert hash_of(bytes(changed)) != hash_of(content)
    with pytest.raises(BasisBroken):
        unpacked(content[:-5])
    with pytest.raises(BasisBroken):
        unpacked(b"")


def test_a_fact_of_another_year_has_no_place_in_a_basis():
    with pytest.raises(BasisBroken, match="月份"):
        recount([call_out("1", month=202401)], RULES, 2025)
    with pytest.raises(BasisBroken, match="不是数字"):
        recount([call_out("1", people="x")], RULES, 2025)


def test_a_definition_that_counts_otherwise_does_not_reach_a_sealed_year():
    sealed = read_rules(write_rules(RULES))
    today = rules_of(
        (replace(CALLS, version="2027-1", columns=CALLS.columns[:1], whole="", parts=()),), WHERE
    )

    assert recount([call_out("1")], sealed, 2025)["calls"]["2025"]["fire"] == 1
    assert today != sealed


Told = dict[str, dict[str, FactValue]]
Amounts = dict[str, int]
NUMBERS = st.sampled_from(["1", "2", "3", "4"])
CALLED: st.SearchStrategy[Told] = st.dictionaries(
    NUMBERS,
    st.builds(
        dict,
        category=st.sampled_from(["10100", "20100", "50000", "90000"]),
        is_counted=st.booleans(),
        month=st.integers(202501, 202512),
        people=st.integers(0, 60),
        saved_fen=st.integers(0, 10**12),
    ),
)
LOSSES = st.dictionaries(NUMBERS, st.integers(0, 10**12))
RETURNS = st.dictionaries(st.sampled_from(["fires", "loss"]), st.integers(0, 500))


def history(calls: Told, losses: Amounts, returns: Amounts) -> list[KeptFact]:
    """Make the facts of a year."""
    return [
        *(call_out(number, **told) for number, told in calls.items()),
        *(fire(number, loss_fen=loss) for number, loss in losses.items()),
        *(returned("fires", column, amount) for column, amount in returns.items()),
    ]


HISTORIES = st.builds(history, CALLED, LOSSES, RETURNS)


@settings(max_examples=150, deadline=None)
@given(HISTORIES, HISTORIES)
def test_whatever_happened_the_records_explain_every_cell(then, now):
    before, after = recount(then, RULES, 2025), recount(now, RULES, 2025)

    found = difference(then, now, before, RULES, 2025)

    assert found.adds_up
    moved = {(one.table, one.row, one.rule.key): one.size for one in found.cells}
    assert moved == {
        (table, row, key): after[table][row][key] - amount
        for table, rows in before.items()
        for row, cells in rows.items()
        for key, amount in cells.items()
        if after[table][row][key] != amount
    }
