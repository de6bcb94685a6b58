"""The county's indicators as programs and pages are told them: values, aims, and why."""

from collections.abc import Mapping, Sequence

from incidents.yearbook.formulas import RULES, Formula, Reading
from incidents.yearbook.indicator_offers import OFFERS, Offer
from incidents.yearbook.indicator_queries import IndicatorChange
from incidents.yearbook.indicator_words import formula_words, sentences, unit_of
from incidents.yearbook.indicators import (
    ATTRIBUTE_LABELS,
    BETTER_LABELS,
    Better,
    Figure,
    IndicatorFacts,
    Listed,
    Standing,
    YearValue,
    written,
)
from incidents.yearbook.series import SERIES_LABELS, Series
from web.shapes import Json, Shape, moment

MET_WORDS: Mapping[bool | None, str] = {True: "达标", False: "未达标", None: "不能判断"}


def listed(one: Listed) -> Shape:
    """An indicator of the list with its aims and told values."""
    return {
        "code": one.code,
        **_facts(one.facts),
        "aims": _figures(one.aims),
        "told": _figures(one.told),
        "withdrawn": one.is_withdrawn,
        "version": one.version,
    }


def _facts(facts: IndicatorFacts) -> Shape:
    return {
        "name": facts.name,
        "formula": facts.formula,
        "measure": facts.unit,
        "attribute": facts.attribute.value,
        "attribute_label": ATTRIBUTE_LABELS[facts.attribute],
        "better": facts.better.value,
        "better_label": BETTER_LABELS[facts.better],
        "source": facts.source,
        "mark": facts.mark,
        "rank": facts.rank,
    }


def _figures(figures: Mapping[int, Figure]) -> list[Json]:
    return [
        {"year": year, "value": one.text, "source": one.source}
        for year, one in sorted(figures.items())
    ]


def standing(one: Standing) -> Shape:
    """An indicator with its values year by year, the years together, and its verdict."""
    return {
        **listed(one.listed),
        "unit": unit_of(one),
        "formula_words": formula_words(one),
        "years": [_year(each) for each in one.years],
        "together": _written(one.together.value),
        "is_together": one.is_together,
        "present": _written(one.present),
        "aim": None
        if one.aim is None
        else {"year": one.aim_year, "value": one.aim.text, "source": one.aim.source},
        "gap": _written(one.gap),
        "is_met": one.is_met,
        "verdict": MET_WORDS[one.is_met],
        "sentences": list(sentences(one)),
    }


def _year(one: YearValue) -> Shape:
    return {
        "year": one.year,
        "value": _written(one.amount),
        "is_told": one.is_told,
        "marks": [*sorted({figure.mark for figure in one.worked.series} - {"S"})],
        "words": one.worked.words,
        "missing": list(one.worked.missing),
    }


def _written(amount: int | None) -> str | None:
    return None if amount is None else written(amount)


def aim_words(one: Standing) -> str:
    """An aim as the list shows it: ≤0.10（2025 年）."""
    if one.aim is None:
        return ""
    sign = "≤" if one.listed.facts.better is Better.LOW else "≥"
    return f"{sign}{one.aim.text}（{one.aim_year} 年）"


def formulas() -> list[tuple[str, str]]:
    """The formulas a list may use, each with its words; first that of a value told by hand."""
    found = [("", "由统计员逐年填报")]
    for formula in Formula:
        found.append((Reading(formula).code, _formula_label(Reading(formula))))
        if RULES[formula].divides_by_people:
            registered = Reading(formula, Series.REGISTERED)
            found.append((registered.code, _formula_label(registered)))
    return found


def _formula_label(reading: Reading) -> str:
    people = f"（{SERIES_LABELS[reading.people]}）" if reading.rule.divides_by_people else ""
    return f"{reading.rule.label}{people}"


def offers(county_code: str) -> list[Shape]:
    """The shipped lists of aims, that of the own county first."""
    return [_offer(one) for one in sorted(OFFERS, key=lambda one: one.county_code != county_code)]


def _offer(one: Offer) -> Shape:
    return {
        "key": one.key,
        "title": one.title,
        "indicators": [{"code": each.code, "name": each.facts.name} for each in one.indicators],
    }


def changes(rows: Sequence[IndicatorChange]) -> list[Shape]:
    """What was added, changed, told and withdrawn."""
    return [{"at": moment(row.at), "by": row.by, "text": row.text} for row in rows]
