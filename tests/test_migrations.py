"""The steps of the schema: they lead to what the models say, up, down, and up again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, select, text
from sqlalchemy.engine.interfaces import ReflectedIndex
from sqlalchemy.orm import Session

import dispatch.records
import incidents.records
import incidents.yearbook.records
import migrations
import resources.records
from resources.database import Base, StoreRefusal, make_engine, schema_fault, upgrade
from tests.conftest import KIND

TABLES = (
    resources.records,
    incidents.records,
    incidents.yearbook.records,
    dispatch.records,
)
MIGRATIONS = str(Path(migrations.__file__).parent)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """An engine on a database of the newest schema."""
    made = make_engine(database_url)
    yield made
    made.dispose()


def step(engine: Engine, verb: str, revision: str) -> None:
    """Run Alembic's `upgrade` or `downgrade` as the project does: in one transaction."""
    config = Config()
    config.set_main_option("script_location", MIGRATIONS)
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        getattr(command, verb)(config, revision)


def schema(engine: Engine) -> dict[str, object]:
    """Describe every table, index and constraint of a database, and its triggers."""
    found = inspect(engine)
    tables: dict[str, object] = {
        name: (
            [(c["name"], str(c["type"]), c["nullable"]) for c in found.get_columns(name)],
            sorted(described(one) for one in found.get_indexes(name)),
            sorted(str(one) for one in found.get_unique_constraints(name)),
            sorted(str(one) for one in found.get_foreign_keys(name)),
            sorted(str(one) for one in found.get_check_constraints(name)),
        )
        for name in found.get_table_names()
    }
    with engine.connect() as connection:
        return tables | {"triggers": triggers(connection)}


def described(index: ReflectedIndex) -> str:
    options = {key: str(value) for key, value in index.get("dialect_options", {}).items()}
    return f"{index['name']} {index['column_names']} {index['unique']} {options}"


def triggers(connection: Connection) -> list[str]:
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.dialect.name == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    )
    return sorted(connection.execute(text(query)).scalars())


def stamp(engine: Engine, revision: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :r"), {"r": revision})


def test_the_steps_lead_to_what_the_models_say(engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []

    assert set(inspect(engine).get_table_names()) == {"alembic_version", *Base.metadata.tables}


def test_a_column_more_in_the_models_would_be_seen(engine):
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE incident DROP COLUMN merged_into"))

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        ((kind, _, table, column),) = compare_metadata(context, Base.metadata)

    assert (kind, table, column.name) == ("add_column", "incident", "merged_into")


def test_the_models_and_the_steps_make_the_same_constraints(engine):
    by_steps = schema(engine)
    step(engine, "downgrade", "base")

    Base.metadata.create_all(engine)

    by_models = schema(engine)
    del by_steps["triggers"], by_models["triggers"]
    assert by_models == by_steps


def test_the_index_against_double_orders_covers_active_assignments_only(engine):
    indexes = {one["name"]: one for one in inspect(engine).get_indexes("assignment")}

    guard = indexes["uq_assignment_active_unit"]

    assert guard["unique"]
    assert guard["column_names"] == ["unit_id"]
    condition = str(guard["dialect_options"][f"{KIND}_where"])
    assert condition.strip("()").lower() == "released_at is null"


def test_upgrading_twice_is_safe_and_keeps_the_rows(engine, database_url):
    before = schema(engine)
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO daily_counter (day, last) VALUES ('20260101', 7)"))

    upgrade(database_url)
    upgrade(database_url)

    assert schema(engine) == before
    with engine.connect() as connection:
        assert connection.execute(text("SELECT last FROM daily_counter")).scalars().all() == [7]
        assert connection.execute(text("SELECT seq FROM log_head")).scalars().all() == [0]


def test_down_to_nothing_and_up_again_is_the_same_schema(engine, database_url):
    before = schema(engine)

    step(engine, "downgrade", "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    upgrade(database_url)

    assert schema(engine) == before


@pytest.mark.parametrize("revision", ["0001", "0002", "0003", "0004"])
def test_a_database_of_every_earlier_step_can_be_upgraded(engine, database_url, revision):
    before = schema(engine)
    step(engine, "downgrade", revision)

    assert "较旧" in (schema_fault(engine) or "")
    upgrade(database_url)

    assert schema(engine) == before
    assert schema_fault(engine) is None


def test_places_of_an_earlier_step_are_kept_and_read_as_never_edited(engine, database_url):
    step(engine, "downgrade", "0003")
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO dataset VALUES ('d', '实测', '内部', '大队', false)"))
        connection.execute(
            text(
                "INSERT INTO place (code, name, kind, radius_m, aliases, is_urban, dataset_code,"
                " is_synthetic) VALUES ('T1', '龙潭镇', 'township', 5000, '', false, 'd', false)"
            )
        )

    upgrade(database_url)

    with Session(engine) as session:
        place = session.scalars(select(resources.records.Place)).one()
        assert (place.name, place.former_names, place.edited_at) == ("龙潭镇", "", None)
        assert (place.is_withdrawn, place.version) == (False, 1)


def test_the_steps_form_one_line():
    config = Config()
    config.set_main_option("script_location", MIGRATIONS)

    heads = ScriptDirectory.from_config(config).get_heads()

    assert len(heads) == 1


def test_the_newest_schema_has_no_fault(engine):
    assert schema_fault(engine) is None


def test_a_newer_or_unknown_schema_is_told_in_a_sentence(engine, database_url):
    stamp(engine, "9999")

    fault = schema_fault(engine)

    assert fault is not None
    assert "9999" in fault and "升级程序" in fault
    with pytest.raises(StoreRefusal, match="升级程序"):
        upgrade(database_url)


def test_an_older_schema_is_told_with_what_to_do(engine):
    stamp(engine, "0001")

    fault = schema_fault(engine)

    assert fault is not None
    assert "0001" in fault and "fenghuo init-db" in fault


def test_an_empty_database_is_told_with_what_to_do(engine):
    step(engine, "downgrade", "base")

    fault = schema_fault(engine)

    assert fault is not None
    assert "尚未建立" in fault and "fenghuo init-db" in fault


def test_a_step_that_fails_half_way_leaves_the_schema_as_it_was(engine, database_url):
    step(engine, "downgrade", "0002")
    before = schema(engine)
    # The third step makes `reminder` first and `advice` second: here the second cannot be made.
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE advice (id INTEGER)"))

    with pytest.raises(StoreRefusal, match="advice"):
        upgrade(database_url)

    assert set(schema(engine)) == {*before, "advice"}
