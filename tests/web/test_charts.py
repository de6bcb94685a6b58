from xml.etree import ElementTree

import pytest

from incidents.yearbook.tables import CALLS, FIRES, Kind
from tests.web.tables import make_definition, make_table, youyang_calls
from web.chart_looks import SVG
from web.chart_subject import MOST_ROWS, ChartKind, NoPicture, kinds_of, spread
from web.charts import chart_svg, told, usual_kind

HOSTILE = "</text><script>alert(1)</script>&\"'"


def texts(drawing: bytes) -> list[str]:
    """Every text written into a picture."""
    return [found.text or "" for found in ElementTree.fromstring(drawing).iter(f"{{{SVG}}}text")]


def test_a_piled_picture_writes_each_part_and_the_whole_of_each_year() -> None:
    written = texts(chart_svg(youyang_calls(), ChartKind.STACKED))

    # 专栏2: the whole and fires of five years, some middle parts; the last is too thin for words.
    assert {"282", "294", "346", "472", "450"} <= set(written)
    assert {"182", "213", "239", "338", "299", "59", "92", "65"} <= set(written)
    assert {"2016年", "2020年", "火灾扑救", "其他出动", "单位：次", "年份"} <= set(written)
    assert "警情统计表（2016—2020年）" in written


@pytest.mark.parametrize("kind", [*ChartKind])
def test_a_picture_holds_nothing_that_runs_or_loads(kind: ChartKind) -> None:
    table = make_table(CALLS, [(HOSTILE, (3, 1, 1, 1, 0)), ("乙", (2, 2, 0, 0, 0))])

    drawing = chart_svg(table, kind)

    root = ElementTree.fromstring(drawing)
    tags = {found.tag.removeprefix(f"{{{SVG}}}") for found in root.iter()}
    assert tags <= {"svg", "g", "title", "desc", "style", "defs", "pattern", "rect", "path", "text"}
    assert not any(
        name.startswith(("on", "style")) or "href" in name
        for one in root.iter()
        for name in one.attrib
    )
    assert drawing.count(b"http") == 1, "only the name space may look like an address"
    assert b"url(#" not in drawing.replace(b'fill="url(#part-', b"")


def test_a_figure_nobody_knows_is_drawn_as_nothing_and_told_as_missing() -> None:
    table = make_table(FIRES, [("甲", (2, 0, 0, 0)), ("乙", (None, 0, 0, 0)), ("丙", (0, 0, 0, 0))])

    bars = texts(chart_svg(table, ChartKind.BARS))

    # Two figures over bars, and the marks 0, 1 and 2 of the axis.
    assert sorted(word for word in bars if word.isdigit()) == ["0", "0", "1", "2", "2"]
    assert told(table, ChartKind.BARS) == (
        "火灾统计表（2016—2020年）。火灾起数：合计 2 起，最多 甲 2 起，最少 丙 0 起，缺乙。"
    )


def test_a_line_stops_where_a_figure_is_unknown() -> None:
    rows = [(str(n), (amount, 0, 0, 0)) for n, amount in enumerate((1, 2, None, 3, 4))]

    drawing = chart_svg(make_table(FIRES, rows), ChartKind.LINES, "fires")

    root = ElementTree.fromstring(drawing)
    lines = [p.get("d", "") for p in root.iter(f"{{{SVG}}}path") if p.get("class") == "line-0"]
    assert sum(line.count("M") for line in lines) == 2


def test_many_long_names_stand_one_under_another_with_the_first_on_top() -> None:
    rows = [(f"第{number:02d}个乡镇街道办事处", (number, 0, 0, 0)) for number in range(1, 31)]

    root = ElementTree.fromstring(chart_svg(make_table(FIRES, rows), ChartKind.BARS))

    heights = {
        one.text: float(one.get("y", "0")) for one in root.iter(f"{{{SVG}}}text") if one.text
    }
    assert heights["第01个乡镇街道办事处"] < heights["第30个乡镇街道办事处"]


def test_a_grid_is_shaded_and_each_square_carries_its_figure() -> None:
    weekdays = make_definition(*((f"周{day}", "次", Kind.COUNT) for day in "一二三四五六日"))
    table = make_table(weekdays, [(f"{hour}时", (hour, 0, 0, 0, 0, 0, 7)) for hour in range(24)])

    drawing = chart_svg(table, ChartKind.HEAT)

    assert kinds_of(table)[0] is ChartKind.HEAT
    assert {"23", "7", "周日", "5时", "多（23 次）"} <= set(texts(drawing))
    # The darkest square is the highest: 0.08 + 0.92 × 23/23.
    assert b'fill-opacity="1.000"' in drawing
    assert (
        told(table, ChartKind.HEAT)
        == "小表（2016—2020年）。最多 23时周一 23 次，最少 0时周一 0 次。"
    )


