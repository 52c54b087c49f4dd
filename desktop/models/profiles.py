"""Profiles: one folder for each (server, user), and one for before any sign-in."""

import hashlib
import re
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from contract.problems import Code, Problem
from desktop.models import outbox, owners
from desktop.models.moving import move_in
from desktop.models.outbox import Waiting
from desktop.models.owners import Profile, describe
from desktop.models.session import Session
from desktop.models.sources import Sources
from desktop.models.storage import Storage
from desktop.models.store_file import NAME
from desktop.settings import default_folder

__all__ = [
    "LOCAL",
    "Profile",
    "default_folder",
    "describe",
    "folder_of",
    "list_accounts",
    "move_in",
    "open_account",
    "open_local",
    "unsent",
]

LOCAL, ACCOUNTS = "local", "accounts"
# Of a sha256: two servers of one person never share these.
_NAME_CHARS = 12
_PORTS = {"http": 80, "https": 443}
_UNFIT = re.compile(r"[^a-z0-9.-]+")


def folder_of(data: Path, server_url: str, owner_id: UUID) -> Path:
    """The folder of one user of one server, however the server's address is spelled."""
    address = _address_of(server_url)
    host = _UNFIT.sub("-", urlsplit(address).hostname or "server").strip("-.")
    mark = hashlib.sha256(address.encode()).hexdigest()[:_NAME_CHARS]
    return data / ACCOUNTS / f"{host[:40]}-{mark}" / str(owner_id)


def open_local(data: Path, sources: Sources | None = None) -> Storage:
    """The store of before any sign-in.

    Raises: Problem, as `Storage` does.
    """
    return Storage(data / LOCAL, sources)


def open_account(
    data: Path, server_url: str, owner_id: UUID, email: str | None, sources: Sources | None = None
) -> Storage:
    """The store of a user of a server; made if this is the first time here.

    Raises: Problem, as `Storage` does.
    """
    storage = Storage(folder_of(data, server_url, owner_id), sources)
    try:
        storage.call(_belong_to, owner_id, server_url, email)
    except BaseException:
        storage.close()
        raise
    return storage


def list_accounts(data: Path) -> tuple[Path, ...]:
    """The folders of all accounts that were ever signed in here."""
    return tuple(sorted(file.parent for file in (data / ACCOUNTS).glob(f"*/*/{NAME}")))


def unsent(storage: Storage) -> Waiting:
    """How much would wait in this store if its user signed out now; it is kept."""
    return storage.call(outbox.count_waiting)


def _belong_to(session: Session, owner_id: UUID, server_url: str, email: str | None) -> None:
    before = describe(session)
    if before.server_url is not None and before.owner_id != owner_id:
        raise Problem(
            Code.FOLDER_IN_USE,
            "This folder holds the drafts of somebody else.",
            "Open it as that user, or choose another folder.",
        )
    owners.belong_to(session, owner_id, server_url, email)


def _address_of(server_url: str) -> str:
    """One spelling of a server's address: what differs for no server is left out."""
    parts = urlsplit(server_url.strip())
    scheme, host = parts.scheme.lower() or "https", (parts.hostname or "").lower()
    port = parts.port
    named = "" if port in (None, _PORTS.get(scheme)) else f":{port}"
    return f"{scheme}://{host}{named}{parts.path.rstrip('/')}"
