"""docs/api.md does what it says: its blocks run as they stand, in their order."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from contract.problems import Code

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
WRITTEN_ADDRESS = "http://127.0.0.1:8000"


def blocks(language: str, served) -> str:
    """All blocks of a language, one after the other, for this server."""
    found = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    program = "\n".join(found)
    assert WRITTEN_ADDRESS in program
    return program.replace(WRITTEN_ADDRESS, served.url)


def run(words: list[str], program: str, folder: Path) -> str:
    """What a program prints; it ends well."""
    done = subprocess.run(
        words, input=program, capture_output=True, text=True, check=False, cwd=folder
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def is_mp4(path: Path) -> bool:
    return path.read_bytes()[4:8] == b"ftyp"


@pytest.mark.skipif(shutil.which("curl") is None, reason="this computer has no curl")
def test_the_way_by_curl(served, tmp_path):
    shown = run(["bash", "-euo", "pipefail", "-s"], blocks("sh", served), tmp_path)
    assert "It has succeeded." in shown
    assert "idempotent-replayed: true" in shown.lower()
    assert '"tags":["sky"]' in shown
    for code in ("idempotency-key-missing", "not-found", "not-signed-in"):
        assert f'"code": "{code}"' in shown
    assert "event: change" in shown
    assert is_mp4(tmp_path / "sky.mp4")


def test_the_way_by_python(served, tmp_path):
    shown = run([sys.executable, "-"], blocks("python", served), tmp_path)
    lines = shown.splitlines()
    assert "succeeded None 100" in lines
    assert "1 in the library" in lines
    assert any(line.startswith("1 of 10 exports, 0.1 of 20 minutes") for line in lines), lines
    assert any(line.startswith("422 idempotency-key-reused - ") for line in lines), lines
    assert is_mp4(tmp_path / "ben.mp4")


def test_every_refusal_in_the_table_is_one_that_there_is():
    rows = re.findall(r"^\| [\d, ]+ \| (.*?) \|", PAGE, re.MULTILINE)
    named = [code for row in rows for code in re.findall(r"`([a-z-]+-[a-z-]+)`", row)]
    assert len(named) > 10
    assert set(named) <= set(Code)
