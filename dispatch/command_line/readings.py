"""What a command was understood as: a sentence with its act, a list to pick from, or a fault."""

from collections.abc import Iterable
from dataclasses import dataclass

from dispatch.command_line.acts import Changing, CommandAct

MOST_OFFERED = 9
"""How many candidates a list shows: as many as there are digit keys (mark P)."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One candidate: the whole command it stands for, and what it is for people."""

    text: str
    words: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A command as understood: an act with its sentence, or why there is none and what to pick."""

    verb: str = ""
    words: str = ""
    act: CommandAct | None = None
    offers: tuple[Offer, ...] = ()
    fault: str = ""

    def __post_init__(self) -> None:
        assert (self.act is None) == (self.words == ""), "what is read has its sentence"
        assert not (self.act and (self.offers or self.fault)), "what is read leaves nothing open"

    @property
    def needs_confirmation(self) -> bool:
        """Whether it changes something: then only what was shown may be run."""
        return isinstance(self.act, Changing)


class Unread(Exception):
    """A command that names no one act: why, and what it may have meant."""

    def __init__(self, fault: str, offers: Iterable[Offer] = ()) -> None:
        super().__init__(fault)
        self.fault = fault
        self.offers = tuple(offers)[:MOST_OFFERED]
