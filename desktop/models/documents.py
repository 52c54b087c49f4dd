"""The texts that are open: few at a time, each under a client id that was never used before."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from uuid import UUID

from contract.text import Document
from desktop.models.sources import Sources

# The draft in the editor, those compared with it, and what a sync just touched; a document of
# a long script weighs some hundred kB.
MOST_OPEN = 16


class Documents:
    """A bounded cache. What a transaction changed in it is forgotten when that is rolled back."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._open: OrderedDict[UUID, Document] = OrderedDict()
        self._touched: set[UUID] = set()
        # Drafts whose stored updates do not fit together: the server's whole text is wanted.
        self.unreadable: set[UUID] = set()

    def find(self, draft_id: UUID) -> Document | None:
        """The document if it is open; it counts as touched by this transaction."""
        found = self._open.get(draft_id)
        if found is not None:
            self._open.move_to_end(draft_id)
            self._touched.add(draft_id)
        return found

    def open(self, draft_id: UUID, updates: Callable[[], Iterable[bytes]]) -> Document:
        """The document of a draft; read from its raw updates unless it is open already."""
        found = self.find(draft_id)
        if found is None:
            found = Document(self._sources.new_client_id(), updates())
            self._open[draft_id] = found
            self._touched.add(draft_id)
            while len(self._open) > MOST_OPEN:
                self._open.popitem(last=False)
        return found

    def close(self, draft_id: UUID) -> None:
        """Forget a document; the next to ask reads it anew."""
        self._open.pop(draft_id, None)

    def close_all(self) -> None:
        """Forget all of them."""
        self._open.clear()

    def keep(self) -> None:
        """What was touched is committed."""
        self._touched.clear()

    def forget_touched(self) -> None:
        """What was touched is not: read anew what the database holds."""
        for draft_id in self._touched:
            self._open.pop(draft_id, None)
        self._touched.clear()
