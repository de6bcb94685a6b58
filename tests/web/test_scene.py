"""What stands beside an incident, through both doors: files, hostile ones too, stamps, bodies."""

import hashlib
from urllib.parse import quote

import pytest
from flask import Flask

from incidents.attachments import MOST_BYTES
from incidents.records import Attachment, AttachmentContent
from resources.accounts import Role
from tests.incidents.files import jpeg, png
from tests.makers import assignment, count, minute
from tests.web.people import (
    Caller,
    Cast,
    closed_incident,
    new_incident,
    ordered_incident,
    told,
)

NUMBER = "20260101-001"
PAGE = f"/incidents/{NUMBER}"
ONE = f"/api/v1{PAGE}"
FILES = f"{ONE}/attachments"


@pytest.fixture
def caller(application: Flask) -> Caller:
    """A dispatcher with an incident a vehicle is rolling to."""
    cast = Cast(application)
    person = cast.person(Role.DISPATCHER)
    ordered_incident(person, "龙潭1")
    person.post("/api/v1/units/龙潭1/status", {"status": "en_route"})
    return person


def test_a_photo_comes_back_byte_for_byte_and_may_be_shown(caller: Caller) -> None:
    answer = caller.upload(FILES, "现场 照片.jpg", jpeg(), caption="东侧")

    assert answer.status_code == 201, answer.text
    (file,) = told(answer)["attachments"]
    assert (file["name"], file["caption"]) == ("现场 照片.jpg", "东侧")
    assert file["sha256"] == hashlib.sha256(jpeg()).hexdigest()
    got = caller.get(file["url"])
    assert got.data == jpeg()
    assert got.headers["Content-Type"] == "image/jpeg"
    named = quote("现场 照片.jpg")
    assert got.headers["Content-Disposition"] == f"inline; filename*=UTF-8''{named}"
    assert got.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", b"%PDF-1.7\n", "application/pdf"),
        ("a.txt", "记录".encode(), "text/plain; charset=utf-8"),
        ("a.mp3", b"ID3" + bytes(40), "audio/mpeg"),
        ("a.heic", b"\x00\x00\x00\x18ftypheic" + bytes(40), "image/heic"),
    ],
)
def test_every_other_kind_is_saved_and_never_shown(
    caller: Caller, name: str, content: bytes, kind: str
) -> None:
    (file,) = told(caller.upload(FILES, name, content))["attachments"]

    got = caller.get(file["url"])

    assert got.headers["Content-Type"] == kind
    assert got.headers["Content-Disposition"].startswith("attachment;")


HOSTILE = {
    "svg": ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', 415),
    "html": ("a.html", b"<!doctype html><script>x()</script>", 415),
    "html as a photo": ("a.jpg", b"<html><script>x()</script>", 415),
    "polyglot": ("a.jpg", jpeg() + b"PK\x03\x04" + bytes(9) + b"PK\x05\x06" + bytes(18), 415),
    "script in a comment": ("a.jpg", jpeg(b"<script>x()</script>"), 415),
    "pixel bomb": ("a.png", png(50_000, 50_000), 415),
    "program": ("a.exe", b"MZ" + bytes(60), 415),
    "archive": ("a.docx", b"PK\x03\x04" + bytes(60), 415),
    "wrong magic": ("a.pdf", bytes(60), 415),
    "empty": ("a.jpg", b"", 422),
    "too large": ("a.txt", b"a" * (MOST_BYTES + 1), 413),
    "far too large": ("a.txt", b"a" * (MOST_BYTES + 100_000), 413),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_upload_is_refused_with_a_sentence_by_both_doors(
    caller: Caller, what: str
) -> None:
    name, content, code = HOSTILE[what]

    by_program = caller.upload(FILES, name, content)
    by_page = caller.upload(f"{PAGE}/attachments", name, content, caption="东侧 外立面")

    assert (by_program.status_code, by_page.status_code) == (code, code), by_program.text
    detail = told(by_program)["detail"]
    assert any("一" <= character <= "鿿" for character in detail)
    assert "MB" in detail or code != 413
    if what != "far too large":
        assert "东侧 外立面" in by_page.text, "what was typed is lost"
    assert count(Attachment) == count(AttachmentContent) == 0


def test_a_large_body_is_refused_everywhere_else(caller: Caller) -> None:
    answer = caller.post(f"{ONE}/notes", {"text": "火" * 400_000})

    assert answer.status_code == 413
    assert "1 MB" in answer.text


def test_a_name_leads_nowhere(caller: Caller) -> None:
    hostile = '../../<img src=x onerror="alert(1)">.jpg'
    (file,) = told(caller.upload(FILES, hostile, jpeg()))["attachments"]

    assert file["name"] == "img src=x onerror=alert(1).jpg"
    assert "<img src=x" not in caller.get(PAGE).text
    assert "\n" not in caller.get(file["url"]).headers["Content-Disposition"]


@pytest.mark.parametrize("key", ["0", "99", "2147483648", "x", "١", "-1", "1" * 30])
def test_a_file_that_is_not_there_is_not_found(caller: Caller, key: str) -> None:
    assert caller.get(f"{PAGE}/attachments/{key}").status_code == 404
    why = {"reason": "x"}
    assert caller.post(f"{FILES}/{key}/strike", why).status_code == 404
    assert caller.post(f"{ONE}/linkages/{key}/stamp", {"step": "left"}).status_code == 404
    assert caller.get(f"{PAGE}/hand-overs/{key}").status_code == 404


def test_a_file_of_another_incident_is_not_found(caller: Caller) -> None:
    (file,) = told(caller.upload(FILES, "a.jpg", jpeg()))["attachments"]
    other = new_incident(caller)

    assert caller.get(f"/incidents/{other}/attachments/{file['id']}").status_code == 404


def test_a_repeat_under_one_key_is_told_from_another_file(caller: Caller) -> None:
    caller.headers["Idempotency-Key"] = "k1"

    first = caller.upload(FILES, "a.jpg", jpeg())
    again = caller.upload(FILES, "a.jpg", jpeg())
    other = caller.upload(FILES, "a.jpg", jpeg(width=1))

    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 422)
    assert count(Attachment) == 1


