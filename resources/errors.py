"""What a user can do wrong, each with a sentence the user can act on."""

from collections.abc import Iterable
from dataclasses import dataclass


class Refusal(Exception):
    """A request that is refused; its text is a Chinese sentence for the person who asked."""


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One bad field of a form: its name and what is wrong with it."""

    field: str
    message: str


class BadInput(Refusal):
    """A form with at least one bad field; all of them are named at once."""

    def __init__(self, faults: Iterable[FieldFault]) -> None:
        self.faults: tuple[FieldFault, ...] = tuple(faults)
        assert self.faults, "a refusal of input names at least one field"
        super().__init__("；".join(fault.message for fault in self.faults))


class BadPosition(Refusal):
    """A coordinate that cannot be a place on Earth or cannot be understood."""


@dataclass(frozen=True, slots=True)
class RowFault:
    """One bad row of a county file: file name, line number from 1, and the reason."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file} 第 {self.line} 行：{self.reason}"


class BadCountyFolder(Refusal):
    """A county folder that was not loaded because of the rows it names."""

    def __init__(self, faults: Iterable[RowFault]) -> None:
        self.faults: tuple[RowFault, ...] = tuple(faults)
        assert self.faults, "a refusal of a county folder names at least one row"
        super().__init__("\n".join(str(fault) for fault in self.faults))


class UnknownUnit(Refusal):
    """A call sign that no unit carries."""


class UnknownStation(Refusal):
    """A station name or code that the county does not have."""


class UnknownPlace(Refusal):
    """A place code that the gazetteer does not have."""
