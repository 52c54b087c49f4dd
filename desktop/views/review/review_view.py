"""Review: a draft's variants, watched one by one or side by side, made anew, saved."""

from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from contract.problems import Problem
from contract.usage import MS_A_MINUTE
from desktop.models.generations import Generation, Variant
from desktop.models.reviews import Review
from desktop.models.wishes import Wish
from desktop.views.actions import Action
from desktop.views.doors import Doors
from desktop.views.figures import clock_words, moment_words, number_words
from desktop.views.parts.banner import Banner
from desktop.views.parts.buttons import Button
from desktop.views.parts.empty import EmptyState
from desktop.views.parts.scroll import MARGIN_PX, NARROW_MARGIN_PX, NARROW_PX
from desktop.views.player.controls import Controls, add_keys
from desktop.views.player.covers import Covers
from desktop.views.player.player import Player
from desktop.views.player.watched import Watched
from desktop.views.problem_words import words_of, words_of_parts
from desktop.views.review.compare import Compare
from desktop.views.review.differences import differences, letter_of
from desktop.views.review.doing import Doing
from desktop.views.review.drafts_panel import DraftsPanel
from desktop.views.review.drawer import Drawer
from desktop.views.review.header import ReviewHeader
from desktop.views.review.reading import Reading
from desktop.views.review.scene_card import SceneSaid
from desktop.views.review.side import ReviewSide
from desktop.views.review.standing_page import StandingPage
from desktop.views.review.standings import Standing, standing_of
from desktop.views.review.told_scenes import paragraphs_told
from desktop.views.review.weighing import (
    Refusal,
    cooldown_of,
    goes_next,
    moment_ms,
    refusal_of,
    save_refusal,
)
from desktop.views.words import tr
from reel.catalogue import get_platform, presets
from reel.estimating import Price

# A countdown that ends within a quarter of a second of what it says.
TICK_MS = 250
# A queue moves when a reel is done, which takes about a minute.
LOOK_AT_QUEUE_EVERY_MS = 5000
MOST_KEYED = 3


