"""The simulated server's facts: wishes become generations, workers end them, the ledger counts."""

import hashlib
import json
from dataclasses import dataclass
from random import Random
from uuid import UUID

from simulated.server import Server
from simulated.store import Store

from contract.generations import FOLLOWS, LIVE
from contract.ids import asset_id_of, generation_id_of, variant_id_of
from contract.problems import Code, Problem
from contract.syncing.push import Applied, Held, line_of
from contract.syncing.rows import Row, next_hlc, with_fields, with_tags

OWNER = UUID(int=7)
USAGE = ("usage", OWNER)
MOST_LIVE = 3
MOST_WISHES = 25


@dataclass(frozen=True)
class Wish:
    """What a person asked for, as it was at the click; `about` is a draft, generation or
    variant."""

    key: str
    kind: str
    about: UUID
    body: str


def answer(server: Server, wish: Wish) -> dict:
    """What became of a wish; asked again with the same key, the same.

    Raises: Problem of the server, retryable when waiting helps.
    """
    found = server.store.answers.get(wish.key)
    if found is not None:
        if found["body"] != wish.body:
            raise _refused(Code.KEY_REUSED)
        return found
    with server.changing() as store:
        made = _DO[wish.kind](server, store, wish)
        if wish.kind != "cancel":
            store.answers[wish.key] = made
    return made


def _create(server: Server, store: Store, wish: Wish) -> dict:
    rows = [row for (of, _), row in store.facts.items() if of == "generation"]
    if sum(row["status"] in LIVE for row in rows) >= MOST_LIVE:
        raise _refused(Code.CONCURRENCY_LIMIT, retryable=True)
    if len(rows) >= MOST_WISHES:
        raise _refused(Code.QUOTA_EXCEEDED)
    made = generation_id_of(OWNER, wish.kind, wish.key)
    row = {
        "id": str(made),
        "draft_id": str(wish.about),
        "status": "queued",
        "fence": 0,
        "frozen": wish.body,
        "variants": [],
    }
    _charge(server, store, "reserve", made)
    _tell(server, store, made, row)
    return {"key": wish.key, "body": wish.body, "generation": made}


def _cancel(server: Server, store: Store, wish: Wish) -> dict:
    row = store.facts.get(("generation", wish.about))
    if row is None:
        raise _refused(Code.NOT_FOUND)
    if row["status"] != "cancelled":
        if "cancelled" not in FOLLOWS[row["status"]]:
            raise _refused(Code.ALREADY_ENDED)
        _end(server, store, wish.about, "cancelled", "release")
    return {"key": wish.key, "body": wish.body, "generation": wish.about}


def _save(server: Server, store: Store, wish: Wish) -> dict:
    """The export is counted once for a variant, whoever saves it and how often."""
    made = [row for row in store.facts.values() if wish.about in _variants_of(row)]
    if not made:
        raise _refused(Code.NOT_FOUND)
    if made[0]["status"] != "succeeded":
        raise _refused(Code.VARIANT_NOT_READY, retryable=made[0]["status"] in LIVE)
    key = ("asset", asset_id_of(OWNER, wish.about))
    held = store.rows.get(key)
    if held is None or held.is_gone:
        row = Row(*key)
        fields = {"title": f"saved {wish.body}", "deleted_at": None}
        row, _ = with_fields(row, fields, next_hlc(row, server.now_ms), server.id)
        row = with_tags(row, (), (), 0, store.head + 1, server.id)
        line = line_of(*key, {"saved": wish.key})
        server.write(store, key, Applied(Held(row), (), None, line))
        if ("export", wish.about) not in store.ledger:
            _charge(server, store, "export", wish.about)
    return {"key": wish.key, "body": wish.body, "asset": key[1]}


_DO = {"create": _create, "cancel": _cancel, "save": _save}


class Workers:
    """Two hands that take up generations, sometimes hang, and end what they still may."""

    def __init__(self, server: Server, rng: Random) -> None:
        self._server, self._rng = server, rng
        self._hands: list[tuple[UUID, int]] = []

    def work(self) -> str:
        """One thing that a worker does."""
        does = self._rng.choice((self.claim, self.claim, self.end, self.end, self.end, self.expire))
        return does()

    def claim(self) -> str:
        """Take up what waits, under a fence of its own."""
        waiting = self._of("queued")
        if not waiting:
            return "nothing waits"
        with self._server.changing() as store:
            made = waiting[0]
            row = store.facts["generation", made]
            fence = row["fence"] + 1
            _tell(self._server, store, made, {**row, "status": "running", "fence": fence})
        self._hands.append((made, fence))
        return "claimed"

    def end(self) -> str:
        """End one; a hand whose fence is outdated, or whose work is over, changes nothing."""
        if not self._hands:
            return "nothing at hand"
        # A hand may come twice: a worker that hung and came back.
        made, fence = self._rng.choice(self._hands)
        if self._rng.random() < 0.7:
            self._hands.remove((made, fence))
        row = self._server.store.facts.get(("generation", made))
        if row is None or row["status"] != "running" or row["fence"] != fence:
            return "too late"
        with self._server.changing() as store:
            if self._rng.random() < 0.25:
                _end(self._server, store, made, "failed", "release")
                return "failed"
            _end(self._server, store, made, "succeeded", "settle")
            return "succeeded"

    def expire(self) -> str:
        """A lease ran out: the work waits again."""
        running = self._of("running")
        if not running:
            return "nothing runs"
        with self._server.changing() as store:
            made = self._rng.choice(running)
            row = store.facts["generation", made]
            _tell(self._server, store, made, {**row, "status": "queued"})
        return "expired"

    def finish(self) -> bool:
        """Everything that can be ended is; whether there was anything."""
        was = False
        while self._of("queued"):
            self.claim()
            was = True
        for made in self._of("running"):
            with self._server.changing() as store:
                _end(self._server, store, made, "succeeded", "settle")
            was = True
        self._hands.clear()
        return was

    def _of(self, status: str) -> list[UUID]:
        rows = self._server.store.facts.items()
        return [key[1] for key, row in rows if row.get("status") == status]


def _variants_of(row: dict) -> tuple[UUID, ...]:
    """The videos that a generation is for; a usage row has none."""
    if "id" not in row:
        return ()
    return tuple(variant_id_of(UUID(row["id"]), index) for index in range(2))


def _end(server: Server, store: Store, made: UUID, status: str, entry: str) -> None:
    row = store.facts["generation", made]
    assert status in FOLLOWS[row["status"]]
    variants = [str(variant) for variant in _variants_of(row)]
    ended = {**row, "status": status, "variants": variants if status == "succeeded" else []}
    _charge(server, store, entry, made)
    _tell(server, store, made, ended)


def _charge(server: Server, store: Store, entry: str, about: UUID) -> None:
    store.ledger += ((entry, about),)
    kinds = [kind for kind, _ in store.ledger]
    store.facts[USAGE] = {kind: kinds.count(kind) for kind in ("reserve", "settle", "export")}
    store.append(USAGE, _line("usage", OWNER, store.facts[USAGE]), server.now_ms)


def _tell(server: Server, store: Store, made: UUID, row: dict) -> None:
    store.facts["generation", made] = row
    store.append(("generation", made), _line("generation", made, row), server.now_ms)


def _line(of: str, of_id: UUID, row: dict) -> bytes:
    # As line_of does, cheaper: facts are plain here.
    return hashlib.sha256(json.dumps([of, str(of_id), row]).encode()).digest()


def _refused(code: Code, *, retryable: bool = False) -> Problem:
    return Problem(code, "This wish is refused.", "Read why.", retryable=retryable)
