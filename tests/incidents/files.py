"""Makers of small files that are what they say: pictures of a told size, without any pixels."""

import struct
import zlib


def jpeg(comment: bytes = b"", width: int = 640, height: int = 480) -> bytes:
    """Make the head of a JPEG picture, with a comment in it."""
    told = b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment if comment else b""
    frame = b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width)
    rest = b"\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01"
    return b"\xff\xd8" + b"\xff\xe0\x00\x10JFIF\x00" + bytes(9) + told + frame + rest + b"\xff\xd9"


def _chunk(kind: bytes, body: bytes) -> bytes:
    checksum = struct.pack(">I", zlib.crc32(kind + body))
    return struct.pack(">I", len(body)) + kind + body + checksum


def png(width: int = 1, height: int = 1) -> bytes:
    """Make a PNG picture that says this size; one of 1 by 1 can be opened."""
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = _chunk(b"IDAT", zlib.compress(b"\x00\xc0\x20\x20"))
    return b"\x89PNG\r\n\x1a\n" + head + body + _chunk(b"IEND", b"")


def webp(width: int = 640, height: int = 480) -> bytes:
    """Make the head of an extended WebP picture."""
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"VP8X" + struct.pack("<I", 10) + bytes(4) + size
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body + bytes(16)
