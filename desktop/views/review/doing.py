"""What a person does in Review, handed to the store; what comes of it is said."""

from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.models import wishes
from desktop.models.generations import Generation, Variant
from desktop.models.wishes import Wish
from desktop.views.doors import Doors
from desktop.views.review.differences import letter_of
from desktop.views.review.reading import Reading
from desktop.views.words import tr


class Doing(QObject):
    """`made` when a wish for another generation stands."""

    made = Signal()

    def __init__(self, doors: Doors, reading: Reading, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._doors, self._reading = doors, reading

    def regenerate(self, *, variants: int | None = None) -> None:
        """The draft once more: all its variants, or so many."""
        if (review := self._reading.review) is not None:
            asked = self._doors.ask(wishes.regenerate, review.draft.id, variants=variants)
            asked.on(self, self._wished)

    def remake(self, variant_id: UUID, scene: int) -> None:
        """One scene of a variant; its others stay as they are."""
        if (review := self._reading.review) is not None:
            asked = self._doors.ask(
                wishes.regenerate, review.draft.id, variant_id=variant_id, scene=scene
            )
            asked.on(self, self._wished)

    def retry(self, generation: Generation) -> None:
        """What failed, once more."""
        self._doors.ask(wishes.make_again, generation.id).on(self, self._wished)

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
        self._doors.ask(wishes.retry, wish.id).on(self, self._again)

    def make_one_instead(self, wish: Wish) -> None:
        """One variant where more were too dear."""
        self.dismiss(wish)
        self.regenerate(variants=1)

    def _again(self, wish: Wish) -> None:
        if wish.kind in ("create", "regenerate"):
            self._wished(wish)

    def _wished(self, wish: Wish) -> None:
        self._reading.choose_generation(None)
        self.made.emit()
        generation_id = wish.generation_id
        if generation_id is not None:
            self._doors.toast(
                tr("Asked for. What was made before stays."),
                tr("Undo"),
                lambda: self._doors.ask(wishes.cancel, generation_id).on(self),
            )
