"""What a table says beside its figures: what is in it, what is not, and what is not known."""

from collections.abc import Iterator, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from incidents.fire_grades import rules_note
from incidents.yearbook.axes import UNTOLD_KEY
from incidents.yearbook.comparing import WORDS
from incidents.yearbook.definitions import ADDING, Population
from incidents.yearbook.layouts import OWN_FIRES, Layout
from incidents.yearbook.lines import RETURN_MARK, Earlier, Lines, Returns
from incidents.yearbook.periods import Period
from incidents.yearbook.tallies import Counts

_PARTS = (
    ("false_alarms", "其中虚假警 {} 起，已计入其类别。"),
    ("recalled", "其中中途返回 {} 起，已计入其类别。"),
    ("still_open", "其中尚未结案 {} 起，类别和战果可能变动。"),
    ("back_entered", "其中补录纸单 {} 起，按纸单上的时间计。"),
    ("imported", "其中由旧登记簿导入 {} 起。"),
)
A_MONTH = 31
APART = frozenset({"calls_national", "false_calls", "kinds"})
"""The tables that show false alarms in a column of their own."""


def record_notes(layout: Layout, counts: Counts) -> Iterator[str]:
    """Tell which records are in the table and which were left out."""
    flags, left_out = counts.flags, counts.left_out
    if flags.get("generated"):
        yield f"含生成的演示数据 {flags['generated']} 起，不是真实统计。"
    for name, words in _PARTS:
        if flags.get(name) and not (name == "false_alarms" and layout.definition.name in APART):
            yield words.format(flags[name])
    joined = left_out.get("records", 0) - left_out.get("tests", 0)
    if joined:
        yield f"未计入：并案或重复报警 {joined} 起。"
    if left_out.get("tests"):
        yield f"未计入：测试 {left_out['tests']} 起。"
    if left_out.get("vehicles") and "vehicles" in layout.takes:
        yield f"未计入的并案、重复报警或测试警情另有出动 {left_out['vehicles']} 辆次，不在表内。"


def axis_notes(layout: Layout, counts: Counts) -> Iterator[str]:
    """Tell of the records nobody said where they belong."""
    main = layout.counted_columns[0]
    untold = counts.rows.get(UNTOLD_KEY, {}).get(main.key, 0)
    if untold:
        yield f"{layout.down.heading}未填的 {untold} {main.unit}单列一行，不摊入其他行。"
    if layout.across and counts.total.get(UNTOLD_KEY):
        number = counts.total[UNTOLD_KEY]
        yield f"{layout.across.heading}未填的 {number} {main.unit}单列一列，不摊入其他列。"
    if layout.down.key == "station":
        yield "主战站＝最先离站车辆的队站（P）；一起警情只归一个队站，无车离站的归“未填”。"
    if layout.down.key == "calendar_month" and len(layout.period.years) > 1:
        yield "同一月份的各年合并为一行。"


def other_owner_note(layout: Layout, others: Mapping[str, int]) -> Iterator[str]:
    """Tell how many fires other authorities count, where they are left out."""
    if layout.population is Population.FIRES and OWN_FIRES[0] in layout.where and others:
        each = "、".join(f"{label} {number} 起" for label, number in others.items())
        yield f"未计入：其他主管部门统计的火灾 {sum(others.values())} 起（{each}）。"


def grade_notes(layout: Layout) -> Iterator[str]:
    """Tell by which rules the fires of a table by grade are graded."""
    axes = (layout.down, layout.across)
    if any(axis is not None and axis.key == "grade" for axis in axes):
        yield rules_note(layout.period.from_day, layout.period.to_day)


def loss_notes(lacking: int) -> Iterator[str]:
    """Tell how many fires lack a part of the economic loss."""
    if lacking:
        yield (
            f"其中 {lacking} 起的火灾现场处置费或人身伤亡支出未填，按零计，"
            "直接经济损失至少为表中之数。"
        )


