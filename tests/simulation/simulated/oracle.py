"""Knows everything that was ever durable anywhere, and what must be true of it."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING
from uuid import UUID

from simulated.device import Device
from simulated.disk import Disk
from simulated.server import TRASH_MS, Server
from simulated.store import Key, Store

from contract.problems import Code
from contract.syncing.digests import fact_json, fold, row_digest, synced_json
from contract.syncing.ops import SetOp, TagsOp
from contract.syncing.pull import TableDigest
from contract.syncing.push import Held
from contract.syncing.rows import Row
from contract.text import Document, Texts, texts_of

if TYPE_CHECKING:
    from simulated.world import World

# A word that somebody typed; nobody else typed the same.
# Its first and last letter are its own, so that no difference of texts can run into another.
FIRST_LETTER = 0x4E00
TOKEN = re.compile("([\u4e00-\u9fff])[^\u4e00-\u9fff]*\\1")
# Each text is looked through again and again: those of a few seeds.
MOST_TEXTS_KNOWN = 4_096
# A device sends in order what it wrote on top of what it knows: the server never misses anything.
NEVER_REFUSED = (Code.TEXT_DAMAGED, Code.TEXT_GAP)


# When and by whom, and what.
Stamped = tuple[tuple[str, str], str]


class Violation(AssertionError):  # noqa: N818 - what a promise meets
    """A promise does not hold."""


class Oracle:
    """`known` is all that is durable somewhere; it shrinks by restores and sweeps alone."""

    def __init__(self) -> None:
        self.known: frozenset[str] = frozenset()
        # What somebody took out again, or what its time was over for.
        self.excused: set[str] = set()
        self.purged: set[UUID] = set()
        self.typed_in: dict[str, UUID] = {}
        self.tagged: dict[str, Key] = {}
        self.was_restored = False
        self._winners: dict[tuple[Key, str], dict[str, tuple[str, str]]] = {}
        self._seen: dict[Key, Held] = {}
        self._held: list[tuple[object, set[str]]] = []

    def watch(self, server: Server) -> None:
        """Remember which value of a field ever stood on the server, and since when."""
        for row_key, held in server.store.rows.items():
            if self._seen.get(row_key) is held:
                continue
            self._seen[row_key] = held
            for name, one in held.row.fields.items():
                stamps = self._winners.setdefault((row_key, name), {})
                stamps[str(one.v)] = max(one.stamp, stamps.get(str(one.v), one.stamp))

    def check(self, world: "World") -> None:
        """Nothing that was durable a moment ago is gone, and each key had one effect."""
        self.watch(world.server)
        now = self.held_by_all(world)
        lost = sorted(one for one in self.known - now if not self._is_excused(one))
        lost = [one for one in lost if not self._is_long_past(one, world)]
        if lost:
            raise Violation(f"lost on the way: {lost[:3]} of {len(lost)}")
        self.known = now
        check_effects(world.server)
        for device in world.devices:
            check_dead_letters(device.disk)

    def forgive(self, world: "World") -> None:
        """Something was put back to an older copy: what only it held is gone, rightly."""
        self.watch(world.server)
        self.known = self.held_by_all(world)

    def held_by_all(self, world: "World") -> frozenset[str]:
        """Everything that is durable somewhere; what was looked at a step ago is known."""
        states = [world.server.store, *(device.disk for device in world.devices)]
        kept = {id(state): held for state, held in self._held}
        self._held = [
            (
                one,
                kept.get(id(one))
                or (held_by_device if isinstance(one, Disk) else held_by_server)(one),
            )
            for one in states
        ]
        return frozenset().union(*(held for _, held in self._held))

    def best(self, world: "World") -> dict[tuple[Key, str], Stamped]:
        """The latest write of each field that anybody still holds as acknowledged."""
        best: dict[tuple[Key, str], Stamped] = {}
        bases = [device.disk.base for device in world.devices]
        rows = [{k: h.row for k, h in world.server.store.rows.items()}, *bases]
        for row_key, row in (one for some in rows for one in some.items()):
            for name, one in row.fields.items():
                stamp = self._winners.get((row_key, name), {}).get(str(one.v))
                if stamp and _is_token(one.v) and row_key[1] not in self.purged:
                    mine = (stamp, str(one.v))
                    best[row_key, name] = max(mine, best.get((row_key, name), mine))
        return best

    def check_end(self, world: "World", best: dict[tuple[Key, str], Stamped]) -> None:
        """After quiet: all are equal, and everything is there."""
        server = world.server
        self.check(world)
        reached = held_by_server(server.store)
        for device in world.devices:
            reached |= held_in_letters(device.disk)
        missing = [one for one in self.known if not self._is_excused(one) and one not in reached]
        missing = sorted(one for one in missing if not one.startswith("wish:"))
        missing = [one for one in missing if not self._is_long_past(one, world)]
        if missing:
            raise Violation(f"lost: {missing[:3]} of {len(missing)}")
        check_latest(server, best)
        views = server_views(server)
        digest = server.digest().tables
        for device in world.devices:
            check_same(device, views, digest)
            check_wishes(device, server)

    def _is_long_past(self, value: str, world: "World") -> bool:
        """Whether a later value stands in its place, and its 30 days among those that lost are
        over: a device that was away longer drops it with its own old row."""
        for (row_key, name), stamps in self._winners.items():
            if value in stamps:
                held = world.server.store.rows.get(row_key)
                stands = held.row.fields.get(name) if held else None
                is_old = int(stamps[value][0][:13]) < world.now_ms - TRASH_MS
                return is_old and stands is not None and stands.stamp > stamps[value]
        return False

    def _is_excused(self, token: str) -> bool:
        typed_in = self.typed_in.get(token) or self.tagged.get(token, (None, None))[1]
        return token in self.excused or typed_in in self.purged


def held_by_server(store: Store) -> set[str]:
    """Words, values and tags on the server, values that lost included; wishes by their key."""
    held = set(_words(store.said.values()))
    held.update(_of_rows(one.row for one in store.rows.values()))
    held.update(
        str(lost.written.v) for _, _, lost in store.overwritten if _is_token(lost.written.v)
    )
    held.update(f"wish:{key}" for key in store.answers)
    return held


def held_by_device(disk: Disk) -> set[str]:
    """Words, values, tags and wishes of a profile, waiting or not."""
    held = set(_words(disk.said.values()))
    held.update(_of_rows(disk.base.values()))
    held.update(_of_ops(one.op for one in disk.outbox))
    held.update(f"wish:{key}" for key in disk.wishes)
    return held | held_in_letters(disk)


def held_in_letters(disk: Disk) -> set[str]:
    """What a person finds among the dead letters and in the local trash."""
    held = set(_words(one.said for one in disk.dead))
    held.update(_of_ops(one.op for one in disk.dead))
    held.update(_words(said for _, _, said in disk.trash.values()))
    held.update(_of_rows(row for row, _, _ in disk.trash.values()))
    held.update(_of_rows(disk.replaced))
    return held


def check_effects(server: Server) -> None:
    """Each key has at most one effect and one charge; each export is counted once."""
    made = Counter(
        row["frozen"] for (of, _), row in server.store.facts.items() if of == "generation"
    )
    charged = Counter(
        ("begin" if kind == "reserve" else "export" if kind == "export" else "end", about)
        for kind, about in server.store.ledger
    )
    twice = [one for one, count in [*made.items(), *charged.items()] if count > 1]
    if twice:
        raise Violation(f"twice: {twice[:3]}")


def check_dead_letters(disk: Disk) -> None:
    """What the server refused for good is what a person did, never how it was sent."""
    for one in disk.dead:
        if one.problem.code in NEVER_REFUSED:
            raise Violation(f"{one.op.kind} op refused: {one.problem.code}")


def check_latest(server: Server, best: dict[tuple[Key, str], Stamped]) -> None:
    """No field went back to an older value."""
    for (row_key, name), (stamp, value) in best.items():
        held = server.store.rows.get(row_key)
        if held is None or held.is_gone:
            continue
        written = held.row.fields.get(name)
        # Machines with a copy of one profile write under one name in one moment, before one takes
        # another: either wins, and the other is told among those that lost.
        is_tie = written is not None and written.hlc[:13] == stamp[0][:13]
        if written is None or (written.stamp < stamp and written.v != value and not is_tie):
            raise Violation(f"{row_key[0]}.{name} went back: {written} before {stamp}")


def server_views(server: Server) -> dict[Key, object]:
    """The JSON view of everything."""
    views: dict[Key, object] = {
        row_key: view_of(held.row, server.store.said.get(row_key[1]))
        for row_key, held in server.store.rows.items()
        if not held.is_gone
    }
    for row_key, texts in list(server.store.texts.items()):
        whole = server.store.rows["draft", row_key].whole
        if texts and texts_of(whole) != server.store.said[row_key]:
            raise Violation("the server's plain texts are not what its updates say")
    return {**views, **server.store.facts}


def device_views(disk: Disk, said: dict[UUID, Texts]) -> dict[Key, object]:
    """The same as a device shows it."""
    keys = [row_key for of in ("draft", "placement", "asset") for row_key in disk.keys(of)]
    rows = {row_key: disk.row(row_key) for row_key in keys}
    views: dict[Key, object] = {k: view_of(row, said.get(k[1])) for k, row in rows.items() if row}
    return {**views, **disk.facts}


def view_of(row: Row, texts: Texts | None) -> dict[str, object]:
    """A row as plain JSON."""
    told: dict[str, object] = {name: one.v for name, one in row.fields.items()}
    if row.of == "draft":
        texts = texts or Texts("", "")
        told |= {"topic": texts.topic, "script": texts.script}
    return {**told, "tags": row.tags}


def check_same(device: Device, views: dict[Key, object], digest: dict[str, TableDigest]) -> None:
    """What a device shows, what it would show after a cold start, and what it holds are the
    server's."""
    disk = device.disk
    if disk.outbox:
        raise Violation(f"{device.name} still has {len(disk.outbox)} ops to send")
    cold = {
        row_id: _read(disk.updates(row_id)) for of, row_id in disk.keys("draft") if of == "draft"
    }
    for how, said in (("shows", disk.said), ("shows after a restart", cold)):
        shown = device_views(disk, said)
        differing = [k for k in {**views, **shown} if shown.get(k) != views.get(k)]
        if differing:
            one = differing[0]
            raise Violation(f"{device.name} {how} {shown.get(one)}, not {views.get(one)}")
    if device_digest(disk) != digest:
        raise Violation(f"{device.name} has another digest")


