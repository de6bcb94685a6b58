"""What keeps records right, read from a request: reopening, remarks, reviews.

As everywhere, each function returns the act to run inside a transaction.
"""

from incidents import queries, reopening
from incidents.queries import Incident
from resources.database import Session
from web.deeds import Deed, my_act
from web.reading import LONGEST_TEXT, Reader


def reopen(number: str, reader: Reader, version: int | None) -> Deed:
    """Open a closed incident again, with the reason."""
    reason = reader.text("reason", most=LONGEST_TEXT)
    if not reason:
        reader.blame("reason", "请写明重开原因。")
    reader.finish()
    act = my_act()

    def deed(session: Session) -> Incident:
        row = queries.lock_incident(session, number)
        seen = row.version if version is None else version
        reopening.reopen(session, row, reason, seen, act)
        return row

    return deed
