"""Review: a draft's variants, watched one by one or side by side, made anew, saved."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.models.generations import Generation, Variant
from desktop.models.reviews import Review
from desktop.views.actions import Action
from desktop.views.catalogue_words import platform_words
from desktop.views.doors import Doors
from desktop.views.figures import moment_words
from desktop.views.parts.scroll import MARGIN_PX, NARROW_MARGIN_PX, NARROW_PX
from desktop.views.player.controls import Controls, add_keys
from desktop.views.player.covers import Covers
from desktop.views.player.player import Player
from desktop.views.review.compare import MOST_COMPARED, Compare
from desktop.views.review.differences import differences, letter_of
from desktop.views.review.doing import Doing
from desktop.views.review.drafts_panel import DraftsPanel
from desktop.views.review.drawer import Drawer
from desktop.views.review.header import ReviewHeader
from desktop.views.review.nothing_page import NothingPage
from desktop.views.review.offers import Offers
from desktop.views.review.reading import Reading
from desktop.views.review.refused_banner import RefusedBanner
from desktop.views.review.review_words import (
    facts_of,
    ready_of,
    second_line,
    title_of,
    watched_of,
)
from desktop.views.review.scene_now import SceneNow
from desktop.views.review.side import ReviewSide
from desktop.views.review.standing_page import StandingPage
from desktop.views.review.standings import Standing, standing_of
from desktop.views.review.ticking import Ticker
from desktop.views.review.weighing import moment_ms
from desktop.views.words import tr

# A countdown ends within a quarter of a second of what it says.
TICK_MS = 250
# A queue moves when a reel is done, which takes about a minute.
LOOK_AT_QUEUE_EVERY_MS = 5000
# A phone beside the cards, with the drafts in their drawer.
LEAST_WIDE_PX, LEAST_HIGH_PX = 760, 460


class ReviewView(QWidget):
    """It is told when it comes to the front and when it leaves; in between it plays and counts,
    afterwards nothing of it runs."""

    def __init__(self, doors: Doors, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._doors = doors
        self._is_shown = self._is_comparing = self._wants_keys = False
        self.reading = Reading(doors, self)
        self.doing = Doing(doors, self.reading, self)
        self.covers = Covers(doors, self)
        self.header = ReviewHeader(self)
        self.banner = RefusedBanner(self.doing, self)
        self.drafts = DraftsPanel(doors, self.covers, self)
        self.player = Player(doors, self)
        self.side = ReviewSide(doors, self.covers, self)
        self.standing = StandingPage(self)
        self.compare = Compare(doors, self)
        self.nothing = NothingPage(doors, self)
        self.scene = SceneNow(doors, self.reading, self.player)
        self.offers = Offers(doors, self.reading, self.scene, self.doing)
        self._lay_out()
        self.drawer = Drawer(self)
        self._tick = Ticker(TICK_MS, self._count_down, self)
        self._queue = Ticker(LOOK_AT_QUEUE_EVERY_MS, self._look_at_queue, self)
        self._connect()
        self._add_actions()

    def shown(self, **what: Any) -> None:
        """It came to the front, perhaps for a draft, a generation, a variant or an item."""
        self._is_shown = self._wants_keys = True
        self.drafts.shown()
        self.reading.open_what(**what)
        self._show()

    def hidden(self) -> None:
        """It left: nothing plays, counts or is followed."""
        self._is_shown = False
        self.drawer.close_drawer()
        self.reading.close()
        self.drafts.close_list()
        self.player.close_video()
        self.compare.close_videos()
        self._tick.stop()
        self._queue.stop()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """Without the drafts, which have a drawer to go to."""
        return QSize(LEAST_WIDE_PX, LEAST_HIGH_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 Qt's name
        """In a narrow window the drafts lie in a drawer."""
        super().resizeEvent(event)
        self._place_drafts()

    # --- what is shown

    def _show(self) -> None:
        """All of it, as it is now."""
        if not self._is_shown:
            return
        review, generation = self.reading.review, self.reading.generation
        self.drafts.mark(self.reading.draft_id)
        self.banner.say(review.refused if review else None, self.reading.prices.one)
        if review is None or generation is None:
            self._show_nothing(review)
        else:
            self._show_generation(review, generation)
        self._place_drafts()
        self._say_limits()
        self._give_keys()

    def _give_keys(self) -> None:
        """The player's keys count from the start, until a person goes elsewhere."""
        page = self._stack.currentWidget()
        if self._wants_keys and page in (self._watch_page, self.compare):
            self._wants_keys = False
            shown = self.player if page is self._watch_page else self.compare
            shown.scrubber.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_nothing(self, review: Review | None) -> None:
        self._is_comparing = False
        self.player.watch(None)
        self.compare.close_videos()
        self._stack.setCurrentWidget(self.nothing)
        self.nothing.say(review)
        sentence = tr("Pick the variant you like, fix the post text, save it.")
        self.header.say(tr("Review"), sentence if review is None else title_of(review))

    def _show_generation(self, review: Review, generation: Generation) -> None:
        standing = self._standing(review, generation)
        ready = ready_of(generation)
        self._is_comparing = self._is_comparing and len(ready) > 1
        if standing.kind != "ready" or not ready:
            self._show_standing(review, generation, standing)
        elif self._is_comparing:
            self._show_compare(review, generation)
        else:
            self._show_player(review, generation)

    def _show_player(self, review: Review, generation: Generation) -> None:
        self.compare.close_videos()
        self._stack.setCurrentWidget(self._watch_page)
        variant, now_ms = self.reading.variant, self._doors.clock_ms()
        chosen = variant.id if variant is not None else None
        self.side.variants.show_generations(review.generations, generation, chosen, now_ms)
        is_ready = variant is not None and variant.status == "ready"
        watched = watched_of(review, generation, variant) if variant and is_ready else None
        self.player.watch(watched)
        self.side.post.show_variant(watched)
        self.header.say(tr("Review"), second_line(review))

    def _show_compare(self, review: Review, generation: Generation) -> None:
        self.player.close_video()
        ready, variant = ready_of(generation)[:MOST_COMPARED], self.reading.variant
        self._stack.setCurrentWidget(self.compare)
        self.header.say(tr("Compare"), tr("{title} · playing together", title=title_of(review)))
        watched = [watched_of(review, generation, one) for one in ready]
        chosen = variant.id if variant is not None else None
        self.compare.show_variants(watched, ready, differences(ready), chosen)

    def _show_standing(self, review: Review, generation: Generation, standing: Standing) -> None:
        self._is_comparing = False
        self.player.watch(None)
        self.compare.close_videos()
        self._stack.setCurrentWidget(self.standing)
        self.header.say(tr("Review"), second_line(review))
        earlier = self.reading.earlier
        facts = facts_of(generation, standing)
        self.standing.say(standing, facts, has_earlier=earlier is not None)
        made_ms = moment_ms(generation.created_at)
        if made_ms is not None:
            self.standing.card.when.setText(moment_words(made_ms, self._doors.clock_ms()))
        pictured = generation if ready_of(generation) else earlier
        if pictured is not None and (ready := ready_of(pictured)):
            self.standing.set_cover(self.covers.find(pictured.id, ready[0].id))
        else:
            self.standing.set_look(review.draft.preset)

    def _standing(self, review: Review, generation: Generation) -> Standing:
        wish, platform = review.wish_of(generation), platform_words(review.draft.platform)
        status, now_ms = self._doors.desk.status, self._doors.clock_ms()
        return standing_of(generation, wish, status, platform, now_ms)

    # --- what can be done

    def _say_limits(self) -> None:
        """Buttons, keys and menu say what can be done, what it costs, or why it cannot."""
        review, generation = self.reading.review, self.reading.generation
        refusal = self.offers.refusal()
        self._say_header(generation, self.reading.variant)
        self._say_ways()
        self._say_scene()
        self._doors.actions.set_reason("review.regenerate", refusal.text if refusal else None)
        counts = refusal is not None and refusal.until_ms is not None
        is_queued = False
        if review is not None and generation is not None:
            standing = self._standing(review, generation)
            counts = counts or standing.until_ms is not None
            is_queued = standing.kind == "queued"
            self.standing.set_retry(self.offers.retry_reason())
        self._tick.run(counts and self._is_shown)
        self._queue.run(is_queued and self._is_shown)

    def _say_header(self, generation: Generation | None, variant: Variant | None) -> None:
        header, actions = self.header, self._doors.actions
        is_watching = self._stack.currentWidget() in (self._watch_page, self.compare)
        for button in (header.compare, header.regenerate, header.save):
            button.setVisible(is_watching)
        header.open.setVisible(self._stack.currentWidget() is self.standing)
        count = len(ready_of(generation)) if generation is not None else 0
        only_one = None if count > 1 else tr("There is only one variant.")
        header.say_compare(self._is_comparing, only_one)
        actions.set_reason("review.compare", only_one)
        reason = self.offers.save_reason(variant)
        is_saved = variant is not None and variant.is_saved
        letter = letter_of(variant.index) if variant is not None else ""
        header.say_save(letter, reason, is_saved=is_saved, is_comparing=self._is_comparing)
        actions.set_reason("review.save", reason)
        nothing = None if is_watching else tr("No variant is shown.")
        actions.set_reason("review.copy", nothing)
        narrow = tr("Side by side there is no room for captions.") if self._is_comparing else None
        for action in actions.list_of("player"):
            is_captions = action.id == "player.captions"
            actions.set_reason(action.id, narrow or nothing if is_captions else nothing)
        variants = generation.variants if generation is not None else ()
        for place in range(MOST_COMPARED):
            missing = None if place < len(variants) else tr("There is no such variant.")
            actions.set_reason(f"review.variant_{place + 1}", nothing or missing)

    def _say_ways(self) -> None:
        ways, refusal = self.offers.ways(), self.offers.refusal()
        stuck = refusal.text if refusal is not None else tr("Reading …")
        is_free = any(way.reason is None for way in ways)
        self.header.say_ways(ways, None if is_free else stuck, self.offers.note())

    def _say_scene(self) -> None:
        said = self.scene.said()
        self.side.scene.say(said)
        self.side.scene.say_facts(self.scene.facts())
        self._doors.actions.set_reason("review.remake_scene", said.reason)

    def _count_down(self) -> None:
        review, generation = self.reading.review, self.reading.generation
        if review is not None and generation is not None:
            standing = self._standing(review, generation)
            if standing.until_ms is not None:
                self._show_standing(review, generation, standing)
        self._say_limits()

    def _look_at_queue(self) -> None:
        if (generation := self.reading.generation) is not None:
            asked = self._doors.desk.look_at(generation.id)
            # Nobody pressed for it: it is asked again in a while.
            self._doors.take(asked).on(self, failed=lambda problem: None)

    # --- what a person does

    def _open_draft(self) -> None:
        if self.reading.draft_id is not None:
            self._doors.go("create", draft_id=self.reading.draft_id)

    def _toggle_compare(self) -> None:
        self._is_comparing, self._wants_keys = not self._is_comparing, True
        self._show()

    def _save(self) -> None:
        variant = self.reading.variant
        if variant is not None and self.offers.save_reason(variant) is None:
            self.doing.save(variant)

    def _remake(self) -> None:
        wish = self.scene.wish
        if wish is not None and self.scene.reason is None:
            self.doing.remake(*wish)

    def _choose_place(self, place: int) -> None:
        generation = self.reading.generation
        if generation is not None and place < len(generation.variants):
            self.reading.choose_variant(generation.variants[place].id)

    def _choose_draft(self, draft_id: UUID) -> None:
        self.drawer.close_drawer()
        if draft_id != self.reading.draft_id:
            self._is_comparing = False
            self.reading.open(draft_id)

    def _watch_earlier(self) -> None:
        if (earlier := self.reading.earlier) is not None:
            self.reading.choose_generation(earlier.id)

    def _with_generation(self, act: Callable[[Generation], object]) -> None:
        if (generation := self.reading.generation) is not None:
            act(generation)

    def _controls(self) -> Controls:
        return self.compare if self._is_comparing else self.player

    # --- making of it

    def _lay_out(self) -> None:
        self._watch_page = QWidget(self)
        watch = QHBoxLayout(self._watch_page)
        watch.setContentsMargins(0, 0, 0, 0)
        watch.setSpacing(16)
        watch.addWidget(self.player, 1)
        watch.addWidget(self.side)
        self._stack = QStackedWidget(self)
        for page in (self.nothing, self._watch_page, self.standing, self.compare):
            self._stack.addWidget(page)
        for pane in (self.drafts, self.player, self.side, self.standing, self.compare):
            pane.setProperty("pane", True)
        self._row = QHBoxLayout()
        self._row.setSpacing(16)
        self._row.addWidget(self.drafts)
        self._row.addWidget(self._stack, 1)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(14)
        self._column.addWidget(self.header)
        self._column.addWidget(self.banner)
        self._column.addLayout(self._row, 1)

    def _place_drafts(self) -> None:
        """Beside what is shown, or in the drawer where there is no room: in a narrow window, and
        while three phones stand side by side."""
        is_narrow = self.window().width() < NARROW_PX
        margin = NARROW_MARGIN_PX if is_narrow else MARGIN_PX
        self._column.setContentsMargins(margin, 20, margin, 16)
        in_drawer = is_narrow or self._is_comparing
        has_any = bool(self.drafts.model.drafts) or bool(self.drafts.search.text())
        self.drawer.place(self.drafts, self._row, in_drawer=in_drawer, is_wanted=has_any)
        self.header.drafts.setVisible(has_any and in_drawer)

    def _drafts_loaded(self) -> None:
        """Without a wish, the newest is shown."""
        if self._is_shown and self.reading.draft_id is None and self.drafts.model.drafts:
            self.reading.open(self.drafts.model.drafts[0].id)
        self._place_drafts()

    def _cover_came(self) -> None:
        if self._stack.currentWidget() is self.standing:
            self._show()

    def _connect(self) -> None:
        self.reading.changed.connect(self._show)
        self.drafts.chosen.connect(self._choose_draft)
        self.drafts.model.loaded.connect(self._drafts_loaded)
        self.covers.came.connect(lambda variant_id: self._cover_came())
        self._doors.live.status_changed.connect(lambda status: self._show())
        self.side.variants.chosen.connect(self.reading.choose_variant)
        self.side.variants.generation_chosen.connect(self.reading.choose_generation)
        self.side.scene.edit_asked.connect(self._open_draft)
        self.side.scene.remake_asked.connect(self._remake)
        self.player.scene_changed.connect(lambda scene: self._say_limits())
        self.player.read.connect(self._say_limits)
        self.compare.picked.connect(self.reading.choose_variant)
        self.nothing.opened.connect(self._open_draft)
        self.standing.cancelled.connect(lambda: self._with_generation(self.doing.cancel))
        self.standing.retried.connect(lambda: self._with_generation(self.doing.retry))
        self.standing.opened.connect(self._open_draft)
        self.standing.earlier.connect(self._watch_earlier)
        self.header.compare.clicked.connect(self._toggle_compare)
        self.header.open.clicked.connect(self._open_draft)
        self.header.save.clicked.connect(self._save)
        self.header.drafts.clicked.connect(self.drawer.toggle)

    def _add_actions(self) -> None:
        for place in range(MOST_COMPARED):
            self._act(
                f"variant_{place + 1}",
                tr("Variant {letter}", letter=letter_of(place)),
                partial(self._choose_place, place),
                str(place + 1),
            )
        self._act("compare", tr("Compare variants"), self._toggle_compare, "V")
        self._act("regenerate", tr("Regenerate all"), self.doing.regenerate, "R")
        self._act("remake_scene", tr("Make this scene anew"), self._remake, "Shift+R")
        self._act("save", tr("Save to Library"), self._save, "Ctrl+S")
        self._act("copy", tr("Copy post text"), self.side.post.copy, "Ctrl+Shift+C")
        add_keys(self._doors.actions, self._controls)

    def _act(self, id: str, words: str, on: Callable[[], object], key: str) -> None:
        is_single = "Ctrl" not in key
        action = Action(f"review.{id}", words, on, "review", key, is_single_key=is_single)
        self._doors.actions.add(action)
