"""What an indicator's standing says in sentences: value, aim, what is missing, what disagrees."""

from collections.abc import Iterator

from incidents.yearbook.definitions import TEN_THOUSAND
from incidents.yearbook.indicators import Better, Standing, YearValue, written
from incidents.yearbook.series import SERIES_LABELS


def sentences(standing: Standing) -> tuple[str, ...]:
    """Return everything a reader must know of the values, most important first."""
    return tuple(
        dict.fromkeys(
            (
                *_verdict(standing),
                *_workings(standing),
                *_missing(standing),
                *_told(standing),
                *_disagreements(standing),
                *_computed_figures(standing),
            )
        )
    )


def formula_words(standing: Standing) -> str:
    """Return how the value comes about, in words."""
    reading = standing.listed.facts.reading
    return reading.words if reading else "由统计员逐年填报，系统不计算。"


def unit_of(standing: Standing) -> str:
    """Return the unit: as the list has it, else that of the formula."""
    facts = standing.listed.facts
    if facts.unit or facts.reading is None:
        return facts.unit
    return facts.reading.rule.unit


def _span(standing: Standing) -> str:
    first, last = standing.years[0].year, standing.years[-1].year
    return f"{first}—{last} 年合并" if standing.is_together and first != last else f"{last} 年"


def _verdict(standing: Standing) -> Iterator[str]:
    if standing.aim is None or standing.aim_year is None:
        yield "没有录入目标，不作比较。"
        return
    sign = "≤" if standing.listed.facts.better is Better.LOW else "≥"
    aim = f"{standing.aim_year} 年目标 {sign}{standing.aim.text}"
    if standing.present is None or standing.gap is None:
        yield f"{aim}；{_span(standing)}没有数值，不能判断是否达标。"
        return
    verdict = "达标" if standing.is_met else "未达标"
    so_far = "（本年尚未结束，为至今的数）" if standing.is_unfinished else ""
    gap = written(abs(standing.gap))
    side = "相等" if standing.gap == 0 else f"{'高' if standing.gap > 0 else '低'} {gap}"
    yield f"{_span(standing)} {written(standing.present)}{so_far}，{aim}，{side}，{verdict}。"


def _workings(standing: Standing) -> Iterator[str]:
    """Say from which figures the value beside the aim comes."""
    worked = standing.together if standing.is_together else standing.years[-1].worked
    if worked.value is not None:
        yield f"{_span(standing)} {written(worked.value)} 由此算出：{worked.words}。"


def _missing(standing: Standing) -> Iterator[str]:
    wanted = standing.years[-1]
    if standing.is_together:
        yield from standing.together.missing
    elif wanted.amount is None:
        yield from wanted.worked.missing or (f"缺 {wanted.year} 年填报值，由统计员在本页填写。",)
    earlier = [one.year for one in standing.years[:-1] if one.amount is None]
    if earlier and not standing.is_together:
        yield f"{'、'.join(str(year) for year in earlier)} 年没有数值。"


def _told(standing: Standing) -> Iterator[str]:
    for one in standing.years:
        if one.is_told and one.told is not None:
            yield f"{one.year} 年 {one.told.text} 为填报值，来源：{one.told.source}。"


def _disagreements(standing: Standing) -> Iterator[str]:
    for one in standing.years:
        if _disagrees(one):
            assert one.told is not None and one.worked.value is not None
            yield (
                f"{one.year} 年系统算得 {written(one.worked.value)}（{one.worked.words}），"
                f"填报值为 {one.told.text}（{one.told.source}），两者不同；表中为算得的数。"
            )


def _disagrees(one: YearValue) -> bool:
    """Whether the told value is not the worked one, rounded to as many places as it was told."""
    if one.told is None or one.worked.value is None:
        return False
    places = len(one.told.text.partition(".")[2])
    step = int(TEN_THOUSAND // 10**places)
    return (2 * one.worked.value + step) // (2 * step) * step != one.told.amount


def _computed_figures(standing: Standing) -> Iterator[str]:
    for one in standing.years:
        for figure in one.worked.series:
            if figure.mark != "S":
                label = SERIES_LABELS[figure.series]
                yield f"{figure.year} 年{label}为 {figure.mark} 标记的数：{figure.source}"
