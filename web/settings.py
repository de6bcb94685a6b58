"""Configuration by environment: what is set wrong stops the start with one clear line."""

import contextlib
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from dispatch.roads.engines import EngineKind
from resources.database import StoreRefusal, usable_url
from resources.datums import Datum
from web.office.own_template import BadTemplate, try_out
from web.tiles import TRUE_DATUMS, BadTiles, TilePlace, open_ground

SHORTEST_KEY = 32


class BadSetting(Exception):
    """One environment variable that cannot be used; the text names it and says what to do."""


@dataclass(frozen=True, slots=True)
class RoutingServer:
    """The brigade's own routing server: what it is, and its address without a last slash."""

    kind: EngineKind
    url: str


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the data lies, and the secret that signs what the browser holds."""

    database_url: str
    data_dir: Path
    secret_key: str
    secure_cookies: bool = False
    speech_model: Path | None = None
    """The folder of a speech model, where recordings are to be turned into words."""
    routing: RoutingServer | None = None
    """The server that is asked for driving times, where there is one."""
    tiles: TilePlace | None = None
    """The brigade's own tiles under the map, where there are any."""
    paper_dir: Path | None = None
    """A second folder for the paper board: another disk, a stick or a share."""
    docx_template: Path | None = None
    """The brigade's own DOCX template for tables of the yearbook."""

    @property
    def paper_dirs(self) -> tuple[Path, ...]:
        """Where the paper board is written, the data folder's own place first."""
        own = self.data_dir / "paper"
        return (own,) if self.paper_dir is None else (own, self.paper_dir)


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment; raises BadSetting."""
    env = os.environ if environment is None else environment
    unknown = sorted(name for name in env if name.startswith("FENGHUO_") and name not in _KNOWN)
    if unknown:
        raise BadSetting(f"{unknown[0]}：没有这个配置项；可用的有 {'、'.join(sorted(_KNOWN))}。")
    data_dir = _data_dir(env.get("FENGHUO_DATA_DIR", "./var"))
    url = _database_url(env.get("FENGHUO_DATABASE_URL"), data_dir)
    key = _secret_key(env.get("FENGHUO_SECRET_KEY"), data_dir)
    second = env.get("FENGHUO_PAPER_DIR", "")
    return Settings(
        *(url, data_dir, key, _secure(env), _speech_model(env), _routing(env)),
        tiles=_tiles(env, data_dir),
        # It need not be there now: a stick may be put in later, and a missing one is told.
        paper_dir=Path(second).resolve() if second else None,
        docx_template=_docx_template(env),
    )


_KNOWN = {
    "FENGHUO_DATABASE_URL",
    "FENGHUO_DATA_DIR",
    "FENGHUO_DOCX_TEMPLATE",
    "FENGHUO_PAPER_DIR",
    "FENGHUO_ROUTING_KIND",
    "FENGHUO_ROUTING_URL",
    "FENGHUO_SECRET_KEY",
    "FENGHUO_SECURE_COOKIES",
    "FENGHUO_SPEECH_MODEL",
    "FENGHUO_TEST_DATABASE",
    "FENGHUO_TILES_CREDIT",
    "FENGHUO_TILES_DATUM",
    "FENGHUO_TILES_DIR",
    "FENGHUO_TILES_FILE",
}


def _secure(env: Mapping[str, str]) -> bool:
    told = env.get("FENGHUO_SECURE_COOKIES", "no")
    if told not in {"yes", "no"}:
        raise BadSetting(f"FENGHUO_SECURE_COOKIES: “{told}”应为 yes 或 no。")
    return told == "yes"


def _speech_model(env: Mapping[str, str]) -> Path | None:
    told = env.get("FENGHUO_SPEECH_MODEL", "")
    if told and not (Path(told) / "model.bin").is_file():
        raise BadSetting(f"FENGHUO_SPEECH_MODEL: {told} 中没有 model.bin，请核对文件夹。")
    return Path(told) if told else None


def _docx_template(env: Mapping[str, str]) -> Path | None:
    """Take a template that a table can be set in: better refused now than at the year's end."""
    told = env.get("FENGHUO_DOCX_TEMPLATE", "")
    if not told:
        return None
    path = Path(told).resolve()
    try:
        try_out(path)
    except BadTemplate as refusal:
        raise BadSetting(f"FENGHUO_DOCX_TEMPLATE: {refusal}") from refusal
    return path


