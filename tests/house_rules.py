"""The rules of the house, each a function from a source tree to its violations.

A violation is one sentence, `path:line: what`, so that a red test says where to go.
"""

import ast
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

PACKAGES = ("resources", "incidents", "dispatch", "seed", "web")
STORING_PACKAGES = ("resources", "incidents", "dispatch")
STORING_MODULES = frozenset(
    {
        "database",
        "commits",
        "records",
        "queries",
        "roster",
        "accounts",
        "backup",
        "restoration",
        "recorder",
        "receipts",
        "registrar",
        # The fire register: its reads, the deaths told later, edits of an older version.
        "fire_queries",
        "fire_deaths",
        "fire_staleness",
        "fire_detail_queries",
        "callers",
        "closing",
        "reopening",
        # Odd records answered, records returned and confirmed; seconds between moments as SQL.
        "remarking",
        "reviewing",
        "work_candidates",
        "work_queries",
        "interval_queries",
        "elapsed",
        "sketching",
        "sketch_queries",
        "caller_queries",
        "precedents",
        "loading",
        "place_loading",
        "surveying",
        "place_history",
        "ledger",
        "desk",
        "alarms",
        # Paper: slips typed in later, their numbers, and what a sheet of the board reads.
        "back_entry",
        "slip_book",
        "slip_queries",
        "closures",
        "rule_book",
        "rule_queries",
        "rehearsing",
        "status_reports",
        "stamps",
        "status_undo",
        "fleet_queries",
        "travel_queries",
        "crew_duty",
        "duty_queries",
        "turnout_queries",
        # The thin shell of advice: it reads rows and hands values to the pure rules.
        "advising",
        "cover_queries",
        "water_queries",
        # Times a routing engine told: kept, read and dropped.
        "routed",
        # Those of a storm and of reinforcement do the same for theirs.
        "storm_board",
        "reinforcing",
        # What an editor read against what stands there by now.
        "staleness",
        # What is typed and not sent yet, and who is typing where.
        "drafts",
        "typing_locks",
        "typing_queries",
        # The clocks of the pre-alert, and what a call costs its dispatcher.
        "clock_queries",
        "effort_keeping",
        # The chain of an order, and people inside a fire.
        "order_chain",
        "order_advice",
        "order_queries",
        # The way of a vehicle to its incident: reads the roads and asks the pure rules.
        "driving",
        "inside",
        # What is told afterwards or beside: stamps set right, files, other bodies, hand-overs.
        "stamp_corrections",
        "going_home",
        "attaching",
        "linking",
        "handing_over",
        "scene_queries",
        "shifts",
        "shift_queries",
        # Long lists for a file: read row by row, and told in the log.
        "exporting",
        # The records behind a figure of the yearbook.
        "record_queries",
        # The tables of the yearbook: sums, the records behind a cell, both sides of a fire.
        # The tables of the yearbook: sums, records behind a cell, both sides of a fire.
        # Its tables: sums of facts, the records behind a cell, both sides of a fire.
        # The tables of the yearbook: sums of facts, records behind a cell, both sides of a fire.
        "sum_queries",
        "behind_queries",
        "reconciliation_queries",
        "difference_queries",
        "override_queries",
        # What the yearbook counts: read from the records, kept with every change, made anew.
        "fact_queries",
        "sums",
        "upkeep",
        "rebuilding",
        # Registers and yearly totals of the past, taken in.
        "past_book",
        # The county's stock, its own figures by year.
        "inventory_queries",
        "indicator_book",
        "indicator_queries",
        "series_book",
        "series_queries",
        # Tables other papers printed, and years that are closed.
        "printed_book",
        "printed_queries",
        "sealing",
        "seal_queries",
        "seal_proof",
    }
)
STORAGE_LIBRARIES = frozenset(
    {"sqlalchemy", "flask_sqlalchemy", "alembic", "sqlite3", "pysqlite3", "psycopg"}
)
WEB_LIBRARIES = frozenset({"flask", "flask_wtf", "werkzeug", "wtforms", "jinja2", "gunicorn"})
ONLY_IMPORTER = {"pyproj": "resources/geography.py", "rtree": "resources/nearest.py"}
CLOCK = "web/clock.py"
WALL_CLOCK = frozenset(
    f"{owner}.{name}"
    for owner, names in {
        "datetime.datetime": ("now", "utcnow", "today"),
        "datetime.date": ("today",),
        "time": ("time", "time_ns", "localtime", "gmtime", "ctime"),
        "sqlalchemy.func": ("now", "current_timestamp", "current_date", "sysdate", "localtime"),
        "sqlalchemy.sql.func": ("now", "current_timestamp", "current_date", "sysdate", "localtime"),
    }.items()
    for name in names
)
DATABASE_CLOCK = re.compile(r"\bnow\b|current_timestamp|current_date|current_time|sysdate", re.I)
LONGEST_FILE = 400
SOURCE_SUFFIXES = frozenset({".py", ".js", ".html", ".css"})
VAGUE_NAME = re.compile(r"(utils?|helpers?|common|managers?|data|.*_\d+)")
SKIPPED_FOLDERS = frozenset({".git", ".venv", "var", "build", "dist", "__pycache__"})

