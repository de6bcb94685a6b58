"""The triggers that keep the sums of the yearbook beside its facts, on both databases.

They stand in the database and not in the program because whatever writes a fact (a verb, a
rebuild, a restored backup, a person at the prompt) then moves the sums in the same transaction,
without a round trip. SQLite works row by row; PostgreSQL statement by statement, because a
thousand updates of one row in one transaction there are a thousand versions of it to walk over.
"""

from collections.abc import Mapping
from dataclasses import dataclass

PERIODS = ("year", "month")
"""The columns of a fact that name its periods: YYYY and YYYYMM."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A table of sums: what it is made from, by which columns, and what each sum adds up."""

    name: str
    fact: str
    keys: tuple[str, ...]
    parts: Mapping[str, str]
    """Column of the sum, and the column of the fact it adds up; `1` counts the facts."""

    def columns(self) -> str:
        return ", ".join(("period", *self.keys, *self.parts))

    def added(self) -> str:
        return ", ".join(f"{part} = {self.name}.{part} + excluded.{part}" for part in self.parts)

    def conflict(self) -> str:
        keys = ", ".join(("period", *self.keys))
        return f"ON CONFLICT ({keys}) DO UPDATE SET {self.added()}"


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


CALL_OUT_SUM = Sum(
    "call_out_sum",
    "call_out_fact",
    ("category", "disposition", "is_counted"),
    {
        "incidents": "1",
        "still_open": "NOT is_closed",
        "generated": "is_generated",
        "back_entered": "is_back_entered",
        "imported": "is_imported",
        **_same("brigades", "vehicles", "people", "reinforcements", "rescued", "evacuated"),
        **_same("dead", "injured", "saved_fen", "protected_fen"),
    },
)
FIRE_SUM = Sum(
    "fire_sum",
    "fire_fact",
    ("owner",),
    {
        "fires": "1",
        "generated": "is_generated",
        "imported": "is_imported",
        **_same("dead", "seriously_injured", "lightly_injured", "loss_fen", "economic_loss_fen"),
    },
)
SUMS = (CALL_OUT_SUM, FIRE_SUM)


def made(dialect: str) -> list[str]:
    """Return the statements that make the triggers."""
    each = _on_sqlite if dialect == "sqlite" else _on_postgresql
    return [statement for one in SUMS for statement in each(one)]


def dropped(dialect: str) -> list[str]:
    """Return what is to be said after the tables are gone: SQLite drops triggers with them."""
    if dialect == "sqlite":
        return []
    return [f"DROP FUNCTION keep_{one.name}() CASCADE" for one in SUMS]


def _value(part: str, row: str) -> str:
    """Write what one fact adds; truth counts one on both databases."""
    if part == "1":
        return "1"
    if part.startswith("NOT "):
        return f"1 - CAST({row}.{part.removeprefix('NOT ')} AS INTEGER)"
    value = f"{row}.{part}"
    return f"CAST({value} AS INTEGER)" if part.startswith("is_") else value


def _on_sqlite(one: Sum) -> list[str]:
    def moved(row: str, sign: str) -> str:
        keys = ", ".join(f"{row}.{key}" for key in one.keys)
        parts = ", ".join(f"{sign}({_value(part, row)})" for part in one.parts.values())
        return " ".join(
            f"INSERT INTO {one.name} ({one.columns()}) "
            # Without WHERE the parser takes ON for that of a join.
            f"SELECT {row}.{period}, {keys}, {parts} WHERE true {one.conflict()};"
            for period in PERIODS
        )

    # Most changes of a fact move no sum, such as a township that is told.
    of = ", ".join(sorted({*PERIODS, *one.keys, *_columns(one)}))
    return [
        f"CREATE TRIGGER {one.name}_insert AFTER INSERT ON {one.fact} BEGIN {moved('NEW', '')} END",
        f"CREATE TRIGGER {one.name}_delete AFTER DELETE ON {one.fact} "
        f"BEGIN {moved('OLD', '-')} END",
        f"CREATE TRIGGER {one.name}_update AFTER UPDATE OF {of} ON {one.fact} "
        f"BEGIN {moved('OLD', '-')} {moved('NEW', '')} END",
    ]


def _columns(one: Sum) -> list[str]:
    return [part.removeprefix("NOT ") for part in one.parts.values() if part != "1"]


def _on_postgresql(one: Sum) -> list[str]:
    def rows(name: str, period: str, sign: str) -> str:
        keys = ", ".join(f"r.{key}" for key in one.keys)
        parts = ", ".join(
            f"{sign}({_value(source, 'r')}) AS {part}" for part, source in one.parts.items()
        )
        return f"SELECT r.{period} AS period, {keys}, {parts} FROM {name} r"

    def moved(*changed: tuple[str, str]) -> str:
        every = " UNION ALL ".join(
            rows(name, period, sign) for name, sign in changed for period in PERIODS
        )
        keys = ", ".join(("period", *one.keys))
        summed = ", ".join(f"sum({part})" for part in one.parts)
        # What comes out even is no change: a township told locks no sum.
        moves = " OR ".join(f"sum({part}) <> 0" for part in one.parts)
        return (
            f"INSERT INTO {one.name} ({one.columns()}) SELECT {keys}, {summed} "
            f"FROM ({every}) moved GROUP BY {keys} HAVING {moves} ORDER BY {keys} "
            f"{one.conflict()};"
        )

    body = (
        f"IF TG_OP = 'INSERT' THEN {moved(('fresh', ''))} "
        f"ELSIF TG_OP = 'DELETE' THEN {moved(('gone', '-'))} "
        f"ELSE {moved(('gone', '-'), ('fresh', ''))} END IF; RETURN NULL;"
    )
    transitions = {
        "INSERT": "NEW TABLE AS fresh",
        "UPDATE": "OLD TABLE AS gone NEW TABLE AS fresh",
        "DELETE": "OLD TABLE AS gone",
    }
    return [
        f"CREATE FUNCTION keep_{one.name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {body} END $$",
        *(
            f"CREATE TRIGGER {one.name}_{verb.lower()} AFTER {verb} ON {one.fact} "
            f"REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION keep_{one.name}()"
            for verb, tables in transitions.items()
        ),
    ]
