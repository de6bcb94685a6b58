"""Refusals of the desk: what cannot be ordered or reported now."""

from resources.errors import Refusal


class UnitTaken(Refusal):
    """The unit is already on an incident; the sentence names it and who sent it."""


class UnitNotReady(Refusal):
    """The unit is out of service and must be put back in service first."""


class ImpossibleStatus(Refusal):
    """A status that cannot be, such as an arrival without an order."""


class StaleProposal(Refusal):
    """What was proposed for many incidents is no longer what would be proposed now."""
