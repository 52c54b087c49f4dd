"""A server under load whose processes are killed, one after the other, at random moments.

`Serving` is a real `reelyard serve` with everything it starts; `Wishers` keep asking for
reels and never give a wish up: a lost answer is asked for again, with the same key.
"""

import json
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psutil
from endings import still_there
from untraced import untraced

LEASE_S = 3
VICTIMS = ("worker", "api", "postgres", "serve")
# Between two kills: long enough for some work to be under way, short beside a whole reel.
SHORTEST_REST_S, LONGEST_REST_S = 0.5, 4.0
# Between two wishes of one person: about as long as a reel takes, so that one is always being made
# and few are left to make when all kills are over.
SHORTEST_PAUSE_S, LONGEST_PAUSE_S = 2.0, 8.0
PATIENCE_S = 600
# There is no TLS; loading whom to trust would be most of what a call takes.
UNVERIFIED = False
GONE_WITHIN_S = 30
AGAIN_AFTER_S = 0.2


class Serving:
    """`reelyard serve` on one folder; started again after it was killed."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.folder = folder
        self._words = words
        self.url = ""
        self._process: subprocess.Popen[str] | None = None
        self._log = (folder.parent / "serve.log").open("ab")

    def start(self) -> None:
        """Start it and wait for its one line; true on return: it answers at `url`."""
        command = [sys.executable, "-m", "reelyard", "serve", "--data", str(self.folder)]
        command += self._words
        self._process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
            env=untraced(REELYARD_LEASE_S=str(LEASE_S)),
        )
        assert self._process.stdout is not None
        with self._process.stdout as said:
            line = said.readline()
        assert line, f"serve ended with {self._process.wait()}"
        self.url = json.loads(line)["url"]

    def processes(self, victim: str) -> list[psutil.Process]:
        """The live processes of a kind, by what their command lines say."""
        assert self._process is not None
        root = psutil.Process(self._process.pid)
        if victim == "serve":
            return [root]
        found = [child for child in root.children(recursive=True) if _is(child, victim)]
        # Of Postgres the postmaster alone: the parent of the others.
        return found[:1] if victim == "postgres" else found

    def kill(self, victim: str) -> bool:
        """Kill -9 one process of a kind; whether there was one."""
        found = self.processes(victim)
        if not found:
            return False
        found[0].kill()
        if victim == "serve":
            assert self._process is not None
            self._process.wait()
            self.start()
        return True

    def stop(self) -> list[psutil.Process]:
        """Stop it as a person would; the processes that are still there afterwards."""
        assert self._process is not None
        family = psutil.Process(self._process.pid).children(recursive=True)
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(PATIENCE_S)
        self._log.close()
        return still_there(family, GONE_WITHIN_S)


def _is(process: psutil.Process, victim: str) -> bool:
    try:
        words = process.cmdline()
    except psutil.Error:
        return False
    if victim == "postgres":
        return bool(words) and Path(words[0]).name == "postgres" and "-D" in words
    return "reelyard" in " ".join(words) and victim in words


@dataclass
class Wish:
    """A wish as pressed, and what became of it."""

    email: str
    key: str
    body: dict[str, Any]
    generation_id: str | None = None
    answers: set[str] = field(default_factory=set)


class Wisher(threading.Thread):
    """One person who keeps asking for reels until told to stop, one wish after the other."""

    def __init__(self, url: Callable[[], str], number: int, random_seed: int) -> None:
        super().__init__(name=f"wisher-{number}", daemon=True)
        self.email = f"wisher-{number}@example.org"
        self.wishes: list[Wish] = []
        self._url = url
        self._random = random.Random(random_seed)
        self._enough = threading.Event()
        self._token = ""

    def sign_up(self) -> None:
        """Make the account; true on return: it has a token."""
        body = {"email": self.email, "password": "correct horse"}
        httpx.post(f"{self._url()}/v1/auth/signup", json=body).raise_for_status()
        self._sign_in()

    def finish(self) -> None:
        """Make no new wishes; true on return: every wish made has its answer."""
        self._enough.set()
        self.join(PATIENCE_S)
        assert not self.is_alive()

    def run(self) -> None:
        while not self._enough.is_set():
            wish = Wish(self.email, uuid4().hex, self._words())
            if self._ask_until_answered(wish):
                self.wishes.append(wish)
                self._ask_until_answered(wish)  # a lost answer, asked for once more
                if self._random.random() < 0.25:
                    self.call("POST", f"/v1/generations/{wish.generation_id}/cancel")
            self._enough.wait(self._random.uniform(SHORTEST_PAUSE_S, LONGEST_PAUSE_S))

    def _words(self) -> dict[str, Any]:
        return {
            "topic": "Why is the sky *blue?*",
            "script": f"Air scatters blue {self._random.randrange(2, 99)} times more.\n\nLook up.",
            "platform": "tiktok",
            "preset": "list",
            "voice": "silent",
            "variants": 1,
        }

    def _ask_until_answered(self, wish: Wish) -> bool:
        """Whether the wish was accepted; False when a limit refused it."""
        while True:
            answer = self.call("POST", "/v1/create", json=wish.body, key=wish.key)
            if answer is not None and answer.status_code == 202:
                wish.generation_id = answer.json()["generation_id"]
                wish.answers.add(wish.generation_id)
                return True
            if answer is not None and answer.status_code in (403, 429):
                return False
            threading.Event().wait(AGAIN_AFTER_S)

    def call(self, method: str, path: str, key: str = "", **more: Any) -> httpx.Response | None:
        """The answer, None when there was none: the server was gone, or is busy."""
        headers = {"Authorization": f"Bearer {self._token}"}
        if key:
            headers["Idempotency-Key"] = key
        try:
            url = self._url() + path
            answer = httpx.request(
                method, url, headers=headers, timeout=30, verify=UNVERIFIED, **more
            )
            if answer.status_code == 401:
                self._sign_in()
                return None
        except httpx.HTTPError:
            return None
        return None if answer.status_code >= 500 or answer.status_code == 409 else answer

    def _sign_in(self) -> None:
        form = {"grant_type": "password", "username": self.email, "password": "correct horse"}
        answer = httpx.post(f"{self._url()}/v1/auth/token", data=form, timeout=30)
        answer.raise_for_status()
        self._token = answer.json()["access_token"]
