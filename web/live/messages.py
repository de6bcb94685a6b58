"""Server-sent events as bytes, and the difference between two boards."""

import json
from collections.abc import Iterable
from typing import Final

from web.shapes import Json, Shape

KEYS: Final = {"units": "call_sign", "incidents": "number"}
"""Lists of the board whose members are told one by one, and what names a member."""
MOTION: Final = frozenset(
    {"position", "position_at", "position_age_s", "heading_deg", "speed_kmh", "version"}
)
"""What changes while a unit drives; it is told as positions, and never makes a board new."""


def event(name: str, body: Json, seq: int | None = None) -> bytes:
    """One event; with a sequence number it moves the place a reader resumes from."""
    place = "" if seq is None else f"id: {seq}\n"
    told = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return f"{place}event: {name}\ndata: {told}\n\n".encode()


def retry(milliseconds: int) -> bytes:
    """How long a reader waits before it comes again after a break."""
    return f"retry: {milliseconds}\n\n".encode()


def changes(before: Shape, after: Shape) -> Shape:
    """What a reader of the board before must be told to have the board after; empty if nothing.

    A list of units or incidents is told by its changed members, and by the order of all where
    that is another; every other part of the board is told whole.
    """
    told: Shape = {}
    for part, value in after.items():
        if part in KEYS:
            changed = _changed_members(part, _members(before, part), _members(after, part))
            if changed:
                told[part] = changed
        elif part not in {"now", "log_seq"} and before.get(part) != value:
            told[part] = value
    return told


def moved(board: Shape, positions: Iterable[Shape]) -> None:
    """Put positions into a board, for whoever is given the whole of it next."""
    units = {one["call_sign"]: one for one in _members(board, "units")}
    for position in positions:
        unit = units.get(position["call_sign"])
        if unit is not None:
            unit.update({name: told for name, told in position.items() if name in unit})


def _changed_members(part: str, before: list[Shape], after: list[Shape]) -> Shape:
    key = KEYS[part]
    known = {one[key]: _still(one) for one in before}
    changed: list[Json] = [one for one in after if known.get(one[key]) != _still(one)]
    order: list[Json] = [one[key] for one in after]
    told: Shape = {"changed": changed} if changed else {}
    if order != [one[key] for one in before]:
        told = {"changed": changed, "order": order}
    return told


def _still(member: Shape) -> Shape:
    # An incident has a version too, and of that every step counts.
    moving = MOTION if "call_sign" in member else ()
    return {name: value for name, value in member.items() if name not in moving}


def _members(board: Shape, part: str) -> list[Shape]:
    found = board.get(part)
    assert isinstance(found, list)
    return [one for one in found if isinstance(one, dict)]
