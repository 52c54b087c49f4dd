"""Data nobody on the project wrote; it lies beside a checkout, and in some it does not."""

import json
from pathlib import Path

import pytest

MATERIAL = Path(__file__).parents[2].parent / "shared" / "material"


def need(name: str) -> Path:
    """A folder of outside material; the test is skipped where it is not."""
    folder = MATERIAL / name
    if not folder.is_dir():
        pytest.skip(f"the outside material {name}/ is not beside this checkout")
    return folder


def json_bodies() -> dict[str, bytes]:
    """The bodies of JSONTestSuite by name: y_ must parse, n_ must not, i_ may."""
    return {path.stem: path.read_bytes() for path in sorted(need("json").glob("*.json"))}


def naughty_texts() -> list[str]:
    """The big list of naughty strings."""
    texts: list[str] = json.loads((need("text") / "blns.json").read_text("utf-8"))
    return texts
