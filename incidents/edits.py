"""What two editors of one incident want, field by field, and what stood there before."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from incidents.calls import Elements, Whereabouts
from incidents.categories import CATEGORIES, DISPOSITION_LABELS, Disposition
from resources.geography import Position

FIELD_LABELS = {
    "category": "类别",
    "level": "等级",
    "place_text": "地点",
    "position": "坐标",
    "trapped": "被困人数",
    "burning": "燃烧物",
    "floors": "楼层数",
    "fire_floor": "着火层",
    "occupancy": "处置对象",
    "disposition": "性质",
    "is_urban": "城乡",
}
"""The fields of an incident an editor changes, by column, that stand in the log as they are."""
TOLD_AS = {"place_text": "place"}
"""Columns with the name the interface has for them, where it is another."""
_EDITED = {**FIELD_LABELS, "narrative": "警情描述"}


@dataclass(frozen=True, slots=True)
class Changes:
    """What an editor wants changed; None leaves a field as it is."""

    category: str | None = None
    level: int | None = None
    where: Whereabouts | None = None
    elements: Elements | None = None
    disposition: str | None = None
    narrative: str | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One field two editors see differently, in words for people; None where nobody can tell."""

    field: str
    label: str
    yours: str
    theirs: str
    before: str | None = None


@dataclass(frozen=True, slots=True)
class Quarrel:
    """Why an edit was refused as stale: the fields, who wrote last and when, the version now."""

    differences: tuple[Difference, ...] = ()
    version: int | None = None
    by: str | None = None
    at: datetime | None = None


def wanted(changes: Changes) -> dict[str, str]:
    """Return what an editor wants, by column, in the words of `seen`."""
    where, elements = changes.where, changes.elements
    told: dict[str, object] = {
        "category": changes.category,
        "level": changes.level,
        "disposition": changes.disposition,
        "narrative": changes.narrative,
    }
    if where is not None:
        told |= {
            "place_text": where.text,
            "position": where.position,
            "is_urban": where.is_urban,
        }
    if elements is not None:
        told |= {
            name: getattr(elements, name)
            for name in ("trapped", "burning", "floors", "fire_floor", "occupancy")
        }
    return {name: str(value) for name, value in told.items() if value is not None and value != ""}


def seen(incident: object) -> dict[str, str]:
    """Return what stands in an incident, by column; what is empty is left out."""
    return {
        name: str(value)
        for name in _EDITED
        if (value := getattr(incident, name)) is not None and value != ""
    }


def differences(
    yours: Mapping[str, str], theirs: Mapping[str, str], before: Mapping[str, str | None]
) -> tuple[Difference, ...]:
    """Name the fields changed since that an editor wants to be otherwise than they are now.

    `before` holds what the editor read, for each field changed since; None where it is not kept.
    """
    return tuple(
        Difference(
            TOLD_AS.get(name, name),
            label,
            _in_words(name, yours[name]),
            _in_words(name, theirs.get(name, "")),
            None if (old := before.get(name)) is None else _in_words(name, old),
        )
        for name, label in _EDITED.items()
        if name in yours and name in before and yours[name] != theirs.get(name, "")
    )


def _in_words(name: str, value: str) -> str:
    if name == "category" and value in CATEGORIES:
        return CATEGORIES[value].name
    if name == "disposition" and value in set(Disposition):
        return DISPOSITION_LABELS[Disposition(value)]
    if name == "is_urban":
        return {"True": "城市", "False": "农村"}.get(value, value)
    if name == "level" and value:
        return f"{value} 级"
    if name == "position" and value.startswith(Position.__name__):
        return value.removeprefix(f"{Position.__name__}(").removesuffix(")")
    return value
