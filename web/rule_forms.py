"""A row of the rules as a form: a number, a least and the types for each capability.

The table's own cells (`2>=8t:water_tanker`) are for files. Here each part has its field, and
capabilities and types are told by their Chinese names.
"""

import re
from collections.abc import Mapping
from typing import Final

from dispatch.plan_rows import DemandLine, PlanRow
from dispatch.plan_table import (
    ANY_LEVEL,
    AS,
    LIFTERS,
    PER_ORDER,
    RULE,
    TOTAL_ONLY,
    WATER_BRINGERS,
    BadRow,
    cells_of,
    read_row,
)
from resources.errors import FieldFault
from resources.vehicle_types import CAPABILITY_LABELS, VEHICLE_TYPES, Capability
from web.reading import LONGEST_TEXT, Reader

BETWEEN: Final = re.compile(r"[\s、，,；;|]+")
JOINED: Final = "、"
PLAIN_FIELDS: Final = ("category", "level", "people", "stations", "mode", "water_t", "mark")
LONG_FIELDS: Final = ("linkage", "as_needed", "note")
CODE_OF_TYPE: Final = {one.name: code for code, one in VEHICLE_TYPES.items()}
CODE_OF_ABILITY: Final = {label: str(one) for one, label in CAPABILITY_LABELS.items()}
ANY_OF: Final = "any_of"
CODE_LABELS: Final = {str(one): label for one, label in CAPABILITY_LABELS.items()} | {
    ANY_OF: "任选其一",
    "stations": "队站",
    "linkage": "联动",
    "as_needed": "视情",
    "note": "备注",
}

Typed = dict[str, object]
"""What stands in the fields of a form."""


def unit_of(capability: Capability) -> str:
    """The unit of the least of a capability: tonnes, metres, or none where there is no least."""
    if capability in WATER_BRINGERS:
        return "t"
    return "m" if capability in LIFTERS else ""


def read_cells(reader: Reader) -> dict[str, str]:
    """Read the form of a row into the cells of the table; what is wrong in them is told later."""
    cells = {name: reader.text(name) for name in PLAIN_FIELDS}
    cells |= {name: _list_text(reader, name) for name in LONG_FIELDS}
    basis = reader.text("basis")
    cells["basis"] = f"{AS}{reader.text('as_category')}" if basis == "as" else basis
    for capability in Capability:
        cells[capability] = _cell(reader, capability)
    if number := reader.text(ANY_OF):
        words = [_code(word) for word in _words(reader, f"{ANY_OF}_words")]
        cells[ANY_OF] = f"{number.replace(' ', '')} {'|'.join(words)}"
    elif reader.text(f"{ANY_OF}_words"):
        reader.blame(ANY_OF, "写了可选的能力，请再写数量。")
    cells["marked"] = _marked(reader, cells)
    return cells


def blame_cells(reader: Reader, cells: Mapping[str, str]) -> None:
    """Note every cell that cannot be read beside what is wrong with the form itself."""
    try:
        read_row(cells)
    except BadRow as wrong:
        known = {fault.field for fault in reader.faults}
        for one in wrong.faults:
            if one.column not in known:
                known.add(one.column)
                reader.faults.append(
                    FieldFault(one.column, f"{in_words(one.column, one.reason)}。")
                )


def in_words(column: str, reason: str) -> str:
    """Say what is wrong with a cell by the word of its column, which the table has in English."""
    label = CODE_LABELS.get(column)
    return reason if label is None else re.sub(rf"^{column}\b", label, reason)


def _list_text(reader: Reader, name: str) -> str:
    text = reader.text(name, most=LONGEST_TEXT)
    if name == "note":
        return text
    return "；".join(part for part in re.split(r"[；;\n]+", text) if part.strip())


def _cell(reader: Reader, capability: Capability) -> str:
    count, least = reader.text(capability), reader.text(f"{capability}_least")
    types = [CODE_OF_TYPE.get(word, word) for word in _words(reader, f"{capability}_types")]
    if not (count or least or types):
        return ""
    if least and not re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,2})?", least):
        reader.blame(f"{capability}_least", f"“{least}”应为正数，最多两位小数。")
        least = ""
    bound = f">={least}{unit_of(capability)}" if least else ""
    return f"{count.replace(' ', '')}{bound}" + (f":{'|'.join(types)}" if types else "")


def _words(reader: Reader, name: str) -> list[str]:
    return [word for word in BETWEEN.split(reader.text(name)) if word]


def _code(word: str) -> str:
    return CODE_OF_ABILITY.get(word) or CODE_OF_TYPE.get(word, word)


def _marked(reader: Reader, cells: Mapping[str, str]) -> str:
    """Name the capabilities ticked as founded; nothing where all that are asked for are."""
    asked = [str(one) for one in Capability if cells[one]]
    ticked = set(reader.words("marked", most=len(Capability)))
    founded = [one for one in asked if one in ticked]
    if founded == asked:
        return ""
    return " ".join(founded) or TOTAL_ONLY


def form_of(code: str, level: int | None, row: PlanRow) -> Typed:
    """Return what stands in the fields of a row's form."""
    cells = cells_of(code, level, row)
    typed: Typed = {name: cells[name] for name in (*PLAIN_FIELDS, *LONG_FIELDS)}
    typed["basis"] = "as" if row.same_as else PER_ORDER if row.per_order else RULE
    typed["as_category"] = row.same_as or ""
    founded = []
    for line in row.lines:
        if len(line.capabilities) > 1 or line.other_types:
            labels = [CAPABILITY_LABELS[one] for one in line.capabilities]
            names = [VEHICLE_TYPES[one].name for one in line.other_types]
            typed[ANY_OF] = cells[ANY_OF].partition(" ")[0]
            typed[f"{ANY_OF}_words"] = JOINED.join((*labels, *names))
            continue
        typed |= _line_fields(line)
        if line.mark == row.mark:
            founded.append(str(line.capability))
    typed["marked"] = founded
    return typed


def _line_fields(line: DemandLine) -> Typed:
    name = str(line.capability)
    least = line.least_water_t or line.least_ladder_m
    return {
        name: str(line.count),
        f"{name}_least": f"{least:g}" if least else "",
        f"{name}_types": JOINED.join(VEHICLE_TYPES[one].name for one in line.wanted_types),
    }


def empty_form() -> Typed:
    """Return the fields of a row that is not there yet."""
    return {"basis": RULE, "level": "1", "mark": "P", "marked": [], "as_category": ANY_LEVEL}


def typed_form(reader: Reader) -> Typed:
    """Return what a person typed, for the form that is shown again with its faults."""
    typed: Typed = dict(reader.values)
    ticked = typed.get("marked", [])
    typed["marked"] = ticked if isinstance(ticked, list) else [ticked]
    return typed
