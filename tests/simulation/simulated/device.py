"""A simulated device: its one storage transaction, its documents, and what its person does."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from uuid import UUID

from simulated.disk import Disk, Wished
from simulated.faults import Crashed, DiskFull, Faults
from simulated.reels import Wish
from simulated.store import Key
from simulated.variants import Variant

from contract.syncing.memory import Memory, ticked
from contract.syncing.ops import SetOp, TagsOp
from contract.syncing.resync import text_op
from contract.text import Document, TextName, Texts


class Device:
    """One profile on one machine. `disk` is replaced, never changed."""

    def __init__(
        self, name: str, disk: Disk, rng: Random, faults: Faults, variant: Variant
    ) -> None:
        self.name, self.disk, self.variant = name, disk, variant
        self.faults, self._rng = faults, rng
        self.skew_ms = 0
        self.clock: Callable[[], int] = lambda: 0
        self._documents: dict[UUID, Document] = {}

    @property
    def clock_ms(self) -> int:
        """What this device's clock says."""
        return self.clock() + self.skew_ms

    def new_id(self) -> UUID:
        """A fresh random id."""
        return UUID(int=self._rng.getrandbits(128), version=4)

    def restart(self) -> None:
        """The process is gone; a new one opens the same file."""
        self._documents.clear()

    @contextmanager
    def storing(self) -> Iterator[Disk]:
        """One transaction, all of it or nothing.

        Raises: DiskFull, Crashed (before or after the commit).
        """
        disk = self.disk.copy()
        try:
            yield disk
            self._commit(disk)
        except BaseException:
            # What the documents hold may be more than what the disk does.
            self.restart()
            raise

    def _commit(self, disk: Disk) -> None:
        fault = self.faults.at_the_disk()
        if fault == "disk full":
            raise DiskFull(fault)
        if fault == "crashed before commit":
            raise Crashed(fault)
        self.disk = disk
        if fault == "crashed after commit":
            raise Crashed(fault)

    def document(self, draft_id: UUID) -> Document:
        """A draft's texts, loaded under a client id of their own."""
        if draft_id not in self._documents:
            updates = self.disk.updates(draft_id)
            self._documents[draft_id] = Document(self._client_id(), updates)
        return self._documents[draft_id]

    def took_in(self, draft_id: UUID, update: bytes) -> None:
        """What arrived stands in the open editor, too."""
        if draft_id in self._documents:
            self._documents[draft_id].take_in(update)

    def close(self, draft_id: UUID) -> None:
        """The next edit reads the draft from the disk."""
        self._documents.pop(draft_id, None)

    def create_draft(self, draft_id: UUID, fields: dict, texts: Texts) -> None:
        """A new draft, its texts seeded here and nowhere else."""
        with self.storing() as disk:
            self._add_set(disk, ("draft", draft_id), fields)
            document = self._documents[draft_id] = Document(self._client_id())
            made = document.edit("topic", texts.topic) + document.edit("script", texts.script)
            self._add_texts(disk, draft_id, made)

    def edit(self, draft_id: UUID, name: TextName, text: str) -> None:
        """The text as the person left it."""
        with self.storing() as disk:
            made = self.document(draft_id).edit(name, text)
            self._add_texts(disk, draft_id, made)

    def splice(self, draft_id: UUID, at_utf16: int, removed_utf16: int, inserted: str) -> None:
        """The script, as Qt tells of a change."""
        with self.storing() as disk:
            made = self.document(draft_id).splice("script", at_utf16, removed_utf16, inserted)
            self._add_texts(disk, draft_id, made)

    def set(self, key: Key, fields: dict) -> None:
        """Fields of a row; the first time it comes into being."""
        with self.storing() as disk:
            self._add_set(disk, key, fields)

    def tag(self, key: Key, add: tuple[str, ...], remove: tuple[str, ...]) -> None:
        """Tags put on and taken off."""
        with self.storing() as disk:
            seen = disk.memory.cursor.seq if disk.memory.cursor else 0
            n = disk.memory.last_n + 1
            of, row_id = key
            disk.add(TagsOp(n=n, of=of, id=row_id, add=add, remove=remove, seen=seen))

    def wish(self, wish: Wish) -> None:
        """A click: the wish with its key and all it needs, frozen."""
        with self.storing() as disk:
            disk.wishes[wish.key] = Wished(disk.next_place(), wish)

    def compact(self) -> None:
        """What a draft's bytes are put together; its words stay."""
        with self.storing() as disk:
            for draft_id, whole in disk.wholes.items():
                disk.wholes[draft_id] = self._compacted(whole)

    def _compacted(self, whole: bytes) -> bytes:
        if self.variant.keeps_raw_updates:
            return Document(1, [whole]).whole()
        return Document(1, [whole])._doc.get_update()

    def _add_set(self, disk: Disk, key: Key, fields: dict) -> None:
        disk.memory = ticked(disk.memory, self.clock_ms)
        n, hlc = disk.memory.last_n + 1, disk.memory.hlc
        disk.add(SetOp(n=n, of=key[0], id=key[1], hlc=hlc, fields=fields))

    def _add_texts(self, disk: Disk, draft_id: UUID, updates: tuple[bytes, ...]) -> None:
        for update in updates:
            disk.add(text_op(disk.memory.last_n + 1, draft_id, update))
        document = self._documents[draft_id]
        disk.said[draft_id] = Texts(document.topic, document.script)

    def _client_id(self) -> int:
        if not self.variant.has_fresh_client_ids:
            return (self.disk.memory.device.int >> 76) | 1
        return self._rng.getrandbits(52) | 1


def new_disk(device: UUID) -> Disk:
    """A profile that nothing was ever done with."""
    return Disk(Memory(device))
