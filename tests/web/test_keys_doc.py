"""docs/keys.md tells every key and every command there is, and the console's help has the same."""

import re
from pathlib import Path

from flask import Flask

from dispatch.command_line.verbs import VERBS
from resources.accounts import Role
from tests.web.people import Cast

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "keys.md").read_text("utf-8")
STATIC = ROOT / "web" / "static"
CONSOLE = STATIC / "console"
ON_THE_MAP = re.compile(r'^  \w+: \["\S+", "(\w)", ', re.MULTILINE)
ACTING = re.compile(r'teachKey\("([^"]+)", "[^"]+", (?!null)')
TAUGHT = re.compile(r'teachKey\("([^"]+)", "')
FAMILY = re.compile(r'\["(\w)", "\w+", "(\S+?)"\]')


def told_keys() -> list[str]:
    """Return the keys of the document's first table."""
    table = DOCUMENT.split("## Keys")[1].split("## Commands")[0]
    return re.findall(r"^\| (.+?) \| .+ \| .+ \|$", table, re.MULTILINE)[1:]


def scripts() -> str:
    """Return every script of ours in one text."""
    own = (path for path in sorted(STATIC.rglob("*.js")) if "vendor" not in path.parts)
    return "\n".join(path.read_text("utf-8") for path in own)


def map_keys() -> list[str]:
    """Return the keys of the map's tools, which are taught together."""
    tools = (STATIC / "map" / "tools.js").read_text("utf-8")
    return [key.upper() for key in ON_THE_MAP.findall(tools)]


def test_no_key_acts_in_two_ways() -> None:
    acting = [*ACTING.findall(scripts()), *map_keys()]

    assert len(acting) > 20
    assert sorted(acting) == sorted(set(acting))


def test_every_key_that_is_taught_is_told_and_no_other() -> None:
    taught = [*TAUGHT.findall(scripts()), *map_keys()]
    family = FAMILY.findall((CONSOLE / "units.js").read_text("utf-8"))

    told = [key for key in told_keys() if key != "---"]
    rows = " ".join(key for key, _ in family)

    assert len(family) == 8
    assert set(told) == {*taught, rows}
    assert all(label in DOCUMENT for _, label in family)


def test_every_command_is_told_word_for_word() -> None:
    for verb in VERBS:
        examples = "; ".join(f"`{one}`" for one in verb.examples)
        assert f"| {' '.join(verb.names)} | {verb.form} | {verb.does} | {examples} |" in DOCUMENT


def test_the_help_of_the_console_is_made_from_the_registry(application: Flask) -> None:
    page = Cast(application).person(Role.DISPATCHER).get("/console").text

    for verb in VERBS:
        assert verb.does in page
        assert all(f"<code>{example}</code>" in page for example in verb.examples)
