"""Whatever is typed, it is read without a fault of the program and never as an act unnamed."""

from hypothesis import given, settings
from hypothesis import strategies as st

from dispatch.command_line.acts import OrderUnits, SendHome, TellStatus
from dispatch.command_line.line import LONGEST_COMMAND, find_words, full_numbers, read
from dispatch.command_line.verbs import BY_NAME
from tests.dispatch.command_line.boards import BOARD

PARTS = (
    *BY_NAME,
    *("7", "007", "8", "9", "20261128-007", "20261127-003", "99", "城关1", "城关", "西站1"),
    *("cg1", "东关2", "特勤 登高 1", "1", "3", "4", "w", "W", "9", "到场", "停用", "供水", "秀山"),
    *(" ", "　", "，", "。", "：", "/", "?", "-", "\u200b", "\x00", "🔥", "2025", "２"),
)
COMMANDS = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(PARTS), max_size=8).map("".join),
    st.lists(st.sampled_from(PARTS), max_size=8).map(" ".join),
)
INCIDENTS = {one.number for one in BOARD.incidents}
CLOSED = {one.number for one in BOARD.closed}


@settings(max_examples=1_500, deadline=None)
@given(COMMANDS)
def test_no_text_breaks_the_reading_and_no_act_names_what_is_not_there(text: str) -> None:
    reading = read(text, BOARD)

    find_words(text)
    full_numbers(text)
    assert len(reading.offers) <= 9
    assert len(reading.fault) < 300
    act = reading.act
    if act is None:
        return
    number = getattr(act, "number", None)
    assert number is None or number in INCIDENTS | CLOSED
    if isinstance(act, OrderUnits):
        for sign in act.call_signs:
            assert BOARD.by_sign[sign].incident is None
            assert sign in reading.words
    if isinstance(act, TellStatus):
        assert act.call_sign in BOARD.by_sign
        assert act.call_sign in reading.words
    if isinstance(act, SendHome):
        named = [*act.told, *(sign for _, sign in act.recalled)]
        assert named
        assert all(sign in reading.words for sign in named)


@settings(max_examples=300, deadline=None)
@given(COMMANDS)
def test_every_offer_is_a_whole_command_that_can_be_read(text: str) -> None:
    for offer in read(text, BOARD).offers:
        assert offer.words
        assert read(offer.text, BOARD).fault != "" or read(offer.text, BOARD).act is not None


def test_a_pasted_essay_is_refused_or_noted_and_never_slow() -> None:
    essay = "解放路起火了，" * 280

    assert read(essay, BOARD).act is None
    assert read(f"d 7 {essay}"[:LONGEST_COMMAND], BOARD).act is None
    assert read(f"n 7 {essay}"[:LONGEST_COMMAND], BOARD).act is not None
    assert "过长" in read(essay * 2, BOARD).fault
