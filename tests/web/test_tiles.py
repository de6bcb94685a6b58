"""The brigade's own ground: a folder, a PMTiles file, what is missing, and what is refused."""

from pathlib import Path

import pytest
from flask import Flask
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from resources.accounts import Role
from resources.datums import Datum
from tests.web.people import Cast, told
from web.settings import BadSetting, read_settings
from web.tiles import BadTiles, TilePlace, open_ground

PICTURE = b"\x89PNG\r\n\x1a\n of tile 10/820/425"
KEY = "k" * 32


def make_folder(folder: Path) -> Path:
    tile = folder / "10" / "820"
    tile.mkdir(parents=True)
    (tile / "425.png").write_bytes(PICTURE)
    (folder / "11" / "1640").mkdir(parents=True)
    (folder / "secret.png").write_bytes(b"not a tile")
    return folder


def make_archive(path: Path, kind: TileType = TileType.PNG) -> Path:
    with path.open("wb") as file:
        writer = Writer(file)
        writer.write_tile(zxy_to_tileid(10, 820, 425), PICTURE)
        header = {"tile_type": kind, "tile_compression": Compression.NONE}
        bounds = dict.fromkeys(("min_lon_e7", "min_lat_e7", "max_lon_e7", "max_lat_e7"), 0)
        centre = dict.fromkeys(("center_zoom", "center_lon_e7", "center_lat_e7"), 0)
        writer.finalize({**header, **bounds, **centre}, {})
    return path


