"""A backup counts only when it was verified, and it is of one moment."""

import stat
import threading
from pathlib import Path

import pysqlite3
import pytest

from incidents import ledger
from incidents.timeline import Entry
from resources.backup import BackupFaulty, BackupRefused, back_up
from resources.database import db, transaction, upgrade
from tests.makers import make_act


def chain_faults(session):
    return [fault.reason for fault in ledger.verify(session).faults]


def note(text: str) -> None:
    with transaction() as session:
        ledger.note(session, Entry("note", text, make_act()))


def rows_in(path: Path, query: str):
    connection = pysqlite3.connect(str(path))
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def url_of(application):
    return application.config["SQLALCHEMY_DATABASE_URI"]


def test_a_backup_is_one_private_file_with_every_row(application, tmp_path):
    for text in ("一", "二", "三"):
        note(text)
    target = tmp_path / "a.backup"

    contents = back_up(url_of(application), target, chain_faults)

    assert rows_in(target, "SELECT text FROM log_entry ORDER BY seq") == [("一",), ("二",), ("三",)]
    assert (contents.rows["log_entry"], contents.rows["incident"]) == (3, 0)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir() if "a.backup" in path.name] == ["a.backup"]


def test_an_existing_file_is_never_overwritten(application, tmp_path):
    target = tmp_path / "a.backup"
    target.write_text("昨天的备份")

    with pytest.raises(BackupRefused, match="已存在"):
        back_up(url_of(application), target, chain_faults)

    assert target.read_text() == "昨天的备份"


def test_a_folder_that_is_not_there_is_said_plainly(application, tmp_path):
    with pytest.raises(BackupRefused, match="未完成"):
        back_up(url_of(application), tmp_path / "none" / "a.backup", chain_faults)


def test_a_database_without_tables_is_not_backed_up(tmp_path):
    with pytest.raises(BackupRefused, match="init-db"):
        back_up(f"sqlite:///{tmp_path}/empty.sqlite", tmp_path / "a.backup", chain_faults)


def test_a_changed_log_does_not_pass_for_a_backup(application, database_url, tmp_path):
    if not database_url.startswith("sqlite"):
        pytest.skip("the log is tampered with through the file")
    note("一")
    db.session.remove()
    connection = pysqlite3.connect(database_url.removeprefix("sqlite:///"))
    connection.executescript("DROP TRIGGER log_entry_no_update; UPDATE log_entry SET text = '假'")
    connection.close()
    target = tmp_path / "a.backup"

    with pytest.raises(BackupFaulty, match="哈希不符"):
        back_up(database_url, target, chain_faults)

    assert not target.exists()
    kept = tmp_path / "a.backup.unverified"
    assert rows_in(kept, "SELECT text FROM log_entry") == [("假",)]


def test_backups_during_writing_are_each_of_one_moment(application, tmp_path):
    stop = threading.Event()

    def write():
        with application.app_context():
            while not stop.is_set():
                note("写")

    writer = threading.Thread(target=write)
    writer.start()
    try:
        contents = [
            back_up(url_of(application), tmp_path / f"{n}.backup", chain_faults) for n in range(4)
        ]
    finally:
        stop.set()
        writer.join()

    # Within one moment the head of the log names the last entry there is.
    for number, content in enumerate(contents):
        head = rows_in(tmp_path / f"{number}.backup", "SELECT seq FROM log_head")
        assert head == [(content.rows["log_entry"],)]


def test_what_was_deleted_is_not_in_the_backup(application, database_url, tmp_path):
    if not database_url.startswith("sqlite"):
        pytest.skip("only pages of an SQLite file can hold remains")
    secret = "13900001111" * 40
    with transaction() as session:
        ledger.note(session, Entry("note", "来电", make_act(), private={"caller": secret}))
    with transaction() as session:
        session.connection().exec_driver_sql("DELETE FROM log_private")
    target = tmp_path / "a.backup"

    back_up(database_url, target, chain_faults)

    assert b"13900001111" not in target.read_bytes()


def test_the_schema_of_a_backup_is_the_newest(application, tmp_path):
    target = tmp_path / "a.backup"
    back_up(url_of(application), target, chain_faults)
    fresh = tmp_path / "fresh.sqlite"
    upgrade(f"sqlite:///{fresh}")

    def schema(path):
        return rows_in(path, "SELECT type, name, sql FROM sqlite_master ORDER BY type, name")

    assert schema(target) == schema(fresh)
