"""The house stands as docs/architecture.md says; a planted violation turns each rule red."""

from pathlib import Path

import pytest

from tests import house_addresses, house_rules
from tests.house_rules import Check

ROOT = Path(__file__).parents[1]
LONG = "x = 1\n" * 401

RULES: tuple[Check, ...] = (
    house_rules.upward_imports,
    house_rules.seed_outside_commands,
    house_rules.relative_imports,
    house_rules.hidden_imports,
    house_rules.storage_in_rules,
    house_rules.web_outside_web,
    house_rules.stray_commits,
    house_rules.wall_clock_readers,
    house_rules.long_files,
    house_rules.tables_in_web,
    house_rules.stray_geometry,
    house_rules.vague_names,
    house_addresses.registry_hosts,
    house_addresses.foreign_assets,
)

COMMIT = "def transaction(session):\n    session.commit()\n"
HOST = house_addresses.REGISTRY_HOSTS[0]

# rule, path, content: each must be found, alone, at that path.
PLANTED: tuple[tuple[Check, str, str], ...] = (
    (house_rules.upward_imports, "resources/water.py", "from incidents import lifecycle\n"),
    (house_rules.upward_imports, "incidents/places/search.py", "import dispatch.travel\n"),
    (house_rules.upward_imports, "seed/year.py", "import web\n"),
    (house_rules.upward_imports, "web/forms.py", "from tests import makers\n"),
    (house_rules.seed_outside_commands, "web/pages/console.py", "from seed import loader\n"),
    (house_rules.relative_imports, "dispatch/watch.py", "from . import coverage\n"),
    (house_rules.relative_imports, "migrations/env.py", "from .versions import first\n"),
    (house_rules.hidden_imports, "dispatch/watch.py", "def f():\n    import json\n"),
    (house_rules.hidden_imports, "web/live.py", "class A:\n    from json import loads\n"),
    (house_rules.hidden_imports, "web/live.py", "x = importlib.import_module('seed')\n"),
    (house_rules.storage_in_rules, "incidents/lifecycle.py", "import sqlalchemy as sa\n"),
    (house_rules.storage_in_rules, "resources/water.py", "from sqlalchemy.orm import Session\n"),
    (house_rules.storage_in_rules, "dispatch/coverage.py", "from resources import queries\n"),
    (house_rules.storage_in_rules, "incidents/yearbook/seals.py", "import resources.records\n"),
    (house_rules.storage_in_rules, "web/accounts.py", "from sqlalchemy import select\n"),
    (house_rules.storage_in_rules, "seed/records.py", "import sqlite3\n"),
    (house_rules.web_outside_web, "resources/roster.py", "from flask import g\n"),
    (
        house_rules.web_outside_web,
        "dispatch/records.py",
        "from flask_sqlalchemy import SQLAlchemy\n",
    ),
    (house_rules.stray_commits, "dispatch/desk.py", "session.commit()\n"),
    (house_rules.stray_commits, "resources/database.py", COMMIT + COMMIT),
    (house_rules.wall_clock_readers, "dispatch/watch.py", "import time\nt = time.time()\n"),
    (house_rules.wall_clock_readers, "dispatch/watch.py", "from time import time\n"),
    (house_rules.wall_clock_readers, "web/live.py", "import datetime as d\nx = d.datetime.now\n"),
    (
        house_rules.wall_clock_readers,
        "incidents/recorder.py",
        "from datetime import UTC, datetime as moment\nnow = moment.now(UTC)\n",
    ),
    (
        house_rules.wall_clock_readers,
        "incidents/yearbook/intervals.py",
        "from datetime import date\nyear = date.today().year\n",
    ),
    (
        house_rules.wall_clock_readers,
        "resources/queries.py",
        "from sqlalchemy import func\nstamp = func.now()\n",
    ),
    (
        house_rules.wall_clock_readers,
        "migrations/versions/first.py",
        "import sqlalchemy as sa\nsa.Column(server_default=sa.text('CURRENT_TIMESTAMP'))\n",
    ),
    (house_rules.long_files, "resources/water.py", LONG),
    (house_rules.long_files, "web/static/console.js", LONG),
    (house_rules.long_files, "web/templates/console.html", LONG),
    (house_rules.long_files, "web/static/console.css", LONG),
    (house_rules.long_files, "tests/test_long.py", LONG),
    (house_rules.tables_in_web, "web/pages/units.py", "from resources.records import Unit\n"),
    (house_rules.tables_in_web, "web/api/units.py", "from incidents import records\n"),
    (house_rules.stray_geometry, "incidents/places/search.py", "from pyproj import Transformer\n"),
    (house_rules.stray_geometry, "dispatch/recommendation.py", "import rtree.index\n"),
    (house_rules.vague_names, "web/utils.py", ""),
    (house_rules.vague_names, "dispatch/helpers/travel.py", ""),
    (house_rules.vague_names, "resources/common.py", ""),
    (house_rules.vague_names, "incidents/manager.py", ""),
    (house_rules.vague_names, "incidents/reports_2.py", ""),
    (house_addresses.registry_hosts, "docs/install.md", f"see {HOST}\n"),
    (house_addresses.registry_hosts, ".ci/run", f"curl files.{HOST}\n"),
    (house_addresses.foreign_assets, "web/templates/a.html", '<script src="https://a.cn/x.js">'),
    (house_addresses.foreign_assets, "web/templates/a.html", "<link rel=icon\n href='//a.cn/x'>"),
    (house_addresses.foreign_assets, "web/templates/a.html", '<p style="a:url(http://a.cn/x)">'),
    (house_addresses.foreign_assets, "web/static/a.css", '@import "//a.cn/x.css";\n'),
    (house_addresses.foreign_assets, "web/static/a.js", "fetch('https://a.cn/x')\n"),
    (house_addresses.foreign_assets, "web/static/a.svg", '<image href="http://a.cn/x"/>'),
)

