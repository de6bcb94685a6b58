"""Refusals of the record: what a user asked of an incident that cannot be."""

from incidents.edits import Quarrel
from resources.errors import Refusal


class UnknownIncident(Refusal):
    """No incident has this number."""


class UnknownFire(Refusal):
    """No registered fire has this number."""


class UnknownDeath(Refusal):
    """No death told later has this key at this fire."""


class DeathStruck(Refusal):
    """A death told later was struck already."""


class StaleEdit(Refusal):
    """Someone else changed what the editor read; the quarrel names the fields where it is known."""

    def __init__(self, sentence: str, quarrel: Quarrel | None = None) -> None:
        super().__init__(sentence)
        self.quarrel = quarrel or Quarrel()


class IncidentIsClosed(Refusal):
    """A closed incident takes no further calls, orders or stages."""


class CannotReopen(Refusal):
    """An incident that is open, merged or taken in from an old register is not reopened."""


class CannotReview(Refusal):
    """A record is returned, mended or confirmed only where it stands for that step."""


class LevelLowered(Refusal):
    """A level may only be raised during an incident (接处警出动工作规定, R)."""


class UnknownCall(Refusal):
    """No call has this key."""


class CannotMove(Refusal):
    """A call or an incident cannot be attached, taken out, merged or given back."""


class UnknownMark(Refusal):
    """No mark of the incident's sketch has this key."""


class MarkStruck(Refusal):
    """A mark of a sketch was taken off already."""


class SketchIsFull(Refusal):
    """A sketch holds as many marks as anybody can read."""


class UnitsStillOut(Refusal):
    """An incident cannot be closed while a vehicle is assigned to it."""


class KeyReused(Refusal):
    """An Idempotency-Key came back with another request."""


class LogIsBroken(Refusal):
    """The hash chain does not verify; the sentence names the first bad entry."""


class WrongKindOfFile(Refusal):
    """A file that is none of the kinds kept with an incident."""


class AttachmentTooLarge(Refusal):
    """A file larger than one may be, or more than an incident may hold."""


class UnknownAttachment(Refusal):
    """An attachment the incident does not have, or that was struck."""


class UnknownLinkage(Refusal):
    """A linkage unit that was not told of this incident."""


class UnknownHandOver(Refusal):
    """A hand-over of a scene or a shift that there is not."""


class UnknownTeam(Refusal):
    """No team inside has this key at this incident."""


class TeamIsOut(Refusal):
    """A team that has come out is not asked any more."""


class PeopleStillInside(Refusal):
    """An incident is not closed while a team has not told that it is out."""
