"""The scene of the watched variant that is on: its paragraph, and what remaking it takes."""

from uuid import UUID

from contract.problems import Problem
from desktop.views.doors import Doors
from desktop.views.figures import moment_words
from desktop.views.player.player import Player
from desktop.views.problem_words import words_of
from desktop.views.review.reading import Reading
from desktop.views.review.review_words import minutes_of
from desktop.views.review.scene_card import SceneSaid
from desktop.views.review.told_scenes import paragraphs_told
from desktop.views.review.weighing import moment_ms, refusal_of
from desktop.views.words import tr
from reel.estimating import Price


class SceneNow:
    """Asked anew each time: it follows the player and what was read."""

    def __init__(self, doors: Doors, reading: Reading, player: Player) -> None:
        self._doors, self._reading, self._player = doors, reading, player
        self._told: tuple[object, tuple[int | None, ...]] | None = None

    @property
    def number(self) -> int:
        """Which scene of the video is on, counted from 1."""
        return self._place + 1

    @property
    def wish(self) -> tuple[UUID, int] | None:
        """The variant and the paragraph that remaking it would name; None where it cannot be."""
        paragraph, variant = self._paragraph, self._reading.variant
        if paragraph is None or variant is None or variant.status != "ready":
            return None
        return variant.id, paragraph

    @property
    def price_ms(self) -> int:
        """What remaking it takes; 0 while nobody knows, or where it cannot be."""
        price = self._price
        return price.ms if isinstance(price, Price) else 0

    @property
    def reason(self) -> str | None:
        """Why it cannot be made anew."""
        review, price = self._reading.review, self._price
        if review is None or not self._paragraphs():
            return tr("The scenes of this variant are not known yet.")
        if self._paragraph is None:
            if self._place == 0:
                return tr("This scene shows the topic. Change the topic, then regenerate.")
            return tr("This scene is not of your script; it follows from the others.")
        if isinstance(price, Problem):
            return words_of(price).says
        if price is None:
            return tr("Reading …")
        if review.draft.deleted_at is not None:
            return tr("This draft is in the trash.")
        refusal = refusal_of(review.meter, review.generations, price.ms, self._doors.clock_ms())
        return refusal.text if refusal else None

    def said(self) -> SceneSaid:
        """All of it for the card."""
        texts, paragraph, price = self._reading.prices.texts, self._paragraph, self._price
        words = texts[paragraph] if paragraph is not None and paragraph < len(texts) else ""
        takes = ""
        if isinstance(price, Price):
            takes = tr(
                "Only scene {number} is made again. Takes {minutes} min; other scenes stay as "
                "they are.",
                number=self.number,
                minutes=minutes_of(price.ms),
            )
        return SceneSaid(self.number, len(self._paragraphs()), words, takes, self.reason)

    def facts(self) -> list[tuple[str, str]]:
        """How the variant that is watched was made."""
        variant, generation = self._reading.variant, self._reading.generation
        facts = list[tuple[str, str]]()
        if variant is not None and variant.duration_ms:
            cost = tr("{minutes} min, settled", minutes=minutes_of(variant.duration_ms))
            facts.append((tr("Cost"), cost))
        if generation is not None and (made_ms := moment_ms(generation.created_at)) is not None:
            facts.append((tr("Made"), moment_words(made_ms, self._doors.clock_ms())))
        if (receipt := self._player.film.receipt) is not None:
            facts.append((tr("Seed"), f"{receipt.seed & 0xFFFFFFFF:08X}"))
        return facts

    @property
    def _place(self) -> int:
        return min(self._player.scrubber.scene, max(len(self._paragraphs()) - 1, 0))

    @property
    def _paragraph(self) -> int | None:
        told = self._paragraphs()
        return told[self._place] if told else None

    @property
    def _price(self) -> Price | Problem | None:
        wish, variant = self.wish, self._reading.variant
        if wish is None or variant is None:
            return None
        return self._reading.prices.of_scene(wish[1], variant.index)

    def _paragraphs(self) -> tuple[int | None, ...]:
        """Which paragraph each scene tells; found once for what is known."""
        film, texts = self._player.film, self._reading.prices.texts
        known = (film.spans, film.cues, texts)
        if self._told is None or self._told[0] != known:
            told = paragraphs_told(*known) if film.cues and len(film.spans) > 1 else ()
            self._told = (known, told)
        return self._told[1]
