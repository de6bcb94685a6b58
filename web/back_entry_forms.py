"""From a request to a paper slip: short times are read, call signs found, every fault named."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from incidents import slips
from incidents.reports import Outcome
from incidents.slip_times import UnclearTime, read_time
from incidents.slips import CHAIN, PaperSlip, UnitOnSlip
from resources import queries
from resources.errors import BadInput
from web import forms
from web.gazetteer import settle
from web.presenting import SERVICE_ZONE
from web.reading import CONTROL, Reader
from web.vehicle_names import VehicleNames

MOST_UNITS: Final = 20
LONGEST_NUMBER: Final = 24
ORDERED: Final = ("ordered_at", "下达")
UNIT_TIMES: Final = (ORDERED, *((name, label) for name, _, label in CHAIN))
"""The times of a vehicle on the form, in the order of typing."""
STAGES: Final = (("controlled_at", "控制"), ("extinguished_at", "熄灭"))
LABELS: Final = {"received_at": "接警", **dict(UNIT_TIMES), **dict(STAGES)}


@dataclass
class SlipReader:
    """Reads one slip; `read` keeps what each typed time was taken to mean, by field."""

    reader: Reader
    now: datetime
    read: dict[str, datetime] = field(default_factory=dict)

    def slip(self) -> PaperSlip:
        """Read the whole slip; raises BadInput naming every bad field at once."""
        reader = self.reader
        number = self.number()
        received_at = self.received_at()
        ordered_at = self.time("ordered_at", ORDERED[1], reader.values, received_at)
        units = tuple(self._units(received_at, ordered_at))
        controlled_at = self.time("controlled_at", "控制", reader.values, received_at)
        after = controlled_at or received_at
        extinguished_at = self.time("extinguished_at", "熄灭", reader.values, after)
        outcome = self._outcome()
        told = {**reader.values, "received_at": received_at.isoformat() if received_at else None}
        # The faults found so far are told together with those of the call.
        call = forms.read_call(Reader(told, reader.faults), self.now)
        call = forms.with_where(call, settle)
        reader.finish()
        return PaperSlip(number, call, units, controlled_at, extinguished_at, outcome)

    def number(self) -> str:
        """Read the number of the slip; every slip has one."""
        number = slips.tidy_number(self.reader.text("slip_number", most=2 * LONGEST_NUMBER))
        if not number:
            self.reader.blame("slip_number", "请填写纸单上印的单号。")
        elif not slips.NUMBER.fullmatch(number):
            words = f"“{number}”只能含字母、数字、汉字和横线，最多 {LONGEST_NUMBER} 个。"
            self.reader.blame("slip_number", words)
        return number

    def received_at(self) -> datetime | None:
        """Read when the call came in: the one time a slip cannot lack."""
        told = self.time("received_at", "接警", self.reader.values, None)
        if told is None:
            self.reader.blame("received_at", "请填写接警时间，例如 0312。")
        return told

    def time(
        self, name: str, label: str, values: Mapping[str, object], after: datetime | None,
        path: str = "",
    ) -> datetime | None:  # fmt: skip
        """Read one time; None where it is empty, or blamed."""
        told = Reader(values)
        words = told.text(name, most=40)
        if told.faults:
            self._blame(path + name, label, told.faults[0].message)
            return None
        if not words:
            return None
        try:
            at = read_time(words, after, self.now, SERVICE_ZONE)
        except UnclearTime as refusal:
            self._blame(path + name, label, str(refusal))
            return None
        self.read[path + name] = at
        return at

    def _blame(self, path: str, label: str, message: str) -> None:
        self.reader.blame(path, message if label in message else f"{label}：{message}")

    def _units(
        self, received_at: datetime | None, ordered_at: datetime | None
    ) -> Iterator[UnitOnSlip]:
        told = self.reader.values.get("units")
        if told is None:
            return
        if not isinstance(told, list) or not all(isinstance(one, Mapping) for one in told):
            self.reader.blame("units", "应为列表，每辆车一个对象 {…}。")
            return
        if len(told) > MOST_UNITS:
            self.reader.blame("units", f"一张单最多 {MOST_UNITS} 辆车，现为 {len(told)} 辆。")
            return
        names = VehicleNames(row.call_sign for row in queries.units())
        for index, values in enumerate(told):
            unit = self._unit(f"units.{index}.", values, received_at, ordered_at, names)
            if unit is not None:
                yield unit

    def _unit(
        self,
        path: str,
        values: Mapping[str, object],
        received_at: datetime | None,
        ordered_at: datetime | None,
        names: VehicleNames,
    ) -> UnitOnSlip | None:
        own = Reader(values)
        typed = own.text("call_sign", most=40)
        people = own.whole("people", most=50)
        for fault in own.faults:
            self.reader.blame(path + fault.field, fault.message)
        before = ordered_at or received_at
        times: dict[str, datetime | None] = {}
        for name, label in UNIT_TIMES:
            times[name] = self.time(name, label, values, before, path)
            before = times[name] or before
        if not typed:
            if people is not None or any(times.values()):
                self.reader.blame(f"{path}call_sign", "这一行有时间，请填写呼号。")
            return None
        call_sign = names.find(typed)
        if call_sign is None:
            self.reader.blame(f"{path}call_sign", names.why_not(typed))
            return None
        ordered = times.pop("ordered_at") or ordered_at
        if ordered is None:
            words = f"{call_sign} 没有下达时间：请填在本行，或填全单的下达时间。"
            # A fault of its time is told already.
            self.reader.blame(f"{path}ordered_at", words)
            return None
        return UnitOnSlip(call_sign, ordered, **times, people=people)

    def _outcome(self) -> Outcome | None:
        told = self.reader.values.get("outcome")
        if told is None:
            return None
        if not isinstance(told, Mapping):
            self.reader.blame("outcome", "应为一个对象 {…}。")
            return None
        if all(value is None or value == "" for value in told.values()):
            return None
        try:
            return forms.read_outcome(Reader(told))
        except BadInput as refusal:
            for fault in refusal.faults:
                self.reader.blame(f"outcome.{fault.field}", fault.message)
            return None


def nested(fields: Mapping[str, object]) -> dict[str, object]:
    """Return a page's flat fields as the interface takes them: `units.0.people`, `outcome.dead`."""
    values: dict[str, object] = {}
    units: dict[int, dict[str, object]] = {}
    outcome: dict[str, object] = {}
    for name, value in fields.items():
        head, _, rest = name.partition(".")
        index, _, own = rest.partition(".")
        if head == "units" and index.isascii() and index.isdigit() and int(index) < MOST_UNITS:
            units.setdefault(int(index), {})[own] = value
        elif head == "outcome" and rest:
            outcome[rest] = value
        elif not CONTROL.search(name):
            values[name] = value
    if units:
        values["units"] = [units.get(index, {}) for index in range(max(units) + 1)]
    if outcome:
        values["outcome"] = outcome
    return values
