"""Closing roads and opening them: what is refused, what is written, and the very next advice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from dispatch import advising, closures
from dispatch.advising import Question
from dispatch.closures import MOST_PIECES, MOST_POINTS, RoadsToClose
from dispatch.errors import ClosureOver, UnknownClosure
from dispatch.roads import queries as road_queries
from dispatch.weather import Weather
from incidents import ledger
from incidents import queries as incident_queries
from resources.database import db, transaction
from resources.errors import BadInput
from resources.geography import Position
from resources.records import County, Road
from tests.dispatch.road_makers import TANKER, at
from tests.makers import make_act, make_county, make_road, make_station, make_unit, minute

FIRE = "10100"


@pytest.fixture(autouse=True)
def county(application) -> None:
    """A road from west to east, and a long way round by the north; a station at each end."""
    with transaction() as session:
        make_county(session)
        for name, place in (("西站", at(0, 0)), ("东站", at(8, 0))):
            station = make_station(session, name, position=place)
            make_unit(session, f"{name}1", station=station)
        make_road(session, "R1", at(0, 0), at(4, 0), ref="G319", name="319国道")
        make_road(session, "R2", at(4, 0), at(8, 0), ref="G319", name="319国道")
        make_road(session, "N1", at(0, 0), at(0, 6), at(8, 6), at(8, 0), name="北环路")


def close(minutes: float = 0, **told: object) -> str:
    """Close roads, by default R1 where it is two steps from the western station."""
    whole: dict[str, object] = {"reason": "塌方"} | told
    if not {"line", "roads"} & set(told):
        whole["line"] = (at(2, 0),)
    with transaction() as session:
        wanted = RoadsToClose(**whole)  # type: ignore[arg-type]
        return closures.close_roads(session, wanted, make_act(minutes)).closure.code


def lift(code: str, minutes: float = 10, by: str = "乙") -> None:
    with transaction() as session:
        closures.lift(session, code, make_act(minutes, by=by))


def seconds(start: Position, goal: Position, minutes: float = 1) -> float | str:
    """Return how long a tanker drives, or why it cannot; read as another request would."""
    db.session.rollback()
    network = road_queries.network(minute(minutes))
    assert network is not None
    (way,) = network.ways(goal, [(start, TANKER)])
    return way if isinstance(way, str) else way.seconds


def faults(refusal: pytest.ExceptionInfo[BadInput]) -> dict[str, str]:
    return {fault.field: fault.message for fault in refusal.value.faults}


def log() -> list[tuple[str, str]]:
    db.session.rollback()
    return [(row.kind, row.text) for row in incident_queries.events_since(0, 100)]


def test_a_closure_holds_at_the_next_question_and_so_does_its_lifting():
    before = seconds(at(0, 0), at(3, 0))

    code = close()
    closed = seconds(at(0, 0), at(3, 0))
    lift(code)

    # Round by the north: 6 + 8 + 6 steps and back from R2, instead of 3.
    assert isinstance(before, float) and isinstance(closed, float)
    assert closed > 5 * before
    assert seconds(at(0, 0), at(3, 0), minutes=11) == before


def test_what_lies_before_a_slide_is_reached_as_before():
    before = seconds(at(0, 0), at(1, 0))

    close()

    assert seconds(at(0, 0), at(1, 0)) == pytest.approx(before, abs=1)


def test_the_sooner_by_the_roads_that_are_open_is_advised():
    first = advising.advise(Question(FIRE, 1, at(3, 0)))

    close()
    db.session.rollback()
    then = advising.advise(Question(FIRE, 1, at(3, 0)))

    # Three steps from the west, five from the east; the west then goes round by the north.
    assert [pick.call_sign for pick in first.picks][:1] == ["西站1"]
    assert [pick.call_sign for pick in then.picks][:1] == ["东站1"]


def test_a_station_all_of_whose_roads_are_closed_leaves_an_advice_that_answers():
    close(roads=("R1", "N1"))
    db.session.rollback()

    answer = advising.advise(Question(FIRE, 1, at(7, 0)))

    assert [pick.call_sign for pick in answer.picks][:1] == ["东站1"]
    assert {view.call_sign for view in answer.candidates} == {"西站1", "东站1"}
    (shut,) = (view for view in answer.candidates if view.call_sign == "西站1")
    assert shut.available


def test_with_every_road_closed_everyone_is_estimated_and_nobody_is_lost():
    close(roads=("R1", "R2", "N1"))
    db.session.rollback()

    answer = advising.advise(Question(FIRE, 1, at(7, 0)))

    assert all(view.eta is not None for view in answer.candidates)
    assert len(answer.candidates) == 2


def test_a_piece_that_is_named_is_closed_whole():
    close(roads=("R1",))

    # R1 is gone: its middle is reached over fields from the nearest road, R2 or the north.
    over_fields, along_the_road = seconds(at(4, 0), at(3.5, 0)), seconds(at(8, 0), at(7.5, 0))
    assert isinstance(over_fields, float) and isinstance(along_the_road, float)
    assert over_fields > along_the_road


def test_a_drawing_with_pieces_closes_those_pieces_where_it_was_drawn():
    code = close(line=(at(0, 0), at(0, 1)), roads=("N1",))

    db.session.rollback()
    (row,) = road_queries.closures_at(minute(1))
    (piece,) = road_queries.closed_pieces([row])[code]
    assert piece.code == "N1"
    assert piece.line[0] == at(0, 0)
    assert piece.length_m == pytest.approx(1_130, abs=40)


def test_a_closure_begins_and_ends_by_itself():
    before = seconds(at(0, 0), at(3, 0))

    close(starts_at=minute(10), ends_at=minute(20))

    assert seconds(at(0, 0), at(3, 0), minutes=9) == before
    assert seconds(at(0, 0), at(3, 0), minutes=10) != before
    assert seconds(at(0, 0), at(3, 0), minutes=19.9) != before
    assert seconds(at(0, 0), at(3, 0), minutes=20) == before


def test_without_a_moment_only_what_has_no_end_is_closed():
    whole = road_queries.network()
    close(ends_at=minute(20))
    db.session.rollback()
    passing = road_queries.network()
    close()
    db.session.rollback()

    assert passing is whole
    assert road_queries.network() is not whole


def test_a_machine_whose_clock_is_behind_knows_of_it_too():
    before = seconds(at(0, 0), at(3, 0))

    close(minutes=1)

    assert seconds(at(0, 0), at(3, 0), minutes=0.9) != before


def test_networks_are_kept_so_that_a_lifted_closure_costs_nothing():
    whole = road_queries.network(minute(0))
    code = close()
    db.session.rollback()
    closed = road_queries.network(minute(1))
    again = road_queries.network(minute(1))
    lift(code)
    db.session.rollback()

    assert closed is not whole
    assert again is closed
    assert road_queries.network(minute(11)) is whole


def test_a_county_loaded_anew_keeps_its_closures_as_far_as_it_has_the_roads():
    close(roads=("R1", "R2"))
    with transaction() as session:
        session.query(Road).filter(Road.code == "R2").delete()
        session.query(County).update({County.version: 2})

    db.session.rollback()
    network = road_queries.network(minute(1))
    (row,) = road_queries.closures_at(minute(1))

    assert network is not None and len(network) == 1
    assert [one.code for one in road_queries.closed_pieces([row])[row.code]] == ["R1"]


def test_a_closure_is_told_in_the_log_and_named_in_a_sentence():
    with transaction() as session:
        wanted = RoadsToClose("塌方", (at(2, 0), at(6, 0)), ends_at=minute(60))
        told = closures.close_roads(session, wanted, make_act())
        code, sentence = told.closure.code, told.sentence
    lift(code)

    assert code == "封路-20260101-001"
    # Four steps of 976 m and some 30 m at either end.
    assert sentence.startswith(f"{code} 已封闭 G319（2 段，共 4.0 公里），立即生效")
    assert "到 01-01 13:00 止" in sentence
    assert [kind for kind, _ in log()] == ["roads_closed", "closure_lifted"]
    assert "塌方" in log()[0][1] and code in log()[1][1]
    assert ledger.verify(db.session()).faults == ()


def test_closures_of_a_day_are_numbered_on():
    assert [close()[-3:], close()[-3:]] == ["001", "002"]


@pytest.mark.parametrize(
    ("told", "field", "words"),
    [
        ({"reason": "  "}, "reason", "原因"),
        ({"line": ()}, "line", "点出"),
        ({"line": (at(50, 50),)}, "line", "没有道路"),
        ({"roads": ("R1", "X9")}, "roads", "X9"),
        ({"ends_at": minute(-1)}, "ends_at", "已过"),
        ({"starts_at": minute(20), "ends_at": minute(10)}, "ends_at", "晚于开始"),
        ({"line": (at(2, 0),) * (MOST_POINTS + 1)}, "line", "200"),
    ],
)
def test_what_cannot_be_closed_is_refused_with_a_sentence(told, field, words):
    with pytest.raises(BadInput) as refusal:
        close(**told)

    assert words in faults(refusal)[field]
    assert log() == []


def test_a_drawing_over_half_the_county_is_refused():
    with transaction() as session:
        for count in range(MOST_PIECES - 1):
            east = 1 + count / 40
            make_road(session, f"S{count}", at(east, -1), at(east, -2))

    with pytest.raises(BadInput) as refusal:
        close(line=(at(0.5, -1.5), at(4.5, -1.5), at(4.5, 0), at(2, 0)))

    # The 119 lanes it crosses, and both pieces of the road it then follows.
    assert "现为 121 段" in faults(refusal)["line"]


def test_a_county_without_roads_says_that_none_are_there():
    with transaction() as session:
        session.query(Road).delete()

    with pytest.raises(BadInput):
        close()


def test_lifting_twice_says_who_lifted_it_and_when():
    code = close()
    lift(code, minutes=10, by="乙")

    with pytest.raises(ClosureOver, match="已由乙于 01-01 12:10 解除"):
        lift(code, minutes=11)
    with pytest.raises(UnknownClosure, match="封路-20260101-999"):
        lift("封路-20260101-999")
    assert [kind for kind, _ in log()].count("closure_lifted") == 1


def test_what_has_ended_need_not_be_lifted():
    code = close(ends_at=minute(5))

    with pytest.raises(ClosureOver, match="到期"):
        lift(code, minutes=5)


def test_of_eight_who_lift_at_once_one_does_and_the_others_are_told(application):
    code = close()
    start = Barrier(8)

    def one(seat: int) -> str:
        with application.app_context():
            start.wait()
            try:
                lift(code, by=f"坐席{seat}")
            except ClosureOver as over:
                return str(over)
            return "lifted"

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(one, range(8)))

    db.session.rollback()
    (row,) = road_queries.closures(9)
    assert answers.count("lifted") == 1
    assert {answer for answer in answers if answer != "lifted"} == {
        f"{code} 已由{row.lifted_by}于 01-01 12:10 解除，不用再解除。"
    }
    assert row.version == 2
    assert [kind for kind, _ in log()].count("closure_lifted") == 1


def test_eight_who_close_at_once_get_eight_numbers(application):
    start = Barrier(8)

    def one(seat: int) -> str:
        with application.app_context():
            start.wait()
            return close()

    with ThreadPoolExecutor(8) as pool:
        codes = set(pool.map(one, range(8)))

    assert len(codes) == 8


def test_the_weather_told_last_holds_and_is_logged():
    before = road_queries.weather_at(minute(0))
    for minutes, weather in ((1, Weather.RAIN), (5, Weather.FOG)):
        with transaction() as session:
            closures.tell_weather(session, weather, " 毛坝盖 ", make_act(minutes))
    db.session.rollback()

    assert before is Weather.CLEAR
    assert road_queries.condition_at(minute(0)) is None
    assert road_queries.weather_at(minute(4)) is Weather.RAIN
    assert road_queries.weather_at(minute(5)) is Weather.FOG
    assert log()[-1] == ("weather_told", "天气：大雾（毛坝盖）")


def test_the_word_of_the_roads_changes_with_every_change_of_them():
    words = [road_queries.version_at(minute(0))]
    code = close(starts_at=minute(2))
    for minutes in (1, 2):
        db.session.rollback()
        words.append(road_queries.version_at(minute(minutes)))
    lift(code, minutes=3)
    with transaction() as session:
        closures.tell_weather(session, Weather.RAIN, "", make_act(4))
    db.session.rollback()
    words += [road_queries.version_at(minute(3)), road_queries.version_at(minute(4))]

    none, coming, closed, opened, wet = words
    assert none == coming == opened
    assert len({none, closed, wet}) == 3
