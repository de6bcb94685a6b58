"""Files kept with an incident: which kinds, how large, under what name; judged by their bytes.

A file is stored and handed out, never opened: what a name or a browser claims counts for nothing
beside its first bytes. Kinds and limits are proposed (P).
"""

import re
import struct
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from incidents.errors import AttachmentTooLarge, WrongKindOfFile
from resources.errors import BadInput, FieldFault

MOST_BYTES: Final = 10 * 1024 * 1024
"""The largest file (P): a photo of a present telephone, ten minutes of speech."""
MOST_BYTES_OF_INCIDENT: Final = 200 * 1024 * 1024
"""What all files of one incident may take together (P): backups carry them."""
LONGEST_NAME: Final = 80
MOST_SIDE: Final = 20_000
MOST_PIXELS: Final = 120_000_000
"""The largest picture a browser is asked to open (P); the largest of telephones has 108 million."""

SHOWN_INLINE: Final = frozenset({"image/jpeg", "image/png", "image/webp"})
"""The only kinds a page may show; everything else is saved by who asks for it."""

IMAGE, AUDIO, VIDEO, DOCUMENT = "图片", "音频", "视频", "文件"
KIND_WORDS: Final = (
    "图片（jpg、png、webp、heic）、音频（mp3、m4a、amr、wav）、视频（mp4、3gp）、pdf、txt"
)

EXTENSIONS: Final[dict[str, tuple[str, ...]]] = {
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
    "image/webp": ("webp",),
    "image/heic": ("heic", "heif"),
    "audio/mpeg": ("mp3",),
    "audio/mp4": ("m4a",),
    "audio/amr": ("amr",),
    "audio/wav": ("wav",),
    "video/mp4": ("mp4", "mov"),
    "video/3gpp": ("3gp",),
    "application/pdf": ("pdf",),
    "text/plain": ("txt",),
}
"""Every kind that is kept, with the endings of its names; the first is written."""

FAMILIES: Final[dict[str, str]] = {
    kind: {"image": IMAGE, "audio": AUDIO, "video": VIDEO}.get(kind.split("/")[0], DOCUMENT)
    for kind in EXTENSIONS
}

