"""Headless devices as people have them: a folder each, and the command they type.

`run` starts a process of its own, as a person does. `here` and what is named after a command run
the same command in this process: loading it again for every word would be most of the test.
"""

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import httpx

from desktop.terminal import drafts

COMMAND = Path(sys.executable).parent / "reelyard"
PASSWORD = "correct horse battery"
# There is no TLS; loading whom to trust would be most of what a call takes.
UNVERIFIED = False

Done = subprocess.CompletedProcess[str]


class Person:
    """Somebody with an account of a server, and an API key of it."""

    def __init__(self, server: str, name: str = "person") -> None:
        self.server = server
        self.email = f"{name}-{uuid4().hex[:12]}@example.org"
        account = {"email": self.email, "password": PASSWORD}
        form = {"grant_type": "password", "username": self.email, "password": PASSWORD}
        with httpx.Client(base_url=server, verify=UNVERIFIED) as client:
            client.post("/v1/auth/signup", json=account).raise_for_status()
            told = client.post("/v1/auth/token", data=form).raise_for_status().json()
            bearer = {"Authorization": f"Bearer {told['access_token']}"}
            made = client.post("/v1/api-keys", json={"name": "Device"}, headers=bearer)
        self.key: str = made.raise_for_status().json()["key"]

    def call(self, method: str, path: str, **what: Any) -> httpx.Response:
        """What the server answers this person."""
        headers = {"Authorization": f"Bearer {self.key}", **what.pop("headers", {})}
        url = self.server + path
        return httpx.request(method, url, headers=headers, timeout=60, verify=UNVERIFIED, **what)

    def read(self, path: str) -> Any:
        """The JSON that this person reads there."""
        return self.call("GET", path).raise_for_status().json()


class TerminalDevice:
    """`reelyard drafts` on a folder of its own."""

    def __init__(self, data: Path, person: Person | None = None) -> None:
        self.data = data
        self.person = person

    def run(self, *words: object, stdin: str = "") -> Done:
        """One command to its end."""
        return subprocess.run(
            self.words(*words),
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            env=self.environment,
        )

    def words(self, command: object, *words: object) -> list[str]:
        """The command line of one of its commands."""
        first = ("make",) if command == "make" else ("drafts", str(command))
        return [str(COMMAND), *first, *map(str, words), "--data", str(self.data)]

    @property
    def environment(self) -> Mapping[str, str]:
        """Who asks the server."""
        key = {} if self.person is None else {"REELYARD_API_KEY": self.person.key}
        outside = {name: value for name, value in os.environ.items() if "API_KEY" not in name}
        return {**outside, **key}

    def here(self, *words: object, stdin: str = "") -> Done:
        """One command of `drafts` in this process."""
        _, _, *typed = self.words(*words)
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
        asks = patch.dict(os.environ, self.environment, clear=True)
        with asks, _typed(stdin), redirect_stdout(out), redirect_stderr(err):
            code = drafts.main(typed)
        said = []
        for stream in (out, err):
            stream.flush()
            said.append(stream.buffer.getvalue().decode())  # type: ignore[attr-defined]
        return subprocess.CompletedProcess(typed, code, *said)

    def new(self, text: str, *words: object) -> str:
        """A new draft of this text; its id."""
        return self.fine("new", "-", *words, stdin=text).stdout.strip()

    def edit(self, draft: str, text: str) -> None:
        """The draft says this from now on."""
        self.fine("edit", draft, "-", stdin=text)

    def show(self, draft: str) -> dict[str, Any]:
        """All of a draft."""
        told: dict[str, Any] = json.loads(self.fine("show", draft, "--json").stdout)
        return told

    def script(self, draft: str) -> str:
        """The script of a draft."""
        return str(self.show(draft)["script"])

    def list(self) -> list[dict[str, Any]]:
        """What `list` knows of its drafts."""
        told: list[dict[str, Any]] = json.loads(self.fine("list", "--json").stdout)
        return told

    def sync(self, *words: object) -> Done:
        """Sync with the server of its person; it ends well."""
        assert self.person is not None
        return self.fine("sync", "--server", self.person.server, *words)

    def fine(self, *words: object, stdin: str = "") -> Done:
        """One command that ends well."""
        done = (self.run if words[0] == "make" else self.here)(*words, stdin=stdin)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Traceback" not in done.stderr
        return done


@contextmanager
def _typed(text: str) -> Iterator[None]:
    """Standard input holds this."""
    with patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode()))):
        yield
