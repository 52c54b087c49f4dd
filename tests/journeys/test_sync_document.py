"""docs/sync.md does what it says: its blocks run as they stand, in their order."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from javascript import javascript_in, node

from contract import text
from contract.problems import Code
from contract.syncing import ops

PAGE = (Path(__file__).parents[2] / "docs" / "sync.md").read_text(encoding="utf-8")
WRITTEN_ADDRESS = "http://127.0.0.1:8000"


def blocks(language: str, served) -> str:
    """All blocks of a language, one after the other, for this server."""
    found = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    program = "\n".join(found)
    assert WRITTEN_ADDRESS in program
    return program.replace(WRITTEN_ADDRESS, served.url)


@pytest.mark.skipif(shutil.which("curl") is None, reason="this computer has no curl")
def test_the_way_by_curl(served, tmp_path):
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-s"],
        input=blocks("sh", served),
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The same acks." in done.stdout
    (merged,) = re.findall(r"^.*evening.*$", done.stdout.partition('\n{"changes')[0], re.MULTILINE)
    assert "The evening sky is blue." in merged
    assert "Look up. " in merged
    assert done.stdout.split()[-3:] == ["gap", "device-fork", "resync"]


def test_the_way_by_javascript(served, tmp_path):
    folder = javascript_in(tmp_path)
    (folder / "example.js").write_text(blocks("js", served), encoding="utf-8")
    shown = node(folder, "example.js").splitlines()
    assert shown == ["Air scatters blue light. Look up.", "All equal."]


def test_every_code_on_the_page_is_one_that_there_is():
    rows = re.findall(r"^\| (?:[\d, ]+|rejected) \| (.*?) \|", PAGE, re.MULTILINE)
    named = {code for row in rows for code in re.findall(r"`([a-z]+(?:-[a-z]+)*)`", row)}
    assert len(named) > 10
    assert named <= set(Code)


def test_the_limits_on_the_page_are_those_that_hold():
    for limit in (ops.MOST_OPS, ops.MOST_BATCH_BYTES, text.LONGEST_UPDATE_BYTES, ops.MOST_FIELDS):
        assert re.search(rf"\b{limit}\b|\b{limit >> 10} KiB|\b{limit >> 20} MiB", PAGE), limit
