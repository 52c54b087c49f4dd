"""What a script comes to, counted as it is written."""

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop.models.usage import Meter
from desktop.preview.reading import Reading
from desktop.views.create.offers import minutes_words, reels_left
from desktop.views.create.platform_tiles import span_words
from desktop.views.figures import count_words
from desktop.views.parts.flow_layout import FlowLayout
from desktop.views.parts.label import Label
from desktop.views.words import tr


class Counter(QWidget):
    """A figure and what it counts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        self._figure = Label("", "strong", parent=self)
        self._of = Label("", "small", "dim", parent=self)
        row.addWidget(self._figure)
        row.addWidget(self._of)

    def say(self, figure: str, of: str) -> None:
        """Show it."""
        self._figure.setText(figure)
        self._of.setText(of)
        self.setAccessibleName(f"{figure} {of}")


class Counters(QWidget):
    """Letters, seconds spoken, minutes, reels left, scenes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        flow = FlowLayout(self, gap_px=16, line_gap_px=2)
        self.letters, self.spoken, self.minutes, self.left, self.scenes = (
            Counter(self) for _ in range(5)
        )
        for one in (self.letters, self.spoken, self.minutes, self.left, self.scenes):
            flow.addWidget(one)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_counts(self, reading: Reading, meter: Meter | None, now_ms: int) -> None:
        """Count this draft."""
        letters = reading.script_letters
        self.letters.say(count_words(letters), tr("character|characters", n=letters))
        self.spoken.say(tr("~{time}", time=span_words(reading.spoken_ms)), tr("spoken"))
        price = reading.price
        self.minutes.setVisible(price is not None)
        left = reels_left(meter, price.ms, now_ms) if price is not None else None
        self.left.setVisible(left is not None)
        if price is not None:
            minutes = tr("{minutes} min", minutes=minutes_words(price.ms))
            self.minutes.say(minutes, tr("for one variant|for {n} variants", n=price.variants))
        if left is not None:
            reels = tr("about one reel|about {n} reels", n=left) if left else tr("no reel")
            self.left.say(reels, tr("left this month"))
        scenes = len(reading.scenes)
        self.scenes.say(count_words(scenes), tr("scene|scenes", n=scenes))
