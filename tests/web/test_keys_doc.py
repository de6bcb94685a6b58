"""docs/keys.md tells every key and every command there is, and the console's help has the same."""

import re
from pathlib import Path

from flask import Flask

from dispatch.command_line.verbs import VERBS
from resources.accounts import Role
from tests.web.people import Cast

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs" / "keys.md").read_text("utf-8")
CONSOLE = ROOT / "web" / "static" / "console"
TAUGHT = re.compile(r'teachKey\("([^"]+)", "')
FAMILY = re.compile(r'\["(\w)", "\w+", "(\S+?)"\]')


def told_keys() -> list[str]:
    """Return the keys of the document's first table."""
    table = DOCUMENT.split("## Keys")[1].split("## Commands")[0]
    return re.findall(r"^\| (.+?) \| .+ \| .+ \|$", table, re.MULTILINE)[1:]


def test_every_key_that_is_taught_is_told_and_no_other() -> None:
    taught = TAUGHT.findall((CONSOLE / "shortcuts.js").read_text("utf-8"))
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