@pytest.fixture(params=["folder", "archive"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> TilePlace:
    made = (
        make_folder(tmp_path / "tiles")
        if request.param == "folder"
        else make_archive(tmp_path / "county.pmtiles")
    )
    return TilePlace(made, Datum.CGCS2000, "天地图")


def test_a_tile_is_shown_and_a_missing_one_is_none(place: TilePlace) -> None:
    ground = open_ground(place)

    tile = ground.tile(10, 820, 425)

    assert tile is not None
    assert (tile.content, tile.media_type) == (PICTURE, "image/png")
    assert ground.tile(10, 820, 426) is None
    assert ground.tile(9, 1, 1) is None
    assert ground.zooms[0] == 10
    assert "cgcs2000" in ground.words


@pytest.mark.parametrize(
    "numbers", [(10, 1024, 0), (10, 0, 1024), (23, 0, 0), (10**9, 0, 0), (-1, 0, 0), (0, 0, -1)]
)
def test_numbers_off_the_grid_are_no_tile(place: TilePlace, numbers: tuple[int, int, int]) -> None:
    assert open_ground(place).tile(*numbers) is None


def test_the_map_and_the_page_of_sources_say_which_ground_it_is(
    application: Flask, place: TilePlace
) -> None:
    caller = Cast(application).token(Role.DISPATCHER)
    without = told(caller.get("/api/v1/map"))["ground"]
    application.config["TILES"] = open_ground(place)

    laid = told(caller.get("/api/v1/map"))["ground"]
    tile = caller.get("/tiles/10/820/425")

    assert (without["url"], "自绘" in without["words"]) == (None, True)
    assert (laid["url"], laid["credit"], laid["min_zoom"]) == (
        "/tiles/{z}/{x}/{y}",
        "天地图",
        10,
    )
    assert (tile.status_code, tile.data, tile.mimetype) == (200, PICTURE, "image/png")
    assert "max-age=86400" in tile.headers["Cache-Control"]
    assert "天地图" in caller.get("/about").text


@pytest.mark.parametrize(
    "path",
    [
        *("/tiles/10/820/426", "/tiles/99/0/0", "/tiles/10/820/425.png", "/tiles/10/820/-1"),
        *("/tiles/../secret.png", "/tiles/10/..%2f..%2fsecret/1", "/tiles/a/b/c"),
        f"/tiles/10/{10**30}/1",
    ],
)
def test_what_is_no_tile_is_not_found(application: Flask, place: TilePlace, path: str) -> None:
    caller = Cast(application).token(Role.DISPATCHER)
    application.config["TILES"] = open_ground(place)

    answer = caller.get(path)

    assert answer.status_code == 404
    assert b"not a tile" not in answer.data


def test_nobody_who_has_not_logged_in_gets_a_tile(application: Flask, place: TilePlace) -> None:
    application.config["TILES"] = open_ground(place)

    assert Cast(application).nobody().get("/tiles/10/820/425").status_code != 200


def settings_with(folder: Path, **more: str) -> object:
    return read_settings({"FENGHUO_DATA_DIR": str(folder), "FENGHUO_SECRET_KEY": KEY, **more}).tiles


def test_the_settings_name_a_folder_or_a_file_below_the_data_folder(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "tiles")
    archive = make_archive(tmp_path / "county.pmtiles")

    assert settings_with(tmp_path) is None
    assert settings_with(
        tmp_path, FENGHUO_TILES_DIR="tiles", FENGHUO_TILES_DATUM="wgs84"
    ) == TilePlace(folder, Datum.WGS84)
    assert settings_with(
        tmp_path, FENGHUO_TILES_FILE=str(archive), FENGHUO_TILES_DATUM="cgcs2000"
    ) == TilePlace(archive, Datum.CGCS2000)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"FENGHUO_TILES_DIR": "none", "FENGHUO_TILES_DATUM": "wgs84"}, "没有文件夹"),
        ({"FENGHUO_TILES_FILE": "none", "FENGHUO_TILES_DATUM": "wgs84"}, "没有文件"),
        ({"FENGHUO_TILES_DIR": "tiles"}, "FENGHUO_TILES_DATUM"),
        ({"FENGHUO_TILES_DIR": "tiles", "FENGHUO_TILES_DATUM": "mars"}, "FENGHUO_TILES_DATUM"),
        ({"FENGHUO_TILES_DIR": "tiles", "FENGHUO_TILES_DATUM": "gcj02"}, "偏离道路"),
        ({"FENGHUO_TILES_DIR": "empty", "FENGHUO_TILES_DATUM": "wgs84"}, "级别文件夹"),
        ({"FENGHUO_TILES_FILE": "bad", "FENGHUO_TILES_DATUM": "wgs84"}, "PMTiles"),
        ({"FENGHUO_TILES_FILE": "nothing", "FENGHUO_TILES_DATUM": "wgs84"}, "PMTiles"),
        ({"FENGHUO_TILES_FILE": "half", "FENGHUO_TILES_DATUM": "wgs84"}, "不完整"),
        ({"FENGHUO_TILES_FILE": "vector", "FENGHUO_TILES_DATUM": "wgs84"}, "矢量"),
        ({"FENGHUO_TILES_DIR": "tiles", "FENGHUO_TILES_FILE": "bad"}, "只能设一个"),
    ],
)
def test_tiles_set_wrong_stop_the_start_with_one_line(
    tmp_path: Path, more: dict[str, str], words: str
) -> None:
    make_folder(tmp_path / "tiles")
    (tmp_path / "empty").mkdir()
    (tmp_path / "bad").write_bytes(b"\xff" * 500)
    (tmp_path / "nothing").write_bytes(b"")
    whole = make_archive(tmp_path / "whole").read_bytes()
    (tmp_path / "half").write_bytes(whole[:-10])
    make_archive(tmp_path / "vector", TileType.MVT)

    with pytest.raises(BadSetting, match=words) as refused:
        settings_with(tmp_path, **more)

    assert "\n" not in str(refused.value)


def test_a_shifted_ground_is_never_opened(tmp_path: Path) -> None:
    place = TilePlace(make_folder(tmp_path / "tiles"), Datum.GCJ02)

    with pytest.raises(BadTiles, match="五百米"):
        open_ground(place)
