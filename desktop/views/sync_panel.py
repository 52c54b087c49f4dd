"""How it stands with the server, whole: the proof, what waits, and what needs a person."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from contract.problems import Problem
from desktop.models import dead_letters, media, wishes
from desktop.models.news import Changed
from desktop.sync.proof import Proof
from desktop.sync.status import Status
from desktop.views import waiting_lines
from desktop.views.doors import Doors
from desktop.views.parts.banner import Banner
from desktop.views.problem_words import words_of, words_of_parts
from desktop.views.proof_card import ProofCard
from desktop.views.sync_words import unsent_of
from desktop.views.waiting_line import LinesCard, WaitingRow
from desktop.views.waiting_lines import LetterLine, WaitingLines
from desktop.views.waiting_words import (
    edit_note,
    edit_title,
    file_note,
    size_words,
    wait_words,
    wish_note,
    wish_title,
)
from desktop.views.words import tr

OF_INTEREST = frozenset({"outbox", "wish", "media", "dead_letter"})
# What is said in seconds is counted down while it is seen.
TICK_MS = 1000
# The first of a long list say what there is; the rest go with them.
MOST_LINES = 12


class SyncPanel(QWidget):
    """Shows what `load` read, and reads it again when it changes while it is seen."""

    def __init__(
        self, doors: Doors, sign_in_again: Callable[[], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._doors, self._sign_in_again = doors, sign_in_again
        self._lines: WaitingLines | None = None
        self._status = doors.desk.status
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self.question = Banner("warn", "")
        self.proof = ProofCard()
        self.needs = LinesCard(tr("Needs you"))
        self.waits = LinesCard(tr("Waiting to be sent"))
        for card in (self.question, self.proof, self.needs, self.waits):
            self._column.addWidget(card)
        self._clock = QTimer(self)
        self._clock.setInterval(TICK_MS)
        self._clock.timeout.connect(self._tick)
        self.proof.check.clicked.connect(self._prove)
        self.proof.send.clicked.connect(self._send_now)
        doors.live.status_changed.connect(self._take_status)
        doors.live.changed.connect(self._changed)
        self._show_status()

    def load(self) -> None:
        """Read what waits; what was shown stays until then."""
        self._doors.ask(waiting_lines.read).on(self, self._show)

    def leave(self) -> None:
        """Nobody looks any longer."""
        self._clock.stop()

    # --- what is heard

    def _changed(self, news: tuple[Changed, ...]) -> None:
        if self.isVisible() and any(change.of in OF_INTEREST for change in news):
            self.load()

    def _take_status(self, status: Status) -> None:
        self._status = status
        self._show_status()
        if self.isVisible():
            self._tick()
            self.load()

    def _tick(self) -> None:
        if self._lines is not None:
            self._show_waits(self._lines)

    # --- what is shown

    def _show(self, lines: WaitingLines) -> None:
        self._lines = lines
        self._show_needs(lines)
        self._show_waits(lines)
        self.proof.show_waiting(unsent_of(lines.waiting), lines.waiting.since_ms)

    def _show_status(self) -> None:
        self.proof.show_proof(self._status.proof, is_connected=self._doors.desk.is_connected)
        self._show_question()

    def _show_question(self) -> None:
        """At most one thing keeps sync from going on: what a person can do about it."""
        status, why = self._status, self._status.why
        words = words_of(why) if why is not None else None
        says, more = (words.says, words.remedy) if words else ("", "")
        now = (tr("Try now"), self._send_now)
        match status.state:
            case "waiting":
                self.question.set_words("warn", says or tr("Offline."), more, [now])
            case "signed-out":
                again = (tr("Sign in again"), self._sign_in_again)
                self.question.set_words("warn", says or tr("Signed out."), more, [again])
            case "outdated":
                self.question.set_words("warn", says or tr("Update Reelyard."), more, [now])
            case "paused":
                self._ask_about_deletions(says, more)
        self.question.setVisible(status.state in ("waiting", "signed-out", "outdated", "paused"))

    def _ask_about_deletions(self, says: str, more: str) -> None:
        """The guard: many deletions came at once, from elsewhere."""
        facts = self._status.why.facts if self._status.why is not None else {}
        deleted, held = facts.get("deleted"), facts.get("held")
        if isinstance(deleted, int) and isinstance(held, int):
            says = tr(
                "{n} of {all} here was deleted elsewhere.|"
                "{n} of {all} here were deleted elsewhere.",
                n=deleted,
                all=held,
            )
            more = tr("Until you say so, they stay. In the trash they are kept for 30 days.")
        yes = (tr("Yes, delete them here too"), self._confirm)
        self.question.set_words("warn", says, more, [yes])

    def _show_needs(self, lines: WaitingLines) -> None:
        rows = [self._refused_row(line) for line in lines.wishes if line.wish.state == "refused"]
        rows += [self._letter_row(line) for line in lines.letters]
        rows += [self._failed_row(file) for file in lines.files if file.state == "failed"]
        self.needs.show_rows(rows, len(rows))

    def _show_waits(self, lines: WaitingLines) -> None:
        now_ms = self._doors.clock_ms()
        held = {one.wish_id: one for one in self._status.held}
        rows: list[WaitingRow] = []
        for line in lines.wishes:
            if line.wish.state == "refused":
                continue
            note = wish_note(line.wish, now_ms)
            if (one := held.get(line.wish.id)) is not None:
                note = wait_words(one.until_ms, now_ms, words_of(one.why).says)
            row = WaitingRow(line.wish.id, "sparkles", wish_title(line), note)
            makes = line.wish.kind in ("create", "regenerate")
            if makes and line.wish.state == "waiting" and line.wish.generation_id is not None:
                row.offer(tr("Cancel"), self._canceller(line.wish.generation_id))
            rows.append(row)
        for edit in lines.edits:
            icon, note = _icon_of(edit.of), edit_note(edit, now_ms)
            rows.append(WaitingRow(edit.of_id, icon, edit_title(edit), note))
        for file in lines.files:
            if file.state != "failed":
                rows.append(WaitingRow(file.sha256, "file-video", file.name, file_note(file)))
        self.waits.show_rows(rows[:MOST_LINES], len(rows))
        counts_down = any(one.until_ms > now_ms for one in self._status.held)
        if counts_down and self.isVisible():
            self._clock.start()
        else:
            self._clock.stop()

    def _refused_row(self, line: waiting_lines.WishLine) -> WaitingRow:
        problem, wish = line.wish.problem or {}, line.wish
        words = words_of_parts(
            str(problem.get("code", "")),
            str(problem.get("says", "")),
            str(problem.get("remedy", "")),
        )
        note = tr(
            "The server said no: {why} Your draft is as you left it. Nothing was charged.",
            why=words.says,
        )
        row = WaitingRow(wish.id, "circle-alert", wish_title(line), note, tone="err")
        row.offer(tr("Try again"), lambda: self._ask(wishes.retry, wish.id))
        row.offer(tr("Remove wish"), lambda: self._ask(wishes.dismiss, wish.id))
        return row

    def _letter_row(self, line: LetterLine) -> WaitingRow:
        letter = line.letter
        words = words_of_parts(
            str(letter.problem.get("code", "")),
            str(letter.problem.get("says", "")),
            str(letter.problem.get("remedy", "")),
        )
        title = tr("An edit was refused: {title}", title=line.title or tr("a draft without words"))
        row = WaitingRow(
            letter.id, "circle-alert", title, words.says, tone="err", quote=letter.words
        )
        if letter.words:
            row.offer(tr("Copy my words"), lambda: self._copy(letter.words))
        row.offer(tr("Dismiss"), lambda: self._ask(dead_letters.dismiss, letter.id))
        return row

    def _failed_row(self, file: media.Media) -> WaitingRow:
        problem = file.problem or {}
        words = words_of_parts(
            str(problem.get("code", "")),
            str(problem.get("says", "")),
            str(problem.get("remedy", "")),
        )
        title = tr("{file}, {size}", file=file.name, size=size_words(file.size_bytes))
        note = tr("{says} {more}", says=words.says, more=words.remedy)
        row = WaitingRow(file.sha256, "circle-alert", title, note, tone="err")
        row.offer(tr("Try again"), lambda: self._ask(media.retry, file.sha256))
        return row

    # --- what a person does

    def _ask(self, verb: Callable[..., object], what: object) -> None:
        """Do it in the store; the news of it brings what is shown up to date."""
        self._doors.ask(verb, what).on(self)
        self._doors.desk.look_now()

    def _canceller(self, generation_id: UUID) -> Callable[[], None]:
        return lambda: self._ask(wishes.cancel, generation_id)

    def _copy(self, words: str) -> None:
        QGuiApplication.clipboard().setText(words)
        self._doors.toast(tr("Copied."))

    def _send_now(self) -> None:
        self._doors.desk.look_now()

    def _confirm(self) -> None:
        try:
            self._doors.take(self._doors.desk.confirm_deletions()).on(self)
        except Problem as problem:
            # The talk with the server ended between the question and the answer.
            self._doors.say_problem(problem)

    def _prove(self) -> None:
        self.proof.set_busy(True)

        def proved(proof: Proof | None) -> None:
            self.proof.set_busy(False)
            if proof is None:
                self._doors.toast(tr("Something is still on its way. Check again in a moment."))
            else:
                self.proof.show_proof(proof, is_connected=True)

        def failed(problem: Problem) -> None:
            self.proof.set_busy(False)
            self._doors.say_problem(problem)

        self._doors.take(self._doors.desk.prove()).on(self, proved, failed)


def _icon_of(of: str) -> str:
    return {"draft": "pencil", "placement": "image", "asset": "film"}.get(of, "pencil")
