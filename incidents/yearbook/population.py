"""Who is counted: the narrow rows the tables are made of, and which population each belongs to."""

from dataclasses import dataclass
from datetime import datetime

from incidents.categories import FALSE_ALARMS, NOT_COUNTED, Disposition, PlanColumn, category


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """What the tables need of one incident; `is_merged` says it lives on under another number."""

    number: str
    category: str
    disposition: Disposition
    received_at: datetime
    is_merged: bool = False
    is_closed: bool = True
    is_generated: bool = False
    is_back_entered: bool = False

    @property
    def is_counted(self) -> bool:
        """Whether it is a call-out of its own: not merged, not a repeat, not a test."""
        return not self.is_merged and self.disposition not in NOT_COUNTED

    @property
    def is_false_alarm(self) -> bool:
        """Whether it turned out to be nothing (误报, 谎报, 骚扰)."""
        return self.disposition in FALSE_ALARMS

    @property
    def plan_column(self) -> PlanColumn:
        """The column of the call-out table; raises UnknownCategory."""
        return category(self.category).plan_column


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """What the tables need of one vehicle on one incident."""

    incident_number: str
    station: str
    people: int
    has_left: bool
    """It left its station: a crew may forget to report so, but not arrive without it."""


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """What the tables need of one closing report; money in fen."""

    incident_number: str
    rescued: int = 0
    evacuated: int = 0
    property_saved_fen: int = 0
    property_protected_fen: int = 0


@dataclass(frozen=True, slots=True)
class FireRow:
    """What the tables need of one registered fire; money in fen."""

    number: str
    occurred_at: datetime
    dead: int = 0
    injured: int = 0
    loss_fen: int = 0
    incident_number: str | None = None
    is_generated: bool = False
