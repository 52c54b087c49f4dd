"""The proof: whether this computer and the server hold the same."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.sync.proof import Proof
from desktop.views.parts.buttons import Button
from desktop.views.parts.card import Card
from desktop.views.parts.label import Icon, Label, Rule
from desktop.views.sync_words import checked_words, clock_words, proof_words
from desktop.views.words import tr


class ProofCard(Card):
    """Whether both sides hold the same, when that was looked at, and how much waits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.says, self.more = Label("", "h2", wrap=True), Label("", "body", "dim", wrap=True)
        self.check = Button(tr("Check again"), "quiet", "refresh")
        self._shield = Icon("shield-check", "dim", 26)
        head = QHBoxLayout()
        head.setSpacing(14)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.says)
        words.addWidget(self.more)
        head.addWidget(self._shield)
        head.addLayout(words, 1)
        head.addWidget(self.check)
        self.body.addLayout(head)
        self.body.addWidget(Rule())
        foot = QHBoxLayout()
        foot.setSpacing(10)
        self.waiting = Label("", "body")
        self.send = Button(tr("Send now"), "quiet", "send")
        foot.addWidget(Icon("list", "dim", 18))
        foot.addWidget(self.waiting, 1)
        foot.addWidget(self.send)
        self.body.addLayout(foot)
        self.show_waiting(0, None)

    def show_proof(self, proof: Proof | None, *, is_connected: bool) -> None:
        """The last comparison; None when there was none yet."""
        self.check.set_reason(None if is_connected else tr("No server is connected."))
        if proof is None:
            self._shield.set_icon("shield-check", "dim")
            self.says.setText(tr("Not compared with the server yet"))
            self.more.setText(tr("That happens by itself once everything is sent."))
            return
        self._shield.set_icon(
            "shield-check" if proof.holds else "warning",
            "ok" if proof.holds else "err",
            filled=True,
        )
        self.says.setText(proof_words(proof))
        if proof.holds:
            same = tr(
                "Both sides counted and compared the same {n} row.|"
                "Both sides counted and compared the same {n} rows.",
                n=proof.rows,
            )
            self.more.setText(tr("{says} {more}", says=checked_words(proof), more=same))
        else:
            tables = tr(", ").join(proof.differing)
            self.more.setText(
                tr("They differ in: {what}. {more}", what=tables, more=checked_words(proof))
            )

    def show_waiting(self, count: int, since_ms: int | None) -> None:
        """How much is only on this computer."""
        if count and since_ms is not None:
            self.waiting.setText(
                tr(
                    "{n} is only on this computer, since {time}.|"
                    "{n} are only on this computer, since {time}.",
                    n=count,
                    time=clock_words(since_ms),
                )
            )
        elif count:
            self.waiting.setText(
                tr("{n} is only on this computer.|{n} are only on this computer.", n=count)
            )
        else:
            self.waiting.setText(tr("Waiting to be sent: nothing"))
        self.send.setVisible(bool(count))

    def set_busy(self, is_busy: bool) -> None:
        """While both sides are compared."""
        self.check.set_reason(tr("Comparing ...") if is_busy else None)
