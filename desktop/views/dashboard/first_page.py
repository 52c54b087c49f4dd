"""What somebody sees who has made nothing yet: a sample that can be made at once."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from contract.drafts import Draft
from desktop.models.usage import Meter
from desktop.preview.sketch import Easel, sketch
from desktop.views.catalogue_words import preset_words
from desktop.views.create.sample import PRESET, sample_words
from desktop.views.doors import Doors
from desktop.views.figures import number_words
from desktop.views.parts.buttons import Button
from desktop.views.parts.card import Card
from desktop.views.parts.label import Icon, Label
from desktop.views.parts.phone import Phone
from desktop.views.parts.pill import Pill
from desktop.views.words import tr
from reel import estimating
from reel.catalogue import get_preset
from reel.estimating import Price

PHONE_PX = 210
# Screens of more than this show no more of a picture.
SHARPEST = 2.0
MS_A_MINUTE = 60_000
PLATFORM = "tiktok"


class FirstPage(Card):
    """`sample_asked` when somebody wants it made."""

    sample_asked = Signal()

    def __init__(self, doors: Doors, parent: QWidget | None = None) -> None:
        super().__init__(24, 0, parent)
        self._price: Price | None = None
        self._meter: Meter | None = None
        self.go = Button(tr("Generate the sample reel"), "primary", "sparkles", big=True)
        self.go.clicked.connect(self.sample_asked)
        self.costs = Label("", "small", "dim", wrap=True, parent=self)
        self.phone = Phone(PHONE_PX, parent=self)
        self.phone.setAccessibleName(tr("What the sample looks like"))
        row = QHBoxLayout()
        row.setSpacing(44)
        row.addStretch(1)
        row.addWidget(self.phone, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(self._words(), 2)
        row.addStretch(1)
        self.body.addLayout(row)
        # Both are worked out aside: the window does not wait for them.
        desk, sample = doors.desk, _frozen()
        pricing = desk.aside(partial(estimating.price, sample))
        doors.take(pricing).on(self, self._show_price, lambda _problem: None)
        drawing = desk.aside(partial(_hook_of, sample, round(PHONE_PX * SHARPEST)))
        doors.take(drawing).on(self, self.phone.set_picture, lambda _problem: None)

    def show_meter(self, meter: Meter) -> None:
        """What there is to take it from."""
        self._meter = meter
        self._show_costs()

    # --- inside

    def _words(self) -> QVBoxLayout:
        topic, _ = sample_words()
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addStretch(1)
        column.addWidget(Pill(tr("Sample draft"), "accent", parent=self), 0, _START)
        column.addWidget(Label(topic, "display", wrap=True, parent=self))
        facts = tr("TikTok · {preset} · it is yours to change", preset=preset_words(PRESET))
        column.addWidget(Label(facts, "body", "dim", wrap=True, parent=self))
        column.addSpacing(12)
        for icon, bold, dim in (
            ("type", tr("Words become scenes"), tr("Edit them first if you like.")),
            (
                "safe-area",
                tr("Captions stay clear of the buttons"),
                tr("Every word sits inside the platform's safe area."),
            ),
            (
                "shield-check",
                tr("It never costs twice"),
                tr("A failed or cancelled reel costs nothing."),
            ),
        ):
            column.addLayout(self._step(icon, bold, dim))
            column.addSpacing(6)
        column.addSpacing(12)
        column.addWidget(self.go, 0, _START)
        column.addWidget(self.costs)
        column.addStretch(1)
        return column

    def _step(self, icon: str, bold: str, dim: str) -> QHBoxLayout:
        row, words = QHBoxLayout(), QVBoxLayout()
        row.setSpacing(12)
        words.setSpacing(1)
        words.addWidget(Label(bold, "strong", wrap=True, parent=self))
        words.addWidget(Label(dim, "small", "dim", wrap=True, parent=self))
        row.addWidget(Icon(icon, "accent_fg", 22, parent=self))
        row.addLayout(words, 1)
        return row

    def _show_price(self, price: Price) -> None:
        self._price = price
        self._show_costs()

    def _show_costs(self) -> None:
        if self._price is None:
            return
        minutes = number_words(-(-self._price.ms * 10 // MS_A_MINUTE) / 10)
        told = self._meter.told if self._meter else None
        facts = {"n": self._price.variants, "minutes": minutes}
        if told is None or told.minutes_limit is None:
            words = tr("Makes {n} variant of {minutes} minutes together.|"
                       "Makes {n} variants of {minutes} minutes together.", **facts)  # fmt: skip
        else:
            words = tr("Makes {n} variant. Takes {minutes} of your {limit} minutes.|"
                       "Makes {n} variants. Takes {minutes} of your {limit} minutes.",
                       limit=told.minutes_limit, **facts)  # fmt: skip
        self.costs.setText(words)


_START = Qt.AlignmentFlag.AlignLeading


def _frozen() -> Draft:
    topic, script = sample_words()
    return Draft(
        topic=topic,
        script=script,
        title=None,
        platform=PLATFORM,
        preset=PRESET,
        language=None,
        voice=None,
        variants=get_preset(PRESET).variants,
        tags=(),
        placements=(),
    )


def _hook_of(sample: Draft, width_px: int) -> QImage:
    """The sample's hook, once all of its words stand, as the render will draw it."""
    drawn = sketch(sample)
    rgb = Easel(drawn, width_px).draw(drawn.settled_frame(0))
    high, wide = rgb.shape[:2]
    return QImage(rgb.tobytes(), wide, high, 3 * wide, QImage.Format.Format_RGB888).copy()