Check = Callable[[Path], list[str]]


def source_files(root: Path, *folders: str) -> Iterator[tuple[str, ast.Module]]:
    """Yield path below the root and syntax tree of each Python file in the folders, in order."""
    for folder in folders:
        for path in sorted((root / folder).rglob("*.py")):
            if SKIPPED_FOLDERS.isdisjoint(path.relative_to(root).parts):
                yield path.relative_to(root).as_posix(), ast.parse(path.read_text("utf-8"))


def imported_names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield line and dotted name of everything imported; `from a import b` yields `a.b`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def upward_imports(root: Path) -> list[str]:
    """Find imports of a package that stands to the right, or of the tests."""
    found = []
    for path, tree in source_files(root, *PACKAGES):
        to_the_right = (*PACKAGES[PACKAGES.index(path.split("/")[0]) + 1 :], "tests")
        for line, name in imported_names(tree):
            if name.split(".")[0] in to_the_right:
                found.append(f"{path}:{line}: imports {name}, which stands to its right")
    return found


def seed_outside_commands(root: Path) -> list[str]:
    """Find pages that import `seed`: only the commands may pretend that there is data."""
    return [
        f"{path}:{line}: imports {name}; only the commands may"
        for path, tree in source_files(root, "web")
        if not path.startswith("web/commands")
        for line, name in imported_names(tree)
        if name.split(".")[0] == "seed"
    ]


def relative_imports(root: Path) -> list[str]:
    """Find imports that begin with a dot."""
    return [
        f"{path}:{node.lineno}: relative import"
        for path, tree in source_files(root, *PACKAGES, "migrations")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level > 0
    ]


def hidden_imports(root: Path) -> list[str]:
    """Find imports inside a function or class, or by name at run time: circles in hiding."""
    found = []
    scopes = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    for path, tree in source_files(root, *PACKAGES):
        lines = set()
        for scope in (node for node in ast.walk(tree) if isinstance(node, scopes)):
            inner = (n for n in ast.walk(scope) if isinstance(n, ast.Import | ast.ImportFrom))
            lines |= {node.lineno for node in inner}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func).split(".")[-1]
                lines |= {node.lineno} if called in ("import_module", "__import__") else set()
        found += [f"{path}:{line}: import that is not at the top" for line in sorted(lines)]
    return found


def storage_in_rules(root: Path) -> list[str]:
    """Find a database library, or a storage module, imported where rules or pages belong."""
    found = []
    for path, tree in source_files(root, *PACKAGES):
        package, stem = path.split("/")[0], Path(path).stem
        if package in STORING_PACKAGES and stem in STORING_MODULES:
            continue
        for line, name in imported_names(tree):
            first, *rest = name.split(".")
            reaches_in = package in STORING_PACKAGES and first in STORING_PACKAGES
            if first in STORAGE_LIBRARIES or (reaches_in and not STORING_MODULES.isdisjoint(rest)):
                found.append(f"{path}:{line}: imports {name}, but is no storage module")
    return found


