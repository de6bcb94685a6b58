"""How the quality of a record is shown: the report taken back, findings, reviews."""

from decimal import Decimal

from incidents import reopening
from incidents.lifecycle import OPEN, IncidentState
from incidents.queries import Incident
from resources.database import db

FEN_PER_YUAN = 100


def report_before(row: Incident) -> dict[str, str]:
    """What the report said before the incident was reopened, as the form of closing takes it."""
    if IncidentState(row.state) not in OPEN:
        return {}
    told = reopening.report_taken_back(db.session(), row.number)
    if not told:
        return {}
    shown = {"occupancy": row.occupancy, "call_back": row.call_back}
    if row.is_urban is not None:
        shown["is_urban"] = "true" if row.is_urban else "false"
    for name, value in told.items():
        if name.endswith("_fen"):
            shown[f"{name.removesuffix('_fen')}_yuan"] = f"{Decimal(value) / FEN_PER_YUAN:f}"
        else:
            shown[name] = str(value)
    return shown
