"""What the settings may ask of the app about who works here."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Protocol


class Leaving(Protocol):
    """`words` are what a person is told before they sign out; `leave` signs out, or opens the
    page of the first start where nobody is signed in; `sign_in_again` goes on after a session
    has ended."""

    @property
    def words(self) -> "Callable[[], Future[str]]":
        """What the server has not got yet."""

    @property
    def leave(self) -> Callable[[], None]:
        """Sign out."""

    @property
    def sign_in_again(self) -> Callable[[], None]:
        """Sign in as the same person."""
