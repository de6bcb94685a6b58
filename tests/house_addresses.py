"""The rules about addresses: no package registry by name, and no page that loads from elsewhere."""

import re
from pathlib import Path

from tests.house_rules import text_files

# In pieces, so that this file does not hold what it forbids.
REGISTRY_HOSTS = tuple(
    ".".join(pieces)
    for pieces in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("pypi", "tuna", "tsinghua"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("npmmirror", "com"),
        ("yarnpkg", "com"),
        ("jsr", "io"),
        ("crates", "io"),
        ("proxy", "golang", "org"),
        ("rubygems", "org"),
        ("anaconda", "org"),
        ("jsdelivr", "net"),
        ("unpkg", "com"),
    )
)
# A link that a reader may follow is fine; what the browser fetches by itself is not.
LOADED_BY_HTML = re.compile(
    r"""(?:\b(?:src|srcset|poster|background|xlink:href)\s*=\s*["']?\s*|
         <(?:link|image|use|object)\b[^>]*?\b(?:href|data)\s*=\s*["']?\s*|
         url\(\s*["']?)(?:https?:)?//""",
    re.I | re.X,
)
# Code and style sheets have no reader to click, so any address in them is one they would load.
ADDRESS = re.compile(r"https?://(?!www\.w3\.org/)|url\(\s*[\"']?//|@import\s+[\"']//", re.I)
FETCHING_SUFFIXES = frozenset({".js", ".css", ".svg"})


def registry_hosts(root: Path) -> list[str]:
    """Find the host name of a package registry in any text file."""
    found = []
    for path in text_files(root):
        text = _text(path)
        for host in REGISTRY_HOSTS:
            if host in text:
                line = text[: text.index(host)].count("\n") + 1
                found.append(f"{path.relative_to(root).as_posix()}:{line}: names {host}")
    return found


def foreign_assets(root: Path) -> list[str]:
    """Find a template or static file, vendored ones aside, that would load from another host."""
    found = []
    for path in text_files(root):
        parts = path.relative_to(root).parts
        if "vendor" in parts or not {"templates", "static"} & set(parts):
            continue
        loaded = ADDRESS if path.suffix in FETCHING_SUFFIXES else LOADED_BY_HTML
        text = _text(path)
        for hit in loaded.finditer(text):
            line = text[: hit.end()].count("\n") + 1
            found.append(f"{'/'.join(parts)}:{line}: loads from another host")
    return found


def _text(path: Path) -> str:
    """Read a text file; a binary one holds nothing that these rules look for."""
    content = path.read_bytes()
    return "" if b"\0" in content[:8192] else content.decode("utf-8", errors="replace")