# What the rules must let pass, or they would forbid the house itself.
ALLOWED: tuple[tuple[str, str], ...] = (
    ("resources/database.py", "from flask_sqlalchemy import SQLAlchemy\nimport alembic\n" + COMMIT),
    ("resources/geography.py", "import pyproj\n"),
    ("resources/nearest.py", "from rtree.index import Index\n"),
    ("incidents/recorder.py", "from sqlalchemy import update\nfrom resources import records\n"),
    ("dispatch/desk.py", "from incidents import recorder\nfrom resources.database import db\n"),
    ("dispatch/watch.py", "import time\nstarted = time.monotonic() + time.perf_counter()\n"),
    (
        "seed/loader.py",
        "from resources import roster\nfrom resources.database import transaction\n",
    ),
    ("web/clock.py", "from datetime import UTC, datetime\nnow = datetime.now(UTC)\n"),
    ("web/commands.py", "from seed import loader\nimport flask\n"),
    ("web/pages/console.py", "from dispatch import desk\nfrom incidents import queries\n"),
    ("web/templates/about.html", '<a href="https://www.geonames.org/">GeoNames</a>'),
    ("web/static/icons.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>'),
    ("web/static/vendor/map.js", "// https://a.cn\n" + LONG),
    ("resources/long_enough.py", "x = 1\n" * 400),
)


def plant(root: Path, path: str, content: str) -> None:
    """Write one file of a made-up tree."""
    (root / path).parent.mkdir(parents=True, exist_ok=True)
    (root / path).write_text(content, "utf-8")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_the_rule(rule: Check) -> None:
    violations = rule(ROOT)

    assert violations == []


@pytest.mark.parametrize(
    ("rule", "path", "content"),
    PLANTED,
    ids=[f"{rule.__name__}-{number}" for number, (rule, _, _) in enumerate(PLANTED)],
)
def test_a_planted_violation_is_found(tmp_path: Path, rule: Check, path: str, content: str) -> None:
    for allowed_path, allowed_content in ALLOWED:
        plant(tmp_path, allowed_path, allowed_content)
    plant(tmp_path, path, content)

    violations = rule(tmp_path)

    assert len(violations) == 1
    assert violations[0].startswith(f"{path}:")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_what_is_allowed_passes(tmp_path: Path, rule: Check) -> None:
    for path, content in ALLOWED:
        plant(tmp_path, path, content)

    violations = rule(tmp_path)

    assert violations == []


def test_every_rule_has_a_planted_violation() -> None:
    planted = {rule for rule, _, _ in PLANTED}

    assert planted == set(RULES)
