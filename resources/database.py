"""The database handle, its column types, and the one place that commits.

SQLite is the embedded default, PostgreSQL the production store; both run the same models.
"""

import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pysqlite3
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    DateTime,
    Dialect,
    Engine,
    MetaData,
    TypeDecorator,
    create_engine,
    event,
    make_url,
    text,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError, TimeoutError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry
from sqlalchemy.orm import Session as Session
from sqlalchemy.pool import ConnectionPoolEntry

import migrations
from resources.errors import Refusal
from resources.geography import Position

# WAL with several connections can lose a frame below this release (the WAL-reset race).
OLDEST_SQLITE = (3, 51, 3)
BUSY_TIMEOUT_MS = 5_000
BUSY = "数据库繁忙或暂不可用，本次操作未保存，请稍后重试。"
MOST_CONNECTIONS = 40
"""More than the server has threads: a request never waits for a connection."""
NOT_MADE = "数据库尚未建立，请先运行 fenghuo init-db。"


class StoreRefusal(Refusal):
    """The database cannot be used as it is; the sentence says what to do."""


class StoreBusy(Refusal):
    """The database could not take this act now; the same act may go through when repeated."""


class UtcMoment(TypeDecorator[datetime]):
    """A moment: aware on both sides, kept in UTC; a naive value is a bug and raises."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        assert value.tzinfo is not None, f"naive datetime {value!r} offered to the store"
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The declarative base; the type map sits on the registry, where both libraries see it."""

    registry = registry(type_annotation_map={datetime: UtcMoment()})
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


class Placed:
    """A mixin for rows that have a place: WGS 84 degrees, and the datum they came in."""

    lon: Mapped[float | None] = mapped_column(default=None)
    lat: Mapped[float | None] = mapped_column(default=None)
    datum_in: Mapped[str | None] = mapped_column(default=None)

    @property
    def position(self) -> Position | None:
        """The place as a value; None while it is unknown."""
        if self.lon is None or self.lat is None:
            return None
        return Position(self.lon, self.lat)

    @position.setter
    def position(self, position: Position | None) -> None:
        self.lon = None if position is None else position.lon
        self.lat = None if position is None else position.lat


def usable_url(told: str) -> str:
    """Return the database URL as the engine wants it; raises StoreRefusal for another store."""
    try:
        url = make_url(told)
    except ArgumentError as error:
        raise StoreRefusal("不是数据库地址，例如 sqlite:////var/lib/fenghuo.sqlite。") from error
    backend = url.get_backend_name()
    if backend == "postgresql":
        return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    if backend != "sqlite":
        raise StoreRefusal(f"不支持 {backend}，只支持 sqlite 与 postgresql。")
    if not url.database or url.database == ":memory:":
        raise StoreRefusal("须给出 SQLite 文件路径，内存库会丢失警情。")
    return told


def is_sqlite(url: str) -> bool:
    """Whether a database URL names an SQLite file."""
    return make_url(url).get_backend_name() == "sqlite"


def engine_options(url: str) -> dict[str, Any]:
    """Return the engine options of a database URL: a current SQLite, or a checked pool."""
    if is_sqlite(url):
        return {"module": pysqlite3, "pool_size": MOST_CONNECTIONS}
    return {"pool_pre_ping": True, "pool_size": MOST_CONNECTIONS}


def check_sqlite_version(version: tuple[int, ...]) -> None:
    """Refuse an SQLite too old for several writers in WAL mode."""
    if version < OLDEST_SQLITE:
        found = ".".join(map(str, version))
        raise StoreRefusal(f"SQLite {found} 过旧（需要 3.51.3 以上），请升级 pysqlite3 后再启动。")


def prepare_engine(engine: Engine) -> None:
    """Set the pragmas and the BEGIN mode of every SQLite connection of an engine.

    A reading transaction begins DEFERRED; `transaction()` begins IMMEDIATE, because a reader
    that turns writer fails at once with "database is locked", whatever the busy timeout.
    """
    if engine.dialect.name != "sqlite":
        return
    check_sqlite_version(pysqlite3.sqlite_version_info)

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT_MS}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {mode}")


# SQLite keeps no queue of writers: who waits sleeps up to 100 ms between two looks at the lock,
# which with sixteen desks took longer than the writing itself. The threads of a process queue here.
_writers = threading.Lock()


