"""Restore: a verified backup takes the place of a database, which is kept, never deleted."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pysqlite3
from sqlalchemy import Connection, Engine, Table, func, inspect, make_url, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.schema import DDL, CreateSchema, DropSchema

from resources.backup import (
    BackupFaulty,
    BackupRefused,
    ChainCheck,
    Contents,
    copy_pages,
    copy_rows,
    create_private,
    differences,
    engine_of,
    examined,
    flush,
    holds_data,
    make_single,
    read_only,
    rows_of,
    said_plainly,
)
from resources.database import Base, StoreRefusal, is_sqlite, upgrade


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, and where the database that stood there before is kept."""

    contents: Contents
    aside: str | None


def restore(
    url: str, source: Path, chain_faults: ChainCheck, now: datetime, replace: bool = False
) -> Restored:
    """Put a backup in the place of the database, verified before and after.

    What stood there is refused to be touched unless `replace`, which moves it aside under a name
    with the time and never deletes it. An older backup is brought to the newest schema.

    Raises:
        BackupRefused: data is in the way, or a program has the database open.
        BackupFaulty: the backup does not verify; nothing was changed.
    """
    if not source.is_file():
        raise BackupRefused(f"没有备份文件 {source}，请核对路径。")
    place = _file_of(url) if is_sqlite(url) else None
    with (
        said_plainly(),
        tempfile.TemporaryDirectory(
            # Beside the database, so that the last step is one rename on one disk.
            dir=place.parent if place else None,
            prefix=".fenghuo-restoring-",
        ) as folder,
    ):
        staged = Path(folder) / "staged.sqlite"
        _stage(source, staged)
        contents = examined(staged, chain_faults)
        if place is not None:
            aside = _put_file(staged, place, now, replace)
            with read_only(place) as restored:
                _require_equal(contents.rows, rows_of(restored))
        else:
            aside = _fill_postgresql(url, staged, chain_faults, now, replace)
    return Restored(contents, aside)


def _file_of(url: str) -> Path:
    return Path(make_url(url).database or "")


def _require_equal(before: Mapping[str, int], after: Mapping[str, int]) -> None:
    found = differences(before, after)
    if found:
        raise BackupFaulty(f"恢复后的数据库与备份不符：{'；'.join(found)}。")


def _stage(source: Path, staged: Path) -> None:
    """Make a working copy of a backup at the newest schema; the backup itself is not touched."""
    create_private(staged)
    try:
        with read_only(source) as connection:
            if "alembic_version" not in inspect(connection).get_table_names():
                raise BackupFaulty(f"{source} 不是烽火的备份。")
            copy_pages(connection, staged)
        upgrade(f"sqlite:///{staged}")
    except StoreRefusal as refusal:
        raise BackupFaulty(f"{source} 未恢复：{refusal}") from refusal
    except (DBAPIError, pysqlite3.DatabaseError) as error:
        raise BackupFaulty(f"{source} 不是完好的备份文件，未作任何改动。") from error
    make_single(staged)


def _put_file(staged: Path, place: Path, now: datetime, replace: bool) -> str | None:
    """Move the staged file into the place of the database, in one rename."""
    if not place.exists():
        staged.rename(place)
        return None
    aside = None
    if _file_holds_data(place):
        if not replace:
            raise BackupRefused(
                f"数据库 {place} 已有数据，不会覆盖；加上 --replace 可将其改名保留后再恢复。"
            )
        aside = place.with_name(f"{place.name}.replaced-{now:%Y%m%dT%H%M%SZ}")
    with _held_alone(place):
        if aside is not None:
            for suffix in ("", "-wal", "-shm"):
                part = place.with_name(place.name + suffix)
                if part.exists():
                    part.rename(aside.with_name(aside.name + suffix))
        staged.replace(place)
    flush(place.parent)
    return None if aside is None else str(aside)


@contextmanager
def _held_alone(place: Path) -> Iterator[None]:
    """Hold a database file locked against everyone; refused while another program has it open."""
    connection = pysqlite3.connect(str(place), isolation_level=None, timeout=0)
    try:
        # Leaving WAL needs to be the only one who has the file open, and merges the log into it.
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("BEGIN EXCLUSIVE")
    except pysqlite3.OperationalError as error:
        connection.close()
        raise BackupRefused(
            f"数据库 {place} 正被使用，请先停止 fenghuo serve 与 fenghuo watch。"
        ) from error
    except pysqlite3.DatabaseError:
        # Too damaged to be locked; it can still be moved aside.
        pass
    try:
        yield
    finally:
        connection.close()


def _file_holds_data(place: Path) -> bool:
    """Whether a database file holds rows; one that cannot be read may hold anything."""
    try:
        with read_only(place) as connection:
            return holds_data(rows_of(connection))
    except DBAPIError:
        return True


def _fill_postgresql(
    url: str, staged: Path, chain_faults: ChainCheck, now: datetime, replace: bool
) -> str | None:
    """Fill an empty database, or a schema of its own that then takes the place of the old one."""
    upgrade(url)
    with engine_of(url) as engine:
        with engine.connect() as connection:
            _require_alone(connection)
            in_use = holds_data(rows_of(connection))
            schema = connection.scalar(select(func.current_schema())) or "public"
        if not in_use:
            _fill(engine, staged, chain_faults)
            return None
        if not replace:
            raise BackupRefused("数据库已有数据，不会覆盖；加上 --replace 可将其改名保留后再恢复。")
        stamp = f"{now:%Y%m%dt%H%M%Sz}"
        building, aside = f"restoring_{stamp}", f"replaced_{stamp}"
        with engine.begin() as connection:
            connection.execute(CreateSchema(building))
        try:
            inside = make_url(url).update_query_dict({"options": f"-csearch_path={building}"})
            told = inside.render_as_string(hide_password=False)
            upgrade(told)
            with engine_of(told) as fresh:
                _fill(fresh, staged, chain_faults)
            with engine.begin() as connection:
                connection.execute(_renamed(schema, aside))
                connection.execute(_renamed(building, schema))
        except BaseException:
            with engine.begin() as connection:
                connection.execute(DropSchema(building, cascade=True, if_exists=True))
            raise
    return f"schema {aside}"


def _renamed(old: str, new: str) -> DDL:
    # SQLAlchemy annotates every construct but this one.
    return DDL(  # type: ignore[no-untyped-call]
        'ALTER SCHEMA "%(old)s" RENAME TO "%(new)s"', context={"old": old, "new": new}
    )


def _require_alone(connection: Connection) -> None:
    others = connection.scalar(
        text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
    )
    if others:
        raise BackupRefused(
            f"数据库正被使用（另有 {others} 个连接），请先停止 fenghuo serve 与 fenghuo watch。"
        )


def _fill(engine: Engine, staged: Path, chain_faults: ChainCheck) -> None:
    """Copy a staged backup into an empty database and verify it there, before it is kept."""
    with read_only(staged) as source, engine.begin() as target:
        copy_rows(source, target)
        for each in Base.metadata.sorted_tables:
            _advance_sequence(target, each)
        _require_equal(rows_of(source), rows_of(target))
        faults = chain_faults(Session(target))
        if faults:
            raise BackupFaulty(f"恢复后的日志不完整：{'；'.join(faults[:5])}。")


def _advance_sequence(connection: Connection, each: Table) -> None:
    """Let the next id follow the last one copied."""
    column = each.autoincrement_column
    if column is None:
        return
    last = connection.scalar(select(func.max(column)))
    if last is not None:
        sequence = func.pg_get_serial_sequence(each.name, column.name)
        connection.execute(select(func.setval(sequence, last)))
