"""The basis of a sealed year: its facts as they were, packed so that one changed byte is seen.

A kept fact is not a value of today's columns: a basis must be readable when those have changed.
"""

import hashlib
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

import rfc8785

from incidents.yearbook.facts import CallOut, RegisteredFire

FactValue = str | int | bool | None

CALL_OUT: Final = "call_out"
FIRE: Final = "fire"
RETURN: Final = "return"
"""A yearly figure from before go-live (年报数), with no record behind it."""
_NOT_KEPT: Final = frozenset({"incident_id", "fire_id", "number"})
"""Keys of the database, which say nothing; the number stands before the rest."""
_LEVEL: Final = 9


class BasisBroken(Exception):
    """A basis that cannot be read; the words say in which way."""


@dataclass(frozen=True, slots=True)
class KeptFact:
    """One fact as it was when the year was sealed."""

    kind: str
    number: str
    told: Mapping[str, FactValue]

    @property
    def key(self) -> tuple[str, str]:
        """Which fact it is: its kind and number."""
        return self.kind, self.number

    @property
    def incident_number(self) -> str | None:
        """The incident it belongs to, None where there is none."""
        if self.kind == CALL_OUT:
            return self.number
        told = self.told.get("incident_number")
        return told if isinstance(told, str) else None


def kept(fact: CallOut | RegisteredFire) -> KeptFact:
    """Return a fact of the records as a basis keeps it."""
    kind = CALL_OUT if isinstance(fact, CallOut) else FIRE
    told = {
        one.name: _plain(getattr(fact, one.name))
        for one in fields(fact)
        if one.name not in _NOT_KEPT
    }
    return KeptFact(kind, fact.number, MappingProxyType(told))


def _plain(value: object) -> FactValue:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    assert value is None or isinstance(value, (str, int)), f"a fact holds no {type(value)}"
    return value


def packed(facts: Iterable[KeptFact]) -> bytes:
    """Write facts as compressed canonical JSON lines (RFC 8785), in order of kind and number."""
    lines = [
        rfc8785.dumps({"kind": one.kind, "number": one.number, "told": dict(one.told)}) + b"\n"
        for one in sorted(facts, key=lambda one: one.key)
    ]
    return zlib.compress(b"".join(lines), _LEVEL)


def unpacked(content: bytes) -> tuple[KeptFact, ...]:
    """Read a basis back; raises BasisBroken."""
    try:
        text = zlib.decompress(content).decode()
        lines = [json.loads(line) for line in text.splitlines()]
        return tuple(
            KeptFact(one["kind"], one["number"], MappingProxyType(one["told"])) for one in lines
        )
    except (zlib.error, ValueError, KeyError, TypeError) as error:
        raise BasisBroken("依据不能解开或读不出来") from error


def hash_of(content: bytes) -> str:
    """Return the SHA-256 of what is stored, byte for byte."""
    return hashlib.sha256(content).hexdigest()