@contextmanager
def _turn(session: Session) -> Iterator[None]:
    """Wait for this thread's turn to write to SQLite; PostgreSQL keeps its own queues."""
    if session.get_bind().dialect.name != "sqlite":
        yield
        return
    if not _writers.acquire(timeout=BUSY_TIMEOUT_MS / 1_000):
        raise StoreBusy(BUSY)
    try:
        yield
    finally:
        _writers.release()


@contextmanager
def transaction() -> Iterator[Session]:
    """Open the one writing transaction of an act: all of it is stored, or none.

    Whatever was read before is forgotten first, so that every decision inside rests on rows
    read inside. Nesting is a bug.
    """
    session = db.session()
    assert not session.info.get("writing"), "transaction() does not nest"
    assert not (session.new or session.dirty or session.deleted), "changes outside transaction()"
    session.rollback()
    with _turn(session):
        session.info["writing"] = True
        try:
            session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
            yield session
            session.commit()
        except (OperationalError, TimeoutError) as error:
            # A lock not had in time, a deadlock, a lost server: nothing was stored, nothing is
            # wrong with the act itself.
            session.rollback()
            raise StoreBusy(BUSY) from error
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info.pop("writing", None)


@contextmanager
def glance() -> Iterator[Session]:
    """Open one short look of a thread that lives long; nothing of it is held afterwards."""
    try:
        yield db.session()
    except (DBAPIError, TimeoutError) as error:
        raise StoreBusy(BUSY) from error
    finally:
        db.session.remove()


def make_engine(url: str) -> Engine:
    """Make an engine for work outside an application: migrations, backup, checks."""
    engine = create_engine(url, **engine_options(url))
    prepare_engine(engine)
    return engine


def _alembic() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    # ConfigParser would read a percent sign in a password as interpolation: the URL stays out.
    return config


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except CommandError as error:
        raise StoreRefusal("数据库来自更新的程序版本，请先升级程序。") from error
    except DBAPIError as error:
        said = str(error.orig).strip().splitlines()[0]
        raise StoreRefusal(
            f"数据库无法使用（{said}），请检查 FENGHUO_DATABASE_URL、数据库服务与文件。"
        ) from error


def upgrade(url: str) -> None:
    """Create the database at this URL, or bring it to the newest schema; safe to repeat.

    Raises StoreRefusal when it cannot be reached, is damaged, or is of a newer program.
    """
    path = make_url(url).database
    if is_sqlite(url) and path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        # It holds callers' numbers: nobody but the service reads it.
        with suppress(OSError):
            Path(path).touch(mode=0o600, exist_ok=True)
    engine = make_engine(url)
    try:
        with _in_words(), engine.connect() as connection:
            options: Mapping[str, Any] = {"sqlite_begin": "IMMEDIATE"}
            connection = connection.execution_options(**options)
            config = _alembic()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        engine.dispose()


def schema_fault(engine: Engine) -> str | None:
    """Say what is wrong with the schema of a database, or None when it is the newest."""
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    script = ScriptDirectory.from_config(_alembic())
    if found == script.get_current_head():
        return None
    if found is None:
        return NOT_MADE
    known = {revision.revision for revision in script.walk_revisions()}
    if found not in known:
        return f"数据库版本 {found} 比本程序新，请升级程序或恢复相应备份。"
    return f"数据库版本 {found} 较旧，请先运行 fenghuo init-db 升级。"


def store_fault(url: str) -> str | None:
    """Say why a program cannot work on a database: unreachable, damaged or of another schema."""
    if is_sqlite(url) and not Path(make_url(url).database or "").exists():
        # To connect would make an empty file.
        return NOT_MADE
    engine = make_engine(url)
    try:
        with _in_words():
            return schema_fault(engine)
    except StoreRefusal as refusal:
        return str(refusal)
    finally:
        engine.dispose()


def driver_description() -> str:
    """Name the SQLite in use, for the about page and the start-up line."""
    return f"SQLite {pysqlite3.sqlite_version} (Python {sys.version_info[0]}.{sys.version_info[1]})"


def is_writable(engine: Engine) -> bool:
    """Whether the database takes a write lock now; nothing is written."""
    try:
        with engine.connect() as connection:
            connection = connection.execution_options(sqlite_begin="IMMEDIATE")
            connection.execute(text("UPDATE log_head SET seq = seq WHERE id = 0"))
            connection.rollback()
    except OperationalError:
        return False
    return True
