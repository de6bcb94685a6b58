"""Reading one field: what is taken, what is refused, and in which words."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resources.datums import Datum
from resources.errors import BadInput
from resources.geography import Position
from resources.unit_status import UnitStatus
from web.reading import LONGEST_LINE, Reader

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
READINGS: tuple[Callable[[Reader], object], ...] = (
    lambda reader: reader.text("x"),
    lambda reader: reader.whole("x"),
    lambda reader: reader.fen("x"),
    lambda reader: reader.choice("x", UnitStatus),
    lambda reader: reader.words("x", 5),
    lambda reader: reader.yes_or_no("x"),
    lambda reader: reader.moment("x"),
    lambda reader: reader.category("x"),
    lambda reader: Reader({"position": reader.values["x"]}).position(),
    lambda reader: Reader({"lon": reader.values["x"], "lat": 28}).position(),
    lambda reader: Reader({"lon": 108, "lat": 28, "datum": reader.values["x"]}).position(),
)


@given(value=ANYTHING)
@settings(deadline=None, max_examples=300, derandomize=True)
def test_no_value_breaks_any_reading(value: object) -> None:
    for read in READINGS:
        reader = Reader({"x": value})

        read(reader)

        assert len(reader.faults) <= 1


@given(value=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=LONGEST_LINE))
@settings(deadline=None, max_examples=200, derandomize=True)
def test_printable_words_are_taken_as_they_are(value: str) -> None:
    reader = Reader({"place": value})

    assert reader.text("place") == value.strip()
    assert reader.faults == []


@pytest.mark.parametrize(
    ("told", "fen"),
    [
        *(("0", 0), (0, 0), ("12.34", 1_234), (12.34, 1_234), ("1e3", 100_000), ("0.1", 10)),
        *((None, None), ("", None), ("100000000000", 10_000_000_000_000), (0.29, 29)),
    ],
)
def test_yuan_become_fen_exactly(told: object, fen: int | None) -> None:
    reader = Reader({"loss_yuan": told})

    assert reader.fen("loss_yuan") == fen
    assert reader.faults == []


@pytest.mark.parametrize(
    "told",
    [
        *(
            "0.001",
            "-0.01",
            "NaN",
            "sNaN",
            "Infinity",
            "1e400",
            "1e-400",
            "many",
            "1,000",
            "100 元",
        ),
        *(True, [], {}, "100000000000.01", 10**4_000, float("nan")),
    ],
)
def test_no_amount_is_rounded_or_guessed(told: object) -> None:
    reader = Reader({"loss_yuan": told})

    assert reader.fen("loss_yuan") is None
    assert [fault.field for fault in reader.faults] == ["loss_yuan"]


@pytest.mark.parametrize(
    ("told", "moment"),
    [
        ("2026-01-01T12:00:00+08:00", datetime(2026, 1, 1, 4, tzinfo=UTC)),
        ("2026-01-01T04:00:00Z", datetime(2026, 1, 1, 4, tzinfo=UTC)),
        ("2024-02-29T00:00:00-12:00", datetime(2024, 2, 29, 12, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_with_its_offset(told: str, moment: datetime) -> None:
    assert Reader({"at": told}).moment("at") == moment


@pytest.mark.parametrize(
    "told",
    [
        *("2026-01-01T12:00:00", "2026-01-01", "12:00", "2025-02-29T00:00:00Z", "now", 0, True),
        *("9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "1948-12-31T23:59:59Z", "٢٠٢٦", []),
    ],
)
def test_a_moment_without_offset_or_sense_is_refused(told: object) -> None:
    reader = Reader({"at": told})

    assert reader.moment("at") is None
    assert [fault.field for fault in reader.faults] == ["at"]


@pytest.mark.parametrize("hours", [-23, -12, 0, 8, 14, 23])
def test_the_last_and_first_moments_that_are_taken_can_be_kept_in_utc(hours: int) -> None:
    zone = timezone(timedelta(hours=hours))

    for year in (1949, 9998):
        told = datetime(year, 12, 31, 23, 59, 59, tzinfo=zone).isoformat()
        moment = Reader({"at": told}).moment("at")
        assert moment is not None
        assert moment.astimezone(UTC).tzinfo is UTC


@pytest.mark.parametrize(
    ("told", "said"),
    [(True, True), ("yes", True), ("true", True), (False, False), ("no", False), ("", None)],
)
def test_a_yes_is_a_yes(told: object, said: bool | None) -> None:
    assert Reader({"is_urban": told}).yes_or_no("is_urban") is said


@pytest.mark.parametrize("told", [1, 0, "maybe", [], "是"])
def test_nothing_else_is_a_yes_or_a_no(told: object) -> None:
    reader = Reader({"is_urban": told})

    assert reader.yes_or_no("is_urban") is None
    assert len(reader.faults) == 1


@pytest.mark.parametrize(
    ("told", "words"),
    [(["龙潭1", "龙潭2"], ["龙潭1", "龙潭2"]), ("龙潭1 龙潭2", ["龙潭1", "龙潭2"]), (None, [])],
)
def test_words_come_as_a_list_or_parted_by_spaces(told: object, words: list[str]) -> None:
    assert Reader({"units": told}).words("units", 5) == words


@pytest.mark.parametrize("told", [[1], {"a": 1}, 7, ["a"] * 6, ["\0"], ["\ud800"], ["a" * 201]])
def test_words_that_are_none_are_refused(told: object) -> None:
    reader = Reader({"units": told})

    assert reader.words("units", 5) == []
    assert [fault.field for fault in reader.faults] == ["units"]


def test_a_position_is_read_in_each_of_its_shapes() -> None:
    here = Position(108.77, 28.841)
    for values in (
        {"position": {"lon": 108.77, "lat": 28.841}},
        {"position": {"lon": "108.77", "lat": "28.841", "datum": "cgcs2000"}},
        {"lon": 108.77, "lat": 28.841},
        {"position": "108.77, 28.841"},
    ):
        position, _ = Reader(values).position()
        assert position == here


def test_no_position_told_is_no_fault() -> None:
    for values in ({}, {"position": None}, {"position": ""}, {"lon": "", "lat": ""}):
        reader = Reader(values)
        assert reader.position() == (None, Datum.WGS84)
        assert reader.faults == []


@pytest.mark.parametrize(
    ("lon", "lat"), [(0, 0), (28.84, 108.77), (72.9, 30), (136.1, 30), (100, 2.9), (100, 54.1)]
)
def test_a_point_outside_the_country_is_refused(lon: float, lat: float) -> None:
    reader = Reader({"position": {"lon": lon, "lat": lat}})

    assert reader.position()[0] is None
    assert [fault.field for fault in reader.faults] == ["position"]


def test_a_field_is_blamed_once_and_by_the_name_people_know() -> None:
    reader = Reader({})

    reader.blame("level", "应为整数。")
    reader.blame("level", "请选择。")
    reader.blame("strange", "应为文字。")

    with pytest.raises(BadInput) as refusal:
        reader.finish()
    assert str(refusal.value) == "等级：应为整数。；strange：应为文字。"
