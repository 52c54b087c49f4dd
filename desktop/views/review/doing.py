"""What a person does in Review, handed to the store; what comes of it is said."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from PySide6.QtCore import QObject

from contract.problems import Problem
from desktop.models import wishes
from desktop.models.generations import Generation, Variant
from desktop.models.reviews import Review
from desktop.models.wishes import Wish
from desktop.views.doors import Doors
from desktop.views.review.differences import letter_of
from desktop.views.review.reading import Reading
from desktop.views.review.review_words import minutes_of
from desktop.views.words import tr


class Doing(QObject):
    """One wish at a time: what is pressed twice is asked for once."""

    def __init__(self, doors: Doors, reading: Reading, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._doors, self._reading = doors, reading
        self._is_asking = False
        # What was read when a wish was answered: until it was read anew, it is not shown yet.
        self._read_before: Review | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a wish was pressed that is not shown yet: another press is the same one."""
        seen = self._read_before
        return self._is_asking or (seen is not None and self._reading.review is seen)

    def regenerate(self, *, variants: int | None = None) -> None:
        """The draft once more: all its variants, or so many."""
        if (review := self._reading.review) is not None:
            self._wish(wishes.regenerate, review.draft.id, variants=variants)

    def remake(self, variant_id: UUID, scene: int) -> None:
        """One scene of a variant; its others stay as they are."""
        if (review := self._reading.review) is not None:
            self._wish(wishes.regenerate, review.draft.id, variant_id=variant_id, scene=scene)

    def retry(self, generation: Generation) -> None:
        """What failed, once more."""
        self._wish(wishes.make_again, generation.id)

    def cancel(self, generation: Generation) -> None:
        """Nobody wants it any more."""

        def cancelled(wish: Wish | None) -> None:
            if wish is None:
                self._reading.choose_generation(None)
                self._doors.toast(tr("Taken back. Nothing was charged."))

        self._doors.ask(wishes.cancel, generation.id).on(self, cancelled)

    def save(self, variant: Variant) -> None:
        """Into the library."""

        def saved(wish: Wish) -> None:
            words = tr("Variant {letter} is in your library.", letter=letter_of(variant.index))
            show = {"asset_id": wish.asset_id}
            self._doors.toast(words, tr("Show"), lambda: self._doors.go("library", **show))

        self._doors.ask(wishes.save, variant.id).on(self, saved)

    def dismiss(self, wish: Wish) -> None:
        """The refusal was read."""
        self._doors.ask(wishes.dismiss, wish.id).on(self)

    def retry_refused(self, wish: Wish) -> None:
        """A refused wish once more, as it was."""
        self._wish(wishes.retry, wish.id)

    def make_one_instead(self, wish: Wish) -> None:
        """One variant where more were too dear."""
        self.regenerate(variants=1)
        self.dismiss(wish)

    def _wish(self, verb: Callable[..., Wish], *what: Any, **more: Any) -> None:
        """Press once, however often."""
        if self.is_busy:
            return
        self._is_asking = True
        self._doors.ask(verb, *what, **more).on(self, self._wished, self._refused)

    def _refused(self, problem: Problem) -> None:
        self._is_asking = False
        self._doors.say_problem(problem)

    def _wished(self, wish: Wish) -> None:
        self._is_asking, self._read_before = False, self._reading.review
        self._reading.reopen()
        generation_id = wish.generation_id
        if wish.kind in ("create", "regenerate") and generation_id is not None:
            self._reading.choose_generation(None)
            self._doors.toast(
                tr(
                    "Asked for, {minutes} min. What was made before stays.",
                    minutes=minutes_of(wish.price_ms),
                ),
                tr("Undo"),
                lambda: self._doors.ask(wishes.cancel, generation_id).on(self),
            )
