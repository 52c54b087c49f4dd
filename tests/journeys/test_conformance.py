"""Our own server keeps every rule that tests/conformance/sync.py asks for."""

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[1] / "conformance" / "sync.py"


def conformance(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, SCRIPT, *map(str, words)], capture_output=True, text=True, check=False
    )


def test_every_rule_holds(served):
    done = conformance("--server", served.url)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) > 40
    assert all(line.startswith("holds") for line in lines[:-1])


def test_what_is_no_such_server_is_said(tmp_path):
    done = conformance("--server", "http://127.0.0.1:1")
    assert done.returncode == 2
    assert "cannot be asked" in done.stderr
