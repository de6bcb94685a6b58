"""The records behind a cell: one by one, and in pages."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """One incident, fire or thing behind a cell, and how much of it it is (money in fen)."""

    number: str
    incident_number: str | None
    amount: int
    words: str = ""
    """What it is, where its number alone says nothing: a vehicle, a water source."""


@dataclass(frozen=True, slots=True)
class Behind:
    """One page of what stands behind a cell, oldest first.

    `total` is what the records of all pages add up to, `records` how many they are; `next` asks
    for the following page, empty on the last. `returned` is the rest of the cell, which comes
    from yearly returns and has no records.
    """

    parts: tuple[Part, ...]
    total: int
    records: int
    next: str = ""
    returned: int = 0
