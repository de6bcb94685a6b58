"""Seconds between two moments as SQL, on both databases; each moment cut to its whole second."""

from typing import Any

from sqlalchemy import Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.sql.functions import GenericFunction


class seconds_between(GenericFunction[int]):
    """The whole seconds from the first moment to the second; null where either is unknown."""

    type = Integer()
    inherit_cache = True


@compiles(seconds_between, "sqlite")
def _on_sqlite(element: seconds_between, compiler: SQLCompiler, **more: Any) -> str:
    start, end = _parts(element)
    # substr: whoever wrote a moment, its first 19 letters are the whole second.
    first, last = compiler.process(start, **more), compiler.process(end, **more)
    return f"(unixepoch(substr({last}, 1, 19)) - unixepoch(substr({first}, 1, 19)))"


@compiles(seconds_between, "postgresql")
def _on_postgresql(element: seconds_between, compiler: SQLCompiler, **more: Any) -> str:
    start, end = _parts(element)
    first, last = compiler.process(start, **more), compiler.process(end, **more)
    return (
        f"CAST(floor(extract(epoch FROM {last})) - floor(extract(epoch FROM {first})) AS INTEGER)"
    )


def _parts(element: seconds_between) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    start, end = list(element.clauses)
    return start, end
