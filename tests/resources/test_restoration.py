"""What was backed up comes back, whole, and what stood in its place is kept."""

import hashlib
from pathlib import Path

import pysqlite3
import pytest
from sqlalchemy import select, text

from incidents import attaching, ledger, queries
from incidents.attachments import CheckedFile
from incidents.records import Incident
from resources.backup import BackupFaulty, BackupRefused, back_up, engine_of, rows_of
from resources.database import Base, db, transaction, upgrade
from resources.restoration import restore
from resources.unit_status import UnitStatus
from tests.makers import NOON, a_county_with, make_act, order, report, take_a_call

SOUND = CheckedFile("录音.mp3", "audio/mpeg", b"ID3" + bytes(range(256)) * 8_000)
"""Two megabytes with every byte there is, zero and quotes too."""


def chain_faults(session):
    return [fault.reason for fault in ledger.verify(session).faults]


def everything(url: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, as Python sees it."""
    with engine_of(url) as engine, engine.connect() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
        }


@pytest.fixture
def lived_in(application):
    """The URL of a database in which something happened, and which nobody has open."""
    a_county_with("酉阳01", "酉阳02")
    number = take_a_call(0, number="13900001111", place="桃花源镇")
    order(number, "酉阳01")
    report("酉阳01", UnitStatus.EN_ROUTE, 2)
    with transaction() as session:
        row = queries.lock_incident(session, number)
        attaching.attach(session, row, SOUND, "报警录音", make_act(3))
    url = application.config["SQLALCHEMY_DATABASE_URI"]
    db.session.remove()
    db.engine.dispose()
    return url


@pytest.fixture
def backup(lived_in, tmp_path):
    target = tmp_path / "a.backup"
    back_up(lived_in, target, chain_faults)
    return target


def test_a_restored_database_holds_every_row_of_the_old_one(lived_in, backup, tmp_path):
    url = f"sqlite:///{tmp_path}/new.sqlite"

    done = restore(url, backup, chain_faults, NOON)

    assert done.aside is None
    assert everything(url) == everything(lived_in)


def test_a_file_kept_with_an_incident_comes_back_byte_for_byte(lived_in, backup, tmp_path):
    url = f"sqlite:///{tmp_path}/new.sqlite"

    restore(url, backup, chain_faults, NOON)

    (kept,) = everything(url)["attachment_content"]
    (told,) = everything(url)["attachment"]
    assert kept[1] == SOUND.content
    assert hashlib.sha256(SOUND.content).hexdigest() in told


def test_an_empty_database_is_filled_without_asking(lived_in, backup, tmp_path):
    url = f"sqlite:///{tmp_path}/new.sqlite"
    upgrade(url)

    restore(url, backup, chain_faults, NOON)

    assert everything(url) == everything(lived_in)


def test_data_in_the_way_is_not_touched(lived_in, backup):
    before = everything(lived_in)

    with pytest.raises(BackupRefused, match="--replace"):
        restore(lived_in, backup, chain_faults, NOON)

    assert everything(lived_in) == before


def test_a_replaced_sqlite_database_is_kept_beside_under_the_time(lived_in, backup, tmp_path):
    if not lived_in.startswith("sqlite"):
        pytest.skip("PostgreSQL keeps it as a schema")
    at_backup = everything(lived_in)
    with engine_of(lived_in) as engine, engine.begin() as connection:
        connection.execute(text("UPDATE incident SET narrative = '备份之后'"))
    later = everything(lived_in)

    done = restore(lived_in, backup, chain_faults, NOON, replace=True)

    assert everything(lived_in) == at_backup
    # NOON is noon in the county and 04:00 in UTC.
    assert done.aside is not None and done.aside.endswith(".replaced-20260101T040000Z")
    assert everything(f"sqlite:///{done.aside}") == later


def test_a_database_that_a_program_has_open_is_not_replaced(application, lived_in, backup):
    with application.app_context():
        db.session.scalars(select(Incident)).all()
        # The connection goes back to the pool of the running program and stays open.
        db.session.remove()

        with pytest.raises(BackupRefused, match="正被使用"):
            restore(lived_in, backup, chain_faults, NOON, replace=True)


def test_a_damaged_database_is_moved_aside_and_replaced(lived_in, backup, tmp_path):
    place = tmp_path / "broken.sqlite"
    place.write_bytes(b"not a database at all" * 100)

    done = restore(f"sqlite:///{place}", backup, chain_faults, NOON, replace=True)

    assert everything(f"sqlite:///{place}") == everything(lived_in)
    assert done.aside is not None and Path(done.aside).read_bytes().startswith(b"not a database")


@pytest.mark.parametrize("damage", ["cut", "noise", "other"])
def test_a_damaged_backup_changes_nothing(lived_in, backup, tmp_path, damage):
    whole = backup.read_bytes()
    if damage == "cut":
        backup.write_bytes(whole[: len(whole) // 2])
    elif damage == "noise":
        backup.write_bytes(b"x" * 5000)
    else:
        backup.unlink()
        pysqlite3.connect(str(backup)).executescript("CREATE TABLE other (id INTEGER)").close()
    place = tmp_path / "new.sqlite"

    with pytest.raises(BackupFaulty):
        restore(f"sqlite:///{place}", backup, chain_faults, NOON)

    assert not place.exists()
    assert not list(tmp_path.glob(".fenghuo-restoring-*"))


def test_a_backup_whose_log_was_changed_is_not_restored(backup, tmp_path):
    connection = pysqlite3.connect(str(backup))
    connection.executescript("DROP TRIGGER log_entry_no_update; UPDATE log_entry SET by = '乙'")
    connection.close()

    with pytest.raises(BackupFaulty, match="哈希不符"):
        restore(f"sqlite:///{tmp_path}/new.sqlite", backup, chain_faults, NOON)


def test_a_backup_of_a_newer_program_is_refused_by_name(backup, tmp_path):
    connection = pysqlite3.connect(str(backup), isolation_level=None)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()

    with pytest.raises(BackupFaulty, match="升级程序"):
        restore(f"sqlite:///{tmp_path}/new.sqlite", backup, chain_faults, NOON)


def test_a_backup_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(BackupRefused, match="没有备份文件"):
        restore(f"sqlite:///{tmp_path}/new.sqlite", tmp_path / "none", chain_faults, NOON)


@pytest.mark.postgres
def test_the_way_through_both_stores_loses_nothing(lived_in, backup, tmp_path, application):
    """PostgreSQL to file to SQLite to file to PostgreSQL, every value compared."""
    small = f"sqlite:///{tmp_path}/small.sqlite"
    restore(small, backup, chain_faults, NOON)
    again = tmp_path / "again.backup"
    back_up(small, again, chain_faults)
    before = everything(lived_in)

    done = restore(lived_in, again, chain_faults, NOON, replace=True)

    assert everything(small) == before
    assert everything(lived_in) == before
    assert done.aside == "schema replaced_20260101t040000z"
    with engine_of(lived_in) as engine, engine.connect() as connection:
        kept = connection.scalar(text("SELECT count(*) FROM replaced_20260101t040000z.log_entry"))
    assert kept == len(before["log_entry"])


@pytest.mark.postgres
def test_after_a_restore_new_rows_get_new_ids_and_the_log_goes_on(
    application, lived_in, backup, tmp_path
):
    restore(lived_in, backup, chain_faults, NOON, replace=True)

    with application.app_context():
        number = take_a_call(60, place="龙潭镇")
        order(number, "酉阳02", at=61)

        assert ledger.verify(db.session()).faults == ()
        assert len(db.session.scalars(select(Incident)).all()) == 2
        db.session.remove()
        db.engine.dispose()


@pytest.mark.postgres
def test_the_restored_log_still_refuses_to_be_changed(lived_in, backup):
    restore(lived_in, backup, chain_faults, NOON, replace=True)

    with (
        engine_of(lived_in) as engine,
        pytest.raises(Exception, match="append-only"),
        engine.begin() as connection,
    ):
        connection.execute(text("UPDATE log_entry SET text = '假'"))


@pytest.mark.postgres
def test_a_restore_that_fails_leaves_postgresql_as_it_was(lived_in, backup):
    before = everything(lived_in)
    asked = []

    def faults_the_second_time(session):
        asked.append(session)
        return ["缺少第 3 条"] if len(asked) == 2 else []

    with pytest.raises(BackupFaulty, match="缺少第 3 条"):
        restore(lived_in, backup, faults_the_second_time, NOON, replace=True)

    assert everything(lived_in) == before
    with engine_of(lived_in) as engine, engine.connect() as connection:
        names = connection.scalars(text("SELECT nspname FROM pg_namespace")).all()
        assert rows_of(connection)["incident"] == 1
    assert not [name for name in names if name.startswith(("restoring", "replaced"))]
