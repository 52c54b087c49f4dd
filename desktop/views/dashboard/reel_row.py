"""A reel that is being made, waits, failed or is ready: a row of the dashboard."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.models.overview import Overview, Reel
from desktop.views.catalogue_words import platform_words, preset_words
from desktop.views.dashboard.pick_up import show_picture
from desktop.views.figures import clock_words, number_words
from desktop.views.library.cover import Cover
from desktop.views.library.thumbnails import Thumbnails
from desktop.views.parts.bar import Bar
from desktop.views.parts.buttons import Button, IconButton
from desktop.views.parts.card import Row
from desktop.views.parts.elide import ElidedLabel
from desktop.views.parts.label import Label
from desktop.views.parts.pill import Pill, Tone
from desktop.views.problem_words import words_of_parts
from desktop.views.words import tr

COVER_PX = 40
MS_A_MINUTE, MS_PER_S = 60_000, 1000


class ReelRow(Row):
    """`cancelled` when somebody does not want it any more; `clicked` opens it."""

    cancelled = Signal()

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__("", 6, parent)
        self.cover = Cover(thumbnails, COVER_PX, radius_px=7, parent=self)
        self.title = ElidedLabel("", "strong", parent=self)
        self.pill = Pill("", "plain", parent=self)
        self.right = Label("", "small", "dim", parent=self)
        self.facts = ElidedLabel("", "small", "dim", parent=self)
        self.bar = Bar(tr("Progress"), parent=self)
        self.cancel = IconButton("x", tr("Cancel, costs nothing"), parent=self)
        self.cancel.clicked.connect(self.cancelled)
        self.open = Button("", "quiet", parent=self)
        self.open.clicked.connect(self.click)
        words, line = QVBoxLayout(), QHBoxLayout()
        words.setSpacing(5)
        line.setSpacing(10)
        line.addWidget(self.title)
        line.addWidget(self.pill, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addStretch(1)
        line.addWidget(self.right)
        words.addStretch(1)
        words.addLayout(line)
        words.addWidget(self.facts)
        words.addWidget(self.bar)
        words.addStretch(1)
        self.line.setSpacing(14)
        self.line.addWidget(self.cover)
        self.line.addLayout(words, 1)
        self.line.addWidget(self.open, 0, Qt.AlignmentFlag.AlignVCenter)
        self.line.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignVCenter)
        for child in (self.cover, self.title, self.pill, self.right, self.facts, self.bar):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_reel(
        self, reel: Reel, overview: Overview, *, left_ms: int | None, offline_ms: int | None
    ) -> None:
        """Show how it stands; `offline_ms` is when that was last heard of, None while online."""
        generation = reel.generation
        self.title.setText(reel.title)
        words, tone = pill_of(reel)
        self.pill.set_words(words, tone)
        self.facts.setText(facts_of(reel, is_offline=offline_ms is not None))
        self.right.setText(_right_of(reel, left_ms, offline_ms))
        is_live = generation.status in ("queued", "running")
        self.bar.setVisible(is_live and not generation.is_provisional)
        percent = generation.progress_pct
        self.bar.set_fraction(percent / 100 if generation.status == "running" else None)
        self.cancel.setVisible(is_live)
        stopping = tr("It is being cancelled.") if generation.is_cancelling else None
        self.cancel.set_reason(stopping)
        self.open.setVisible(not is_live)
        is_ready = generation.status == "succeeded"
        self.open.setText(tr("Watch") if is_ready else tr("See why"))
        self.open.set_icon("play" if is_ready else None)
        cover_of = None if reel.cover_of is None else (generation.id, reel.cover_of)
        show_picture(self.cover, cover_of, reel.preset, overview)
        self.set_name(
            ". ".join(
                one for one in (reel.title, words, self.facts.text(), self.right.text()) if one
            )
        )


def pill_of(reel: Reel) -> tuple[str, Tone]:
    """How it stands, in a word or two."""
    generation = reel.generation
    if generation.is_cancelling:
        return tr("Cancelling"), "plain"
    if generation.is_provisional:
        is_sent = reel.wish is not None and reel.wish.state == "sent"
        return (tr("Sending"), "plain") if is_sent else (tr("Waiting for network"), "warn")
    match generation.status:
        case "running":
            return _STAGES.get(generation.stage or "", _being_made)(), "accent"
        case "queued":
            return tr("Queued"), "plain"
        case "failed":
            return tr("Failed"), "err"
        case "succeeded":
            return tr("Ready"), "ok"
    return tr("Cancelled"), "plain"


def facts_of(reel: Reel, *, is_offline: bool) -> str:
    """What it is, and what is known beyond its stage."""
    generation = reel.generation
    facts = {"platform": platform_words(reel.platform), "preset": preset_words(reel.preset)}
    variants = len(generation.variants)
    if generation.is_provisional:
        minutes = number_words((reel.wish.price_ms if reel.wish else 0) / MS_A_MINUTE)
        return tr("{platform} · {preset} · {minutes} min · sent when you are online",
                  minutes=minutes, **facts)  # fmt: skip
    if generation.status == "failed" and generation.error is not None:
        error = generation.error
        return words_of_parts(error.code, error.says, error.remedy).says
    if generation.status == "succeeded":
        return tr("{platform} · {preset} · {n} variant to choose from|"
                  "{platform} · {preset} · {n} variants to choose from",
                  n=reel.ready, **facts)  # fmt: skip
    if is_offline:
        return tr("{platform} · {preset} · still being made", **facts)
    if generation.status == "queued" and generation.queue_position is not None:
        return tr("{platform} · {preset} · place {place} in the queue",
                  place=generation.queue_position, **facts)  # fmt: skip
    return tr("{platform} · {preset} · {ready} of {n} variant ready|"
              "{platform} · {preset} · {ready} of {n} variants ready",
              n=variants, ready=reel.ready, **facts)  # fmt: skip


def _right_of(reel: Reel, left_ms: int | None, offline_ms: int | None) -> str:
    generation = reel.generation
    if generation.is_provisional:
        at_ms = reel.wish.at_ms if reel.wish else None
        return "" if at_ms is None else tr("Pressed {time}", time=clock_words(at_ms))
    if generation.status == "failed":
        return tr("This cost you nothing.")
    if generation.status != "running":
        return ""
    percent = generation.progress_pct
    if offline_ms is not None:
        return tr("{percent} % at {time}", percent=percent, time=clock_words(offline_ms))
    if left_ms is None:
        return tr("{percent} %", percent=percent)
    if left_ms < MS_A_MINUTE:
        seconds = max(1, round(left_ms / MS_PER_S))
        return tr("{percent} % · {n} s left", percent=percent, n=seconds)
    minutes = round(left_ms / MS_A_MINUTE)
    return tr("{percent} % · {n} min left", percent=percent, n=minutes)


def _being_made() -> str:
    return tr("Being made")


_STAGES = {
    "writing": lambda: tr("Writing"),
    "narrating": lambda: tr("Narrating"),
    "drawing": lambda: tr("Drawing"),
    "finishing": lambda: tr("Finishing"),
}