class ReviewView(QWidget):
    """It is told when it comes to the front and when it leaves; in between it plays and counts,
    afterwards nothing of it runs."""

    def __init__(self, doors: Doors, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._doors = doors
        self._is_shown = self._is_comparing = False
        self.reading = Reading(doors, self)
        self.doing = Doing(doors, self.reading, self)
        covers = Covers(doors, self)
        self.covers = covers
        self.header = ReviewHeader(self)
        self.banner = Banner("warn", "", parent=self)
        self.drafts = DraftsPanel(doors, covers, self)
        self.player = Player(doors, self)
        self.side = ReviewSide(doors, covers, self)
        self.standing = StandingPage(self)
        self.compare = Compare(doors, self)
        self.empty = EmptyState("film", "", "", parent=self)
        self.drawer = Drawer(self)
        self._lay_out()
        self._tick = self._timer(TICK_MS, self._count_down)
        self._queue = self._timer(LOOK_AT_QUEUE_EVERY_MS, self._look_at_queue)
        self._connect()
        self._add_actions()
        self._say_nothing_yet()

    # --- what the window tells it

    def shown(self, **what: Any) -> None:
        """It came to the front, perhaps for a draft, a generation, a variant or an item."""
        self._is_shown = True
        self.drafts.shown()
        self._open(**what)
        self._show()

    def hidden(self) -> None:
        """It left: nothing plays, counts or is followed."""
        self._is_shown = False
        self.reading.close()
        self.drafts.close_list()
        self.player.close_video()
        self.compare.close_videos()
        self._tick.stop()
        self._queue.stop()

    def _open(
        self,
        draft_id: UUID | None = None,
        generation_id: UUID | None = None,
        variant_id: UUID | None = None,
        asset_id: UUID | None = None,
    ) -> None:
        if asset_id is not None:
            self.reading.open_asset(asset_id)
        elif draft_id is not None:
            self.reading.open(draft_id, generation_id, variant_id)
        elif generation_id is not None:
            self.reading.open_generation(generation_id, variant_id)
        else:
            self.reading.reopen()

    # --- what is shown

    def _show(self) -> None:
        """All of it, as it is now."""
        if not self._is_shown:
            return
        review, generation = self.reading.review, self.reading.generation
        self.drafts.mark(self.reading.draft_id)
        if review is None or generation is None:
            self._show_empty(review)
        else:
            self._show_generation(review, generation)
        self._say_limits()

    def _show_empty(self, review: Review | None) -> None:
        self.player.watch(None)
        self.compare.close_videos()
        self.banner.hide()
        self._stack.setCurrentWidget(self.empty)
        if review is None:
            self._say_nothing_yet()
            return
        button = Button(tr("Open draft"), "primary", "pencil")
        button.clicked.connect(self._open_draft)
        self.header.say(tr("Review"), _title_of(review))
        self.empty.set_words(
            "film",
            tr("Nothing was made of this draft yet"),
            tr("Open it and press Generate; its variants appear here."),
            button,
        )

    def _say_nothing_yet(self) -> None:
        self._stack.setCurrentWidget(self.empty)
        self.header.say(tr("Review"), tr("Pick the variant you like, fix the post text, save it."))
        button = Button(tr("Create New Reel"), "primary", "plus")
        button.clicked.connect(lambda: self._doors.go("create"))
        self.empty.set_words(
            "film",
            tr("Nothing to review yet"),
            tr("Write a few lines and press Generate; what is made appears here."),
            button,
        )

    def _show_generation(self, review: Review, generation: Generation) -> None:
        self._say_refusal(review.refused)
        standing = self._standing(review, generation)
        if standing.kind != "ready" or not _ready(generation):
            self._show_standing(review, generation, standing)
            return
        self.side.variants.show_generations(
            review.generations, generation, _id_of(self.reading.variant), self._doors.clock_ms()
        )
        if self._is_comparing and len(_ready(generation)) > 1:
            self._show_compare(review, generation)
        else:
            self._show_player(review, generation)

    def _show_player(self, review: Review, generation: Generation) -> None:
        self._is_comparing = False
        self.compare.close_videos()
        self._stack.setCurrentWidget(self._watch_page)
        variant = self.reading.variant
        is_ready = variant is not None and variant.status == "ready"
        watched = _watched(review, generation, variant) if variant and is_ready else None
        self.player.watch(watched)
        self.side.post.show_variant(watched)
        self.header.say(tr("Review"), _second_line(review, generation))
        self._say_scene()

    def _show_compare(self, review: Review, generation: Generation) -> None:
        self.player.close_video()
        ready = _ready(generation)[:MOST_KEYED]
        self._stack.setCurrentWidget(self.compare)
        self.header.say(tr("Compare"), tr("{title} · playing together", title=_title_of(review)))
        self.compare.show_variants(
            [_watched(review, generation, one) for one in ready],
            ready,
            differences(ready, review.draft.preset),
            _id_of(self.reading.variant),
        )

    def _show_standing(self, review: Review, generation: Generation, standing: Standing) -> None:
        self._is_comparing = False
        self.player.watch(None)
        self.compare.close_videos()
        self._stack.setCurrentWidget(self.standing)
        self.header.say(tr("Review"), _second_line(review, generation))
        earlier = self.reading.earlier
        self.standing.say(
            standing, _facts_of(generation, standing), has_earlier=earlier is not None
        )
        made_ms = moment_ms(generation.created_at)
        when = moment_words(made_ms, self._doors.clock_ms()) if made_ms is not None else ""
        self.standing.card.when.setText(when)
        pictured = next(((generation, one) for one in _ready(generation)), None)
        if pictured is None and earlier is not None:
            pictured = (earlier, _ready(earlier)[0])
        cover = self.covers.find(pictured[0].id, pictured[1].id) if pictured else None
        self.standing.set_cover(cover)

    def _standing(self, review: Review, generation: Generation) -> Standing:
        wish = review.wish_of(generation)
        platform = get_platform(review.draft.platform).name
        status, now_ms = self._doors.desk.status, self._doors.clock_ms()
        return standing_of(generation, wish, status, platform, now_ms)

    def _say_refusal(self, wish: Wish | None) -> None:
        """The server said no: when, why, and that it cost nothing."""
        self.banner.setVisible(wish is not None)
        if wish is None or wish.problem is None:
            return
        told = wish.problem
        words = words_of_parts(told["code"], told["says"], told["remedy"])
        bold = tr(
            "The server said no at {time}: {why}", time=clock_words(wish.at_ms), why=words.says
        )
        dim = tr("Your draft is as you left it. Nothing was charged.")
        remove = (tr("Remove wish"), partial(self.doing.dismiss, wish))
        one = self.reading.prices.one
        if told["code"] == "quota-exceeded" and one is not None and wish.kind != "save":
            label = tr("Make 1 variant, {minutes} min", minutes=_minutes(one.ms))
            instead = (label, partial(self.doing.make_one_instead, wish))
            self.banner.set_words("warn", bold, dim, [instead, remove])
        else:
            again = (tr("Try again"), partial(self.doing.retry_refused, wish))
            self.banner.set_words("warn", bold, dim, [again, remove])

    # --- what can be done now, and what it costs

    def _say_limits(self) -> None:
        """Buttons, keys and menu say what can be done, what it costs, or why it cannot."""
        review, generation, variant = (
            self.reading.review, self.reading.generation, self.reading.variant,
        )  # fmt: skip
        again = self._again_refusal()
        self._say_header(review, generation, variant, again)
        self._say_save(review, variant)
        self._say_menu(again)
        self._say_scene()
        until = [one.until_ms for one in (again,) if one is not None and one.until_ms]
        if review is not None and generation is not None:
            standing = self._standing(review, generation)
            until += [standing.until_ms] if standing.until_ms else []
            self.standing.set_retry(self._retry_reason(review))
            self._run(self._queue, standing.kind == "queued" and not generation.is_provisional)
        self._run(self._tick, bool(until))

    def _again_refusal(self) -> Refusal | None:
        """Why the whole cannot be made anew now."""
        review, prices = self.reading.review, self.reading.prices
        if review is None:
            return Refusal(tr("No draft is open."), "")
        if review.draft.deleted_at is not None:
            return Refusal(tr("This draft is in the trash."), tr("Restore it first."))
        if prices.problem is not None:
            return Refusal(*words_of(prices.problem))
        price_ms = prices.all.ms if prices.all else 0
        return refusal_of(review.meter, review.generations, price_ms, self._doors.clock_ms())

    def _retry_reason(self, review: Review) -> str | None:
        refusal = cooldown_of(review.generations, self._doors.clock_ms())
        return refusal.text if refusal is not None else None

    def _say_header(
        self,
        review: Review | None,
        generation: Generation | None,
        variant: Variant | None,
        again: Refusal | None,
    ) -> None:
        header, actions = self.header, self._doors.actions
        is_watching = self._stack.currentWidget() is self._watch_page
        is_ready = is_watching or self._is_comparing
        for button in (header.compare, header.regenerate, header.save):
            button.setVisible(is_ready)
        header.open.setVisible(review is not None and not is_ready)
        can_compare = generation is not None and len(_ready(generation)) > 1
        reason = None if can_compare else tr("There is only one variant.")
        header.compare.set_reason(reason)
        header.compare.setText(tr("One at a time") if self._is_comparing else tr("Compare"))
        header.compare.set_icon("smartphone" if self._is_comparing else "columns-2")
        actions.set_reason("review.compare", reason)
        actions.set_reason("review.regenerate", again.text if again else None)
        can_copy = None if is_watching else tr("No variant is shown.")
        actions.set_reason("review.copy", can_copy)
        for place in range(MOST_KEYED):
            has = generation is not None and place < len(generation.variants)
            missing = None if has else tr("There is no such variant.")
            actions.set_reason(f"review.variant_{place + 1}", missing)

    def _say_save(self, review: Review | None, variant: Variant | None) -> None:
        save = self.header.save
        if review is None or variant is None or variant.status != "ready":
            reason: str | None = tr("No variant is ready.")
        elif variant.is_saved:
            reason = tr("It is in your library.")
        else:
            refusal = save_refusal(review.meter, variant.is_saved, self._doors.clock_ms())
            reason = refusal.text if refusal else None
        save.set_reason(reason)
        letter = letter_of(variant.index) if variant else ""
        if variant is not None and variant.is_saved:
            save.setText(tr("{letter} is saved", letter=letter))
        elif self._is_comparing:
            save.setText(tr("Save {letter} to Library", letter=letter))
        else:
            save.setText(tr("Save to Library"))
        save.set_tip(tr("Save to Library"), "Ctrl+S")
        self._doors.actions.set_reason("review.save", reason)

    def _say_menu(self, again: Refusal | None) -> None:
        """The ways of making anew, each with its price."""
        prices, menu = self.reading.prices, self.header.menu
        regenerate = self.header.regenerate
        lines = list[tuple[str, Any, str | None]]()
        if prices.all is not None:
            words = tr(
                "{n} variant anew, {minutes} min|All {n} variants anew, {minutes} min",
                n=prices.all.variants,
                minutes=_minutes(prices.all.ms),
            )
            lines.append((words, self.doing.regenerate, again.text if again else None))
            regenerate.set_tip(words, "R")
        if prices.one is not None and prices.all is not None and prices.all.variants > 1:
            words = tr("One variant, {minutes} min", minutes=_minutes(prices.one.ms))
            lines.append((words, partial(self.doing.regenerate, variants=1), self._one_reason()))
        scene = self._scene_wish()
        if scene is not None:
            words = tr("Scene {number} of this variant", number=self._scene_number())
            lines.append((words, self._remake, self._scene_reason()))
        if [line[0] for line in lines] != [act.text() for act in menu.actions() if act.text()]:
            menu.clear()
            for words, act, _reason in lines:
                menu.addAction(words).triggered.connect(lambda _=False, act=act: act())
        for line, item in zip(lines, menu.actions(), strict=False):
            item.setEnabled(line[2] is None)
            item.setToolTip(line[2] or "")
        reasons = [reason for _, _, reason in lines]
        is_stuck = not reasons or all(reason is not None for reason in reasons)
        regenerate.set_reason((again.text if again else tr("Reading …")) if is_stuck else None)
        review = self.reading.review
        if not is_stuck and review is not None:
            note = goes_next(review.meter, review.live, self._doors.clock_ms())
            if note:
                regenerate.set_tip(note, "R")

    def _one_reason(self) -> str | None:
        review, one = self.reading.review, self.reading.prices.one
        if review is None or one is None:
            return tr("Reading …")
        refusal = refusal_of(review.meter, review.generations, one.ms, self._doors.clock_ms())
        return refusal.text if refusal else None

    def _count_down(self) -> None:
        review, generation = self.reading.review, self.reading.generation
        if review is not None and generation is not None:
            standing = self._standing(review, generation)
            if self._stack.currentWidget() is self.standing and not standing.is_over:
                self._show_standing(review, generation, standing)
        self._say_limits()

    def _look_at_queue(self) -> None:
        if (generation := self.reading.generation) is not None:
            asked = self._doors.desk.look_at(generation.id)
            # Nobody asked for it: it is tried again.
            self._doors.take(asked).on(self, failed=lambda problem: None)

    # --- one scene

    def _scene_said(self) -> tuple[int, int, int | None]:
        """The scene that is on, counted from 0, of how many, and the paragraph that it tells."""
        film, texts = self.player.film, self.reading.prices.texts
        if not film.spans or not film.cues:
            return 0, 0, None
        told = paragraphs_told(film.spans, film.cues, texts)
        place = min(self.player.scrubber.scene, len(told) - 1)
        return place, len(told), told[place]

    def _scene_number(self) -> int:
        return self._scene_said()[0] + 1

    def _scene_wish(self) -> tuple[UUID, int] | None:
        """What remaking the scene that is on would ask for."""
        paragraph, variant = self._scene_said()[2], self.reading.variant
        if paragraph is None or variant is None or variant.status != "ready":
            return None
        return variant.id, paragraph

    def _scene_price(self) -> Price | Problem | None:
        wish, variant = self._scene_wish(), self.reading.variant
        if wish is None or variant is None:
            return None
        return self.reading.prices.of_scene(wish[1], variant.index)

    def _scene_reason(self) -> str | None:
        """Why the scene that is on cannot be made anew."""
        place, count, paragraph = self._scene_said()
        review, price = self.reading.review, self._scene_price()
        if review is None or not count:
            return tr("The scenes of this variant are not known yet.")
        if paragraph is None:
            if place == 0:
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

    def _say_scene(self) -> None:
        place, count, paragraph = self._scene_said()
        texts, price, reason = self.reading.prices.texts, self._scene_price(), self._scene_reason()
        words = texts[paragraph] if paragraph is not None and paragraph < len(texts) else ""
        said = ""
        if isinstance(price, Price):
            said = tr(
                "Only scene {number} is made again. Takes {minutes} min; other scenes stay as "
                "they are.",
                number=place + 1,
                minutes=_minutes(price.ms),
            )
        self.side.scene.say(SceneSaid(place + 1, count, words, said, reason))
        self.side.scene.say_facts(self._facts())
        self._doors.actions.set_reason("review.remake_scene", reason)

    def _facts(self) -> list[tuple[str, str]]:
        variant, generation = self.reading.variant, self.reading.generation
        facts = list[tuple[str, str]]()
        if variant is not None and variant.duration_ms:
            facts.append(
                (tr("Cost"), tr("{minutes} min, settled", minutes=_minutes(variant.duration_ms)))
            )
        if generation is not None and (made_ms := moment_ms(generation.created_at)) is not None:
            facts.append((tr("Made"), moment_words(made_ms, self._doors.clock_ms())))
        if (receipt := self.player.film.receipt) is not None:
            facts.append((tr("Seed"), f"{receipt.seed & 0xFFFFFFFF:08X}"))
        return facts

    def _remake(self) -> None:
        wish = self._scene_wish()
        if wish is not None and self._scene_reason() is None:
            self.doing.remake(*wish)

    # --- doing

    def _open_draft(self) -> None:
        if self.reading.draft_id is not None:
            self._doors.go("create", draft_id=self.reading.draft_id)

    def _toggle_compare(self) -> None:
        self._is_comparing = not self._is_comparing
        self._show()

    def _save(self) -> None:
        if (variant := self.reading.variant) is not None and variant.status == "ready":
            self.doing.save(variant)

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

    def _with_generation(self, act: Any) -> None:
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
        for page in (self.empty, self._watch_page, self.standing, self.compare):
            self._stack.addWidget(page)
        self._row = QHBoxLayout()
        self._row.setSpacing(16)
        self._row.addWidget(self.drafts)
        self._row.addWidget(self._stack, 1)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(14)
        self._column.addWidget(self.header)
        self._column.addWidget(self.banner)
        self._column.addLayout(self._row, 1)
        self.banner.hide()

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
        self.player.scene_changed.connect(lambda scene: self._say_scene())
        self.player.read.connect(self._say_scene)
        self.compare.picked.connect(self.reading.choose_variant)
        self.standing.cancelled.connect(lambda: self._with_generation(self.doing.cancel))
        self.standing.retried.connect(lambda: self._with_generation(self.doing.retry))
        self.standing.opened.connect(self._open_draft)
        self.standing.earlier.connect(self._watch_earlier)
        self.header.compare.clicked.connect(self._toggle_compare)
        self.header.open.clicked.connect(self._open_draft)
        self.header.save.clicked.connect(self._save)
        self.header.drafts.clicked.connect(self.drawer.toggle)
        self.drawer.closed.connect(lambda: self.header.drafts.setChecked(False))

    def _add_actions(self) -> None:
        add = self._doors.actions.add

        def act(id: str, words: str, on: Any, key: str, *, is_single: bool = False) -> None:
            add(Action(f"review.{id}", words, on, "review", key, is_single_key=is_single))

        for place in range(MOST_KEYED):
            words = tr("Variant {letter}", letter=letter_of(place))
            on = partial(self._choose_place, place)
            act(f"variant_{place + 1}", words, on, str(place + 1), is_single=True)
        act("compare", tr("Compare variants"), self._toggle_compare, "V", is_single=True)
        act("regenerate", tr("Regenerate all"), self.doing.regenerate, "R", is_single=True)
        act("remake_scene", tr("Make this scene anew"), self._remake, "Shift+R", is_single=True)
        act("save", tr("Save to Library"), self._save, "Ctrl+S")
        act("copy", tr("Copy post text"), self.side.post.copy, "Ctrl+Shift+C")
        add_keys(self._doors.actions, self._controls)

    def _timer(self, every_ms: int, on: Any) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(every_ms)
        timer.timeout.connect(on)
        return timer

    def _run(self, timer: QTimer, is_wanted: bool) -> None:
        """A timer runs only while somebody looks and there is something to wait for."""
        if is_wanted and self._is_shown:
            if not timer.isActive():
                timer.start()
        else:
            timer.stop()

    def _drafts_loaded(self) -> None:
        """Without a wish, the newest is shown."""
        if self._is_shown and self.reading.draft_id is None and self.drafts.model.drafts:
            self.reading.open(self.drafts.model.drafts[0].id)
        has_any = bool(self.drafts.model.drafts) or bool(self.drafts.search.text())
        self.drafts.setVisible(has_any and not self._is_narrow())
        self.header.drafts.setVisible(has_any and self._is_narrow())

    def _cover_came(self) -> None:
        if self._stack.currentWidget() is self.standing:
            self._show()

    def _is_narrow(self) -> bool:
        return self.window().width() < NARROW_PX

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 Qt's name
        """In a narrow window the drafts lie in a drawer."""
        super().resizeEvent(event)
        is_narrow = self._is_narrow()
        margin = NARROW_MARGIN_PX if is_narrow else MARGIN_PX
        self._column.setContentsMargins(margin, 20, margin, 16)
        if is_narrow and not self.drawer.holds(self.drafts):
            self._row.removeWidget(self.drafts)
            self.drawer.take(self.drafts)
        elif not is_narrow and self.drawer.holds(self.drafts):
            self.drawer.give_back()
            self._row.insertWidget(0, self.drafts)
        self._drafts_loaded()
        self.drawer.fit()


def _ready(generation: Generation) -> list[Variant]:
    return [one for one in generation.variants if one.status == "ready"]


def _id_of(variant: Variant | None) -> UUID | None:
    return variant.id if variant is not None else None


def _watched(review: Review, generation: Generation, variant: Variant) -> Watched:
    title = variant.title or _title_of(review)
    return Watched(
        generation.id,
        variant.id,
        variant.duration_ms or 0,
        review.draft.platform,
        letter_of(variant.index),
        title,
    )


def _title_of(review: Review) -> str:
    from contract.drafts import shown_title  # noqa: PLC0415
    from reel.script import plain_topic  # noqa: PLC0415

    draft = review.draft
    return shown_title(draft.title, plain_topic(draft.topic)) or tr("Untitled")


def _second_line(review: Review, generation: Generation) -> str:
    draft = review.draft
    preset = next((one.name for one in presets() if one.id == draft.preset), draft.preset)
    platform = get_platform(draft.platform).name
    return " · ".join((_title_of(review), platform, preset))


def _facts_of(generation: Generation, standing: Standing) -> list[str]:
    facts = list[str]()
    ready = len(_ready(generation))
    if standing.kind in ("running", "cancelling") and ready:
        count = len(generation.variants)
        facts.append(
            tr(
                "{ready} of {n} variant is ready.|{ready} of {n} variants are ready.",
                ready=ready,
                n=count,
            )
        )
    if standing.code is not None:
        short = str(generation.id).split("-")[0].upper()
        facts.append(tr("Code {code} · generation {id}", code=standing.code, id=short))
    return facts


def _minutes(ms: int) -> str:
    return number_words(ms / MS_A_MINUTE)
