"""What the app keeps beside the stores: who works here, and how the window was left.

Plain values and hardly a library: it is read before the first paint, and what checks values
elsewhere takes longer to load than the window takes to draw.
"""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from uuid import UUID

import platformdirs

from contract.problems import Code, Problem

NAME = "app.json"
# A profile is found by its server's address; a server of one's own may have another port each time.
THIS_COMPUTER = "http://this-computer"
HOMES = ("this-computer", "server")
THEMES = ("system", "light", "dark", "high-contrast")


@dataclass(frozen=True)
class KnownAccount:
    """Somebody who works here: whose store is opened at the start, signed in or not."""

    server: str
    user_id: UUID
    email: str | None

    @property
    def is_own(self) -> bool:
        """Whether it is the account of the server on this computer, which has no password."""
        return self.server == THIS_COMPUTER


@dataclass(frozen=True)
class Place:
    """Where the window stood, in pixels of the desktop."""

    left: int
    top: int
    width: int
    height: int
    is_maximized: bool = False


@dataclass(frozen=True)
class SavedFilter:
    """A way of looking at the library that somebody wants again; `q` as it was typed."""

    platform: str | None
    tags: tuple[str, ...]
    q: str


@dataclass(frozen=True)
class AppSettings:
    """All of it. `home` (one of HOMES) is None as long as nobody has chosen, `ui_language`,
    `has_reduced_motion` and `cache_bytes` as long as the system's or our own choice holds.
    `caret` counts UTF-16 units in the script of `draft_id`; `device_id` is what a server lists
    this computer by; `export_folder` is where reels were exported to last, called by
    `export_pattern`, with the kinds of files in `export_kinds`."""

    home: str | None = None
    account: KnownAccount | None = None
    device_id: UUID | None = None
    theme: str = "system"
    ui_language: str | None = None
    has_reduced_motion: bool | None = None
    has_single_keys: bool = True
    cache_bytes: int | None = None
    place: Place | None = None
    view: str = "dashboard"
    draft_id: UUID | None = None
    caret: int = 0
    saved_filters: tuple[SavedFilter, ...] = ()
    export_folder: str | None = None
    export_pattern: str | None = None
    export_kinds: tuple[str, ...] | None = None


def default_folder() -> Path:
    """Where this system keeps a program's data."""
    return Path(platformdirs.user_data_dir("reelyard", appauthor=False))


def load(data: Path) -> AppSettings:
    """What was kept. What is not there, or not what we wrote, is as new: no work is in it."""
    try:
        kept = json.loads((data / NAME).read_bytes())
    except (OSError, ValueError):
        return AppSettings()
    if not isinstance(kept, dict):
        return AppSettings()
    read = {name: _READ[name](value) for name, value in kept.items() if name in _READ}
    return AppSettings(**{name: value for name, value in read.items() if value is not None})


def change(data: Path, what: Callable[[AppSettings], AppSettings]) -> AppSettings:
    """Keep what this makes of what was kept; on return the file is whole, the old or the new.
    Only the one app of a data folder calls this.

    Raises: Problem FOLDER_UNWRITABLE.
    """
    before = load(data)
    settings = what(before)
    if settings == before:
        return settings
    try:
        _write(data, settings)
    except OSError as error:
        raise Problem(
            Code.FOLDER_UNWRITABLE,
            f"{data} cannot keep how the window is set: {error.strerror}.",
            "Make room, or change who may write there; your drafts are kept apart from this.",
        ) from error
    return settings


def _write(data: Path, settings: AppSettings) -> None:
    data.mkdir(parents=True, exist_ok=True)
    half = data / f"{NAME}.part"
    with half.open("w", encoding="utf-8") as file:
        json.dump(_plain(settings), file)
        file.flush()
        os.fsync(file.fileno())
    half.replace(data / NAME)


def _plain(value: Any) -> Any:
    if isinstance(value, (AppSettings, KnownAccount, Place, SavedFilter)):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, UUID) else value


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _id(value: object) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _one_of(*names: str) -> Callable[[object], str | None]:
    return lambda value: value if isinstance(value, str) and value in names else None


def _account(value: object) -> KnownAccount | None:
    if not isinstance(value, Mapping):
        return None
    server, user_id = _text(value.get("server")), _id(value.get("user_id"))
    if server is None or user_id is None:
        return None
    return KnownAccount(server, user_id, _text(value.get("email")))


def _place(value: object) -> Place | None:
    if not isinstance(value, Mapping):
        return None
    sides = [_whole(value.get(name)) for name in ("left", "top", "width", "height")]
    left, top, width, height = sides
    if left is None or top is None or width is None or height is None:
        return None
    return Place(left, top, width, height, _flag(value.get("is_maximized")) or False)


def _texts(value: object) -> tuple[str, ...] | None:
    if not isinstance(value, list):
        return None
    return tuple(one for one in value if isinstance(one, str))


def _filters(value: object) -> tuple[SavedFilter, ...] | None:
    if not isinstance(value, list):
        return None
    return tuple(
        SavedFilter(
            _text(one.get("platform")), _texts(one.get("tags")) or (), _text(one.get("q")) or ""
        )
        for one in value
        if isinstance(one, Mapping)
    )


_READ: dict[str, Callable[[object], Any]] = {
    "home": _one_of(*HOMES),
    "account": _account,
    "device_id": _id,
    "theme": _one_of(*THEMES),
    "ui_language": _text,
    "has_reduced_motion": _flag,
    "has_single_keys": _flag,
    "cache_bytes": _whole,
    "place": _place,
    "view": _text,
    "draft_id": _id,
    "caret": _whole,
    "saved_filters": _filters,
    "export_folder": _text,
    "export_pattern": _text,
    "export_kinds": _texts,
}
