"""What a verb is given: the transaction, the open texts, the clock, and a place for news."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, CursorResult, Executable

from contract.syncing.memory import Memory
from desktop.models.documents import Documents
from desktop.models.news import Changed, Of
from desktop.models.sources import Sources


class Session:
    """One transaction's view of the store; only the storage thread may touch it.

    Verbs never commit: whoever called `Storage.call` or `Storage.run` has all of it or nothing.
    """

    def __init__(self, connection: Connection, sources: Sources) -> None:
        self.connection = connection
        self.sources = sources
        self.documents = Documents(sources)
        # What `sync_state` read in this transaction: the memory, the last rank.
        self.state: tuple[Memory, int] | None = None
        self._changed: dict[Of, set[UUID]] = {}

    def execute(self, statement: Executable, values: Any = None) -> CursorResult[*tuple[Any, ...]]:
        """Run one statement in the transaction; with a list of values, once for each."""
        return self.connection.execute(statement, values)

    def now_ms(self) -> int:
        """This computer's clock, in ms since 1970."""
        return self.sources.now_ms()

    def new_id(self) -> UUID:
        """An id that nobody else has."""
        return self.sources.new_id()

    def tell(self, of: Of, *ids: UUID) -> None:
        """Note what the transaction changes; listeners hear of it once it is committed."""
        self._changed.setdefault(of, set()).update(ids)

    def end(self) -> tuple[Changed, ...]:
        """The transaction is over; return what was noted in it."""
        self.state = None
        news = tuple(Changed(of, frozenset(ids)) for of, ids in self._changed.items())
        self._changed.clear()
        return news
