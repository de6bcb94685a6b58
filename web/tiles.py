"""A ground of the brigade's own under the map: a folder of tiles or a PMTiles file, or none.

Tiles must be in WGS 84 or CGCS 2000 and the usual web grid. Those of 高德 and 腾讯 are in GCJ-02:
every vehicle would stand half a kilometre beside its road (docs/map.md).
"""

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from pmtiles.reader import MmapSource, Reader
from pmtiles.tile import (
    Compression,
    MagicNumberNotFound,
    SpecVersionUnsupported,
    TileType,
)

from resources.datums import Datum

DEEPEST: Final = 22
MEDIA_TYPES: Final = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
}
PICTURES: Final = {
    TileType.PNG: "image/png",
    TileType.JPEG: "image/jpeg",
    TileType.WEBP: "image/webp",
    TileType.AVIF: "image/avif",
}
TRUE_DATUMS: Final = (Datum.WGS84, Datum.CGCS2000)
ADDRESS: Final = "/tiles/{z}/{x}/{y}"
NO_TILES: Final = "无底图瓦片：由本系统按县域资料自绘，示意"


class BadTiles(Exception):
    """Tiles that cannot be a ground; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class TilePlace:
    """Where the brigade's tiles lie, as the settings tell."""

    path: Path
    datum: Datum
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """One picture of the ground and what kind of picture it is."""

    content: bytes
    media_type: str


class Ground(Protocol):
    """Tiles to lay under the map."""

    @property
    def words(self) -> str:
        """Which ground it is, for the page of sources."""

    @property
    def credit(self) -> str:
        """Whose tiles they are, as the map must show it."""

    @property
    def zooms(self) -> tuple[int, int]:
        """The first and the last zoom there are tiles for."""

    def tile(self, z: int, x: int, y: int) -> Tile | None:
        """Return a tile, None where there is none."""


@dataclass(frozen=True, slots=True)
class TileFolder:
    """A folder of pictures named zoom/column/row."""

    path: Path
    credit: str
    words: str
    zooms: tuple[int, int]

    def tile(self, z: int, x: int, y: int) -> Tile | None:
        """Return a tile, None where there is none; numbers alone lead nowhere else."""
        if not is_on_grid(z, x, y):
            return None
        for ending, media_type in MEDIA_TYPES.items():
            path = self.path / str(z) / str(x) / f"{y}{ending}"
            if path.is_file():
                return Tile(path.read_bytes(), media_type)
        return None


@dataclass(frozen=True, slots=True)
class TileArchive:
    """One PMTiles file with pictures; it stays open as long as the server runs."""

    credit: str
    words: str
    zooms: tuple[int, int]
    media_type: str
    is_packed: bool
    read: Callable[[int, int, int], bytes | None]

    def tile(self, z: int, x: int, y: int) -> Tile | None:
        """Return a tile, None where there is none."""
        if not is_on_grid(z, x, y) or not self.zooms[0] <= z <= self.zooms[1]:
            return None
        content = self.read(z, x, y)
        if content is None:
            return None
        return Tile(gzip.decompress(content) if self.is_packed else content, self.media_type)


def is_on_grid(z: int, x: int, y: int) -> bool:
    """Whether there may be a tile of these numbers at all."""
    return 0 <= z <= DEEPEST and 0 <= x < 2**z and 0 <= y < 2**z


def open_ground(place: TilePlace) -> Ground:
    """Open the tiles the settings tell of; raises BadTiles."""
    if place.datum not in TRUE_DATUMS:
        raise BadTiles(
            f"瓦片坐标系“{place.datum}”会使车辆偏离道路约五百米，不能用作底图；"
            f"请换成 {' 或 '.join(TRUE_DATUMS)} 的瓦片。"
        )
    return _folder(place) if place.path.is_dir() else _archive(place)


def _folder(place: TilePlace) -> TileFolder:
    zooms = [
        int(one.name)
        for one in place.path.iterdir()
        if one.is_dir() and one.name.isascii() and one.name.isdigit() and int(one.name) <= DEEPEST
    ]
    if not zooms:
        raise BadTiles(f"{place.path} 中没有 0 到 {DEEPEST} 的级别文件夹，应为 级别/列/行.png。")
    words = f"本单位瓦片文件夹（{place.datum}）{place.credit}"
    return TileFolder(place.path, place.credit, words, (min(zooms), max(zooms)))


def _archive(place: TilePlace) -> TileArchive:
    try:
        # The mapping outlives the handle.
        with place.path.open("rb") as file:
            # The library says of itself that it is typed, and leaves these without types.
            reader = Reader(MmapSource(file))  # type: ignore[no-untyped-call]
        header = reader.header()  # type: ignore[no-untyped-call]
    except (MagicNumberNotFound, SpecVersionUnsupported, ValueError, IndexError) as error:
        raise BadTiles(f"{place.path} 不是 PMTiles 第 3 版文件，请重新制作。") from error
    except OSError as error:
        raise BadTiles(f"{place.path} 打不开，请核对路径和权限。") from error
    if header["tile_data_offset"] + header["tile_data_length"] > place.path.stat().st_size:
        raise BadTiles(f"{place.path} 不完整，可能没有复制完，请重新复制。")
    media_type = PICTURES.get(header["tile_type"])
    packing = header["tile_compression"]
    if media_type is None:
        raise BadTiles(f"{place.path} 装的是矢量瓦片；请用 PNG、JPEG 或 WebP 栅格瓦片。")
    if packing not in {Compression.NONE, Compression.GZIP}:
        raise BadTiles(f"{place.path} 的压缩方式不支持；请用不压缩或 gzip 的。")
    return TileArchive(
        credit=place.credit,
        words=f"本单位 PMTiles 文件（{place.datum}）{place.credit}",
        zooms=(header["min_zoom"], header["max_zoom"]),
        media_type=media_type,
        is_packed=packing is Compression.GZIP,
        read=reader.get,
    )
