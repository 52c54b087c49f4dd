"""A client that knows only JSON: it reads a draft, thinks, and patches it with an old If-Match."""

from dataclasses import dataclass, replace
from random import Random
from uuid import UUID

from simulated.server import Server

from contract.clocks import hlc_of
from contract.syncing.push import Applied, Held, line_of
from contract.syncing.rows import Row, next_hlc, restored, with_fields, with_tags
from contract.text import Texts, grown, merged, patched, seed


@dataclass(frozen=True)
class Read:
    """A draft as it was when the client read it."""

    id: UUID
    revision: int
    etag: str
    texts: Texts


class PlainClient:
    """Remembers a few readings; each may be long out of date when it is used."""

    def __init__(self, server: Server, rng: Random) -> None:
        self._server, self._rng = server, rng
        self.readings: list[Read] = []

    def read(self, draft_id: UUID) -> None:
        """GET."""
        store = self._server.store
        revision = store.revisions[draft_id]
        etag = store.etags[draft_id, revision]
        reading = Read(draft_id, revision, etag, store.said[draft_id])
        self.readings = [*self.readings, reading][-3:]

    def post(self, draft_id: UUID, fields: dict, texts: Texts) -> None:
        """POST: the server seeds the texts."""
        whole = seed(self._client_id(), texts.topic, texts.script)
        row, _ = self._written(Row("draft", draft_id), fields)
        self._store(draft_id, Held(row, whole), (), whole)

    def patch_fields(self, draft_id: UUID, fields: dict) -> None:
        """PATCH of small fields, with `If-Match: *`; also DELETE and restore."""
        held = self._server.store.rows["draft", draft_id]
        row, lost = self._written(held.row, fields)
        self._store(draft_id, replace(held, row=row), lost, None)

    def put_tag(self, draft_id: UUID, tag: str) -> None:
        """PATCH of tags."""
        server = self._server
        held = server.store.rows["draft", draft_id]
        row = with_tags(held.row, (tag,), (), 0, server.store.head + 1, server.id)
        row = restored(row, hlc_of(server.now_ms, 0), server.id)
        self._store(draft_id, replace(held, row=row), (), None)

    def patch_script(self, reading: Read, script: str) -> str:
        """PATCH with the If-Match of a reading: merged where it was meant. What it did."""
        store = self._server.store
        held = store.rows.get(("draft", reading.id))
        lines = store.texts.get(reading.id, ())
        at = [line.update for line in lines if line.revision <= reading.revision]
        if held is None or held.is_gone:
            return "404"
        is_other = store.etags.get((reading.id, reading.revision)) != reading.etag
        if is_other or (not at and reading.texts != Texts("", "")):
            return "412"
        update = patched(merged(at), None, script, self._client_id())
        if update is None:
            return "200, nothing new"
        row = restored(held.row, hlc_of(self._server.now_ms, 0), self._server.id)
        self._store(reading.id, Held(row, grown(held.whole, update)), (), update)
        return "200"

    def _written(self, row: Row, fields: dict) -> tuple:
        return with_fields(row, fields, next_hlc(row, self._server.now_ms), self._server.id)

    def _store(self, draft_id: UUID, held: Held, lost: tuple, update: bytes | None) -> None:
        server = self._server
        with server.changing() as store:
            told = {"seq": store.head + 1, "at": server.now_ms}
            applied = Applied(held, lost, update, line_of("draft", draft_id, told))
            server.write(store, ("draft", draft_id), applied)

    def _client_id(self) -> int:
        return self._rng.getrandbits(52) | 1
