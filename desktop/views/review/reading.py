"""What Review shows: one draft, one of its generations, one variant of it, and the prices."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from contract.drafts import Draft as Frozen
from contract.problems import Problem
from desktop.models import assets, generations, reviews
from desktop.models.drafts import Draft
from desktop.models.generations import Generation, Variant
from desktop.models.news import Changed
from desktop.models.reviews import Review
from desktop.views.doors import Doors
from reel import estimating
from reel.estimating import Price
from reel.script import scene_texts
from reel.storyboarding import language_of

# Several changes of one gesture are read once.
READ_AFTER_MS = 30
SHOWN = ("draft", "generation", "wish", "usage", "asset", "placement")


@dataclass(frozen=True)
class Prices:
    """What making it anew will take: all variants, one variant, and each scene of a variant's
    place in the look; `problem` where it cannot be made as it is now."""

    all: Price | None = None
    one: Price | None = None
    scenes: Mapping[tuple[int, int], Price | Problem] = field(default_factory=dict)
    texts: tuple[str, ...] = ()
    problem: Problem | None = None

    def of_scene(self, scene: int, variant: int) -> Price | Problem | None:
        """Of one scene as this variant tells it."""
        return self.scenes.get((scene, variant))


class Reading(QObject):
    """`changed` when what is to be shown is another. It follows what happens to the draft while
    it is open; `close` ends that."""

    changed = Signal()

    def __init__(self, doors: Doors, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.review: Review | None = None
        self.prices = Prices()
        self._doors = doors
        self._draft_id: UUID | None = None
        self._generation_id: UUID | None = None
        self._variant_id: UUID | None = None
        self._asked, self._is_open = 0, False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(READ_AFTER_MS)
        self._soon.timeout.connect(self._read)
        doors.live.changed.connect(self._heard)

    @property
    def draft_id(self) -> UUID | None:
        """Which draft is open."""
        return self._draft_id

    @property
    def generation(self) -> Generation | None:
        """Which generation is shown: the newest, unless an older one was chosen."""
        if self.review is None:
            return None
        return self.review.find(self._generation_id) or self.review.find(None)

    @property
    def variant(self) -> Variant | None:
        """Which variant is shown: the chosen one, else the first that is ready."""
        generation = self.generation
        if generation is None:
            return None
        chosen = (one for one in generation.variants if one.id == self._variant_id)
        ready = (one for one in generation.variants if one.status == "ready")
        return next(chosen, None) or next(ready, None)

    @property
    def earlier(self) -> Generation | None:
        """The newest finished generation before the one that is shown."""
        review, shown = self.review, self.generation
        if review is None or shown is None:
            return None
        behind = review.generations[review.generations.index(shown) + 1 :]
        return next((one for one in behind if one.status == "succeeded"), None)

    def open_what(
        self,
        draft_id: UUID | None = None,
        generation_id: UUID | None = None,
        variant_id: UUID | None = None,
        asset_id: UUID | None = None,
    ) -> None:
        """Show whatever is named; without anything, what was shown last."""
        if asset_id is not None:
            self.open_asset(asset_id)
        elif draft_id is not None:
            self.open(draft_id, generation_id, variant_id)
        elif generation_id is not None:
            self.open_generation(generation_id, variant_id)
        else:
            self.reopen()

    def open(
        self, draft_id: UUID, generation_id: UUID | None = None, variant_id: UUID | None = None
    ) -> None:
        """Show this draft; what was shown stays until it was read."""
        self._is_open = True
        self._draft_id, self._generation_id = draft_id, generation_id
        self._variant_id = variant_id
        self._read()

    def open_generation(self, generation_id: UUID, variant_id: UUID | None = None) -> None:
        """Show this generation of whatever draft."""
        self._is_open = True

        def found(generation: Generation) -> None:
            self.open(generation.draft_id, generation_id, variant_id)

        self._doors.ask(generations.get, generation_id).on(self, found)

    def open_asset(self, asset_id: UUID) -> None:
        """Show the variant that an item of the library was saved from."""

        def found(asset: assets.Asset) -> None:
            self.open_generation(asset.generation_id, asset.variant_id)

        self._doors.ask(assets.get, asset_id).on(self, found)

    def choose_generation(self, generation_id: UUID | None) -> None:
        """Show another one of the draft; without an id the newest, also of those to come."""
        self._generation_id, self._variant_id = generation_id, None
        self.changed.emit()

    def choose_variant(self, variant_id: UUID) -> None:
        """Show another variant."""
        self._variant_id = variant_id
        self._price_scenes()
        self.changed.emit()

    def reopen(self) -> None:
        """Read what is open anew, and follow it again."""
        self._is_open = self._draft_id is not None
        if self._is_open:
            self._read()

    def close(self) -> None:
        """Nothing is followed any longer; what was read stays."""
        self._is_open = False
        self._soon.stop()

    def _heard(self, news: tuple[Changed, ...]) -> None:
        if self._is_open and any(change.of in SHOWN for change in news):
            self._soon.start()

    def _read(self) -> None:
        if self._draft_id is None:
            return
        self._asked += 1
        mine = self._asked

        def read(review: Review) -> None:
            if mine != self._asked:
                return
            before, self.review = self.review, review
            if before is None or frozen_of(before.draft) != frozen_of(review.draft):
                self._price(review.draft)
            self._price_scenes()
            self.changed.emit()

        self._doors.ask(reviews.read, self._draft_id).on(self, read)

    def _price(self, draft: Draft) -> None:
        """Find out what it costs, beside: long scripts take a while."""
        self.prices = Prices()
        frozen = frozen_of(draft)

        def priced(prices: Prices) -> None:
            if self.review is not None and self.review.draft.id == draft.id:
                self.prices = prices
                self._price_scenes()
                self.changed.emit()

        self._doors.take(self._doors.desk.aside(lambda: prices_of(frozen))).on(self, priced)

    def _price_scenes(self) -> None:
        """What each scene costs as the variant that is shown tells it."""
        variant, review, prices = self.variant, self.review, self.prices
        if variant is None or review is None or not prices.texts:
            return
        if prices.of_scene(0, variant.index) is not None:
            return
        frozen, index, count = frozen_of(review.draft), variant.index, len(prices.texts)

        def priced(scenes: Mapping[tuple[int, int], Price | Problem]) -> None:
            if self.prices.texts == prices.texts:
                known = {**self.prices.scenes, **scenes}
                self.prices = Prices(
                    prices.all, prices.one, known, prices.texts, problem=prices.problem
                )
                self.changed.emit()

        asked = self._doors.desk.aside(lambda: scene_prices_of(frozen, index, count))
        self._doors.take(asked).on(self, priced)


def frozen_of(draft: Draft) -> Frozen:
    """The draft as a wish would freeze it."""
    return Frozen.model_construct(**{name: getattr(draft, name) for name in Frozen.model_fields})


def prices_of(draft: Frozen) -> Prices:
    """What it costs to make it anew, or why it cannot be made."""
    texts = scene_texts(draft.script, language_of(draft))
    try:
        one = estimating.price(draft.model_copy(update={"variants": 1}))
        return Prices(estimating.price(draft), one, {}, texts)
    except Problem as problem:
        return Prices(texts=texts, problem=problem)


def scene_prices_of(
    draft: Frozen, variant: int, scenes: int
) -> dict[tuple[int, int], Price | Problem]:
    """What each scene costs as this variant tells it, or why it cannot be made."""
    found: dict[tuple[int, int], Price | Problem] = {}
    for scene in range(scenes):
        try:
            found[scene, variant] = estimating.price_scene(draft, scene, variant)
        except Problem as problem:
            found[scene, variant] = problem
    return found