def test_a_struck_file_is_seen_by_auditors_alone(application: Flask) -> None:
    cast = Cast(application)
    caller = cast.person(Role.DISPATCHER)
    number = new_incident(caller)
    (file,) = told(caller.upload(FILES, "a.jpg", jpeg()))["attachments"]
    answer = caller.submit(f"{PAGE}/attachments/{file['id']}/strike", reason="拍到无关人员")
    assert answer.status_code == 303

    page = caller.get(PAGE).text

    assert "<del>a.jpg</del>" in page and "拍到无关人员" in page
    refused = caller.get(file["url"])
    assert refused.status_code == 404 and "已由dispatcher划去" in refused.text
    assert cast.token(Role.AUDITOR).get(file["url"]).data == jpeg()
    assert number == NUMBER


def test_nobody_sends_a_file_without_a_token_of_the_page(caller: Caller) -> None:
    caller.headers.pop("X-CSRFToken")

    assert caller.upload(FILES, "a.jpg", jpeg()).status_code == 400
    assert count(Attachment) == 0


def test_a_stamp_is_corrected_from_the_page_and_the_old_one_stays(application: Flask) -> None:
    cast = Cast(application)
    caller = cast.person(Role.DISPATCHER)
    ordered_incident(caller, "龙潭1")
    cast.clock.moment = minute(2)
    caller.post("/api/v1/units/龙潭1/status", {"status": "en_route"})
    cast.clock.moment = minute(9)
    caller.post("/api/v1/units/龙潭1/status", {"status": "on_scene"})
    cast.clock.moment = minute(30)
    stamps = told(caller.get(ONE))["assignments"][0]["stamps"]
    wrong = next(one["id"] for one in stamps if one["status"] == "on_scene")
    fields = {"stamp": wrong, "of": "龙潭1", "reason": "电台核实"}

    early = caller.submit(f"{PAGE}/stamps", at="2026-01-01T12:01:00", **fields)
    right = caller.submit(f"{PAGE}/stamps", at="2026-01-01T12:07:00", **fields)
    again = caller.submit(f"{PAGE}/stamps", at="2026-01-01T12:08:00", **fields)

    assert early.status_code == 422
    assert "到场 12:01:00 早于出动 12:02:00" in early.text
    assert 'value="2026-01-01T12:01:00"' in early.text and 'value="电台核实"' in early.text
    assert right.status_code == 303
    assert again.status_code == 409 and "已由dispatcher更正" in again.text
    assert assignment(NUMBER, "龙潭1").on_scene_at == minute(7)
    page = caller.get(PAGE).text
    assert "<del>2026-01-01 12:09:00</del>" in page
    assert "更正时刻" in page and "迟录 23 分" in page


