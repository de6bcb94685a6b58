"""Files judged by their bytes: what is kept, what is refused, and under which name."""

import struct

import pytest

from incidents.attachments import LONGEST_NAME, MOST_BYTES, checked, kind_of
from incidents.errors import AttachmentTooLarge, WrongKindOfFile
from resources.errors import BadInput
from tests.incidents.files import jpeg, png, webp

MP3 = b"ID3\x04\x00" + bytes(40)
AMR = b"#!AMR\n" + bytes(40)
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(20)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
ZIP = b"PK\x03\x04" + bytes(30) + b"PK\x05\x06" + bytes(18)


def container(brand: bytes) -> bytes:
    return b"\x00\x00\x00\x18ftyp" + brand + bytes(40)


@pytest.mark.parametrize(
    ("name", "content", "kind", "kept_as"),
    [
        ("现场.jpg", jpeg(), "image/jpeg", "现场.jpg"),
        ("现场.JPEG", jpeg(), "image/jpeg", "现场.jpg"),
        ("IMG_1.HEIC", container(b"heic"), "image/heic", "IMG_1.heic"),
        ("a.png", png(), "image/png", "a.png"),
        # Telephones name a picture wrongly; it stays a picture and gets its right ending.
        ("a.jpg", png(), "image/png", "a.png"),
        ("a.webp", webp(), "image/webp", "a.webp"),
        ("通话.mp3", MP3, "audio/mpeg", "通话.mp3"),
        ("通话.mp3", b"\xff\xfb\x90\x64" + bytes(60), "audio/mpeg", "通话.mp3"),
        ("通话.amr", AMR, "audio/amr", "通话.amr"),
        ("通话.wav", WAV, "audio/wav", "通话.wav"),
        ("通话.m4a", container(b"M4A "), "audio/mp4", "通话.m4a"),
        ("通话.m4a", container(b"mp42"), "audio/mp4", "通话.m4a"),
        ("视频.mp4", container(b"isom"), "video/mp4", "视频.mp4"),
        ("视频.3gp", container(b"3gp5"), "video/3gpp", "视频.3gp"),
        ("预案.pdf", PDF, "application/pdf", "预案.pdf"),
        ("记录.txt", "10:52 到场\r\n".encode(), "text/plain", "记录.txt"),
        ("没有扩展名", jpeg(), "image/jpeg", "没有扩展名.jpg"),
    ],
)
def test_a_file_is_what_its_first_bytes_say(name, content, kind, kept_as):
    file = checked(name, content)

    assert (file.media_type, file.name, file.content) == (kind, kept_as, content)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>', "SVG"),
        ("a.txt", b"<SCRIPT>alert(1)</SCRIPT>", "另一种内容"),
        ("a.html", b"<!DOCTYPE html><p>x</p>", "网页"),
        ("a.jpg", b"<html><body>x", "网页"),
        ("a.docx", ZIP, "PDF"),
        ("a.zip", ZIP, "PDF"),
        ("a.exe", b"MZ\x90\x00" + bytes(60), "程序"),
        ("a.jpg", b"MZ\x90\x00" + bytes(60), "程序"),
        ("a.png", b"GIF89a" + bytes(60), "不是可收的类型"),
        ("a.bin", bytes(64), "不是可收的类型"),
        ("a.txt", b"a\x00b", "不是可收的类型"),
        ("a.txt", "灭火".encode("gbk"), "UTF-8"),
        ("a.txt", b"\x1b[2Jx", "不是可收的类型"),
        # Two kinds in one file.
        ("a.jpg", jpeg() + ZIP, "另一种内容"),
        ("a.jpg", jpeg(b"<script>x()</script>"), "另一种内容"),
        ("a.jpg", jpeg(b"<?php system('x') ?>"), "另一种内容"),
        ("a.png", png() + b"<svg onload=x()>", "另一种内容"),
        ("a.jpg", jpeg(b"%PDF-1.4"), "另一种内容"),
        ("a.pdf", PDF + b"<html><script>x()", "另一种内容"),
        # An ending that would make a reader open it as something else.
        ("a.html", jpeg(), ".html"),
        ("a.exe", PDF, ".exe"),
        ("a.jpg", PDF, ".jpg"),
        ("照片.jpg.scr", jpeg(), ".scr"),
    ],
)
def test_what_could_run_or_hide_something_is_refused_with_a_sentence(name, content, said):
    with pytest.raises(WrongKindOfFile, match=said):
        checked(name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bomb.png", png(50_000, 50_000)),
        ("bomb.png", png(2**31 - 1, 1)),
        ("bomb.png", png(0, 10)),
        ("bomb.jpg", jpeg(width=60_000, height=60_000)),
        ("bomb.webp", webp(16_384, 16_384)),
        ("half.jpg", jpeg()[:8]),
        ("loop.jpg", b"\xff\xd8\xff\xe0\x00\x00" + bytes(200)),
        ("half.png", png()[:14]),
    ],
)
def test_a_picture_is_measured_by_its_head_alone(name, content):
    with pytest.raises(WrongKindOfFile):
        checked(name, content)


def test_the_largest_picture_of_a_telephone_is_kept():
    assert checked("a.jpg", jpeg(width=12_000, height=9_000)).media_type == "image/jpeg"


def test_a_file_too_large_or_empty_is_refused_before_anything_else():
    assert checked("a.txt", b"a" * MOST_BYTES).media_type == "text/plain"
    with pytest.raises(AttachmentTooLarge, match=r"10\.0 MB，单个最多 10 MB"):
        checked("a.txt", b"a" * (MOST_BYTES + 1))
    with pytest.raises(BadInput, match="空的"):
        checked("a.txt", b"")


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("C:\\fakepath\\现场 1.jpg", "现场 1.jpg"),
        ("/etc/cron.d/x.jpg", "x.jpg"),
        ("..", "附件.jpg"),
        ("", "附件.jpg"),
        (".jpg", "附件.jpg"),
        ("a\x00b\r\nSet-Cookie: x.jpg", "abSet-Cookie x.jpg"),
        ("\u202egpj.exe\u202c.jpg", "gpj.exe.jpg"),
        ('<img src=x onerror="x">.jpg', "img src=x onerror=x.jpg"),
        ("火" * 300 + ".jpg", "火" * LONGEST_NAME + ".jpg"),
        ("a\udcff.jpg", "a.jpg"),
        ("  .现场..jpg", "现场.jpg"),
        ("= HYPERLINK(1).jpg", "= HYPERLINK(1).jpg"),
    ],
)
def test_a_name_keeps_its_words_and_nothing_that_leads_elsewhere(told, kept):
    assert checked(told, jpeg()).name == kept


def test_no_beginning_of_a_file_breaks_the_look_at_it():
    for whole in (jpeg(), png(), webp(), WAV, PDF, ZIP, container(b"heic"), b"\xff\xfb"):
        for length in range(1, min(len(whole), 60)):
            content = whole[:length]
            kind_of(content, "txt")
            try:
                checked("a", content)
            except WrongKindOfFile as refusal:
                assert str(refusal)


def test_a_webp_of_every_form_tells_its_size():
    lossless = b"\x2f" + struct.pack("<I", (99) | (49 << 14))
    lossy = b"\x00\x00\x00\x9d\x01\x2a" + struct.pack("<HH", 100, 50)
    for form, body in ((b"VP8L", lossless), (b"VP8 ", lossy)):
        content = b"RIFF\x00\x00\x00\x00WEBP" + form + struct.pack("<I", len(body)) + body
        assert checked("a.webp", content + bytes(20)).media_type == "image/webp"
