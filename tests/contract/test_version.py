"""Promises of versions: one number for the product wherever it is written."""

import tomllib
from pathlib import Path

from contract.version import ENGINE_VERSION, PRODUCT_VERSION

ROOT = Path(__file__).parents[2]


def test_the_product_is_packaged_under_the_version_it_tells():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == PRODUCT_VERSION


def test_engines_are_counted():
    assert ENGINE_VERSION >= 1
