"""Every module a page's script imports is there: a file that was moved stops the whole page."""

import re
from pathlib import Path

STATIC = Path(__file__).parents[2] / "web" / "static"
IMPORTED = re.compile(r"""(?:from|import)\s*\(?\s*["'](\.{1,2}/[^"']+)["']""")


def missing(root: Path) -> list[str]:
    """Name each import below a folder that leads to no file."""
    scripts = (path for path in sorted(root.rglob("*.js")) if "vendor" not in path.parts)
    return [
        f"{path.relative_to(root)}: {told}"
        for path in scripts
        for told in IMPORTED.findall(path.read_text("utf-8"))
        if not (path.parent / told).is_file()
    ]


def test_every_script_finds_what_it_imports() -> None:
    assert missing(STATIC) == []


def test_a_module_that_was_moved_is_found_missing(tmp_path: Path) -> None:
    (tmp_path / "page.js").write_text('import { a } from "./gone.js";\nawait import("./too.js");\n')

    assert missing(tmp_path) == ["page.js: ./gone.js", "page.js: ./too.js"]