def _tiles(env: Mapping[str, str], data_dir: Path) -> TilePlace | None:
    folder, file = env.get("FENGHUO_TILES_DIR", ""), env.get("FENGHUO_TILES_FILE", "")
    if folder and file:
        raise BadSetting("FENGHUO_TILES_DIR 与 FENGHUO_TILES_FILE 只能设一个，请去掉一个。")
    if not folder and not file:
        return None
    name = "FENGHUO_TILES_DIR" if folder else "FENGHUO_TILES_FILE"
    path = data_dir / (folder or file)
    if not (path.is_dir() if folder else path.is_file()):
        kind = "文件夹" if folder else "文件"
        raise BadSetting(f"{name}: 没有{kind} {path}，请核对路径。")
    datum = env.get("FENGHUO_TILES_DATUM", "")
    if datum not in set(Datum):
        raise BadSetting(
            f"FENGHUO_TILES_DATUM: 请写明瓦片的坐标系，{' 或 '.join(TRUE_DATUMS)}；"
            "弄错会使车辆偏离道路约五百米。"
        )
    place = TilePlace(path, Datum(datum), env.get("FENGHUO_TILES_CREDIT", "").strip())
    try:
        open_ground(place)
    except BadTiles as refusal:
        raise BadSetting(f"{name}: {refusal}") from refusal
    return place


def _routing(env: Mapping[str, str]) -> RoutingServer | None:
    url, kind = env.get("FENGHUO_ROUTING_URL", ""), env.get("FENGHUO_ROUTING_KIND", "")
    if kind and kind not in set(EngineKind):
        raise BadSetting(f"FENGHUO_ROUTING_KIND: “{kind}”应为 {' 或 '.join(EngineKind)}。")
    if not url:
        if kind:
            raise BadSetting("FENGHUO_ROUTING_URL: 已设置路径服务的种类，请同时设置其地址。")
        return None
    if not kind:
        raise BadSetting(f"FENGHUO_ROUTING_KIND: 请设置为 {' 或 '.join(EngineKind)}。")
    if not _is_address(url):
        raise BadSetting(
            "FENGHUO_ROUTING_URL: 应为 http://主机:端口 或 https://主机:端口，"
            "不含用户名、密码、问号和井号。"
        )
    return RoutingServer(EngineKind(kind), url.rstrip("/"))


def _is_address(url: str) -> bool:
    """Tell whether an address can be asked; a password in it would end up in logs."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        host.encode("idna")
        has_port = parts.port is None or parts.port > 0
    except ValueError:
        return False
    is_plain = url.isascii() and url.isprintable() and " " not in url
    is_bare = not (parts.username or parts.password or parts.query or parts.fragment)
    is_known = parts.scheme in {"http", "https"} and bool(host) and has_port
    return is_known and is_bare and is_plain and "?" not in url and "#" not in url


def _data_dir(told: str) -> Path:
    path = Path(told).resolve()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadSetting(f"FENGHUO_DATA_DIR: 无法建立目录 {path}：{error.strerror}。") from error
    if not os.access(path, os.W_OK):
        raise BadSetting(f"FENGHUO_DATA_DIR: 目录 {path} 不可写，请检查权限。")
    return path


def _database_url(told: str | None, data_dir: Path) -> str:
    if told is None:
        return f"sqlite:///{data_dir / 'fenghuo.sqlite'}"
    try:
        return usable_url(told)
    except StoreRefusal as refusal:
        raise BadSetting(f"FENGHUO_DATABASE_URL: {refusal}") from refusal
    except ValueError as error:
        raise BadSetting("FENGHUO_DATABASE_URL: 端口应为数字，例如 主机:5432/库名。") from error


def _secret_key(told: str | None, data_dir: Path) -> str:
    """Take the key told, or keep one made at the first start in the data folder."""
    if told is not None:
        if len(told) < SHORTEST_KEY:
            raise BadSetting(
                f"FENGHUO_SECRET_KEY: 至少 {SHORTEST_KEY} 个字符，现为 {len(told)} 个。"
            )
        return told
    path = data_dir / "secret_key"
    if not path.exists():
        _make_key(path)
    try:
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(f"FENGHUO_SECRET_KEY: 无法读取密钥文件 {path}，请检查权限。") from error
    if len(key) < SHORTEST_KEY:
        raise BadSetting(f"FENGHUO_SECRET_KEY: 密钥文件 {path} 不完整，请删除后重启。")
    return key


def _make_key(path: Path) -> None:
    """Write a new key and only then give it its name: nobody reads half a key.

    A link is not made over a file that is there: two processes that start together agree on the
    key of the first.
    """
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix="secret_key.")
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    os.unlink(draft)
