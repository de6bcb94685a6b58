"""What stands beside an incident: files kept and struck, linkage units, the scene handed over."""

import hashlib

import pytest

from incidents import attaching, handing_over, linking, queries, scene_queries
from incidents.attachments import MOST_BYTES_OF_INCIDENT, CheckedFile, checked
from incidents.errors import (
    AttachmentTooLarge,
    CannotMove,
    StaleEdit,
    UnknownAttachment,
    UnknownLinkage,
)
from incidents.handing_over import HandOverTold
from incidents.linkage_kinds import LINKAGE_LABELS, SUGGESTED, LinkageKind, suggested
from incidents.linking import LinkageStep, LinkageTold
from incidents.records import Attachment, AttachmentContent
from resources.database import transaction
from resources.errors import BadInput
from tests.incidents.files import jpeg
from tests.makers import ZONE, count, incident, make_act, minute, take_a_call

PHOTO = checked("现场.jpg", jpeg())


def attach(number: str, file: CheckedFile = PHOTO, at: float = 5, caption: str = "") -> int:
    with transaction() as session:
        row = queries.lock_incident(session, number)
        return attaching.attach(session, row, file, caption, make_act(at)).id


def strike(number: str, attachment_id: int, reason: str = "传错警情") -> None:
    with transaction() as session:
        row = queries.lock_incident(session, number)
        attaching.strike(session, row, attachment_id, reason, make_act(9))


def test_a_file_is_kept_with_its_hash_in_the_log(application):
    number = take_a_call(0)

    attach(number, caption="东侧外立面")

    row = scene_queries.attachments(incident(number))[0]
    digest = hashlib.sha256(PHOTO.content).hexdigest()
    assert (row.name, row.media_type, row.sha256) == ("现场.jpg", "image/jpeg", digest)
    assert (row.at, row.by, row.size_bytes) == (minute(5), "甲", len(PHOTO.content))
    assert scene_queries.content_of(row) == PHOTO.content
    entry = queries.log_of(number)[-1]
    assert (entry.kind, entry.text) == ("attachment_kept", "附件：现场.jpg（东侧外立面）")
    assert digest in entry.facts


def test_the_same_bytes_sent_twice_are_kept_once(application):
    number = take_a_call(0)
    first = attach(number)
    length = len(queries.log_of(number))

    again = attach(number, at=6)

    assert again == first
    assert (count(Attachment), len(queries.log_of(number))) == (1, length)
    assert attach(take_a_call(7)) != first


def test_a_struck_file_stays_and_may_be_sent_again(application):
    number = take_a_call(0)
    wrong = attach(number)

    strike(number, wrong)
    again = attach(number, at=10)

    rows = scene_queries.attachments(incident(number))
    assert [(row.id, row.struck_why) for row in rows] == [(wrong, "传错警情"), (again, "")]
    assert count(AttachmentContent) == 2
    kinds = [entry.kind for entry in queries.log_of(number)[-3:]]
    assert kinds == ["attachment_kept", "attachment_struck", "attachment_kept"]
    with pytest.raises(StaleEdit, match="已由甲划去"):
        strike(number, wrong)
    with pytest.raises(BadInput, match="原因"):
        strike(number, again, "")
    with pytest.raises(UnknownAttachment):
        strike(take_a_call(11), again)


def test_an_incident_holds_so_much_and_no_more(application):
    number = take_a_call(0)
    with transaction() as session:
        row = attaching.attach(
            session, queries.lock_incident(session, number), PHOTO, "", make_act(1)
        )
        row.size_bytes = MOST_BYTES_OF_INCIDENT - 3

    with pytest.raises(AttachmentTooLarge, match="合计最多 200 MB"):
        attach(number, checked("a.txt", b"1234"))
    attach(number, checked("a.txt", b"123"))


def test_a_merged_incident_takes_no_more(application):
    number = take_a_call(0)
    with transaction() as session:
        queries.lock_incident(session, number).state = "merged"

    for act in (
        lambda: attach(number),
        lambda: notify(number),
        lambda: hand_over(number),
    ):
        with pytest.raises(CannotMove, match="已并案"):
            act()


def notify(number: str, at: float = 3, told: float | None = None) -> int:
    with transaction() as session:
        row = queries.lock_incident(session, number)
        about = LinkageTold(LinkageKind.POWER, "", "值班员", "断电")
        return linking.notify(session, row, about, ZONE, make_act(at, told)).id


