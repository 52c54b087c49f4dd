"""Profiles: one folder for each (server, user), and one for before any sign-in."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from desktop.models.outbox import Waiting
from desktop.models.session import Session
from desktop.models.sources import Sources
from desktop.models.storage import Storage

LOCAL = "local"


@dataclass(frozen=True)
class Profile:
    """Whose store this is. `server_url` and `email` are None before a sign-in; `owner_id` is
    then the store's own."""

    owner_id: UUID
    server_url: str | None
    email: str | None


def default_folder() -> Path:
    """Where this system keeps a program's data."""
    raise NotImplementedError


def folder_of(data: Path, server_url: str, owner_id: UUID) -> Path:
    """The folder of one user of one server, however the server's address is spelled."""
    raise NotImplementedError


def open_local(data: Path, sources: Sources | None = None) -> Storage:
    """The store of before any sign-in.

    Raises: Problem, as `Storage` does.
    """
    raise NotImplementedError


def open_account(
    data: Path, server_url: str, owner_id: UUID, email: str | None, sources: Sources | None = None
) -> Storage:
    """The store of a user of a server; made if this is the first time here.

    Raises: Problem, as `Storage` does.
    """
    raise NotImplementedError


def list_accounts(data: Path) -> tuple[Path, ...]:
    """The folders of all accounts that were ever signed in here."""
    raise NotImplementedError


def describe(session: Session) -> Profile:
    """Whose store this is."""
    raise NotImplementedError


def move_in(local: Storage, account: Storage) -> int:
    """Everything that was made before the sign-in belongs to the account: drafts, placements,
    wishes, with their edits waiting to be sent. Return how many drafts came.

    Interrupted and begun again, nothing comes twice and nothing is missing; the local store is
    empty on return.
    """
    raise NotImplementedError


def unsent(storage: Storage) -> Waiting:
    """How much would wait in this store if its user signed out now; it is kept."""
    raise NotImplementedError
