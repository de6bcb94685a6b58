"""Each wrong environment value stops the start with one line that names it."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dispatch.roads.engines import EngineKind
from web.settings import BadSetting, RoutingServer, Settings, read_settings

KEY = "k" * 32


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Return a right environment with some values put in."""
    return {"FENGHUO_DATA_DIR": str(folder), "FENGHUO_SECRET_KEY": KEY, **more}


def test_nothing_set_means_sqlite_and_a_new_key_in_the_data_folder(tmp_path: Path) -> None:
    settings = read_settings({"FENGHUO_DATA_DIR": str(tmp_path / "var")})

    assert settings.database_url == f"sqlite:///{tmp_path}/var/fenghuo.sqlite"
    assert settings.data_dir == tmp_path / "var"
    assert len(settings.secret_key) == 64
    assert not settings.secure_cookies
    mode = (tmp_path / "var" / "secret_key").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600


def test_the_key_is_the_same_at_the_next_start(tmp_path: Path) -> None:
    first = read_settings({"FENGHUO_DATA_DIR": str(tmp_path)})
    second = read_settings({"FENGHUO_DATA_DIR": str(tmp_path)})

    assert first == second
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_programs_that_start_together_agree_on_one_whole_key(tmp_path: Path) -> None:
    def start(_: int) -> Settings:
        return read_settings({"FENGHUO_DATA_DIR": str(tmp_path)})

    with ThreadPoolExecutor(8) as pool:
        keys = {settings.secret_key for settings in pool.map(start, range(32))}

    assert len(keys) == 1
    assert len(keys.pop()) == 64


def test_what_is_set_is_taken(tmp_path: Path) -> None:
    url = "postgresql://a:b@localhost:5432/fenghuo"

    settings = read_settings(
        environment(tmp_path, FENGHUO_DATABASE_URL=url, FENGHUO_SECURE_COOKIES="yes")
    )

    assert settings.database_url == "postgresql+psycopg://a:b@localhost:5432/fenghuo"
    assert settings.secret_key == KEY
    assert settings.secure_cookies


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("FENGHUO_DATABASE_URL", ""),
        ("FENGHUO_DATABASE_URL", "fenghuo.sqlite"),
        ("FENGHUO_DATABASE_URL", "mysql://localhost/fenghuo"),
        ("FENGHUO_DATABASE_URL", "sqlite://"),
        ("FENGHUO_DATABASE_URL", "sqlite:///:memory:"),
        ("FENGHUO_DATABASE_URL", "postgresql://localhost:many/fenghuo"),
        ("FENGHUO_DATA_DIR", "/dev/null/var"),
        ("FENGHUO_SECRET_KEY", ""),
        ("FENGHUO_SECRET_KEY", "k" * 31),
        ("FENGHUO_SECURE_COOKIES", "true"),
        ("FENGHUO_SECURE_COOKIES", ""),
        ("FENGHUO_DATABSE_URL", "sqlite:////var/a.sqlite"),
        ("FENGHUO_ROUTING_KIND", "graphhopper"),
    ],
)
def test_a_wrong_value_is_one_line_that_names_its_variable(
    tmp_path: Path, name: str, value: str
) -> None:
    with pytest.raises(BadSetting) as refusal:
        read_settings(environment(tmp_path, **{name: value}))

    text = str(refusal.value)
    assert text.startswith(name)
    assert "\n" not in text
    assert any("一" <= character <= "鿿" for character in text)


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("http://192.168.1.20:5000", "http://192.168.1.20:5000"),
        ("http://[::1]:5000/", "http://[::1]:5000"),
        ("https://routing.lan/osrm/", "https://routing.lan/osrm"),
    ],
)
def test_a_routing_server_is_its_address_and_its_kind(tmp_path: Path, url: str, kept: str) -> None:
    settings = read_settings(
        environment(tmp_path, FENGHUO_ROUTING_URL=url, FENGHUO_ROUTING_KIND="valhalla")
    )

    assert settings.routing == RoutingServer(EngineKind.VALHALLA, kept)


@pytest.mark.parametrize(
    "url",
    [
        "192.168.1.20:5000",
        "ftp://192.168.1.20",
        "file:///etc/passwd",
        "http://",
        "http://:5000",
        "http://host:many",
        "http://host:0",
        "http://host:70000",
        "http://user:secret@host:5000",
        "http://host:5000/?key=1",
        "http://host:5000/#a",
        "http://ho st:5000",
        "http://主机:5000",
        "http://host:5000/\nX: y",
        "http://[::1:5000",
        "http://" + "a" * 64 + ":5000",
        "http://a..b:5000",
    ],
)
def test_an_address_that_cannot_be_asked_is_refused(tmp_path: Path, url: str) -> None:
    told = environment(tmp_path, FENGHUO_ROUTING_URL=url, FENGHUO_ROUTING_KIND="osrm")

    with pytest.raises(BadSetting, match=r"^FENGHUO_ROUTING_URL: .*http://主机:端口") as refusal:
        read_settings(told)

    assert "secret" not in str(refusal.value)


def test_half_a_routing_server_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=r"^FENGHUO_ROUTING_KIND"):
        read_settings(environment(tmp_path, FENGHUO_ROUTING_URL="http://host:5000"))
    with pytest.raises(BadSetting, match=r"^FENGHUO_ROUTING_URL"):
        read_settings(environment(tmp_path, FENGHUO_ROUTING_KIND="osrm"))


@pytest.mark.parametrize("content", [b"", b"short", "密钥".encode() * 32])
def test_a_key_file_that_is_no_key_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "secret_key").write_bytes(content)

    with pytest.raises(BadSetting, match=r"^FENGHUO_SECRET_KEY.*secret_key"):
        read_settings({"FENGHUO_DATA_DIR": str(tmp_path)})


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)

    with pytest.raises(BadSetting, match=r"^FENGHUO_DATA_DIR"):
        read_settings(environment(tmp_path))


def test_a_secret_is_never_told_in_the_refusal(tmp_path: Path) -> None:
    url = "mysql://chief:hunter2@localhost/fenghuo"

    with pytest.raises(BadSetting) as refusal:
        read_settings(environment(tmp_path, FENGHUO_DATABASE_URL=url))

    assert "hunter2" not in str(refusal.value)
