"""What a plan says twice, laid side by side: which of it agrees, and by how much it does not.

Every sentence is made from the printed texts. A printed number stands for all that round to it:
51.97 is anything from 51.965 to 51.975, and two figures agree where such ranges meet.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Final

from incidents.yearbook.plans import Laid, Plan
from incidents.yearbook.printed import INDICATORS, Printed
from incidents.yearbook.tables import definition

AS_PRINTED: Final = "均照录，未作修正"
_FIGURE: Final = re.compile(r"\d+(?:\.\d+)?")
_WAN: Final = Decimal(10_000)


@dataclass(frozen=True, slots=True)
class Finding:
    """What laying two or more printed figures side by side showed, with where each stands."""

    kind: str
    about: str
    holds: bool
    sentence: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Term:
    """One printed figure: where it stands, as printed, its unit, and the word it counts."""

    where: str
    printed: str
    unit: str
    words: str
    term: str = ""

    @property
    def number(self) -> Decimal:
        found = _FIGURE.search(self.printed)
        assert found, f"no figure in {self.printed}"
        return Decimal(found[0])

    @property
    def half_step(self) -> Decimal:
        """Half of the last printed digit."""
        exponent = self.number.as_tuple().exponent
        assert isinstance(exponent, int), "a printed figure is finite"
        return Decimal(5).scaleb(exponent - 1)

    @property
    def said(self) -> str:
        unit = "" if self.unit and self.unit in self.printed else self.unit
        return f"{self.where} {self.printed}{unit}"

    @property
    def place(self) -> str:
        return f"{self.where}：“{self.words}”" if self.words else f"{self.where}：{self.printed}"


def findings(plan: Plan) -> tuple[Finding, ...]:
    """Check a plan against itself; those that do not agree come first, else in its order."""
    found = [one for laid in plan.laid for one in _CHECKS[laid.kind](plan, laid)]
    return tuple(sorted(found, key=lambda one: one.holds))


def findings_about(plan: Plan, printed: Printed) -> tuple[Finding, ...]:
    """Return the findings that name a table of the plan."""
    return tuple(
        one
        for one in findings(plan)
        if any(place.startswith(f"{printed.box} ") for place in one.places)
    )


def _term(plan: Plan, name: str) -> _Term:
    told = plan.told.get(name)
    if told is not None:
        return _Term(told.where, told.figure, told.unit, told.words, told.term)
    box, row, column = name.split("/")
    return _cell(plan.table(box), row, column)


def _cell(table: Printed, row: str, column: str) -> _Term:
    text = table.texts[row][column]
    if table.name == INDICATORS:
        unit = table.texts[row].get("unit", "")
        heading = table.headings[column]
    else:
        counted = definition(table.name).column(column)
        unit, heading = counted.unit, counted.heading
    return _Term(f"{table.box} {table.row_label(row)} {heading}", text, unit, "")


def _finding(laid: Laid, holds: bool, sentence: str, terms: Sequence[_Term]) -> Finding:
    end = "。" if holds else f"；{AS_PRINTED}。"
    places = tuple(dict.fromkeys(term.place for term in terms))
    return Finding(laid.kind, laid.about, holds, f"{laid.about}：{sentence}{end}", places)


def _same(plan: Plan, laid: Laid) -> list[Finding]:
    one, other = (_term(plan, name) for name in laid.terms)
    apart = abs(one.number - other.number)
    end = f"相差 {_short(apart)}" if apart else "相符"
    return [_finding(laid, not apart, f"{one.said}，{other.said}，{end}", (one, other))]


def _rows(plan: Plan, laid: Laid) -> list[Finding]:
    """Compare two columns of two tables row by row; each row that differs is a finding."""
    (one_box, one_column), (other_box, other_column) = (name.split("/") for name in laid.terms)
    one_table, other_table = plan.table(one_box), plan.table(other_box)
    shared = [row for row in one_table.texts if row in other_table.texts]
    found = []
    for row in shared:
        one, other = _cell(one_table, row, one_column), _cell(other_table, row, other_column)
        if apart := abs(one.number - other.number):
            words = f"{one.said}，{other.said}，相差 {_short(apart)}"
            found.append(_finding(laid, False, words, (one, other)))
    if equal := len(shared) - len(found):
        first, second = (
            _cell(table, shared[0], column)
            for table, column in ((one_table, one_column), (other_table, other_column))
        )
        words = f"{one_box}与{other_box}共 {len(shared)} 行，{equal} 行相同"
        found.append(_finding(laid, True, words, (first, second)))
    return found


def _share(plan: Plan, laid: Laid) -> list[Finding]:
    """Ask which printed whole a printed part and its printed share belong to."""
    part, share = _term(plan, laid.part), _term(plan, laid.share)
    low = (part.number - part.half_step) / (share.number + share.half_step) * 100
    high = (part.number + part.half_step) / (share.number - share.half_step) * 100
    told, holds = [], True
    wholes = [_term(plan, name) for name in laid.terms]
    for whole in wholes:
        yearly = whole.number / laid.years
        fits = low <= yearly <= high
        holds = holds and fits
        percent = _short(part.number / yearly * 100, 2)
        told.append(
            f"{whole.said}，年均 {_short(yearly, 1)}，所占为 {percent}%，{'合' if fits else '不合'}"
        )
    words = (
        f"年均 {part.printed}{part.unit}占 {share.printed}%，"
        f"则全部应在年均 {_short(low, 1)} 至 {_short(high, 1)} 之间；{'；'.join(told)}"
    )
    return [_finding(laid, holds, words, (part, share, *wholes))]


def _people(plan: Plan, laid: Laid) -> list[Finding]:
    """Ask what number of people each printed rate was worked out with."""
    told, lows, highs = [], [], []
    terms: list[_Term] = []
    for name, rate_name, per in zip(laid.counts, laid.terms, laid.per, strict=True):
        count, rate = _term(plan, name), _term(plan, rate_name)
        low = count.number / (rate.number + rate.half_step) * per / _WAN
        high = count.number / (rate.number - rate.half_step) * per / _WAN
        lows.append(low)
        highs.append(high)
        terms += [count, rate]
        told.append(
            f"{count.printed}{count.unit}（{count.where}）按 {rate.printed}（{rate.where}）"
            f"为 {_short(low, 1)}—{_short(high, 1)} 万人"
        )
    holds = max(lows) <= min(highs)
    end = "口径一致" if holds else "没有一个人口数同时合于各项"
    return [_finding(laid, holds, f"{'；'.join(told)}；{end}", terms)]


def _distinct(plan: Plan, laid: Laid) -> list[Finding]:
    """Name two different things that are printed with the very same figure."""
    one, other = (_term(plan, name) for name in laid.terms)
    holds = one.number != other.number
    end = "两数不同" if holds else "两件不同的事印了同一个数，请核对是否误抄"
    return [_finding(laid, holds, f"{one.said}，{other.said}，{end}", (one, other))]


def _terms(plan: Plan, laid: Laid) -> list[Finding]:
    """Name figures that are compared though they count different things."""
    one, other = (_term(plan, name) for name in laid.terms)
    holds = one.term == other.term
    said = f"{one.said}数的是“{one.term}”，{other.said}数的是“{other.term}”"
    end = "同一口径" if holds else "两者不是一个统计对象，不能相减"
    return [_finding(laid, holds, f"{said}，{end}", (one, other))]


def _parts(plan: Plan, laid: Laid) -> list[Finding]:
    whole, parts = _term(plan, laid.whole), [_term(plan, name) for name in laid.terms]
    summed = sum((part.number for part in parts), Decimal())
    apart = abs(summed - whole.number)
    added = "＋".join(part.printed for part in parts)
    end = f"相差 {_short(apart)}" if apart else "相符"
    words = f"{added}＝{_short(summed)}，{whole.said}，{end}"
    return [_finding(laid, not apart, words, (whole, *parts))]


def _short(number: Decimal, most_decimals: int = 4) -> str:
    """Write a number with no more decimals than asked for and no noughts at its end."""
    step = Decimal(1).scaleb(-most_decimals)
    text = f"{number.quantize(step, ROUND_HALF_UP):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


_CHECKS: Final[Mapping[str, Callable[[Plan, Laid], list[Finding]]]] = MappingProxyType(
    {
        "same": _same,
        "rows": _rows,
        "share": _share,
        "people": _people,
        "distinct": _distinct,
        "terms": _terms,
        "parts": _parts,
    }
)
