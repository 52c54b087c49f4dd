"""Create: the form, the storyboard beside it, and the bar below; what each does with the draft."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from contract.drafts import Draft as Frozen
from contract.drafts import NewDraftBody
from contract.problems import Problem
from desktop.models import drafts
from desktop.models.drafts import Draft
from desktop.models.news import Changed
from desktop.preview.artist import Order
from desktop.preview.reading import Reading
from desktop.preview.sketch import Sketch
from desktop.views.create.action_bar import ActionBar
from desktop.views.create.actions import add_actions
from desktop.views.create.choices import Choices
from desktop.views.create.draft_menus import DraftMenus
from desktop.views.create.facts import Facts, frozen
from desktop.views.create.form import Form
from desktop.views.create.head import Head
from desktop.views.create.media_keeper import MediaKeeper
from desktop.views.create.media_taker import MediaTaker
from desktop.views.create.notices import Notices
from desktop.views.create.open_draft import OpenDraft
from desktop.views.create.platform_tiles import fit_words
from desktop.views.create.preset_player import PresetPlayer
from desktop.views.create.pressing import Pressing
from desktop.views.create.reader import Reader
from desktop.views.create.saved_words import saved_words
from desktop.views.create.storyboard_card import StoryboardCard
from desktop.views.create.words_keeper import WordsKeeper
from desktop.views.doors import Doors
from desktop.views.parts.painting import is_mirrored
from desktop.views.parts.scroll import ScrollPage
from desktop.views.problem_words import words_of
from desktop.views.words import tr
from reel.catalogue import get_platform

NARROW_PX = 1020
# Lower than this, the large phone would have to be scrolled.
LOW_PX = 760
# A scroll bar beside the storyboard, where even the small one is too high.
BESIDE_PX = 12
# The caret is kept with the settings, as often as that; the words themselves are kept at once.
CARET_AFTER_MS = 1_000


class CreateView(MediaTaker):
    """One draft, being made into a reel. `shown(draft_id=...)` opens that one, `is_new=True` a new
    one, else the one that was open last."""

    draft_shown = Signal(object)

    def __init__(self, doors: Doors, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._doors = doors
        self._facts: Facts | None = None
        self._reading: Reading | None = None
        self._trouble: Problem | None = None
        self._opening: UUID | None = None
        self._is_shown = False
        self.head, self.form = Head(self), Form(doors, self)
        self.storyboard, self.bar = StoryboardCard(self), ActionBar(self)
        self._lay_out()
        self.keeper = WordsKeeper(doors, self.form.topic, self.form.script, self)
        self.choices = Choices(doors, self.form, self)
        self.open_draft = OpenDraft(doors, self)
        self.reader = Reader(doors, self)
        self.media = MediaKeeper(doors, self.form.media, self)
        self.pressing = Pressing(doors, self)
        self.notices = Notices(doors, self.form.banners, self)
        self.menus = DraftMenus(doors, self)
        self.presets = PresetPlayer(self.form.presets, self)
        self._caret = QTimer(self)
        self._caret.setSingleShot(True)
        self._caret.setInterval(CARET_AFTER_MS)
        self._caret.timeout.connect(self._keep_place)
        self._connect_words()
        self._connect_rest()
        self._say_saved()
        add_actions(doors.actions, self)

    @property
    def draft(self) -> Draft | None:
        """The draft that is open, as the store has it."""
        return self._facts.draft if self._facts else None

    def frozen(self) -> Frozen | None:
        """The draft as it stands on screen."""
        return frozen(self._facts.draft, self.keeper.texts) if self._facts else None

    def shown(self, *, draft_id: UUID | None = None, is_new: bool = False, **_: Any) -> None:
        """It comes to the front."""
        self._is_shown = True
        if is_new:
            self.make_new()
        elif draft_id is not None:
            self.open(draft_id)
        elif self._facts is None:
            kept = self._doors.settings().draft_id
            question = self._doors.ask(drafts.find_continuable)
            question.on(self, lambda found: self._begin(kept, found))
        else:
            self.open_draft.ask()
            self._look()

    def hidden(self) -> None:
        """It goes: all that was typed is handed over, nothing is drawn any longer."""
        self._is_shown = False
        self.keeper.hand_over()
        self._keep_place()
        self._caret.stop()
        self.reader.rest()
        self.storyboard.rest()
        self.presets.rest()
        self.pressing.rest()
        self.form.voice.hidden()

    def open(self, draft_id: UUID) -> None:
        """Show another draft; words that the store could not take keep this one here."""
        if self._trouble is not None and self.draft is not None and draft_id != self.draft.id:
            self._doors.toast(words_of(self._trouble).says)
            return
        self.keeper.hand_over()
        self._opening = draft_id
        self.open_draft.open(draft_id)

    def make_new(self) -> None:
        """A new draft with the choices of the last one, and it is opened."""
        if self._trouble is not None:
            self._doors.toast(words_of(self._trouble).says)
            return
        last = self.draft
        body = NewDraftBody()
        if last is not None:
            body = NewDraftBody(platform=last.platform, preset=last.preset, voice=last.voice)
        self._doors.ask(drafts.new, body).on(self, lambda made: self.open(made.id))

    def generate(self) -> None:
        """Generate was pressed: what stands on screen is handed over, then wished for."""
        self.keeper.hand_over()
        self.pressing.press("generate")

    def move_scene(self, by: int) -> None:
        """The caret's scene changes places with its neighbour."""
        self.form.script.setFocus()
        self.form.script.move_scene(by)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 Qt's name
        """Less room, narrower parts."""
        super().resizeEvent(event)
        is_narrow = self.width() < NARROW_PX
        self.storyboard.set_narrow(is_narrow or self.height() < LOW_PX)
        self._side.setFixedWidth(self.storyboard.width() + BESIDE_PX)
        self.bar.set_narrow(is_narrow)
        self._margins(20 if is_narrow else 28)

    # --- what stands where

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._upper = QVBoxLayout()
        self._upper.setSpacing(12)
        self._upper.addWidget(self.head)
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self.form, 1)
        self._side = ScrollPage(parent=self)
        self._side.body.addWidget(self.storyboard)
        self._side.body.addStretch(1)
        row.addWidget(self._side)
        self._upper.addLayout(row, 1)
        column.addLayout(self._upper, 1)
        column.addWidget(self.bar)
        self.storyboard.setProperty("pane", True)
        self.bar.setProperty("pane", True)
        self._margins(28)

    def _margins(self, side_px: int) -> None:
        # Qt mirrors no margins.
        left, right = side_px, side_px - BESIDE_PX
        head = (0, 0, BESIDE_PX, 0)
        if is_mirrored(self):
            left, right, head = right, left, (BESIDE_PX, 0, 0, 0)
        self._upper.setContentsMargins(left, 16, right, 0)
        self.head.setContentsMargins(*head)

    # --- who tells whom

    def _connect_words(self) -> None:
        for editor in (self.form.topic, self.form.script):
            editor.typed.connect(self._typed)
            editor.media_brought.connect(self.media.take)
        self.form.script.scene_entered.connect(self._enter_scene)
        self.form.script.cursorPositionChanged.connect(self._caret_moved)
        self.form.topic.cursorPositionChanged.connect(lambda: self.storyboard.show_paragraph(-1))
        self.keeper.stored.connect(lambda _: self._forget_trouble())
        self.keeper.kept_changed.connect(self._say_saved)
        self.keeper.failed.connect(self._say_trouble)
        self.reader.read.connect(self._take_reading)

    def _connect_rest(self) -> None:
        self.head.undo.clicked.connect(self.keeper.undo)
        self.head.redo.clicked.connect(self.keeper.redo)
        self.head.renamed.connect(lambda title: self.choices.edit(title=title or None))
        self.head.list_asked.connect(
            lambda at: self.menus.open_list(self.draft.id if self.draft else None, at)
        )
        self.head.more_asked.connect(self._open_more)
        self.menus.opened.connect(self.open)
        self.menus.new_asked.connect(self.make_new)
        self.menus.rename_asked.connect(self.head.rename)
        self.open_draft.read.connect(self._take_facts)
        self.open_draft.gone.connect(self._lose)
        self.media.changed.connect(self._look)
        self.held_over.connect(self.form.media.set_over)
        self.let_go.connect(self.media.take)
        self.bar.pressed.connect(self._press)
        self.pressing.offered.connect(self.bar.show_offer)
        self.pressing.offered.connect(lambda offer: self._set_reason(offer.reason))
        self.notices.pressed.connect(self.pressing.press_on)
        self.notices.edited.connect(lambda name, value: self.choices.edit(**{name: value}))
        self.storyboard.sketched.connect(self._take_sketch)
        live = self._doors.live
        live.changed.connect(self._heard)
        live.status_changed.connect(self._take_status)

    # --- what happens

    def _begin(self, kept: UUID | None, found: Draft | None) -> None:
        """The draft that was open last, else the one that was edited last, else a new one."""
        if kept is not None:
            asked = self._doors.ask(drafts.find, kept)
            asked.on(self, lambda draft: self._begin(None, _alive(draft) or found))
        elif found is not None:
            self.open(found.id)
        else:
            self.make_new()

    def _typed(self) -> None:
        self._caret_moved()
        self._look()

    def _enter_scene(self, scene: int) -> None:
        if self.form.script.hasFocus():
            self.storyboard.show_paragraph(scene)

    def _press(self, what: str) -> None:
        if what == "generate":
            self.generate()
        else:
            self.keeper.hand_over()
            self.pressing.press(what)

    def _open_more(self, at: Any) -> None:
        if self.draft is not None:
            self.menus.open_more(self.draft, at)

    def _heard(self, news: tuple[Changed, ...]) -> None:
        if self._is_shown or self._facts is not None:
            self.open_draft.heard(news)

    def _take_status(self, _status: object) -> None:
        # A method, not a lambda: what outlives the view must let go of it.
        self._say_all()

    def _take_facts(self, facts: Facts) -> None:
        draft = facts.draft
        is_other = self._facts is None or self._facts.draft.id != draft.id
        if is_other and draft.id != self._opening:
            return
        self._facts = facts
        if is_other:
            self._show_other(draft)
        else:
            self.keeper.heard(draft)
        self.head.show_draft(draft, self._doors.clock_ms())
        self.choices.show(draft)
        self.media.show(facts)
        self._look()
        self._say_all()
        if is_other:
            self.draft_shown.emit(draft.id)

    def _show_other(self, draft: Draft) -> None:
        settings = self._doors.settings()
        caret = settings.caret if settings.draft_id == draft.id else 0
        self._reading, self._trouble = None, None
        self.storyboard.clear(draft.id)
        self.form.script.set_marks(())
        self.keeper.open(draft, caret)
        self.notices.open(draft.id)
        self._keep_place()
        (self.form.script if draft.topic else self.form.topic).setFocus()

    def _lose(self) -> None:
        """The draft is gone for good: what was edited last takes its place."""
        self._facts = None
        self._doors.ask(drafts.find_continuable).on(self, lambda found: self._begin(None, found))

    def _look(self) -> None:
        """Read and sketch what stands on screen."""
        now = self.frozen()
        if now is None or self.draft is None or not self._is_shown:
            return
        self.reader.look_at(now, self.draft.id)
        self.presets.set_draft(now)

    def _take_reading(self, reading: Reading, of: Frozen, draft_id: UUID) -> None:
        draft = self.draft
        if draft is None or draft.id != draft_id:
            # Another one was opened while it was read.
            return
        self._reading = reading
        form, meter = self.form, self._facts.meter if self._facts else None
        form.script.set_marks(reading.scenes)
        form.say_topic_length(reading.topic_letters)
        form.counters.show_counts(reading, meter, self._doors.clock_ms())
        form.voice.show_choice(of, reading.language)
        fits = ("dim", "")
        if reading.scenes:
            fits = fit_words(get_platform(draft.platform), reading.spoken_ms)
        form.say_fit(*fits)
        self.media.show_scenes(len(reading.scenes))
        if self._is_shown:
            self.storyboard.show_draft(Order(of, draft.id, pictures=self.media.pictures))
        self._say_all()

    def _take_sketch(self, made: Sketch | Problem) -> None:
        if isinstance(made, Sketch):
            self.media.show_faults(made.unreadable)
            self._say_all()

    def _say_trouble(self, problem: Problem) -> None:
        self._trouble = problem
        says = words_of(problem)
        self.form.trouble.say(tr("Not saved. {says} {remedy}", says=says.says, remedy=says.remedy))
        self._say_saved()

    def _forget_trouble(self) -> None:
        self._trouble = None
        self.form.trouble.say(None)
        self._say_saved()

    def _say_all(self) -> None:
        self._say_saved()
        facts, now = self._facts, self.frozen()
        if facts is None or now is None:
            return
        self.pressing.show(facts, now, self._reading, self.media.shown)
        self.notices.show(facts, self._reading)
        self.media.show_connection(self._doors.desk.is_connected)

    def _say_saved(self) -> None:
        draft = self.draft
        edited_ms = draft.updated_at_ms if draft else self._doors.clock_ms()
        self.bar.say_saved(
            saved_words(
                is_kept=self.keeper.is_kept,
                trouble=self._trouble,
                status=self._doors.desk.status,
                is_connected=self._doors.desk.is_connected,
                edited_at_ms=edited_ms,
            )
        )

    def _set_reason(self, reason: str | None) -> None:
        self._doors.actions.set_reason("create.generate", reason)

    def _caret_moved(self) -> None:
        """Kept once a second while somebody types, not only when they rest: a kill comes then."""
        if not self._caret.isActive():
            self._caret.start()

    def _keep_place(self) -> None:
        """Where a person was is where the next start begins."""
        draft = self.draft
        if draft is None:
            return
        caret = self.form.script.caret_utf16
        self._doors.change_settings(lambda kept: replace(kept, draft_id=draft.id, caret=caret))


def _alive(draft: Draft | None) -> Draft | None:
    return draft if draft is not None and draft.deleted_at is None else None
