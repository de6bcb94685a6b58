"""Refusals of the desk: what cannot be ordered or reported now."""

from incidents.errors import StaleEdit
from resources.errors import Refusal


class UnitTaken(Refusal):
    """The unit is already on an incident; the sentence names it and who sent it."""


class UnitNotReady(Refusal):
    """The unit is out of service and must be put back in service first."""


class ImpossibleStatus(Refusal):
    """A status that cannot be, such as an arrival without an order."""


class UnknownStamp(Refusal):
    """A time of a vehicle that the incident does not have."""


class SlipTaken(Refusal):
    """A paper slip was typed in before; it knows as which incident."""

    def __init__(self, sentence: str, incident_number: str) -> None:
        super().__init__(sentence)
        self.incident_number = incident_number


class CannotUndo(Refusal):
    """A status that is another's, too old, or followed by something newer."""


class UnknownClosure(Refusal):
    """A code that no closure of roads carries."""


class ClosureOver(Refusal):
    """A closure that was lifted or has ended already: its roads are open."""


class UnknownRules(Refusal):
    """A version of the rules, or a row of one, that there is not."""


class RulesStand(Refusal):
    """A version that is in force, or will be, is never edited nor taken away."""


class RulesChanged(StaleEdit):
    """Somebody edited the draft since the editor read it; the sentence names who."""


class RulesNotRehearsed(Refusal):
    """A draft may be put in force only after this revision of it was rehearsed."""


class ReadingChanged(StaleEdit):
    """A command that would now be read in another way than was shown; nothing was run."""


class StaleProposal(Refusal):
    """What was proposed for many incidents is no longer what would be proposed now."""


class UnknownReminder(Refusal):
    """A number that no reminder has."""


class NotOrdered(Refusal):
    """The vehicles are not on this incident, or not any more."""
