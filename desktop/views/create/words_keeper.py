"""What stands in the two editors of a draft reaches the store, and what the store has stands there.

A letter is handed over after a pause of `PAUSE_MS`, and at the latest `LONGEST_WAIT_MS` after it
was typed: that is what is lost when the app is killed. What could not be kept is tried again.
"""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from contract.problems import Problem
from contract.text import Texts
from desktop.models import drafts, retyping
from desktop.models.drafts import Draft
from desktop.views.create.shadow import Shadow, Told
from desktop.views.create.words_edit import WordsEdit
from desktop.views.doors import Doors

PAUSE_MS = 250
# With the answer of the store it stays below the second that a kill may cost.
LONGEST_WAIT_MS = 700
# A full disk does not empty itself sooner; what is typed meanwhile stays in the editor.
RETRY_MS = 5_000

Retyping = Callable[..., Draft]


class WordsKeeper(QObject):
    """`stored` brings the draft after each answer of the store; `kept_changed` when all that was
    typed is kept, or no more; `failed` why it cannot be."""

    stored = Signal(object)
    kept_changed = Signal()
    failed = Signal(object)

    def __init__(
        self, doors: Doors, topic: WordsEdit, script: WordsEdit, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._doors, self._topic, self._script = doors, topic, script
        self._draft_id: UUID | None = None
        self._shadow = Shadow.of(Texts("", ""))
        self._late: Draft | None = None
        self._is_kept = True
        self._pause = self._timer(PAUSE_MS)
        self._longest = self._timer(LONGEST_WAIT_MS)
        self._retry = self._timer(RETRY_MS)
        for editor in (topic, script):
            # Words need a draft to be kept in.
            editor.setReadOnly(True)
            editor.typed.connect(self._typed)
            editor.undo_asked.connect(self.undo)
            editor.redo_asked.connect(self.redo)
            editor.composed.connect(self._composed)

    @property
    def texts(self) -> Texts:
        """What stands in the editors now."""
        return Texts(self._topic.words(), self._script.words())

    @property
    def is_kept(self) -> bool:
        """Whether the store has all of it, on the disk."""
        return self._is_kept

    def open(self, draft: Draft, caret_utf16: int = 0) -> None:
        """Show this draft; what was typed of another one is handed over first."""
        self.hand_over()
        self._draft_id, self._late = draft.id, None
        self._shadow = Shadow.of(Texts(draft.topic, draft.script))
        for editor in (self._topic, self._script):
            editor.setReadOnly(False)
        self._topic.show_words(draft.topic, len(draft.topic))
        self._script.show_words(draft.script, caret_utf16)
        self._note_kept()

    def heard(self, draft: Draft) -> None:
        """The draft was read: what came from elsewhere is put into the editors."""
        if draft.id != self._draft_id:
            return
        if self._is_composing:
            # An input method would lose its place: it is read again once it is done.
            self._late = draft
            return
        self._follow(*self._shadow.heard(_texts_of(draft), self.texts))

    def hand_over(self) -> None:
        """All that was typed is on its way to the store."""
        if self._draft_id is not None and self._shadow.has_typed(self.texts):
            self._ask(retyping.retype)
        self._pause.stop()
        self._longest.stop()

    def undo(self) -> None:
        """The last own edit is taken back; what could not be kept is taken out first."""
        self._step(retyping.take_back)

    def redo(self) -> None:
        """What was taken back last stands again."""
        self._step(retyping.do_again)

    def _step(self, verb: Retyping) -> None:
        if self._draft_id is None or self._is_composing:
            return
        if self._shadow.is_refused:
            self._take_out()
        else:
            self._ask(verb)

    def _take_out(self) -> None:
        """What the store refused stands in the editors no more."""
        agreed = self._shadow.agreed
        self._topic.show_words(agreed.topic, self._topic.caret_utf16)
        self._script.show_words(agreed.script, self._script.caret_utf16)
        self._shadow = Shadow.of(agreed)
        self._retry.stop()
        self._note_kept()

    def _ask(self, verb: Retyping) -> None:
        now = self.texts
        draft_id, before = self._draft_id, self._shadow.texts
        self._shadow = self._shadow.told(now)
        question = self._doors.ask(verb, draft_id, before, now)
        is_step = verb is not retyping.retype
        question.on(
            self,
            lambda draft: self._answered(draft_id, draft, is_step=is_step),
            lambda problem: self._refused(draft_id, problem),
        )
        self._note_kept()

    def _answered(self, draft_id: UUID | None, draft: Draft, *, is_step: bool) -> None:
        if draft_id != self._draft_id:
            return
        self._retry.stop()
        if self._is_composing:
            self._shadow, self._late = self._shadow.postponed(_texts_of(draft)), draft
            self._note_kept()
        else:
            shadow, told = self._shadow.answered(_texts_of(draft), self.texts)
            self._follow(shadow, told)
            if is_step:
                # One looks at what was taken back, wherever the caret was.
                self._topic.go_to_end_of(told.topic)
                self._script.go_to_end_of(told.script)
        self.stored.emit(draft)

    def _refused(self, draft_id: UUID | None, problem: Problem) -> None:
        if draft_id != self._draft_id:
            self._doors.say_problem(problem)
            return
        self._shadow = self._shadow.refused()
        self._retry.start()
        self._note_kept()
        self.failed.emit(problem)

    def _follow(self, shadow: Shadow, told: Told) -> None:
        self._shadow = shadow
        self._topic.take(told.topic)
        self._script.take(told.script)
        self._note_kept()

    def _typed(self) -> None:
        self._pause.start()
        if not self._longest.isActive():
            self._longest.start()
        self._note_kept()

    def _composed(self) -> None:
        late, self._late = self._late, None
        if late is not None and self._draft_id is not None:
            self._doors.ask(drafts.get, self._draft_id).on(self, self.heard)

    @property
    def _is_composing(self) -> bool:
        return self._topic.is_composing or self._script.is_composing

    def _note_kept(self) -> None:
        is_timed = self._pause.isActive() or self._longest.isActive()
        is_kept = self._shadow.out == 0 and not is_timed and not self._shadow.is_refused
        if is_kept != self._is_kept:
            self._is_kept = is_kept
            self.kept_changed.emit()

    def _timer(self, after_ms: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(after_ms)
        timer.timeout.connect(self.hand_over)
        return timer


def _texts_of(draft: Draft) -> Texts:
    return Texts(draft.topic, draft.script)
