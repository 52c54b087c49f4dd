"""What the command keeps beside the stores: who signed in last, and where files are wanted."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from filelock import FileLock
from pydantic import BaseModel, ConfigDict, ValidationError

from contract.problems import Code, Problem
from desktop.models import profiles
from desktop.models.storage import Storage
from desktop.sync.disk import saying_what_is_wrong

NAME = "terminal.json"
LOCK_NAME = "terminal.lock"


class Account(BaseModel):
    """Somebody on a server, whose drafts the commands are about from now on."""

    model_config = ConfigDict(frozen=True)

    server: str
    user_id: UUID
    email: str | None


class Order(BaseModel):
    """Where a draft's finished files go (None: nobody said), and what they are called."""

    model_config = ConfigDict(frozen=True)

    out: Path | None
    name: str


class Home(BaseModel):
    """All of it; `orders` by draft. `device_id` is what the server lists this computer by."""

    model_config = ConfigDict(frozen=True)

    account: Account | None = None
    device_id: UUID | None = None
    orders: dict[UUID, Order] = {}


def folder_of(data: Path | None) -> Path:
    """The folder that was named, else the system's own for us."""
    return profiles.default_folder() if data is None else data


def read(data: Path) -> Home:
    """What was kept; a new one where nothing is.

    Raises: Problem STORE_DAMAGED, FOLDER_UNWRITABLE.
    """
    with saying_what_is_wrong(data):
        try:
            return Home.model_validate_json((data / NAME).read_bytes())
        except (FileNotFoundError, NotADirectoryError):
            return Home()
        except ValidationError as error:
            raise Problem(
                Code.STORE_DAMAGED,
                f"{data / NAME} is not what Reelyard wrote.",
                "Remove it and sign in again with `reelyard drafts sync --server URL`: no draft "
                "is in it.",
            ) from error


def change(data: Path, what: Callable[[Home], Home]) -> Home:
    """Keep what this makes of what was kept; on return it is on the disk, whole.

    Raises: Problem FOLDER_UNWRITABLE, DISK_FULL, STORE_DAMAGED.
    """
    with saying_what_is_wrong(data):
        data.mkdir(parents=True, exist_ok=True)
        # Another command may be at it; none takes longer than this moment.
        with FileLock(data / LOCK_NAME):
            home = what(read(data))
            half = data / f"{NAME}.part"
            with half.open("w", encoding="utf-8") as file:
                file.write(home.model_dump_json())
                file.flush()
                os.fsync(file.fileno())
            half.replace(data / NAME)
    return home


def note_order(data: Path, draft_id: UUID, order: Order) -> None:
    """Remember where a draft's files are wanted."""
    change(data, lambda home: _with_orders(home, {**home.orders, draft_id: order}))


def forget_order(data: Path, draft_id: UUID) -> None:
    """They were brought, or will never be."""
    change(
        data,
        lambda home: _with_orders(
            home, {id: order for id, order in home.orders.items() if id != draft_id}
        ),
    )


@contextmanager
def opened(data: Path, account: Account | None) -> Iterator[Storage]:
    """The store of an account, or of before any sign-in, for as long as the block lasts.

    Raises: Problem STORE_IN_USE, STORE_DAMAGED, STORE_NEWER, FOLDER_UNWRITABLE, DISK_FULL.
    """
    if account is None:
        storage = profiles.open_local(data)
    else:
        storage = profiles.open_account(data, account.server, account.user_id, account.email)
    try:
        yield storage
    finally:
        storage.close()


def _with_orders(home: Home, orders: dict[UUID, Order]) -> Home:
    return home.model_copy(update={"orders": orders})
