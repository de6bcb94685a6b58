"""The sentences for rows of a county that cannot be right, whichever kind of row it is."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from resources.county_rows import Origin
from resources.errors import RowFault

CODE: Final = re.compile(r"[A-Za-z0-9_-]{1,40}")
# Call signs stand in addresses and are spoken and typed: no spaces, no slashes.
CALL_SIGN: Final = re.compile(r"[\w-]{1,20}")


@dataclass(frozen=True, slots=True)
class Unread:
    """What exists and could not be read: whole files, and the codes and call signs of rows.

    A reference to it is not reported as unknown on top of the fault that hides it.
    """

    files: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()

    def hides(self, key: str, file: str) -> bool:
        """Tell whether a key that is missing from a file may stand in its unread part."""
        return file in self.files or key in self.keys


NOTHING_UNREAD: Final = Unread()


def fault(origin: Origin, reason: str) -> RowFault:
    """Return a fault of the row read there."""
    return RowFault(origin.file, origin.line, reason)


def malformed(
    pattern: re.Pattern[str], name: str, keys: Iterable[tuple[Origin, str]]
) -> Iterator[RowFault]:
    """Yield a fault for each key that is not of the pattern."""
    allowed = "汉字、字母、数字" if pattern is CALL_SIGN else "字母、数字"
    for origin, key in keys:
        if not pattern.fullmatch(key):
            yield fault(origin, f"{name}“{key}”只能由{allowed}、横线和下划线组成，且不能过长。")


def repeated(name: str, keys: Iterable[tuple[Origin, str]]) -> Iterator[RowFault]:
    """Yield a fault for each key that an earlier row has."""
    first: dict[str, Origin] = {}
    for origin, key in keys:
        earlier = first.setdefault(key, origin)
        if earlier is not origin:
            yield fault(
                origin,
                f"{name}“{key}”重复，{earlier.file} 第 {earlier.line} 行已经用过，请改用别的。",
            )


def negative(origin: Origin, amounts: Iterable[tuple[str, float | None]]) -> Iterator[RowFault]:
    """Yield a fault for each amount below zero."""
    for name, amount in amounts:
        if amount is not None and amount < 0:
            yield fault(origin, f"{name} {amount:g} 不能为负数。")


def missing(
    origin: Origin, noun: str, key: str, files: str | tuple[str, ...], unread: Unread
) -> Iterator[RowFault]:
    """Yield a fault for a key that stands in none of the files, unless it may be unread."""
    names = (files,) if isinstance(files, str) else files
    if not any(unread.hides(key, name) for name in names):
        listed = " 或 ".join(names)
        yield fault(origin, f"{noun}“{key}”不在 {listed} 中，请先补上或改正。")
