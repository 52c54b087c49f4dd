"""The device in JavaScript, ready to run: its packages fetched once, into a folder of their own.

What they are is locked by hash; once they are there, no network is asked again.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from platformdirs import user_cache_path

SOURCES = Path(__file__).parents[1] / "clients" / "javascript"
PROGRAMS = Path(sys.executable).parent
# What npm says when it cannot ask anybody; whatever else goes wrong is ours to mend.
NOBODY_THERE = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT", "ENETUNREACH", "ENOTCACHED")


def javascript_in(folder: Path) -> Path:
    """The folder, now with the client and its packages in it; the test is skipped where none
    can be had."""
    for source in SOURCES.glob("*.js"):
        shutil.copy(source, folder)
    shutil.copy(SOURCES / "package.json", folder)
    (folder / "node_modules").symlink_to(_packages())
    return folder


def node(folder: Path, *words: object, stdin: str = "", **environment: str) -> str:
    """What a JavaScript program in this folder prints; it ends well."""
    done = subprocess.run(
        [PROGRAMS / "node", *map(str, words)],
        cwd=folder,
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


class JavaScriptDevice:
    """One device with its file; each command is a process of its own."""

    def __init__(self, folder: Path, name: str, server: str, key: str) -> None:
        self._folder = folder
        self._file = f"{name}.json"
        self._environment = {"REELYARD_SERVER": server, "REELYARD_API_KEY": key}

    def ask(self, command: str, id: str = "", body: Any = None) -> Any:
        """What a command of it answers."""
        words = ("main.js", self._file, command, id)
        return json.loads(node(self._folder, *words, stdin=json.dumps(body), **self._environment))

    def sync(self) -> None:
        """Push and pull; true on return: nothing waits."""
        assert self.ask("sync")["waiting"] == 0


def _packages() -> Path:
    """The folder `node_modules` of the locked packages."""
    locked = (SOURCES / "package-lock.json").read_bytes()
    name = f"javascript-{hashlib.sha256(locked).hexdigest()[:16]}"
    folder = user_cache_path("reelyard-tests") / name
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{folder}.lock"):
        if not (folder / "ready").exists():
            _fetch_packages(folder)
    return folder / "node_modules"


def _fetch_packages(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(SOURCES / name, folder)
    done = subprocess.run(
        [PROGRAMS / "npm", "ci", "--cache", folder / ".npm"],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"},
    )
    if done.returncode != 0 and any(code in done.stderr for code in NOBODY_THERE):
        pytest.skip("the npm package yjs is outside material, and no network gives it here")
    assert done.returncode == 0, done.stderr
    (folder / "ready").touch()
