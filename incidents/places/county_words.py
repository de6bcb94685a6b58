"""What the own county is called, with its province in front and without."""

import re
from collections.abc import Iterable
from typing import Final

from incidents.places.gazetteer import PlaceEntry
from incidents.places.vocabulary import PROVINCE_CODES

_CODE: Final = re.compile(r"^\d{6,}$")
_KINDS: Final = ("省", "市", "自治区", "")


def county_names_of(names: Iterable[str], entries: Iterable[PlaceEntry]) -> tuple[str, ...]:
    """Return the names of the county and those with its province, which its codes tell."""
    given = tuple(dict.fromkeys(name for name in names if name))
    prefixes = {
        entry.code[:2] for entry in entries if entry.is_township and _CODE.match(entry.code)
    }
    provinces = [PROVINCE_CODES[prefix] for prefix in sorted(prefixes & PROVINCE_CODES.keys())]
    with_province = [
        f"{province}{kind}{name}" for province in provinces for kind in _KINDS for name in given
    ]
    alone = [f"{province}{kind}" for province in provinces for kind in ("省", "市", "自治区")]
    return tuple(dict.fromkeys((*given, *with_province, *alone)))