def test_times_are_read_in_minutes_and_seconds() -> None:
    counted = make_definition(("P90", "分:秒", Kind.SECONDS))
    table = make_table(counted, [("城关站", (485,)), ("龙潭站", (700,))])

    written = texts(chart_svg(table, ChartKind.BARS))

    # The axis climbs in steps of five minutes: 700 s / 5 = 140 s, the next round step is 300 s.
    assert {"8:05", "11:40", "0:00", "5:00", "10:00", "15:00"} <= set(written)
    assert (
        told(table, ChartKind.BARS)
        == "小表（2016—2020年）。P90：最长 龙潭站 11:40，最短 城关站 8:05。"
    )


def test_money_is_drawn_in_wan_yuan() -> None:
    table = make_table(FIRES, [("2016年", (182, 1, 7, 1_712_374_600))])

    written = texts(chart_svg(table, ChartKind.BARS, "loss"))

    assert {"1712.37", "单位：万元", "2000"} <= set(written)


@pytest.mark.parametrize(
    ("values", "kind", "marks"),
    [
        ((3.0,), Kind.COUNT, [0, 1, 2, 3]),
        ((472.0,), Kind.COUNT, [0, 100, 200, 300, 400, 500]),
        ((103.0, 0.0), Kind.COUNT, [0, 25, 50, 75, 100, 125]),
        ((-12.0, 30.0), Kind.COUNT, [-20, -10, 0, 10, 20, 30]),
        ((0.0, 0.0), Kind.PEOPLE, [0, 1]),
        ((0.0,), Kind.MONEY, [0, 1]),
        ((4000.0,), Kind.SECONDS, [0, 1200, 2400, 3600, 4800]),
        ((20_000.0,), Kind.SECONDS, [0, 7200, 14_400, 21_600]),
    ],
)
def test_the_marks_of_an_axis_are_round(
    values: tuple[float, ...], kind: Kind, marks: list[float]
) -> None:
    assert spread(values, kind) == marks


def test_what_cannot_be_drawn_is_refused_in_a_sentence() -> None:
    fires = make_table(FIRES, [("甲", (1, 0, 0, 0))])
    endless = make_table(FIRES, [(str(n), (1, 0, 0, 0)) for n in range(MOST_ROWS + 1)])
    empty = make_table(FIRES, [])

    with pytest.raises(NoPicture, match="不能画成堆积图"):
        chart_svg(fires, ChartKind.STACKED)
    with pytest.raises(NoPicture, match="有 401 行"):
        chart_svg(endless, ChartKind.LINES)
    with pytest.raises(NoPicture, match="没有行"):
        chart_svg(empty, ChartKind.BARS)
    assert usual_kind(empty) is None
    assert usual_kind(endless) is None


def test_a_line_is_drawn_of_moments_only_and_too_many_names_of_nothing() -> None:
    stations = make_definition(("总警情", "次", Kind.COUNT), row_heading="主战站")
    months = make_definition(("总警情", "次", Kind.COUNT), row_heading="月份")

    def rows(count: int) -> list[tuple[str, tuple[int, ...]]]:
        return [(f"第{number}", (number,)) for number in range(count)]

    assert kinds_of(make_table(stations, rows(60))) == (ChartKind.BARS,)
    assert kinds_of(make_table(stations, rows(61))) == ()
    assert kinds_of(make_table(months, rows(12))) == (ChartKind.BARS, ChartKind.LINES)
    assert kinds_of(make_table(months, rows(60))) == (ChartKind.LINES, ChartKind.BARS)


def test_a_plan_is_named_with_one_pair_of_brackets() -> None:
    table = make_table(FIRES, [("甲", (1, 0, 0, 0))], period="“十三五”（2016—2020年）")

    assert "火灾统计表“十三五”（2016—2020年）：火灾起数" in texts(chart_svg(table, ChartKind.BARS))


def test_the_same_table_gives_the_same_picture() -> None:
    assert chart_svg(youyang_calls(), ChartKind.LINES) == chart_svg(
        youyang_calls(), ChartKind.LINES
    )