def test_a_closed_incident_is_corrected_by_chiefs_and_statisticians(application: Flask) -> None:
    cast = Cast(application)
    caller = cast.token(Role.DISPATCHER)
    ordered_incident(caller, "龙潭1")
    caller.post("/api/v1/units/龙潭1/status", {"status": "en_route"})
    missing = {"unit": "龙潭1", "status": "on_scene", "at": "2026-01-01T12:00:00+08:00"}
    body = {**missing, "reason": "漏报"}
    chief = cast.token(Role.CHIEF)
    assert chief.post(f"{ONE}/stamps", body).status_code == 403
    assert caller.post(f"{ONE}/stamps", body).status_code == 200

    number = closed_incident(caller)
    refused = caller.post(f"/api/v1/incidents/{number}/stamps", body)

    assert refused.status_code == 403
    assert "已结案" in told(refused)["detail"]
    assert chief.post(f"/api/v1/incidents/{number}/stamps", body).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "stamp"),
        ({"stamp": 1, "reason": "x"}, "at"),
        ({"stamp": 1, "at": "2026-01-01T12:00:00+08:00"}, "reason"),
        ({"stamp": "x", "at": "2026-01-01T12:00:00+08:00", "reason": "x"}, "stamp"),
        ({"stamp": 1, "at": "2026-01-01T13:00:00+08:00", "reason": "x"}, "at"),
        ({"unit": "龙潭1", "status": "flying", "at": "2026-01-01T12:00:00+08:00"}, "status"),
    ],
)
def test_a_correction_names_what_it_lacks(
    caller: Caller, body: dict[str, object], field: str
) -> None:
    answer = caller.post(f"{ONE}/stamps", body)

    assert answer.status_code == 422
    assert field in {fault["field"] for fault in told(answer)["faults"]}


def test_a_linkage_unit_is_told_by_one_press_and_dated_back_by_a_form(caller: Caller) -> None:
    page = caller.get(PAGE).text
    assert '<button type="submit" name="kind" value="power"' in page

    assert caller.submit(f"{PAGE}/linkages", kind="power").status_code == 303
    early = caller.submit(f"{PAGE}/linkages", kind="police", at="2026-01-01T11:00", contact="值班")
    key = told(caller.get(ONE))["linkages"][0]["id"]
    assert caller.submit(f"{PAGE}/linkages/{key}/stamp", step="arrived").status_code == 303

    assert early.status_code == 422
    assert "通知 01-01 11:00:00 早于接警" in early.text and 'value="值班"' in early.text
    page = caller.get(PAGE).text
    assert '<button type="submit" name="kind" value="power"' not in page
    assert "供电 到场" in page and "用时 0秒" in page
    assert caller.post(f"{ONE}/linkages", {"kind": "army"}).status_code == 422
    assert caller.post(f"{ONE}/linkages/{key}/stamp", {"step": "gone"}).status_code == 422


def test_a_scene_is_handed_over_and_printed(caller: Caller) -> None:
    lacking = caller.submit(f"{PAGE}/hand-overs", given_by="李某", words="看守余火")
    done = caller.submit(
        f"{PAGE}/hand-overs",
        given_by="李某",
        taken_by="王某",
        taker_body="龙潭派出所",
        words="看守余火",
    )

    assert lacking.status_code == 422
    assert "请填写接收人" in lacking.text and "看守余火" in lacking.text
    assert done.status_code == 303
    key = told(caller.get(ONE))["hand_overs"][0]["id"]
    sheet = caller.get(f"{PAGE}/hand-overs/{key}").text
    for words in ("现场移交单", NUMBER, "李某", "龙潭派出所", "看守余火", "签字"):
        assert words in sheet


def test_everybody_is_sent_home_from_the_page(caller: Caller) -> None:
    assert caller.submit(f"{PAGE}/return").status_code == 303
    assert "召回 龙潭1" in caller.get(PAGE).text

    again = caller.submit(f"{PAGE}/return")

    assert again.status_code == 409
    assert "没有在外的车辆" in again.text


def test_the_timeline_is_narrowed_and_searched_without_scripts(caller: Caller) -> None:
    caller.post(f"{ONE}/notes", {"text": "水源充足"})
    every = caller.get(PAGE).text
    assert every.index("立案") < every.index("下达出动：龙潭1") < every.index("水源充足")

    units = caller.get(f"{PAGE}?show=units").text
    found = caller.get(f"{PAGE}?q=水源").text
    nothing = caller.get(f"{PAGE}?q=没有这样的话").text
    odd = caller.get(f"{PAGE}?show=%00").text

    assert "<bdi>龙潭1 途中</bdi>" in units and "下达出动：龙潭1" not in units
    assert "水源充足" in found and "<bdi>龙潭1 途中</bdi>" not in found
    assert "没有符合的条目" in nothing
    assert "立案" in odd
