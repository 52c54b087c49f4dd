"""A device as the server sees it: it pushes, pulls and remembers, and keeps nothing safe."""

import base64
import hashlib
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import httpx

from contract.clocks import hlc_of
from contract.syncing.digests import fold, row_digest
from contract.text import Document, TextName

Json = dict[str, Any]
DIGESTED = ("of", "id", "fields", "tags", "texts", "row")


@dataclass
class PushingDevice:
    """Speaks to the API as the owner of its client's token."""

    http: httpx.AsyncClient
    id: str = field(default_factory=lambda: str(uuid4()))
    n: int = 0
    cursor: Json | None = None
    mark: Json | None = None
    ms: int = 1_795_514_400_000
    rows: dict[tuple[str, str], Json] = field(default_factory=dict)
    updates: dict[str, list[bytes]] = field(default_factory=dict)
    has_more: bool = True

    def hlc(self) -> str:
        """A moment later than the one before."""
        self.ms += 1
        return hlc_of(self.ms, 0)

    def set(self, of: str, id: str, at: str | None = None, **fields: Any) -> Json:
        """An op that sets fields."""
        return {
            **self._numbered("set", of, id),
            "hlc": at or self.hlc(),
            "fields": fields,
        }

    def write(self, draft_id: str, text: str, name: TextName = "script") -> list[Json]:
        """Ops that make a text say this, as this device knows it."""
        document = Document(random.getrandbits(52) | 1, self.updates.get(draft_id, ()))
        made = document.edit(name, text)
        self.updates.setdefault(draft_id, []).extend(made)
        return [self.text(draft_id, update) for update in made]

    def text(self, draft_id: str, update: bytes) -> Json:
        """An op with this update."""
        return {
            **self._numbered("text", "draft", draft_id),
            "update": base64.b64encode(update).decode(),
            "sha256": hashlib.sha256(update).hexdigest(),
        }

    def tags(
        self, id: str, add: Iterable[str] = (), remove: Iterable[str] = (), seen: int = 0
    ) -> Json:
        """An op that puts tags on a draft and takes them off."""
        op = self._numbered("tags", "draft", id)
        return {**op, "add": list(add), "remove": list(remove), "seen": seen}

    def body(self, *ops: Json) -> Json:
        """What a push of these sends."""
        return {
            "device": self.id,
            "schema": 1,
            "cursor": self.cursor,
            "mark": self.mark,
            "ops": list(ops),
        }

    async def ask_push(self, *ops: Json) -> httpx.Response:
        """Push, whatever comes of it."""
        return await self.http.post("/v1/sync/push", json=self.body(*ops))

    async def push(self, *ops: Json) -> list[Json]:
        """Push; the acks."""
        answer = await self.ask_push(*ops)
        assert answer.status_code == 200, answer.text
        self.mark = answer.json()["mark"]
        return list(answer.json()["acks"])

    async def applied(self, *ops: Json) -> list[Json]:
        """Push what must be applied; the acks."""
        acks = await self.push(*ops)
        assert {ack["status"] for ack in acks} == {"applied"}, acks
        return acks

    async def rejected(self, op: Json) -> str:
        """Push what must be rejected; its code."""
        (ack,) = await self.push(op)
        assert (ack["status"], ack["seq"], ack["h"]) == ("rejected", None, None), ack
        assert ack["problem"]["says"]
        assert ack["problem"]["remedy"]
        return str(ack["problem"]["code"])

    async def new_draft(self, **fields: Any) -> str:
        """A draft that this device made; its id."""
        id = str(uuid4())
        await self.applied(self.set("draft", id, **{"platform": "tiktok", **fields}))
        return id

    def query(self, limit: int = 500) -> Json:
        """The query of a pull from where it stands."""
        query: Json = {"limit": limit}
        if self.cursor is not None:
            query |= {"after": self.cursor["seq"], "h": self.cursor["h"]}
        if self.mark is not None:
            query["mark"] = f"{self.mark['seq']}:{self.mark['h']}"
        return query

    async def pull(self, limit: int = 500) -> list[Json]:
        """Take in a page; its changes. `cursor` has moved."""
        answer = await self.http.get("/v1/sync/pull", params=self.query(limit))
        assert answer.status_code == 200, answer.text
        page = answer.json()
        self.take_in(page["changes"])
        self.cursor = page["next"]
        self.has_more = page["more"]
        return list(page["changes"])

    async def http_pull(self) -> list[Json]:
        """A page from where it stands, which is read and not taken in."""
        answer = await self.http.get("/v1/sync/pull", params=self.query())
        assert answer.status_code == 200, answer.text
        return list(answer.json()["changes"])

    async def catch_up(self, limit: int = 500) -> list[Json]:
        """Take in page after page; all changes."""
        changes = await self.pull(limit)
        while self.has_more:
            changes += await self.pull(limit)
        return changes

    def take_in(self, changes: Iterable[Json]) -> None:
        """Keep rows as they came; a text must follow from what is held."""
        for change in changes:
            key = (change["of"], change["id"])
            if change["is_gone"]:
                self.rows.pop(key, None)
                self.updates.pop(change["id"], None)
                continue
            self.rows[key] = change
            if change["update"] is not None:
                update = base64.b64decode(change["update"])
                assert hashlib.sha256(update).hexdigest() == change["sha256"]
                self.updates.setdefault(change["id"], []).append(update)
            if change["texts"] is not None:
                document = Document(1, self.updates.get(change["id"], ()))
                held = {"topic": document.topic, "script": document.script}
                assert held == change["texts"], "the updates say what the texts say"

    async def snapshot(self, limit: int = 500) -> list[Json]:
        """Begin anew from a snapshot; its changes."""
        self.rows, self.updates, changes = {}, {}, list[Json]()
        query: Json = {"limit": limit}
        while True:
            answer = await self.http.get("/v1/sync/snapshot", params=query)
            assert answer.status_code == 200, answer.text
            page = answer.json()
            changes += page["changes"]
            if page["next_cursor"] is None:
                break
            query = {"limit": limit, "cursor": page["next_cursor"]}
        self.take_in(changes)
        self.cursor = page["at"]
        return changes

    def digest(self) -> dict[str, Json]:
        """What the digest must be of what this device holds."""
        tables: dict[str, list[bytes]] = {}
        for (of, _), row in self.rows.items():
            told = {name: row[name] for name in DIGESTED if row[name] is not None}
            tables.setdefault(of, []).append(row_digest(told))
        return {of: fold(some).model_dump() for of, some in tables.items()}

    def value(self, of: str, id: str, name: str) -> Any:
        """What a field of a row that came holds."""
        return self.rows[of, id]["fields"].get(name, {"v": None})["v"]

    async def greet(self) -> httpx.Response:
        """Say hello."""
        places = {"cursor": self.cursor, "mark": self.mark}
        body = {"device": self.id, "schema": [1, 1], **places}
        return await self.http.post("/v1/sync/hello", json=body)

    def _numbered(self, kind: str, of: str, id: str | UUID) -> Json:
        self.n += 1
        return {"n": self.n, "kind": kind, "of": of, "id": str(id)}
