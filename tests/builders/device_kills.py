"""Two devices of one person and their server, of which any process may be killed at any moment."""

import json
import os
import random
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
from kills import PATIENCE_S, Serving
from untraced import untraced

PROGRAM = Path(__file__).with_name("device_program.py")
DEVICES = ("device 0", "device 1")
LOOK_AGAIN_S = 0.05
VICTIMS = (*DEVICES, "api", "worker", "postgres")


def victims(seed: int) -> Iterator[str]:
    """Each kind in turn, so that few kills meet all, in an order of chance."""
    chance = random.Random(seed)
    while True:
        yield from chance.sample(VICTIMS, len(VICTIMS))


def free_port() -> int:
    """A port that nobody uses now: devices know their server by its address, so it stays."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class KilledDevice:
    """A device as a process, started again each time it is killed."""

    def __init__(self, folder: Path, serving: Serving, number: int, seed: int) -> None:
        self.number = number
        self.log = folder / f"device {number}.log"
        self._data = folder / f"device {number}"
        self._errors = folder / f"device {number}.errors"
        self._serving = serving
        self._seed = seed
        self._lives = 0
        self._noted_bytes = 0
        self._process: subprocess.Popen[bytes] | None = None
        self.log.touch()
        access = json.loads((serving.folder / "local.json").read_text())
        self._key = access["key"]
        bearer = {"Authorization": f"Bearer {self._key}"}
        me = httpx.get(f"{serving.url}/v1/me", headers=bearer, timeout=60).raise_for_status()
        self._owner = me.json()["id"]

    def start(self) -> None:
        """Begin its next life."""
        self._lives += 1
        self._noted_bytes = self.log.stat().st_size
        words = (
            *(self._data, self._serving.url, self._owner, self._key, self.log),
            *(f"{self._seed}{self.number}{self._lives}", self.number),
        )
        with self._errors.open("ab") as errors:
            self._process = subprocess.Popen(
                [sys.executable, PROGRAM, *map(str, words)],
                stdin=subprocess.PIPE,
                stderr=errors,
                env=untraced(),
            )

    def kill(self) -> None:
        """Kill -9 it, at the earliest once it has done something in this life, and start it
        again."""
        assert self._process is not None
        noted = self._noted_bytes
        for _ in range(int(PATIENCE_S / LOOK_AGAIN_S)):
            if self.log.stat().st_size > noted or self._process.poll() is not None:
                break
            threading.Event().wait(LOOK_AGAIN_S)
        assert self._process.poll() is None, self._errors.read_text()[-3000:]
        self._process.kill()
        self._process.wait()
        self._close_input()
        self.start()

    def finish(self) -> None:
        """Tell it to come to rest."""
        self._close_input()

    def end(self) -> dict[str, Any]:
        """All that it holds, once it has come to rest."""
        assert self._process is not None
        code = self._process.wait(PATIENCE_S)
        assert code == 0, self._errors.read_text()[-3000:]
        held: dict[str, Any] = json.loads(Path(f"{self.log}.end").read_text())
        return held

    def stop(self) -> None:
        """Not one process of it is left."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        self._close_input()

    def acknowledged(self, kind: str) -> list[list[str]]:
        """What its store said that it holds: words with their draft, wishes with their ids."""
        whole, _, _ = self.log.read_text().rpartition("\n")
        lines = (line.split(" ") for line in whole.splitlines())
        return [words for what, *words in lines if what == kind]

    def _close_input(self) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        if not self._process.stdin.closed:
            self._process.stdin.close()


def killed_at_random(serving: Serving, devices: list[KilledDevice], victim: str) -> bool:
    """Kill -9 one process of a kind; whether there was one."""
    if victim in DEVICES:
        devices[DEVICES.index(victim)].kill()
        return True
    return serving.kill(victim)


KILLS = int(os.environ.get("KILLS", "5"))
SEED = int(os.environ.get("KILLS_SEED", "1"))
