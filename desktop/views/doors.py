"""What a view is made with: whom it asks, where it hears news, where it sends a person."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Concatenate, Generic, Literal, ParamSpec, Protocol, TypeVar

from PySide6.QtCore import QObject

from contract.problems import Problem
from desktop.settings import AppSettings
from desktop.views.asking import Asking, Failed
from desktop.views.live import Live

if TYPE_CHECKING:
    from desktop.desk import Desk
    from desktop.models.session import Session
    from desktop.views.actions import ActionRegistry
    from desktop.views.theme.theme import Theme

P = ParamSpec("P")
T = TypeVar("T")

ViewName = Literal["dashboard", "create", "review", "library", "settings"]


class Go(Protocol):
    """Brings a view to the front."""

    def __call__(self, view: ViewName, **what: Any) -> None:
        """Show it, with what is named: draft_id, generation_id, variant_id, asset_id."""


class Toast(Protocol):
    """Says something in passing."""

    def __call__(
        self,
        text: str,
        action_words: str | None = None,
        on_action: Callable[[], object] | None = None,
    ) -> None:
        """Say it, with at most one action."""


@dataclass(frozen=True)
class Doors:
    """One bundle for all views of a window; `settings` as they are now, `clock_ms` this
    computer's clock in ms since 1970."""

    desk: "Desk"
    asking: Asking
    live: Live
    actions: "ActionRegistry"
    theme: "Theme"
    go: Go
    toast: Toast
    settings: Callable[[], AppSettings]
    change_settings: Callable[[Callable[[AppSettings], AppSettings]], None]
    say_problem: Callable[[Problem], None]
    clock_ms: Callable[[], int]

    def ask(
        self,
        fn: "Callable[Concatenate[Session, P], T]",
        *args: P.args,
        **kw: P.kwargs,
    ) -> "Question[T]":
        """A verb of the models, asked now: `doors.ask(drafts.get, id).on(self, self._show)`."""
        return Question(self.asking, self.desk.run(fn, *args, **kw))

    def take(self, future: "Future[T]") -> "Question[T]":
        """What was asked of the desk: `doors.take(desk.prove()).on(self, self._show)`."""
        return Question(self.asking, future)


@dataclass(frozen=True)
class Question(Generic[T]):
    """Something that was asked, whose answer nobody has taken yet."""

    _asking: Asking
    future: "Future[T]"

    def on(
        self,
        asker: QObject,
        then: Callable[[T], object] = lambda answer: None,
        failed: Failed | None = None,
    ) -> "Future[T]":
        """Take the answer on the main thread, as `Asking.ask` does."""
        return self._asking.ask(self.future, then, failed, on=asker)