MARKUP: Final = re.compile(
    rb"<\s*(?:script|html|svg|iframe|object|embed|body)\b|<!doctype\s+html|<\?php|<\?xml-stylesheet",
    re.IGNORECASE,
)
"""What makes a browser or a server run something; no photo, sound or letter needs it."""
CONTROL: Final = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
UNSAFE: Final = re.compile(
    r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]'
)


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that may be kept: its cleaned name, its kind by its bytes, the bytes."""

    name: str
    media_type: str
    content: bytes

    def __post_init__(self) -> None:
        assert self.media_type in EXTENSIONS, "only a known kind is kept"
        assert 0 < len(self.content) <= MOST_BYTES, "only a file of a right size is kept"


def checked(name: str, content: bytes) -> CheckedFile:
    """Judge a file by its bytes.

    Raises:
        BadInput: it is empty, or a picture of absurd size.
        AttachmentTooLarge: it is larger than one file may be.
        WrongKindOfFile: it is none of the kinds kept, or two kinds in one.
    """
    if not content:
        raise BadInput((FieldFault("file", "请选择文件；所选文件是空的。"),))
    if len(content) > MOST_BYTES:
        raise AttachmentTooLarge(
            f"附件 {len(content) / 1024 / 1024:.1f} MB，"
            f"单个最多 {MOST_BYTES // 1024 // 1024} MB（P）；请压缩或截取后再传。"
        )
    stem, ending = _parts(name)
    kind = kind_of(content, ending)
    if kind is None:
        raise WrongKindOfFile(_why_not(content))
    _require_one_kind(content, kind)
    _require_honest_ending(ending, kind)
    _require_openable(content, kind)
    return CheckedFile(f"{stem}.{EXTENSIONS[kind][0]}", kind, content)


def kind_of(content: bytes, ending: str = "") -> str | None:
    """Return the kind of a file by its first bytes, or None for one that is not kept.

    The ending decides only between sound and film of one container, and names plain text.
    """
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith((b"#!AMR\n", b"#!AMR-WB\n")):
        return "audio/amr"
    if content[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(content[8:12])
    if content[4:8] == b"ftyp":
        return _of_container(content[8:12], ending)
    if content.startswith(b"ID3") or (content[0] == 0xFF and content[1:2] in _MP3_FRAMES):
        return "audio/mpeg"
    if ending == "txt" and _is_text(content):
        return "text/plain"
    return None


_MP3_FRAMES: Final = frozenset({b"\xfb", b"\xfa", b"\xf3", b"\xf2"})
_HEIC: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"hevc"})


def _of_container(brand: bytes, ending: str) -> str | None:
    if brand in _HEIC:
        return "image/heic"
    if brand[:3] == b"3gp":
        return "video/3gpp"
    if brand == b"M4A " or ending == "m4a":
        return "audio/mp4"
    return "video/mp4" if brand in {b"isom", b"iso2", b"mp41", b"mp42", b"avc1", b"qt  "} else None


def _is_text(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return CONTROL.search(content) is None


def _why_not(content: bytes) -> str:
    if MARKUP.search(content[:4096]):
        return f"网页和 SVG 不能作附件（其中可以藏程序）；请截图。可传：{KIND_WORDS}。"
    if content.startswith(b"PK"):
        return f"压缩包和 Office 文档不能作附件；请另存为 PDF。可传：{KIND_WORDS}。"
    if content.startswith((b"MZ", b"\x7fELF", b"#!")):
        return f"程序文件不能作附件。可传：{KIND_WORDS}。"
    return f"文件内容不是可收的类型（文本须为 UTF-8 编码的 txt）。可传：{KIND_WORDS}。"


def _require_one_kind(content: bytes, kind: str) -> None:
    """Refuse a file that is two kinds in one: which of them opens is up to the reader."""
    hides_archive = b"PK\x03\x04" in content and b"PK\x05\x06" in content
    hides_letter = kind != "application/pdf" and b"%PDF-" in content[:1024]
    if MARKUP.search(content) or hides_archive or hides_letter:
        raise WrongKindOfFile(
            "文件里夹带了另一种内容（网页、程序或压缩包），不收；请重新拍照或截图。"
        )


def _require_honest_ending(ending: str, kind: str) -> None:
    same_family = {
        one
        for other, endings in EXTENSIONS.items()
        if FAMILIES[other] == FAMILIES[kind]
        for one in endings
    }
    if ending and ending not in same_family:
        raise WrongKindOfFile(
            f"文件名以 .{ending} 结尾，内容却是{FAMILIES[kind]}；请核对是否选错，或改好文件名。"
        )


def _require_openable(content: bytes, kind: str) -> None:
    if kind not in _SIZES:
        return
    size = _SIZES[kind](content)
    if size is None:
        raise WrongKindOfFile("图片残缺，读不出尺寸；请重新拍照或截图。")
    width, height = size
    if width * height > MOST_PIXELS or max(width, height) > MOST_SIDE:
        raise WrongKindOfFile(
            f"图片 {width}×{height} 像素，打开会耗尽内存；请缩小到 {MOST_SIDE} 像素以内再传。"
        )
    if width == 0 or height == 0:
        raise WrongKindOfFile("图片尺寸为零，打不开；请重新拍照或截图。")


def _png_size(content: bytes) -> tuple[int, int] | None:
    if content[12:16] != b"IHDR" or len(content) < 24:
        return None
    width, height = struct.unpack(">II", content[16:24])
    return width, height


_FRAME_STARTS: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE_MARKERS: Final = frozenset({0x01, *range(0xD0, 0xD9)})


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """Walk the segments to the start of the frame; nothing is decoded."""
    at = 2
    while at + 9 < len(content):
        if content[at] != 0xFF:
            return None
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in _BARE_MARKERS:
            at += 2
        elif marker in _FRAME_STARTS:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        else:
            length = int.from_bytes(content[at + 2 : at + 4], "big")
            if length < 2:
                return None
            at += 2 + length
    return None


def _webp_size(content: bytes) -> tuple[int, int] | None:
    if len(content) < 30:
        return None
    form, body = content[12:16], content[20:]
    if form == b"VP8X":
        wide, high = body[4:7], body[7:10]
        return int.from_bytes(wide, "little") + 1, int.from_bytes(high, "little") + 1
    if form == b"VP8L" and body[0] == 0x2F:
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if form == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", body[6:10])
        return width & 0x3FFF, height & 0x3FFF
    return None


_SIZES: Final[dict[str, Callable[[bytes], tuple[int, int] | None]]] = {
    "image/png": _png_size,
    "image/jpeg": _jpeg_size,
    "image/webp": _webp_size,
}


def _parts(told: str) -> tuple[str, str]:
    """Clean a told name and part it into stem and ending; folders in it are dropped."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", told))[-1]
    plain = " ".join(UNSAFE.sub("", last).encode("utf-8", "ignore").decode("utf-8").split())
    stem, dot, ending = plain.rpartition(".")
    if not dot or not re.fullmatch(r"[A-Za-z0-9]{1,8}", ending):
        stem, ending = plain, ""
    stem = stem.strip(" .")[:LONGEST_NAME].strip(" .")
    return stem or "附件", ending.lower()
