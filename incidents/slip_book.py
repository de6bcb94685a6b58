"""The verb that gives out the numbers of blank slips, so that no two printed ones are the same."""

from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from incidents import ledger
from incidents.recorder import next_number
from incidents.slips import PREFIX
from incidents.timeline import Act, Entry
from resources.errors import BadInput, FieldFault

MOST_SLIPS: Final = 500


def give_out(session: Session, count: int, zone: ZoneInfo, act: Act) -> list[str]:
    """Return as many new numbers for blank slips of today; raises BadInput."""
    if not 1 <= count <= MOST_SLIPS:
        raise BadInput((FieldFault("count", f"份数应为 1 到 {MOST_SLIPS}，不能是 {count}。"),))
    numbers = [next_number(session, act.now, zone, PREFIX) for _ in range(count)]
    words = f"印制空白纸单 {count} 张：{numbers[0]} 至 {numbers[-1]}"
    ledger.note(session, Entry("slips_printed", words, act, facts={"count": count}))
    return numbers
