"""Refusals of the record: what a user asked of an incident that cannot be."""

from resources.errors import Refusal


class UnknownIncident(Refusal):
    """No incident has this number."""


class UnknownFire(Refusal):
    """No registered fire has this number."""


class StaleEdit(Refusal):
    """Someone else changed the incident since the editor read it."""


class IncidentIsClosed(Refusal):
    """A closed incident takes no further calls, orders or stages."""


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
