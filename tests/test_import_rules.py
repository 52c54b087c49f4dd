"""Promises of the import rules: they hold here, and they notice when somebody breaks them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[1]
PACKAGES = ("contract", "desktop", "reel", "reelyard", "server")


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the import rules over the packages in this folder."""
    return subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache", "--no-logo"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder), "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path):
    """A copy of the code, without its data, that a test may spoil."""
    shutil.copy(HOUSE / "pyproject.toml", tmp_path)
    code = shutil.ignore_patterns("__pycache__", "fonts", "*.json")
    for name in PACKAGES:
        shutil.copytree(HOUSE / name, tmp_path / name, ignore=code)
    return tmp_path


def test_the_rules_hold():
    done = lint(HOUSE)
    assert done.returncode == 0, done.stdout


def test_the_rules_are_alive(copy):
    assert lint(copy).returncode == 0
    for path, line in [
        ("contract/drafts.py", "import os"),
        ("contract/values.py", "from reel import choices"),
        ("reel/layout.py", "import numpy"),
        ("reel/choices.py", "import random"),
        ("reel/storyboarding.py", "from reel.pixels import planes"),
        ("reel/narration/speech.py", "from reel.pixels import planes"),
        ("reel/doctor.py", "import subprocess"),
        ("reel/making/pipeline.py", "import cv2"),
        ("desktop/sync/refusals.py", "import httpx"),
        ("desktop/sync/refusals.py", "from server import settings"),
        ("server/settings.py", "from desktop.sync import refusals"),
        ("server/work/make_variants.py", "from reel.making import make_variant"),
    ]:
        before = (copy / path).read_text()
        (copy / path).write_text(f"{before}\n{line}\n")
        done = lint(copy)
        assert done.returncode != 0, f"{line} in {path} went unnoticed"
        (copy / path).write_text(before)
    (copy / "reel" / "afterthought.py").write_text('"""Stands in no layer."""\n')
    assert lint(copy).returncode != 0
