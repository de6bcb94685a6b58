"""A name found in a text: which form, where, and how surely."""

from dataclasses import dataclass
from enum import StrEnum

from incidents.places.gazetteer import Form, FormKind
from incidents.places.outside import OutsideMention


class Likeness(StrEnum):
    """How a form was found in the text, the surest first."""

    EXACT = "exact"
    SOUND = "sound"
    DIALECT = "dialect"
    NEAR = "near"
    SPELT = "spelt"
    BEGUN = "begun"


@dataclass(frozen=True, slots=True)
class Match:
    """A form found in a text between two places, and the share of its strength that is left."""

    form: Form
    start: int
    end: int
    heard: str
    likeness: Likeness
    share: float

    @property
    def is_certain(self) -> bool:
        """Whether a whole name stands in the text as it is written on the map."""
        return self.likeness is Likeness.EXACT and self.form.kind in (FormKind.FULL, FormKind.ALIAS)

    def covers(self, other: "Match | OutsideMention") -> bool:
        """Tell whether this match takes in all characters of another."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Match") -> bool:
        """Tell whether two matches share a character."""
        return self.start < other.end and other.start < self.end
