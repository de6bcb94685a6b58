"""Sorting sums into the rows and columns of a table: what the database added up, by member."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from incidents.yearbook.axes import UNTOLD_KEY, Axis, Member
from incidents.yearbook.definitions import Value
from incidents.yearbook.layouts import Layout


@dataclass(frozen=True, slots=True)
class Group:
    """The sums of the counted records that have the same values in some fields."""

    values: tuple[Value, ...]
    sums: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Counts:
    """What the records of one time add up to, by row and in total.

    `flags` tell of the counted records, `left_out` of the merged, repeated and tests.
    """

    members: tuple[Member, ...]
    across: tuple[Member, ...]
    rows: Mapping[str, Mapping[str, int]]
    total: Mapping[str, int]
    flags: Mapping[str, int]
    left_out: Mapping[str, int]


def counts_of(
    layout: Layout,
    groups: Sequence[Group],
    totals: Sequence[Group],
    flags: Mapping[str, int],
    left_out: Mapping[str, int],
) -> Counts:
    """Sort the groups of records into rows and columns; `totals` were added up without rows."""
    down, across = layout.down, layout.across
    rows: dict[str, Counter[str]] = {}
    found_down: dict[str, Member] = {}
    found_across: dict[str, Member] = {}
    for group in groups:
        member = _member(down, layout.fields, group)
        found_down[member.key] = member
        sums = rows.setdefault(member.key, Counter())
        sums.update(group.sums)
        if across:
            column = _member(across, layout.fields, group)
            found_across[column.key] = column
            sums[column.key] += group.sums[layout.counted_columns[0].key]
    total: Counter[str] = Counter()
    for group in totals:
        total.update(group.sums)
        if across:
            key = across.member_of(group.values).key
            total[key] += group.sums[layout.counted_columns[0].key]
    return Counts(
        members=_in_order(down, found_down),
        across=_in_order(across, found_across) if across else (),
        rows=rows,
        total=total,
        flags=flags,
        left_out=left_out,
    )


def _member(axis: Axis, fields: tuple[str, ...], group: Group) -> Member:
    told = dict(zip(fields, group.values, strict=True))
    return axis.member_of(tuple(told[name] for name in axis.fields))


def _in_order(axis: Axis, found: Mapping[str, Member]) -> tuple[Member, ...]:
    listed = tuple(one for one in axis.members if axis.shows_empty or one.key in found)
    keys = {member.key for member in axis.members}
    unlisted = [member for key, member in sorted(found.items()) if key not in keys]
    # What nobody filled in stands last.
    unlisted.sort(key=lambda member: member.key == UNTOLD_KEY)
    return (*listed, *unlisted)
