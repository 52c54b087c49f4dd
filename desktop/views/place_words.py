"""Where one can go in the window: views and sections, with icons, keys and what they are called."""

from collections.abc import Mapping
from typing import NamedTuple

from desktop.views.words import tr


class Place(NamedTuple):
    """Somewhere to go."""

    name: str
    icon: str
    words: str


# View, icon and key, in the order of the keys Ctrl+1..4.
VIEWS = (
    ("dashboard", "house", "Ctrl+1"),
    ("create", "sparkles", "Ctrl+2"),
    ("review", "circle-play", "Ctrl+3"),
    ("library", "grid", "Ctrl+4"),
)


def view_words() -> Mapping[str, str]:
    """What each view is called."""
    return {
        "dashboard": tr("Dashboard"),
        "create": tr("Create"),
        "review": tr("Review"),
        "library": tr("Library"),
        "settings": tr("Settings"),
    }


def sections() -> tuple[Place, ...]:
    """The sections of the settings."""
    return (
        Place("account", "user", tr("Account")),
        Place("sync", "refresh", tr("Devices and sync")),
        Place("server", "server", tr("Server and keys")),
        Place("storage", "database", tr("Storage")),
        Place("look", "palette", tr("Language and theme")),
        Place("shortcuts", "keyboard", tr("Keys")),
    )
