"""Promises of the house itself: its shape, its lock, its licences, its words."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

from contract.version import PRODUCT_VERSION

HOUSE = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((HOUSE / "pyproject.toml").read_text())
PACKAGES = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
SOURCES = sorted(path for name in (*PACKAGES, "bench") for path in (HOUSE / name).rglob("*.py"))
LOCKS = ("requirements.lock", "requirements-bench.lock")

LONGEST_FUNCTION_LINES = 50
LONGEST_FILE_LINES = 400
# A folder or file named like this gathers what nobody thought about.
VAGUE = {"utils", "util", "helpers", "helper", "manager", "service", "common", "base", "misc"}


def name_of(path: Path) -> str:
    return path.relative_to(HOUSE).as_posix()


def functions_of(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, kinds)]


def test_the_version_is_the_same_everywhere():
    assert PROJECT["project"]["version"] == PRODUCT_VERSION


def test_what_is_installed_is_what_the_import_rules_watch():
    assert PROJECT["tool"]["importlinter"]["root_packages"] == PACKAGES
    assert all((HOUSE / name / "__init__.py").exists() for name in PACKAGES)


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_every_module_says_in_its_first_line_what_it_is(path):
    said = ast.get_docstring(ast.parse(path.read_text()))
    assert said
    assert said.splitlines()[0].strip()


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_files_and_functions_stay_small_enough_to_read(path):
    assert len(path.read_text().splitlines()) <= LONGEST_FILE_LINES
    long = {
        function.name: function.end_lineno - function.lineno + 1
        for function in functions_of(path)
        if function.end_lineno and function.end_lineno - function.lineno >= LONGEST_FUNCTION_LINES
    }
    assert long == {}


def test_no_module_has_a_name_that_says_nothing():
    assert [name_of(path) for path in SOURCES if path.stem in VAGUE] == []


def test_tests_are_no_packages_so_that_they_hide_none():
    assert list((HOUSE / "tests").rglob("__init__.py")) == []


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_has_a_hash_for_everything_and_names_no_address(lock):
    text = (HOUSE / lock).read_text()
    assert "://" not in text
    assert not re.search(r"^--|index|find-links", text, re.MULTILINE)
    pinned = re.findall(
        r"^[a-z0-9][^=\s]*==\S+.*(?:\n    --hash=sha256:[0-9a-f]{64}.*)+", text, re.MULTILINE
    )
    assert len(pinned) == len(re.findall(r"^[a-z0-9]", text, re.MULTILINE)) >= 10


@pytest.mark.parametrize("group", ["dependencies", "build", "dev"])
def test_everything_asked_for_is_locked(group):
    groups = {**PROJECT["dependency-groups"], "dependencies": PROJECT["project"]["dependencies"]}
    locked = set(re.findall(r"^([a-z0-9-]+)==", (HOUSE / LOCKS[0]).read_text(), re.MULTILINE))
    asked = {re.split(r"[\[;= ]", requirement, maxsplit=1)[0] for requirement in groups[group]}
    assert asked <= locked


def test_every_package_and_every_font_has_its_notice():
    notices = (HOUSE / "THIRD_PARTY_NOTICES.md").read_text()
    for lock in LOCKS:
        for package in re.findall(r"^([a-z0-9-]+)==", (HOUSE / lock).read_text(), re.MULTILINE):
            assert package in notices, package
    for licence in (HOUSE / "reel" / "fonts" / "licences").glob("*.txt"):
        assert f"`{licence.name}`" in notices, licence.name


def test_every_font_has_the_text_of_its_licence_beside_it():
    families = {re.sub(r"-\d+i?$", "", path.stem) for path in (HOUSE / "reel/fonts").glob("*.tt?")}
    texts = {
        path.stem.replace("-", ""): path.read_text()
        for path in (HOUSE / "reel/fonts/licences").glob("*.txt")
    }
    for family in families:
        assert "SIL OPEN FONT LICENSE" in texts[family.lower()].upper(), family


def test_the_licence_is_the_whole_text_of_the_gpl():
    text = (HOUSE / "LICENSE").read_text()
    assert "GNU GENERAL PUBLIC LICENSE" in text
    assert "Version 3, 29 June 2007" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_documents_lead_to_files_that_exist():
    for document in [*HOUSE.glob("*.md"), *(HOUSE / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)", document.read_text()):
            assert (document.parent / target).exists(), f"{name_of(document)}: {target}"


def test_every_file_that_the_architecture_names_exists():
    page = (HOUSE / "ARCHITECTURE.md").read_text()
    named = re.findall(r"`((?:contract|reel|reelyard|bench|tests|docs)/[\w./-]*)`", page)
    assert len(named) > 20
    assert [path for path in named if not (HOUSE / path).exists()] == []


def test_every_decision_says_why_and_what_follows():
    records = sorted((HOUSE / "docs" / "decisions").glob("*.md"))
    assert [path.name[:4] for path in records] == [f"{n:04}" for n in range(1, len(records) + 1)]
    for record in records:
        text = record.read_text()
        for part in ("## Context", "## Decision", "## Consequences"):
            assert part in text, f"{record.name} lacks {part}"