def device_digest(disk: Disk) -> dict[str, TableDigest]:
    """As the server's."""
    digests: dict[str, list[bytes]] = {}
    for (of, row_id), row in disk.base.items():
        texts = texts_of(disk.wholes[row_id]) if row_id in disk.wholes else None
        digests.setdefault(of, []).append(row_digest(synced_json(row, texts)))
    for (of, row_id), row in disk.facts.items():
        digests.setdefault(of, []).append(row_digest(fact_json(of, row_id, row)))
    return {of: fold(those) for of, those in digests.items()}


def check_wishes(device: Device, server: Server) -> None:
    """Each wish was answered, and what it made is there."""
    for one in device.disk.wishes.values():
        if one.state == "waiting":
            raise Violation(f"{device.name} still waits for {one.wish}")
        is_there = one.made in server.store.facts or one.made in server.store.rows
        if one.state in ("answered", "done") and not is_there:
            raise Violation(f"{one.wish} was answered, and its {one.made} is gone")


def _read(updates: list[bytes]) -> Texts:
    document = Document(1, updates)
    return Texts(document.topic, document.script)


@lru_cache(MOST_TEXTS_KNOWN)
def words_in(text: str) -> tuple[str, ...]:
    """The words in a text that are still whole."""
    return tuple(found.group() for found in TOKEN.finditer(text))


def _words(said: Iterable[Texts]) -> Iterator[str]:
    for texts in said:
        yield from words_in(texts.topic)
        yield from words_in(texts.script)


def _of_rows(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        yield from (one.v for one in row.fields.values() if _is_token(one.v))
        yield from row.tags


def _of_ops(ops: Iterable[object]) -> Iterator[str]:
    for op in ops:
        if isinstance(op, SetOp):
            yield from (value for value in op.fields.values() if _is_token(value))
        elif isinstance(op, TagsOp):
            yield from op.add


def _is_token(value: object) -> bool:
    return isinstance(value, str) and value.startswith("v")
