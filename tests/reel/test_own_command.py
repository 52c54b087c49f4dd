"""Promises of how we start ourselves: one place words it, set up in a .venv or frozen."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from reel import own_command
from reelyard import frozen

HOUSE = Path(__file__).parents[2]
PACKAGES = ("contract", "desktop", "reel", "reelyard", "server")


@pytest.fixture
def _frozen(monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)


def test_nothing_else_of_ours_names_the_program_it_runs_in():
    names = {
        path.relative_to(HOUSE).as_posix()
        for package in PACKAGES
        for path in (HOUSE / package).rglob("*.py")
        if any(
            isinstance(node, ast.Attribute) and node.attr == "executable"
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        )
    }
    assert names == {"reel/own_command.py"}


def test_in_a_venv_it_is_python_and_nothing_of_the_current_folder_is_taken_for_ours(tmp_path):
    (tmp_path / "reelyard.py").write_text("raise SystemExit('somebody else')")
    words = own_command.ourselves("--version")
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("reelyard ")


@pytest.mark.usefixtures("_frozen")
def test_frozen_it_is_the_program_itself():
    assert own_command.ourselves("serve", "--data", "x") == (sys.executable, "serve", "--data", "x")
    assert own_command.module("a.b") == (sys.executable, own_command.MODULE_WORD, "a.b")
    here = own_command.file(Path("x.py"), "1")
    assert here == (sys.executable, own_command.FILE_WORD, "x.py", "1")


def told(monkeypatch, *words: str) -> object:
    """The exit code of the frozen program that is told these words."""
    monkeypatch.setattr(sys, "argv", ["reelyard", *words])
    with pytest.raises(SystemExit) as ended:
        frozen.main()
    return ended.value.code


def test_the_frozen_program_is_the_command_when_it_is_told_nothing_else(monkeypatch, capsys):
    assert told(monkeypatch, "--version") == 0
    assert capsys.readouterr().out.startswith("reelyard ")


def test_it_becomes_the_file_that_it_is_told_with_the_words_behind(monkeypatch, tmp_path):
    path = tmp_path / "a file.py"
    path.write_text("import sys\nassert __name__ == '__main__'\nsys.exit(' '.join(sys.argv))")
    said = told(monkeypatch, own_command.FILE_WORD, str(path), "one", "two")
    assert said == f"{path} one two"


def test_it_becomes_the_module_that_it_is_told(monkeypatch, tmp_path):
    (tmp_path / "told_module.py").write_text("def main():\n    return 7\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert told(monkeypatch, own_command.MODULE_WORD, "told_module") == 7


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"LD_LIBRARY_PATH": "/bundle"}, {}),
        ({"LD_LIBRARY_PATH": "/bundle", "LD_LIBRARY_PATH_ORIG": "/x"}, {"LD_LIBRARY_PATH": "/x"}),
        ({"HOME": "/home/ana"}, {"HOME": "/home/ana"}),
    ],
)
def test_programs_that_it_starts_find_their_own_libraries(ours, theirs):
    frozen.give_libraries_back(ours)
    assert ours == theirs
