"""Blank slips as a PDF: numbered in advance, two of A5 on an A4."""

from collections.abc import Sequence
from typing import Final

from incidents.categories import DISPOSITION_LABELS, GROUPS, Disposition
from resources import queries
from web.printing import to_pdf

OUTCOMES: Final = (
    *(Disposition.REAL, Disposition.MISTAKEN, Disposition.MALICIOUS),
    *(Disposition.NUISANCE, Disposition.RECALLED),
)
"""What a slip offers to tick; the form has them all."""


def slips_pdf(numbers: Sequence[str]) -> bytes:
    """Set the slips of some numbers."""
    county = queries.county()
    return to_pdf(
        "slips",
        {
            "county": county.name if county else "",
            "numbers": [*numbers],
            "kinds": [group.name for group in GROUPS.values()],
            "outcomes": [DISPOSITION_LABELS[one] for one in OUTCOMES],
        },
    )
