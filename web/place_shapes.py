"""Places of the gazetteer and their history, as the JSON interface and the pages show them."""

from collections.abc import Iterable, Mapping

from incidents.place_facts import FieldChange, kind_label
from incidents.place_history import PlaceChange
from resources.accounts import Principal
from resources.county_rows import PLACE_KIND_LABELS
from resources.datums import Datum
from resources.queries import Dataset, Place, datasets, places_coded
from web import shapes
from web.presenting import NOTHING
from web.shapes import Json, Shape

DATUM_LABELS = {
    Datum.WGS84: "WGS 84（卫星定位）",
    Datum.GCJ02: "GCJ-02（高德、腾讯、微信）",
    Datum.BD09: "BD-09（百度）",
    Datum.CGCS2000: "CGCS2000（天地图、测绘）",
}


def place(row: Place) -> Shape:
    """One place with everything the gazetteer tells of it."""
    return places([row])[0]


def places(rows: Iterable[Place]) -> list[Shape]:
    """Places of a list; their townships, holders and sources are read once for all of them."""
    listed = list(rows)
    above = {code for row in listed for code in (row.township_code, row.parent_code) if code}
    names = {code: found.name for code, found in places_coded(above).items()}
    sources = {source.code: source for source in datasets()}
    return [_place(row, names, sources[row.dataset_code]) for row in listed]


def _place(row: Place, names: Mapping[str, str], source: Dataset) -> Shape:
    return {
        "code": row.code,
        "name": row.name,
        "kind": row.kind,
        "kind_label": kind_label(row.kind),
        "township_code": row.township_code,
        "township": names.get(row.township_code or ""),
        "parent_code": row.parent_code,
        "parent": names.get(row.parent_code or ""),
        "position": shapes.place(row.position),
        "datum_in": row.datum_in,
        "radius_m": row.radius_m,
        "is_urban": row.is_urban,
        "aliases": list(row.aliases.split()),
        "former_names": list(row.former_names.split()),
        "dataset": {
            "code": source.code,
            "name": source.name,
            "licence": source.licence,
            "attribution": source.attribution,
        },
        "synthetic": row.is_synthetic,
        "edited_at": shapes.moment(row.edited_at),
        "edited_by": row.edited_by,
        "withdrawn": row.is_withdrawn,
        "version": row.version,
    }


def history(rows: Iterable[PlaceChange], who: Principal) -> list[Json]:
    """The edits of a place; words people typed freely are masked by role as everywhere."""
    return [
        {
            "at": shapes.moment(row.at),
            "by": row.by,
            "kind": row.kind,
            "kind_label": row.label,
            "text": shapes.words_for(who, row.text),
            "reason": shapes.words_for(who, row.reason),
            "changes": differences(row.changes),
        }
        for row in rows
    ]


def differences(rows: Iterable[FieldChange]) -> list[Json]:
    """Facts of a place that differ, before and after."""
    return [
        {"field": row.field, "label": row.label, "before": row.before, "after": row.after}
        for row in rows
    ]


def in_words(rows: Iterable[FieldChange]) -> list[dict[str, str]]:
    """Facts that differ as people read them: names in place of codes."""
    listed = list(rows)
    codes = {
        code
        for row in listed
        if row.field in {"township_code", "parent_code"}
        for code in (row.before, row.after)
    }
    names = {code: found.name for code, found in places_coded(codes).items()}
    labels = [*PLACE_KIND_LABELS.items(), *DATUM_LABELS.items()]
    words = {**names, **{str(code): label for code, label in labels}}

    def read(field: str, told: str) -> str:
        if field in {"kind", "datum_in", "township_code", "parent_code"}:
            told = words.get(told, told)
        return told or NOTHING

    return [
        {
            "label": row.label,
            "before": read(row.field, row.before),
            "after": read(row.field, row.after),
        }
        for row in listed
    ]
