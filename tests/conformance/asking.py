"""What every rule needs at hand: a server, somebody it knows, and devices that push and pull."""

import base64
import hashlib
import inspect
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

SCHEMA = 1
PASSWORD = "correct horse battery"
Json = dict[str, Any]
Rule = Callable[["Server"], None]


class Broken(Exception):  # noqa: N818 - a rule that does not hold is what is looked for
    """A rule does not hold; says what was expected and what came."""


def expect(holds: bool, says: str, got: object = "") -> None:
    """Raise Broken unless it holds."""
    if not holds:
        raise Broken(f"{says}{f'; it answered {str(got)[:300]}' if got != '' else ''}")


class Server:
    """One server, asked as one person."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=60, follow_redirects=False)

    def sign_up(self) -> None:
        """As somebody new."""
        email = f"conformance-{uuid4().hex[:12]}@example.org"
        answer = self.http.post("/v1/auth/signup", json={"email": email, "password": PASSWORD})
        expect(answer.status_code == 201, "signing up answers 201", answer.text)
        self.sign_in(email, PASSWORD)

    def sign_in(self, email: str, password: str) -> None:
        """As somebody it knows, with a key that outlives the run's minutes."""
        form = {"grant_type": "password", "username": email, "password": password}
        answer = self.http.post("/v1/auth/token", data=form)
        expect(answer.status_code == 200, "signing in answers 200", answer.text)
        self.http.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"

    def ask(self, method: str, path: str, status: int, **what: Any) -> Json:
        """The JSON of an answer of this status."""
        answer = self.http.request(method, path, **what)
        expect(answer.status_code == status, f"{method} {path} answers {status}", answer.text)
        return answer.json() if answer.content else {}

    def refused(self, method: str, path: str, status: int, code: str, **what: Any) -> Json:
        """The problem of a request that must be refused so."""
        problem = self.ask(method, path, status, **what)
        expect(problem.get("code") == code, f"the problem's code is {code}", problem)
        return problem

    def pull(self, device: "Device", limit: int = 500) -> Json:
        """One page after what a device has read; its cursor is left where it was."""
        return self.ask("GET", "/v1/sync/pull", 200, params=device.place(limit))

    def snapshot(self, limit: int = 500) -> tuple[list[Json], Json]:
        """Every row, and the place from which to pull on."""
        changes: list[Json] = []
        query: Json = {"limit": limit}
        while True:
            page = self.ask("GET", "/v1/sync/snapshot", 200, params=query)
            changes += page["changes"]
            if page["next_cursor"] is None:
                return changes, page["at"]
            query = {"limit": limit, "cursor": page["next_cursor"]}

    def row(self, of: str, id: str) -> Json:
        """A row as a new device sees it."""
        found = [row for row in self.snapshot()[0] if row["of"] == of and row["id"] == id]
        expect(len(found) == 1, f"a snapshot holds the {of} once", found)
        return found[0]


@dataclass
class Device:
    """A device that remembers what one must, and nothing else."""

    server: Server
    id: str = field(default_factory=lambda: str(uuid4()))
    n: int = 0
    cursor: Json | None = None
    mark: Json | None = None

    def numbered(self, op: Json) -> Json:
        """The op with the next number."""
        self.n += 1
        return {"n": self.n, **op}

    def body(self, ops: list[Json]) -> Json:
        """What a push of these ops sends."""
        return {
            "device": self.id,
            "schema": SCHEMA,
            "cursor": self.cursor,
            "mark": self.mark,
            "ops": ops,
        }

    def hello(self) -> Json:
        """What the server says about itself and this device."""
        return self.server.ask("POST", "/v1/sync/hello", 200, json=self.greeting())

    def greeting(self) -> Json:
        """What a hello sends."""
        return {
            "device": self.id,
            "schema": [SCHEMA, SCHEMA],
            "cursor": self.cursor,
            "mark": self.mark,
        }

    def push(self, *ops: Json) -> list[Json]:
        """Push ops, numbered here, and return their acks."""
        return self.push_as_is([self.numbered(op) for op in ops])["acks"]

    def push_as_is(self, ops: list[Json]) -> Json:
        """Push ops that have their numbers."""
        answer = self.server.ask("POST", "/v1/sync/push", 200, json=self.body(ops))
        self.mark = answer["mark"]
        return answer

    def applied(self, *ops: Json) -> list[Json]:
        """Push ops, all of which must be applied."""
        acks = self.push(*ops)
        bad = [ack for ack in acks if ack["status"] != "applied"]
        expect(not bad, "every op of the batch is applied", bad)
        return acks

    def rejected(self, op: Json, code: str) -> None:
        """Push an op that must be rejected with this code."""
        (ack,) = self.push(op)
        expect(ack["status"] == "rejected", f"the op is rejected with {code}", ack)
        expect(ack["problem"]["code"] == code, f"the op is rejected with {code}", ack)

    def place(self, limit: int = 500) -> Json:
        """The query of a pull."""
        query: Json = {"limit": limit}
        if self.cursor is not None:
            query |= {"after": self.cursor["seq"], "h": self.cursor["h"]}
        if self.mark is not None:
            query["mark"] = f"{self.mark['seq']}:{self.mark['h']}"
        return query

    def catch_up(self) -> list[Json]:
        """Read all that is new."""
        changes: list[Json] = []
        while True:
            page = self.server.pull(self)
            changes += page["changes"]
            self.cursor = page["next"] or self.cursor
            if not page["more"]:
                return changes


def hlc(ahead_ms: int = 0, count: int = 0) -> str:
    """A moment by this computer's clock."""
    return f"{int(time.time() * 1000) + ahead_ms:013d}-{count:04x}"


def set_of(of: str, id: str, fields: Json, at: str | None = None) -> Json:
    """A `set`, without its number."""
    return {"kind": "set", "of": of, "id": id, "hlc": at or hlc(), "fields": fields}


def text_of(id: str, update: bytes) -> Json:
    """A `text`, without its number."""
    return {
        "kind": "text",
        "of": "draft",
        "id": id,
        "update": base64.b64encode(update).decode(),
        "sha256": hashlib.sha256(update).hexdigest(),
    }


def tags_of(id: str, add: list[str], remove: list[str], seen: int = 0, of: str = "draft") -> Json:
    """A `tags`, without its number."""
    return {"kind": "tags", "of": of, "id": id, "add": add, "remove": remove, "seen": seen}


def new_draft(device: Device, **fields: Any) -> str:
    """A draft that this device made."""
    id = str(uuid4())
    device.applied(set_of("draft", id, {"platform": "tiktok", **fields}))
    return id


def value(row: Json, name: str) -> Any:
    """What a field of a row holds."""
    return row["fields"].get(name, {"v": None})["v"]


def rules_in(module: Mapping[str, Any]) -> list[Rule]:
    """The rules of a chapter in their order: its public functions that ask a server."""
    mine = (one for one in module.values() if inspect.isfunction(one))
    return [
        one
        for one in mine
        if one.__module__ == module["__name__"]
        and not one.__name__.startswith("_")
        and list(inspect.signature(one).parameters) == ["server"]
    ]