def return_notes(lines: Lines, returns: Returns) -> Iterator[str]:
    """Tell which rows come from returns, which of two rows adds, and what a return lacks."""
    told = [line for line in lines.rows if line.is_returned]
    if not told:
        return
    sources = "、".join(dict.fromkeys(source for source in returns.sources if source))
    named = f"（来源：{sources}）" if sources else ""
    years = "、".join(line.label for line in told)
    yield f"{years}标“{RETURN_MARK}”的行为上报的年度总数{named}，没有逐起记录，不能下钻。"
    twice = [line.label for line in told if not line.adds]
    if twice:
        yield f"{'、'.join(twice)}既有记录又有{RETURN_MARK}：两行都列出，合计只计入记录一行。"
    lacking = [line.label for line in told if line.adds and None in line.amounts.values()]
    if lacking:
        yield f"{'、'.join(lacking)}的{RETURN_MARK}缺少部分列，缺的列未计入合计。"


def beginning_notes(layout: Layout, lines: Lines, first_day: int | None) -> Iterator[str]:
    """Tell that nothing is recorded of a time before the first record; nought is no finding."""
    period = layout.period
    if first_day is None:
        yield "没有任何记录；表中的 0 不表示没有发生。"
        return
    begun = f"{first_day // 10_000}年{first_day // 100 % 100}月{first_day % 100}日"
    if int(f"{period.to_day:%Y%m%d}") < first_day:
        yield f"记录自{begun}开始，本表时间内没有记录；0 不表示没有发生。"
    elif (_day(first_day) - period.from_day).days > A_MONTH:
        yield f"记录自{begun}开始，此前的 0 不表示没有发生。"


def compare_notes(
    layout: Layout, before: Period, earlier: Earlier, lines: Lines, first_day: int | None
) -> Iterator[str]:
    """Tell what the figures are compared with, and what of that is not known."""
    question = layout.question
    assert question.compare is not None
    then, against = WORDS[question.compare]
    yield f"{then}：{before.label}；{against}＝（本期−{then}）÷{then}，{then}为零时不算，写作“—”。"
    unknown = [line.label for line in lines.adding if line.key not in earlier.beside]
    if len(unknown) == len(lines.adding):
        yield f"{then}没有记录，{then}和{against}写作“—”，不是零。"
    elif unknown:
        yield f"{'、'.join(unknown)}的{then}没有记录，写作“—”，不是零；合计因此也不算。"
    if first_day is not None and before.from_day < _day(first_day) <= before.to_day:
        begun = _day(first_day)
        if (begun - before.from_day).days > A_MONTH:
            yield f"{then}自 {begun.isoformat()} 起才有记录，{against}不完整。"
    now = question.now
    if now is not None and layout.period.start <= now < layout.period.end:
        today = now.astimezone(ZoneInfo(layout.period.zone)).date()
        if today < layout.period.to_day:
            yield (
                f"本期尚未结束（查询时为 {today.isoformat()}），{then}是完整的时段，"
                "两者不对等；可改选“年初至今”比较。"
            )


def rate_notes(per: str, figures: Mapping[int, tuple[int, str]], years: range) -> Iterator[str]:
    """Tell which population or GDP the rates rest on, and which years have none."""
    word = "常住人口" if per == "people" else "地区生产总值"
    sources = "、".join(dict.fromkeys(source for _, source in figures.values() if source))
    if figures:
        yield f"按{word}计算；各年数字来源：{sources}。合计行＝各年之和÷各年{word}之和。"
    missing = [str(year) for year in years if year not in figures]
    if missing:
        yield f"{'、'.join(missing)} 年没有{word}数字，写作“—”；请在统计序列中录入并注明来源。"


def untypical(layout: Layout) -> Iterator[str]:
    """Tell of columns whose total is not the sum of the rows."""
    if any(column.kind not in ADDING for column in layout.definition.columns) and not layout.across:
        yield "占比各行不能相加，合计行由合计数重新计算。"


def _day(number: int) -> date:
    return date(number // 10_000, number // 100 % 100, number % 100)
