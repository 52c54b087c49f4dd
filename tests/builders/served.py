"""A real `reelyard serve`, started and stopped as a person does, with all its processes."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
from endings import still_there

# A busy machine takes a while to load; a server that hangs shall not hang the tests.
ENDS_WITHIN_S = 120
# Which programs to use may be told from outside; all the rest is the test's.
KEPT = ("REELYARD_PG_BIN", "REELYARD_FFMPEG")
COMMAND = str(Path(sys.executable).parent / "reelyard")


@dataclass(frozen=True)
class Ended:
    """How a server ended: its code, what else it said, and which of its processes were left."""

    code: int
    rest_of_output: str
    left: list[str]


class Served:
    """`reelyard serve` on a folder; its log stands beside the folder."""

    def __init__(
        self,
        folder: Path,
        *words: str,
        command: Sequence[str] = (COMMAND,),
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        self.folder = folder
        self.log = folder.parent / f"{folder.name}.log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "serve", "--data", str(folder), *words],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                env={
                    name: value
                    for name, value in environment.items()
                    if name in KEPT or not name.startswith("REELYARD_")
                },
            )
        assert self.process.stdout is not None
        self.line = self.process.stdout.readline()
        assert self.line, f"it ended with {self.process.wait()}: {self.log.read_text()[-3000:]}"
        self.url: str = json.loads(self.line)["url"]
        self.key: str = json.loads((folder / "local.json").read_text())["key"]

    def family(self) -> list[psutil.Process]:
        """Every process that it started, and those that they started."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def pids(self, word: str) -> set[int]:
        """Its processes whose command lines have this word: api, worker, or -D for Postgres."""
        return {child.pid for child in self.family() if word in _words(child)}

    def stop(self, number: signal.Signals = signal.SIGTERM) -> Ended:
        """Stop it by a signal and wait for its end."""
        family = self.family()
        self.process.send_signal(number)
        return self.wait(family)

    def kill(self) -> Ended:
        """Kill -9 it and wait until what it started has gone, too."""
        family = self.family()
        self.process.kill()
        return self.wait(family)

    def wait(self, family: list[psutil.Process]) -> Ended:
        """Wait for its end, and for that of what it had started."""
        code = self.process.wait(ENDS_WITHIN_S)
        alive = still_there(family, ENDS_WITHIN_S)
        left = [" ".join(_words(process)) for process in alive]
        assert self.process.stdout is not None
        with self.process.stdout as output:
            return Ended(code, output.read(), left)


def _words(process: psutil.Process) -> list[str]:
    with suppress(psutil.Error):
        return process.cmdline()
    return []