def web_outside_web(root: Path) -> list[str]:
    """Find Flask and its kin left of `web`; the database handle alone comes by Flask-SQLAlchemy."""
    return [
        f"{path}:{line}: imports {name} outside web"
        for path, tree in source_files(root, "resources", "incidents", "dispatch", "seed")
        for line, name in imported_names(tree)
        if name.split(".")[0] in WEB_LIBRARIES
        or (name.split(".")[0] == "flask_sqlalchemy" and path != "resources/database.py")
    ]


def stray_commits(root: Path) -> list[str]:
    """Find every call of `.commit(` beyond the one in `resources/database.py`."""
    calls = [
        (path, node.lineno)
        for path, tree in source_files(root, *PACKAGES, "migrations", "tools")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "commit"
    ]
    at_home = [call for call in calls if call[0] == "resources/database.py"]
    stray = [call for call in calls if call not in at_home] + at_home[1:]
    return [f"{path}:{line}: a commit outside transaction()" for path, line in stray]


def wall_clock_readers(root: Path) -> list[str]:
    """Find readers of the wall clock, the database's included, outside `web/clock.py`."""
    found = []
    for path, tree in source_files(root, *PACKAGES, "migrations", "tools"):
        if path == CLOCK:
            continue
        origin = _origins(tree)
        for line, name in imported_names(tree):
            if name in WALL_CLOCK:
                found.append(f"{path}:{line}: imports {name}")
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute):
                first, *rest = ast.unparse(node).split(".")
                if ".".join((origin.get(first, first), *rest)) in WALL_CLOCK:
                    found.append(f"{path}:{node.lineno}: reads {ast.unparse(node)}")
            elif (
                isinstance(node, ast.keyword)
                and node.arg == "server_default"
                and DATABASE_CLOCK.search(ast.unparse(node.value))
            ):
                found.append(f"{path}:{node.value.lineno}: lets the database read the clock")
    return found


def _origins(tree: ast.AST) -> dict[str, str]:
    """Map each local name to the dotted name it was imported from."""
    origin: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            origin |= {alias.asname: alias.name for alias in node.names if alias.asname}
        elif isinstance(node, ast.ImportFrom):
            origin |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
    return origin


def long_files(root: Path) -> list[str]:
    """Find source files of more than 400 lines, other people's aside."""
    found = []
    for path in text_files(root):
        relative = path.relative_to(root)
        if path.suffix in SOURCE_SUFFIXES and "vendor" not in relative.parts:
            lines = len(path.read_text("utf-8").splitlines())
            if lines > LONGEST_FILE:
                found.append(f"{relative.as_posix()}:{lines}: longer than {LONGEST_FILE} lines")
    return found


def tables_in_web(root: Path) -> list[str]:
    """Find pages that import a `records` module: `web` reads through queries and acts by verbs."""
    return [
        f"{path}:{line}: imports {name}, a table"
        for path, tree in source_files(root, "web")
        for line, name in imported_names(tree)
        if "records" in name.split(".")
    ]


def stray_geometry(root: Path) -> list[str]:
    """Find importers of pyproj and rtree other than the one file each that may."""
    return [
        f"{path}:{line}: imports {name}; only {ONLY_IMPORTER[name.split('.')[0]]} may"
        for path, tree in source_files(root, *PACKAGES, "migrations", "tools")
        for line, name in imported_names(tree)
        if ONLY_IMPORTER.get(name.split(".")[0], path) != path
    ]


def vague_names(root: Path) -> list[str]:
    """Find modules and packages whose name says nothing of the trade."""
    return [
        f"{path}:1: a name that says nothing"
        for path, _ in source_files(root, *PACKAGES)
        for part in Path(path).with_suffix("").parts
        if VAGUE_NAME.fullmatch(part)
    ]


def text_files(root: Path) -> Iterator[Path]:
    """Yield the files git tracks or would track; without git, all but the skipped folders."""
    if (root / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=root,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        yield from (root / name for name in sorted(listed.split("\0")) if (root / name).is_file())
        return
    for path in sorted(root.rglob("*")):
        if path.is_file() and SKIPPED_FOLDERS.isdisjoint(path.relative_to(root).parts):
            yield path
