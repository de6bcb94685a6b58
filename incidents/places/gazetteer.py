"""The named places of a county and the forms in which callers say their names."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from incidents.places.parse import (
    TOWNSHIP_SUFFIXES,
    VILLAGE_SUFFIXES,
    bare_name,
    everyday_names,
    normalise,
    official_name,
    strip_county,
)
from incidents.places.vocabulary import EVERYDAY_WORDS, EVERYWHERE
from resources.geography import Position

TOWNSHIP: Final = "township"
VILLAGE: Final = "village"
HYDRANT: Final = "hydrant"
# Kinds of which there are many with one name and a number; they are told by what holds them.
NUMBERED_KINDS: Final = frozenset({"group", "building", "pole", HYDRANT})

# What bears its code on a plate.
CODED_KINDS: Final = frozenset({"pole", HYDRANT})


class FormKind(StrEnum):
    """How near a form is to the name on the map."""

    FULL = "full"
    ALIAS = "alias"
    FORMER = "former"
    BARE = "bare"
    LOCAL = "local"


@dataclass(frozen=True, slots=True)
class PlaceEntry:
    """A named place of the county; `position` is None where nobody has given it a point."""

    code: str
    name: str
    path: str
    kind: str
    position: Position | None
    radius_m: int
    aliases: tuple[str, ...]
    is_synthetic: bool
    township_code: str | None
    parent_code: str | None
    former_names: tuple[str, ...] = ()

    @property
    def is_township(self) -> bool:
        """Whether the entry is a township or sub-district itself."""
        return self.kind == TOWNSHIP

    @property
    def home_code(self) -> str | None:
        """The code of the township it lies in, its own for a township."""
        return self.code if self.is_township else self.township_code


@dataclass(frozen=True, slots=True)
class Form:
    """One way of saying an entry's name; `strength` is the score of hearing exactly that."""

    entry: PlaceEntry
    text: str
    stem: str
    kind: FormKind
    strength: float
    needs_township: bool

    @property
    def suffix(self) -> str:
        """What follows the stem: 镇, 村, nothing for most names."""
        return self.text.removeprefix(self.stem)

    @property
    def is_spoken(self) -> bool:
        """Whether people say it as a name.

        Nobody says 村民委员会 for a village, and 3组 or 消火栓03 are a number with a counter.
        """
        return len(self.suffix) <= 2 and self.entry.kind not in NUMBERED_KINDS


def forms_of(
    entry: PlaceEntry, township_name: str | None, county_names: Iterable[str]
) -> list[Form]:
    """Return the forms of an entry, the strongest of equal texts only.

    `township_name` is the name of the township it lies in, None for a township.
    """
    strongest: dict[str, Form] = {}
    for form in (*_said(entry), *_shortened(entry, township_name, tuple(county_names))):
        known = strongest.get(form.text)
        if known is None or known.strength < form.strength:
            strongest[form.text] = form
    return list(strongest.values())


def _said(entry: PlaceEntry) -> Iterator[Form]:
    """Give the official and spoken names, the other suffixes people put, and the bare name."""
    spoken = normalise(official_name(entry.name) if _is_area(entry) else entry.name)
    suffixes = _suffixes(entry)
    stem = bare_name(spoken, suffixes) or spoken
    is_everywhere = spoken in EVERYWHERE
    for text in (spoken, normalise(entry.name)):
        yield Form(entry, text, stem, FormKind.FULL, 0.96, is_everywhere)
    others = (
        *((alias, FormKind.ALIAS, 0.93) for alias in entry.aliases),
        *((former, FormKind.FORMER, 0.9) for former in entry.former_names),
        *((short, FormKind.ALIAS, 0.9) for short in everyday_names(spoken)),
    )
    if entry.kind in CODED_KINDS:
        others += ((entry.code, FormKind.ALIAS, 0.9),)
    for given, kind, strength in others:
        other = normalise(given)
        if len(other) >= 2:
            other_stem = bare_name(other, suffixes) or other
            yield Form(entry, other, other_stem, kind, strength, other in EVERYWHERE)
    if stem != spoken:
        for suffix in suffixes:
            yield Form(entry, stem + suffix, stem, FormKind.ALIAS, 0.88, False)
        yield Form(entry, stem, stem, FormKind.BARE, _bare_strength(entry, stem), False)


def _shortened(
    entry: PlaceEntry, township_name: str | None, county_names: tuple[str, ...]
) -> Iterator[Form]:
    """Give a named place without its county's or township's name in front."""
    if _is_area(entry) or entry.kind in NUMBERED_KINDS:
        return
    name = normalise(entry.name)
    for said in (name, *everyday_names(name)):
        without_county = strip_county(said, county_names)
        if without_county != said and len(without_county) >= 2:
            yield Form(entry, without_county, without_county, FormKind.LOCAL, 0.75, False)
        if township_name is None:
            continue
        for front in (township_name, bare_name(township_name, TOWNSHIP_SUFFIXES) or township_name):
            rest = without_county.removeprefix(front)
            if rest != without_county and len(rest) >= 2:
                yield Form(entry, rest, rest, FormKind.LOCAL, 0.85, True)
                # 龙潭卫生院 for 龙潭镇卫生院: the suffix of the township is left out.
                bare = bare_name(township_name, TOWNSHIP_SUFFIXES)
                if bare is not None and front == township_name:
                    yield Form(entry, bare + rest, bare + rest, FormKind.ALIAS, 0.9, False)


def _is_area(entry: PlaceEntry) -> bool:
    return entry.kind in (TOWNSHIP, VILLAGE)


def _suffixes(entry: PlaceEntry) -> tuple[str, ...]:
    if entry.is_township:
        return TOWNSHIP_SUFFIXES
    return VILLAGE_SUFFIXES if entry.kind == VILLAGE else ()


def _bare_strength(entry: PlaceEntry, bare: str) -> float:
    if entry.is_township:
        return 0.82
    if bare in EVERYDAY_WORDS:
        return 0.4
    return 0.72 if len(bare) >= 3 else 0.6
