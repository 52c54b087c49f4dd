"""What can be done in Review now, at which price; where it cannot, why and until when."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from desktop.models.generations import Variant
from desktop.models.reviews import Review
from desktop.views.doors import Doors
from desktop.views.problem_words import words_of
from desktop.views.review.doing import Doing
from desktop.views.review.reading import Reading
from desktop.views.review.review_words import minutes_of
from desktop.views.review.scene_now import SceneNow
from desktop.views.review.weighing import (
    Refusal,
    cooldown_of,
    goes_next,
    refusal_of,
    save_refusal,
)
from desktop.views.words import tr


@dataclass(frozen=True)
class Offer:
    """A way of making anew, with its price in its words."""

    words: str
    act: Callable[[], object]
    reason: str | None


class Offers:
    """Asked anew each time."""

    def __init__(self, doors: Doors, reading: Reading, scene: SceneNow, doing: Doing) -> None:
        self._doors, self._reading, self._scene, self._doing = doors, reading, scene, doing

    def refusal(self) -> Refusal | None:
        """Why the draft cannot be made anew now."""
        review, prices = self._reading.review, self._reading.prices
        if review is None:
            return Refusal(tr("No draft is open."), "")
        if review.draft.deleted_at is not None:
            return Refusal(tr("This draft is in the trash."), tr("Restore it first."))
        if prices.problem is not None:
            return Refusal(*words_of(prices.problem))
        newest = review.find(None)
        if newest is not None and newest.is_provisional:
            return Refusal(tr("It was asked for already, and waits to be sent."), "")
        return self._weighed(review, prices.all.ms if prices.all else 0)

    def retry_reason(self) -> str | None:
        """Why what failed cannot be tried again now."""
        review = self._reading.review
        if review is None:
            return None
        refusal = cooldown_of(review.generations, self._doors.clock_ms())
        return refusal.text if refusal is not None else None

    def save_reason(self, variant: Variant | None) -> str | None:
        """Why a variant cannot be saved now."""
        review = self._reading.review
        if review is None or variant is None or variant.status != "ready":
            return tr("No variant is ready.")
        if variant.is_saved:
            return tr("It is in your library.")
        refusal = save_refusal(review.meter, variant.is_saved, self._doors.clock_ms())
        return refusal.text if refusal is not None else None

    def note(self) -> str | None:
        """That what is asked for now waits for a place."""
        review = self._reading.review
        if review is None:
            return None
        return goes_next(review.meter, review.live, self._doors.clock_ms())

    def ways(self) -> list[Offer]:
        """The ways of making anew: all, one variant, the scene that is on."""
        prices, refusal, review = self._reading.prices, self.refusal(), self._reading.review
        ways = list[Offer]()
        if prices.all is not None:
            words = tr(
                "{n} variant anew, {minutes} min|All {n} variants anew, {minutes} min",
                n=prices.all.variants,
                minutes=minutes_of(prices.all.ms),
            )
            ways.append(Offer(words, self._doing.regenerate, refusal.text if refusal else None))
            if prices.one is not None and review is not None and prices.all.variants > 1:
                words = tr("One variant, {minutes} min", minutes=minutes_of(prices.one.ms))
                one = self._weighed(review, prices.one.ms)
                act = partial(self._doing.regenerate, variants=1)
                ways.append(Offer(words, act, one.text if one else None))
        if (wish := self._scene.wish) is not None and self._scene.price_ms:
            words = tr(
                "Scene {number} of this variant, {minutes} min",
                number=self._scene.number,
                minutes=minutes_of(self._scene.price_ms),
            )
            ways.append(Offer(words, partial(self._doing.remake, *wish), self._scene.reason))
        return ways

    def _weighed(self, review: Review, price_ms: int) -> Refusal | None:
        now_ms = self._doors.clock_ms()
        return refusal_of(review.meter, review.generations, price_ms, now_ms)
