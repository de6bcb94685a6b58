"""What is shown of a caller's words while they are typed: kinds, elements, past cases."""

from collections.abc import Iterable, Mapping

from dispatch.arrivals import Basis
from dispatch.carried import CarriedAdvice
from incidents.categories import CATEGORIES, level_label
from incidents.duplicates import Duplicate
from incidents.premises import OCCUPANCY_LABELS, Occupancy
from incidents.understanding.cards import Question
from incidents.understanding.elements import Floor, Named, ToldElements
from incidents.understanding.hints import Hint
from incidents.understanding.people import Count
from incidents.understanding.ranking import Ranked
from incidents.understanding.similar import Similar
from resources.vehicle_types import CAPABILITY_LABELS
from web.presenting import local_date
from web.shapes import Json, Shape, duplicate, moment, place

MOST_KINDS = 3
MOST_QUESTIONS = 9


def kind(code: str, level: int, words: Iterable[str], note: str = "") -> Shape:
    """A category the words point to, with the words that led to it."""
    known = CATEGORIES[code]
    return {
        "code": code,
        "label": known.name,
        "level": level,
        "level_label": level_label(known, level),
        "words": list(words),
        "note": note,
    }


def ranked(found: Iterable[Ranked]) -> list[Json]:
    """The likeliest categories, each at its default level."""
    return [
        kind(one.category, CATEGORIES[one.category].default_level, one.words, one.note)
        for one in list(found)[:MOST_KINDS]
    ]


def elements(told: ToldElements) -> list[Json]:
    """Every element the words tell of, those of the form with the value to fill in."""
    people = told.people
    found = [
        _counted("被困", people.trapped, "trapped"),
        _counted("受伤", people.injured),
        _counted("死亡", people.dead),
        _floor("着火层", told.fire_floor, "fire_floor"),
        _floor("总楼层", told.floors, "floors"),
    ]
    if told.burning:
        things = "、".join(told.burning)
        found.append(_element("燃烧物", things, told.burning, "burning", things))
    for chemical in told.chemicals:
        number = f"（UN {chemical.un}）" if chemical.un else ""
        hazard = f"，{chemical.hazard}" if chemical.hazard else ""
        found.append(_element("危化品", f"{chemical.name}{number}{hazard}", chemical.said[:1]))
    for name, group in (
        ("火势", told.fire),
        ("烟", told.smoke),
        ("老幼病残", told.vulnerable),
        ("易燃易爆", told.explosives),
        ("规模", told.extent),
    ):
        found += [_named(name, one) for one in group if one.label]
    for place_use in told.occupancy:
        label = OCCUPANCY_LABELS[Occupancy(place_use.value)]
        found.append(_element("场所", label, place_use.words))
    for one in (told.short_of_water, told.strong_wind, told.caller_trapped):
        if one is not None:
            found.append(_named("提示", one))
    return [one for one in found if one is not None]


def _element(
    name: str, text: str, words: Iterable[str], field: str | None = None, value: str = ""
) -> Shape:
    return {"name": name, "text": text, "words": list(words), "field": field, "value": value}


def _counted(name: str, count: Count | None, field: str | None = None) -> Shape | None:
    if count is None:
        return None
    # A number nobody gave is asked for, not filled in.
    value = "" if count.most is None else str(count.taken)
    return _element(name, count.sentence, count.words, field if value else None, value)


def _floor(name: str, floor: Floor | None, field: str) -> Shape | None:
    if floor is None:
        return None
    return _element(name, f"{floor.number} 层", floor.words, field, str(floor.number))


def _named(name: str, one: Named) -> Shape:
    return _element(name, one.label, one.words)


def hints(found: Iterable[Hint]) -> list[Json]:
    """Reasons for a stronger first order, each with its mark."""
    return [{"text": one.sentence, "mark": one.mark, "words": list(one.words)} for one in found]


def questions(asked: Iterable[Question], known: Mapping[str, bool]) -> list[Json]:
    """The question card, each question with whether its answer is known already."""
    return [
        {
            "text": one.question,
            "why": one.why,
            "field": one.fills,
            "mark": one.mark,
            "answered": known.get(one.fills, False),
        }
        for one in asked
    ]


def precedents(found: Iterable[Similar]) -> list[Json]:
    """Past incidents like this call."""
    rows: list[Json] = []
    for one in found:
        code = one.incident.account.category
        rows.append(
            {
                "number": one.incident.number,
                "received_at": moment(one.incident.received_at),
                "day": local_date(one.incident.received_at),
                "category_label": CATEGORIES[code].name if code in CATEGORIES else "",
                "narrative": one.incident.account.narrative,
                "distance_m": None if one.distance_m is None else round(one.distance_m),
                "why": "；".join(one.reasons),
                "is_generated": one.incident.is_generated,
            }
        )
    return rows


def weighed_duplicate(hit: Duplicate) -> Shape:
    """A suspected repeat with how sure it is; one to a closed incident is for reading only."""
    return {
        **duplicate(hit),
        "score": round(hit.score, 3),
        "is_same": hit.is_same,
        "is_closed": hit.is_closed,
    }


def _basis(advice: CarriedAdvice, call_sign: str) -> str:
    """By road only where every place's time is: one estimate makes the span an estimate."""
    found = {
        pick.basis
        for one in advice.places
        for pick in one.advice.picks
        if pick.call_sign == call_sign
    }
    return str(Basis.BY_ROAD if found == {Basis.BY_ROAD} else Basis.ESTIMATE)


def carried(advice: CarriedAdvice, names: Iterable[str]) -> Shape:
    """The units right for every place it may be, and what each place would add."""
    return {
        "for_all": [
            {
                "call_sign": one.call_sign,
                "best_s": None if one.best is None else round(one.best.total_seconds()),
                "worst_s": None if one.worst is None else round(one.worst.total_seconds()),
                "eta_basis": _basis(advice, one.call_sign),
                "reason": one.reason,
            }
            for one in advice.for_all
        ],
        "first_unit": advice.first_unit,
        "first_unit_unchanged": advice.first_unit_unchanged,
        "why_none": advice.why_none,
        "places": [
            {
                "name": name,
                "position": place(one.position),
                "first_s": None
                if one.advice.first is None
                else round(one.advice.first.total_seconds()),
                "adds": [
                    {
                        "call_sign": pick.call_sign,
                        "capability_label": CAPABILITY_LABELS[pick.capability],
                        "eta_s": None if pick.eta is None else round(pick.eta.total_seconds()),
                    }
                    for pick in one.adds
                ],
            }
            for name, one in zip(names, advice.places, strict=True)
        ],
    }
