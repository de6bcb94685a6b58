"""The files of others are the ones their makers published, and nothing else lies beside them."""

import hashlib
import tomllib
from pathlib import Path

VENDOR = Path(__file__).parents[2] / "web" / "static" / "vendor"
LIBRARIES = tomllib.loads((VENDOR / "VENDOR.toml").read_text(encoding="utf-8"))["library"]


def listed_hashes() -> dict[str, str]:
    """Return the promised SHA-256 of every listed file."""
    return {name: digest for library in LIBRARIES for name, digest in library["sha256"].items()}


def test_every_vendored_file_has_the_listed_hash():
    promised = listed_hashes()

    found = {name: hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() for name in promised}

    assert found == promised


def test_no_unlisted_file_lies_in_the_vendor_folder():
    promised = listed_hashes()

    lying_there = {path.name for path in VENDOR.iterdir()} - {"VENDOR.toml"}

    assert lying_there == set(promised)


def test_every_library_names_its_version_licence_and_licence_text():
    told = {(library["version"], library["licence"]) for library in LIBRARIES}

    texts = [(VENDOR / library["licence_file"]).read_text("utf-8") for library in LIBRARIES]

    assert told == {("10.11.0", "BSD-2-Clause"), ("2.004", "OFL-1.1")}
    grants = ("Redistribution and use", "SIL OPEN FONT LICENSE Version 1.1")
    assert all(any(grant in text for grant in grants) for text in texts)


def test_the_list_names_no_address_on_the_network():
    text = (VENDOR / "VENDOR.toml").read_text("utf-8")

    assert "://" not in text
