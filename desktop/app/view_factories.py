"""Which module draws which view; nothing of them is loaded before the first paint."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from desktop.views.doors import Doors, ViewName

VIEWS: "dict[ViewName, tuple[str, str]]" = {
    "dashboard": ("desktop.views.dashboard", "DashboardView"),
    "create": ("desktop.views.create", "CreateView"),
    "review": ("desktop.views.review", "ReviewView"),
    "library": ("desktop.views.library", "LibraryView"),
    "settings": ("desktop.views.settings_page", "SettingsPage"),
}
# In the order in which a person needs them.
MODULES = (
    "desktop.app.household",
    "desktop.views.doors",
    "desktop.views.live",
    "desktop.views.dashboard",
    "desktop.views.create",
    "desktop.views.review",
    "desktop.views.library",
    "desktop.views.settings_page",
    "desktop.views.desk_frame",
)


@dataclass(frozen=True)
class Leaving:
    """What the settings do about who works here: the words before signing out, signing out, and
    signing in again after a session has ended."""

    words: "Callable[[], Future[str]]"
    leave: Callable[[], None]
    sign_in_again: Callable[[], None]


def of(doors: "Doors", leaving: Leaving) -> "dict[ViewName, Callable[[], QWidget]]":
    """How each view is made, once somebody wants to see it."""

    def factory(name: "ViewName") -> Callable[[], QWidget]:
        module, kind = VIEWS[name]

        def make() -> QWidget:
            more = (leaving,) if name == "settings" else ()
            return cast(QWidget, getattr(import_module(module), kind)(doors, *more))

        return make

    return {name: factory(name) for name in VIEWS}
