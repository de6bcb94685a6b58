"""The plans that come with the product: their tables and sentences exactly as printed.

One TOML file a plan stands in `papers/`, one CSV file a table. Nothing is repaired in them; what
contradicts what is found by `plan_checks` and stands nowhere as a sentence.
"""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from incidents.yearbook.printed import INDICATORS, Printed, Texts
from incidents.yearbook.tables import TOTAL_KEY, definition

YOUYANG: Final = "500242"
_FOLDER: Final = Path(__file__).with_name("papers")
_FILES: Final = ("youyang.toml", "shuozhou.toml")


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of a plan with one figure in it; `term` is the word the figure counts."""

    key: str
    where: str
    words: str
    figure: str
    unit: str
    term: str = ""


@dataclass(frozen=True, slots=True)
class Laid:
    """What a check lays beside what; the terms are sentences or cells (`专栏1/2020/fires`)."""

    kind: str
    about: str
    terms: tuple[str, ...]
    whole: str = ""
    part: str = ""
    share: str = ""
    counts: tuple[str, ...] = ()
    per: tuple[int, ...] = ()
    years: int = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """One printed plan of a county."""

    key: str
    county_code: str
    county_name: str
    paper: str
    tables: tuple[Printed, ...]
    told: Mapping[str, Told]
    laid: tuple[Laid, ...]

    def table(self, box: str) -> Printed:
        """Return the table of a box."""
        return next(table for table in self.tables if table.box == box)


def _texts(name: str) -> Texts:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return MappingProxyType(
            {
                line["row"]: MappingProxyType({k: v for k, v in line.items() if k != "row"})
                for line in csv.DictReader(file)
            }
        )


def _read(file: str) -> Plan:
    told = tomllib.loads((_FOLDER / file).read_text(encoding="utf-8"))
    tables = []
    for number, table in enumerate(told["table"], start=1):
        texts = _texts(table["file"])
        if table["name"] == INDICATORS:
            headings = table["headings"]
        else:
            headings = {one.key: one.printed for one in definition(table["name"]).columns}
            assert TOTAL_KEY in texts, f"{table['file']} has no total row"
        tables.append(
            Printed(
                key=f"{told['key']}-{number}",
                name=table["name"],
                paper=told["paper"],
                box=table["box"],
                mark=told["mark"],
                headings=MappingProxyType(dict(headings)),
                texts=texts,
                note=table.get("note", ""),
                title=table["title"],
                county_code=told["county"],
                is_shipped=True,
            )
        )
    return Plan(
        key=told["key"],
        county_code=told["county"],
        county_name=told["county_name"],
        paper=told["paper"],
        tables=tuple(tables),
        told=MappingProxyType({one["key"]: Told(**one) for one in told["told"]}),
        laid=tuple(_laid(one) for one in told["check"]),
    )


def _laid(told: Mapping[str, object]) -> Laid:
    # TOML has lists where the value has tuples.
    return Laid(**{k: tuple(v) if isinstance(v, list) else v for k, v in told.items()})  # type: ignore[arg-type]


PLANS: Final = tuple(_read(file) for file in _FILES)


def shipped(key: str) -> Printed | None:
    """Return the shipped table of a key, None where there is none."""
    return next((one for plan in PLANS for one in plan.tables if one.key == key), None)


def plan_of(printed: Printed) -> Plan:
    """Return the plan a shipped table stands in."""
    return next(plan for plan in PLANS if printed in plan.tables)
