"""What is not to be watched yet, or never: how it stands, beside a darkened picture."""

from collections.abc import Sequence

from PySide6.QtCore import QByteArray, Signal
from PySide6.QtGui import QImage, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.views.parts.banner import Banner
from desktop.views.parts.bar import Bar
from desktop.views.parts.buttons import Button
from desktop.views.parts.card import Card
from desktop.views.parts.flow_layout import FlowLayout
from desktop.views.parts.label import Label
from desktop.views.parts.pill import Pill
from desktop.views.parts.scroll import ScrollPage
from desktop.views.player.phone_stand import PhoneStand
from desktop.views.review.phone_mark import PhoneMark
from desktop.views.review.standings import Standing
from desktop.views.words import tr
from reel.catalogue import picture_of, presets

VEIL = 150
MOST_PHONE_PX = 286
# Lines longer than this are hard to follow from one to the next.
MOST_WORDS_PX = 640
# Below this width the words stand below the phone.
NARROW_PX = 520


class StandingPage(QWidget):
    """Its buttons: `cancelled`, `retried`, `opened` the draft, `earlier` what was made before."""

    cancelled = Signal()
    retried = Signal()
    opened = Signal()
    earlier = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        name = tr("What was made so far")
        self.stand = PhoneStand(name, most_px=MOST_PHONE_PX, is_centred=False, parent=self)
        self.phone = self.stand.phone
        self.phone.set_veil(VEIL)
        self.mark = PhoneMark(self.phone)
        self.stand.fitted.connect(self.mark.fit)
        self.card = StandingCard(self)
        self.card.cancel.clicked.connect(self.cancelled)
        self.card.retry.clicked.connect(self.retried)
        self.card.open.clicked.connect(self.opened)
        self.card.earlier.clicked.connect(self.earlier)
        scroll = ScrollPage(gap_px=0, parent=self)
        scroll.body.addWidget(self.card)
        scroll.body.addStretch(1)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(16)
        self._row.addWidget(self.stand, 2)
        self._row.addWidget(scroll, 3)

    def say(self, standing: Standing, facts: Sequence[str], *, has_earlier: bool) -> None:
        """Show how it stands."""
        self.card.say(standing, facts, has_earlier=has_earlier)
        self.mark.say(standing)

    def set_retry(self, reason: str | None) -> None:
        """Whether it can be tried again now."""
        self.card.retry.set_reason(reason)

    def set_cover(self, cover: QImage | None) -> None:
        """A picture of it, or of what was made before."""
        self.phone.set_picture(cover)

    def set_look(self, preset: str) -> None:
        """Nothing was made yet: show the look that it will have."""
        known = next((one for one in presets() if one.id == preset), None)
        content = picture_of(known) if known is not None else b""
        self.phone.set_picture(QImage.fromData(QByteArray(content)))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 Qt's name
        """The words stand beside the phone, or below it."""
        super().resizeEvent(event)
        is_narrow = self.width() < NARROW_PX
        way = QBoxLayout.Direction
        self._row.setDirection(way.TopToBottom if is_narrow else way.LeftToRight)


class StandingCard(Card):
    """The words, and what can be done."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(padding_px=20, gap_px=12, parent=parent)
        self.setMaximumWidth(MOST_WORDS_PX)
        self.pill = Pill("", "plain", self)
        self.when = Label(role="small", tone="dim", parent=self)
        head = QHBoxLayout()
        head.addWidget(self.pill)
        head.addWidget(self.when)
        head.addStretch(1)
        self.body.addLayout(head)
        self.title = Label(role="h1", wrap=True, parent=self)
        self.bar = Bar(tr("Progress"), parent=self)
        self.sentence = Label(wrap=True, parent=self)
        self.free = Banner("ok", tr("This cost you nothing."), icon="shield-check", parent=self)
        for part in (self.title, self.bar, self.sentence, self.free):
            self.body.addWidget(part)
        self.retry = Button(tr("Retry"), "primary", "retry", parent=self)
        self.cancel = Button(tr("Cancel"), "quiet", "x", parent=self)
        self.open = Button(tr("Open draft"), "quiet", "pencil", parent=self)
        self.earlier = Button(tr("Watch the earlier ones"), "ghost", "history", parent=self)
        buttons = QWidget(self)
        row = FlowLayout(buttons, gap_px=10)
        for button in (self.retry, self.cancel, self.open, self.earlier):
            row.addWidget(button)
        self.body.addWidget(buttons)
        self.again = Label(role="small", tone="dim", wrap=True, parent=self)
        self.again.setText(tr("Retry uses the same words and choices."))
        self.body.addWidget(self.again)
        self._facts = QVBoxLayout()
        self._facts.setSpacing(6)
        self.body.addLayout(self._facts)
        self._lines: list[Label] = []

    def say(self, standing: Standing, facts: Sequence[str], *, has_earlier: bool) -> None:
        """Show how it stands."""
        kind = standing.kind
        self.pill.set_words(standing.pill, standing.tone)
        self.title.setText(standing.title)
        self.sentence.setText(standing.sentence)
        self.sentence.setVisible(bool(standing.sentence))
        self.bar.setVisible(standing.share is not None)
        self.bar.set_fraction(standing.share)
        self.free.setVisible(kind == "failed")
        can_retry = kind in ("failed", "cancelled")
        self.retry.setVisible(can_retry)
        self.again.setVisible(can_retry)
        self.cancel.setVisible(kind in ("waiting", "held", "sending", "queued", "running"))
        self.earlier.setVisible(has_earlier)
        self._say_facts(facts)

    def _say_facts(self, facts: Sequence[str]) -> None:
        while len(self._lines) < len(facts):
            line = Label(role="small", tone="dim", wrap=True, parent=self)
            self._facts.addWidget(line)
            self._lines.append(line)
        for place, line in enumerate(self._lines):
            line.setVisible(place < len(facts))
            line.setText(facts[place] if place < len(facts) else "")
