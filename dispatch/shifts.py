"""The verbs of a change of shift (交接班): one signs off with what is open, the next signs on."""

from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch import desk, shift_queries
from dispatch.shift_items import written
from incidents import ledger
from incidents.errors import StaleEdit, UnknownHandOver
from incidents.records import LogHead, ShiftHandOver
from incidents.timeline import Act, Entry, Facts
from resources.errors import BadInput, FieldFault


def sign_off(
    session: Session, signed_by: str, remark: str, zone: ZoneInfo, act: Act
) -> ShiftHandOver:
    """Keep what is open with the signature of who goes off, and the end of the log as an anchor.

    Raises StaleEdit while a hand-over before waits for its second signature.
    """
    # The head of the log is taken first: nothing else is locked here, and two who sign off at the
    # same time come one after the other.
    head = session.scalars(select(LogHead).with_for_update()).one()
    waiting = shift_queries.unanswered(session)
    if waiting is not None:
        raise StaleEdit(f"{waiting.off_name} 已交班，等待接班人签字；请先由接班人签字。")
    items = shift_queries.open_items(session, act.now, zone)
    row = ShiftHandOver(
        made_at=act.now,
        off_name=signed_by,
        off_signed_at=act.now,
        open_items=written(items),
        remark=remark,
        log_seq=head.seq,
        log_hash=head.hash,
    )
    session.add(row)
    session.flush()
    words = f"{signed_by} 交班：遗留 {len(items)} 项" + (f"；{remark}" if remark else "")
    facts: Facts = {"hand_over": row.id, "log_seq": head.seq, "log_hash": head.hash}
    ledger.note(session, Entry("shift_signed_off", words, act, facts=facts))
    return row


def sign_on(session: Session, key: int, signed_by: str, act: Act) -> ShiftHandOver:
    """Keep the signature of who comes on, and begin the shift.

    Raises UnknownHandOver, StaleEdit when it was signed already, BadInput for one's own hand-over.
    """
    row = session.scalars(
        select(ShiftHandOver).where(ShiftHandOver.id == key).with_for_update()
    ).one_or_none()
    if row is None:
        raise UnknownHandOver(f"没有第 {key} 号交接班记录。")
    if row.on_signed_at is not None:
        raise StaleEdit(f"第 {key} 号交接班已由 {row.on_name} 接班签字。")
    if row.off_name == signed_by:
        raise BadInput((FieldFault("name", "接班人不能与交班人是同一人。"),))
    row.on_name, row.on_signed_at = signed_by, act.now
    row.version += 1
    words = f"{signed_by} 接班（接 {row.off_name}）"
    facts: Facts = {"hand_over": row.id, "log_seq": row.log_seq, "log_hash": row.log_hash}
    ledger.note(session, Entry("shift_signed_on", words, act, facts=facts))
    desk.start_shift(session, act)
    return row
