"""Refusals of the yearbook: what a statistician asked that cannot be."""

from resources.errors import Refusal


class UnknownPrinted(Refusal):
    """No printed table has this key."""


class PrintedStands(Refusal):
    """A printed table that came with the product is as its paper has it and is not edited."""


class UnknownSeal(Refusal):
    """No year was sealed so, or not in this edition."""


class SealIsBroken(Refusal):
    """A seal whose figures, rules or basis cannot be read any more."""


class CannotSeal(Refusal):
    """A year that may not be closed: it is not over, nothing changed, or it does not add up."""


class NothingToSign(Refusal):
    """A sealed year without a difference, or one that was signed for already."""