def stamp(number: str, key: int, step: LinkageStep, at: float, told: float | None = None) -> None:
    with transaction() as session:
        row = queries.lock_incident(session, number)
        linking.stamp(session, row, key, step, ZONE, make_act(at, told))


def test_a_linkage_unit_is_told_arrives_and_leaves_each_once(application):
    number = take_a_call(0)
    key = notify(number, at=5, told=3)

    stamp(number, key, LinkageStep.ARRIVED, 20)
    stamp(number, key, LinkageStep.ARRIVED, 21)
    stamp(number, key, LinkageStep.LEFT, 60, told=55)

    row = scene_queries.linkages(incident(number))[0]
    assert (row.name, row.contact, row.notified_by) == ("供电", "值班员", "甲")
    times = (row.notified_at, row.arrived_at, row.left_at)
    assert times == (minute(3), minute(20), minute(55))
    told = [(entry.kind, entry.text) for entry in queries.log_of(number)[-3:]]
    assert told == [
        ("linkage_notified", "通知联动单位：供电（值班员 接）：断电"),
        ("linkage_arrived", "供电 到场"),
        ("linkage_left", "供电 离场"),
    ]


def test_its_times_keep_their_order(application):
    number = take_a_call(0)
    with pytest.raises(BadInput, match="早于接警"):
        notify(number, at=5, told=-1)
    key = notify(number, at=5)

    with pytest.raises(BadInput, match="到场 01-01 12:04:00 早于通知 01-01 12:05:00"):
        stamp(number, key, LinkageStep.ARRIVED, 20, told=4)
    stamp(number, key, LinkageStep.ARRIVED, 20)
    with pytest.raises(BadInput, match=r"离场 .* 早于到场"):
        stamp(number, key, LinkageStep.LEFT, 30, told=19)
    with pytest.raises(UnknownLinkage):
        stamp(take_a_call(31), key, LinkageStep.LEFT, 32)


@pytest.mark.parametrize(
    ("category", "level", "trapped", "first"),
    [
        ("10100", 1, False, ["police", "ambulance", "power", "gas", "water_supply"]),
        ("10100", 1, True, ["ambulance", "police", "power", "gas", "water_supply"]),
        ("10900", 1, False, ["forestry", "meteorology", "emergency_management", "police"]),
        ("20210", 1, False, ["traffic_police", "ambulance", "highway"]),
        ("10930", 1, False, []),
        ("10930", 3, False, ["government", "emergency_management"]),
        ("20110", 1, False, ["gas", "police", "power", "ambulance"]),
        ("90000", 1, False, []),
    ],
)
def test_whom_to_tell_follows_from_the_category(category, level, trapped, first):
    assert [str(kind) for kind in suggested(category, level, trapped)] == first


def test_every_kind_has_its_words():
    assert set(LINKAGE_LABELS) == set(LinkageKind)
    assert all(len(set(kinds)) == len(kinds) for kinds in SUGGESTED.values())


def hand_over(number: str, at: float = 50, told: float | None = None, **names: str) -> None:
    whole = {"given_by": "李某", "taken_by": "王某", "taker_body": "龙潭派出所"} | names
    with transaction() as session:
        row = queries.lock_incident(session, number)
        handing_over.hand_over(session, row, HandOverTold(**whole), make_act(at, told))


def test_a_scene_is_handed_over_with_both_names(application):
    number = take_a_call(0)

    hand_over(number, words="余火已清，看守至次日 8 时")

    row = scene_queries.scene_hand_overs(incident(number))[0]
    assert (row.given_by, row.taken_by, row.by) == ("李某", "王某", "甲")
    entry = queries.log_of(number)[-1]
    assert entry.kind == "scene_handed_over"
    assert entry.text == "现场移交：李某 移交 龙潭派出所 王某：余火已清，看守至次日 8 时"


def test_a_hand_over_names_all_that_lacks(application):
    number = take_a_call(0)

    with pytest.raises(BadInput) as refused:
        hand_over(number, told=-5, given_by="", taken_by="", taker_body="")

    fields = [fault.field for fault in refused.value.faults]
    assert fields == ["given_by", "taken_by", "taker_body", "at"]
