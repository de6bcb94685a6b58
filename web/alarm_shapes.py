"""The rows of the alarm list as the JSON interface and the pages show them."""

from datetime import timedelta

from dispatch.alarm_classes import CLASS_LABELS, CONCERN_LABELS, Alarm, AlarmClass, repeated
from dispatch.watch import UNATTENDED
from web.shapes import Json, Shape, masked_words, moment

_LIMITS_S: list[Json] = [int(limit.total_seconds()) for limit in UNATTENDED]


def _seconds(span: timedelta | None) -> int | None:
    return None if span is None else int(span.total_seconds())


def alarm(row: Alarm) -> Shape:
    """One row: what it is, how loud, whom it concerns, since when, how often, who has seen it.

    `limits_s` are the ages at which a call concerns its desk, every desk and the chief: a screen
    that counts itself needs no clock of the server to become louder.
    """
    loud = row.alarm_class
    return {
        "id": row.id,
        "class": str(loud),
        "class_label": CLASS_LABELS[loud],
        "kind": row.kind,
        "cause": row.cause,
        "subject": row.incident_number,
        "call_sign": row.call_sign,
        # A list is read by every role, and people type telephone numbers anywhere.
        "text": masked_words(row.text),
        "since": moment(row.since),
        "last_at": moment(row.last_at),
        "count": row.count,
        "concern": str(row.concern),
        "concern_label": CONCERN_LABELS[row.concern],
        "desk": row.desk,
        "limits_s": list(_LIMITS_S) if loud is AlarmClass.CALL else [],
        "repeat_s": _seconds(repeated(row.kind)),
        "seen_at": moment(row.seen_at),
        "seen_by": row.seen_by,
    }
