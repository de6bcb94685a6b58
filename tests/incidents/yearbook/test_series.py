"""The county's figures by year: read exactly, told with a source, read from files whole."""

from collections.abc import Callable

import pytest

from incidents.yearbook.series import (
    Series,
    SeriesFigure,
    figure_faults,
    in_words,
    jumps,
    read_value,
)
from incidents.yearbook.series_file import as_file, decoded, read_file
from resources.errors import BadInput, FieldFault

HEADING = "指标,年份,数值,单位,来源,标记\n"


def refusal_of(act: Callable[[], object]) -> list[str]:
    with pytest.raises(BadInput) as refused:
        act()
    return [fault.message for fault in refused.value.faults]


@pytest.mark.parametrize(
    ("series", "text", "unit", "value"),
    [
        (Series.RESIDENT, "60.7338", "万人", 607_338),
        (Series.RESIDENT, "607338", "人", 607_338),
        (Series.GDP, "201.82", "亿元", 20_182_000_000),
        (Series.GDP, "2018200", "万元", 20_182_000_000),
        (Series.FIREFIGHTERS, "164", "人", 164),
    ],
)
def test_a_figure_is_read_exactly_in_its_unit(
    series: Series, text: str, unit: str, value: int
) -> None:
    assert read_value(series, text, unit) == value


@pytest.mark.parametrize(
    ("text", "unit", "field"),
    [
        ("60.73385", "万人", "value"),
        ("=60", "万人", "value"),
        ("1,234", "人", "value"),
        ("60万", "万人", "value"),
        ("-5", "人", "value"),
        ("1e5", "人", "value"),
        ("６０", "人", "value"),
        ("", "人", "value"),
        ("60", "亿元", "measure"),
    ],
)
def test_what_is_no_whole_number_of_people_is_refused(text: str, unit: str, field: str) -> None:
    fault = read_value(Series.RESIDENT, text, unit)

    assert isinstance(fault, FieldFault)
    assert fault.field == field


def test_a_figure_without_source_or_of_nought_is_no_figure() -> None:
    faults = figure_faults(1900, 0, " ", "X", Series.GDP)

    assert [fault.field for fault in faults] == ["year", "value", "source", "mark"]
    assert [f.field for f in figure_faults(2020, 5, "=A1", "S", Series.GDP)] == ["source"]
    assert [f.field for f in figure_faults(2020, 10**9, "x", "S", Series.RESIDENT)] == ["value"]


def test_gdp_is_written_without_rounding() -> None:
    assert in_words(Series.GDP, 20_182_000_000) == "201.82 亿元"
    assert in_words(Series.GDP, 20_000_000_000) == "200 亿元"
    assert in_words(Series.GDP, 1) == "0.00000001 亿元"
    assert in_words(Series.RESIDENT, 607_338) == "607338 人"


def test_a_year_a_third_off_the_one_before_is_pointed_out() -> None:
    # 800000 is exactly a third more than 600000 and is let pass; one more person is not.
    assert jumps({2019: 600_000, 2020: 800_000}, Series.RESIDENT) == ()
    assert len(jumps({2019: 600_000, 2020: 800_001}, Series.RESIDENT)) == 1
    assert len(jumps({2019: 600_000, 2020: 449_999}, Series.RESIDENT)) == 1
    assert jumps({2018: 600_000, 2020: 1}, Series.RESIDENT) == ()


def test_a_file_is_read_by_its_headings_in_any_order_with_commas_or_tabs() -> None:
    figures = read_file(
        "年份\t数值\t单位\t指标\t标记\t来源\n2020\t60.7\t万人\t常住人口\tS\t公报，第 3 页\n"
        "2020\t201.82\t亿元\tgdp\tS\t公报\n\n"
    )

    assert [(one.line, one.figure.series, one.figure.value) for one in figures] == [
        (2, Series.RESIDENT, 607_000),
        (3, Series.GDP, 20_182_000_000),
    ]
    assert figures[0].figure.source == "公报，第 3 页"


def test_what_is_written_to_a_file_is_read_back_alike() -> None:
    figures = (
        SeriesFigure(Series.RESIDENT, 2020, 607_338, "第七次普查，“公报”", "S"),
        SeriesFigure(Series.GDP, 2020, 20_182_000_001, "统计年鉴, 第 3 页", "R"),
    )

    assert tuple(one.figure for one in read_file(as_file(figures))) == figures


def test_every_bad_line_of_a_file_is_named_by_line_and_column() -> None:
    text = (
        f"{HEADING}人口,2020,1,人,x,S\n常住人口,二〇,1,人,x,S\n常住人口,2020,=1,人,x,S\n"
        "常住人口,2020,5,人,,S\n常住人口,2021,5,人,x,S\n常住人口,2021,6,人,x,S\n"
        "常住人口,2022,1,234,人,x,S\n"
    )

    faults = refusal_of(lambda: read_file(text))

    assert [words.split("：")[0] for words in faults] == [
        "第 2 行“指标”列",
        "第 3 行“年份”列",
        "第 4 行“数值”列",
        "第 5 行“来源”列",
        "第 8 行",
        "第 7 行“年份”列",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "没有内容"),
        (HEADING, "没有一行数据"),
        ("指标,年份\n", "缺少表头“数值”"),
        ("指标,指标,年份,数值,单位,来源,标记\n", "出现两次"),
        ("人口表,,,,,\n指标,年份,数值,单位,来源,标记\n", "“人口表”不认识"),
        (HEADING + '常住人口,"2020\n', "不是有效的 CSV"),
        (HEADING + "常住人口,2020,1,人,x,S\n" * 1_001, "超过 1000 行"),
    ],
)
def test_a_file_that_is_none_is_refused(text: str, words: str) -> None:
    assert any(words in fault for fault in refusal_of(lambda: read_file(text)))


def test_a_file_of_many_faults_names_fifty_and_counts_the_rest() -> None:
    faults = refusal_of(lambda: read_file(HEADING + "x,2020,1,人,x,S\n" * 60))

    assert len(faults) == 51
    assert faults[-1] == "另有 10 处错误未列出。"


def test_text_of_an_older_office_is_read_too() -> None:
    assert decoded("常住人口".encode("gb18030")) == "常住人口"
    assert decoded("\ufeff常住人口".encode()) == "常住人口"
    assert refusal_of(lambda: decoded(b"\xff\xff\xff"))[0].startswith("文件不是")
