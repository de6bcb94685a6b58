"""What may be asked to be done with sealed years, read from the request once for both doors."""

from collections.abc import Callable
from typing import Final, TypeAlias

from incidents.yearbook import seal_queries, sealing
from incidents.yearbook.seal_queries import SealedYear
from resources.accounts import Role
from resources.database import Session
from resources.errors import BadInput, FieldFault
from web.deeds import my_act
from web.presenting import SERVICE_ZONE
from web.reading import LONGEST_TEXT, Reader

SealDeed: TypeAlias = Callable[[Session], SealedYear]

SEALERS: Final = (Role.STATISTICIAN,)
MOST_EDITION: Final = 10_000


def seal(reader: Reader) -> SealDeed:
    """Close a year, or publish it anew."""
    year = reader.whole("year", most=9999)
    words = reader.text("words", most=LONGEST_TEXT)
    if year is None:
        reader.blame("year", "请填写要封账的年度。")
    reader.finish()
    assert year is not None, "finish refuses a request with a fault"
    act = my_act()
    return lambda session: sealing.seal(session, year, words, SERVICE_ZONE.key, act)


def sign(year: str, reader: Reader) -> SealDeed:
    """Sign for what has become different since the last edition of a year."""
    reason = reader.text("reason", most=LONGEST_TEXT)
    reader.finish()
    act = my_act()
    number = year_of(year)

    def deed(session: Session) -> SealedYear:
        row = seal_queries.seal_of(number)
        sealing.sign(session, row, reason, act)
        return row

    return deed


def year_of(text: str) -> int:
    """Read the year of an address; raises UnknownSeal's like for what is no year."""
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise BadInput((FieldFault("year", f"“{text[:20]}”不是年份。"),))
    return int(text)


def asked(year: str, reader: Reader) -> tuple[SealedYear, int]:
    """Return the seal that is asked for and from which record on its difference is shown."""
    edition = reader.whole("edition", most=MOST_EDITION, least=1)
    after = reader.whole("after", most=10**8) or 0
    reader.finish()
    return seal_queries.seal_of(year_of(year), edition), after
