"""The form of Create, laid out: words, platform, preset, language and voice, tags, media."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from contract.drafts import LONGEST_TOPIC_CHARS, MOST_VARIANTS
from contract.tags import MOST_TAGS, tidy_tag
from desktop.views.create.counters import Counters
from desktop.views.create.media_card import MediaCard
from desktop.views.create.platform_tiles import PlatformTiles
from desktop.views.create.preset_tiles import PresetTiles, variants_words
from desktop.views.create.script_editor import ScriptEditor
from desktop.views.create.topic_line import TopicLine
from desktop.views.create.voices import VoiceRow
from desktop.views.doors import Doors
from desktop.views.figures import count_words
from desktop.views.parts.card import Card
from desktop.views.parts.elide import ElidedLabel
from desktop.views.parts.inputs import ErrorLine
from desktop.views.parts.label import Icon, Label
from desktop.views.parts.painting import is_mirrored
from desktop.views.parts.scroll import ScrollPage
from desktop.views.parts.segmented import Segmented
from desktop.views.parts.tag_editor import TagEditor
from desktop.views.words import tr
from reel.catalogue import platforms, presets

LEAST_SCRIPT_PX, MOST_SCRIPT_PX = 232, 420
# Between the cards and their scroll bar.
GAP_PX = 12
# What a scroll bar and the frame of the editor take besides its lines.
AROUND_SCRIPT_PX = 14


class Form(ScrollPage):
    """All fields; what they do is said by whoever made it."""

    def __init__(self, doors: Doors, parent: QWidget | None = None) -> None:
        super().__init__((0, 0, 0, 16), 12, parent)
        self._mirror()
        self.setProperty("pane", True)
        self.banners = QVBoxLayout()
        self.banners.setSpacing(10)
        self.body.addLayout(self.banners)
        self.body.addWidget(self._words_card())
        self.body.addWidget(self._platform_card())
        self.body.addWidget(self._preset_card())
        self.body.addWidget(self._choices_card(doors))
        self.media = MediaCard(self)
        self.body.addWidget(self.media)
        self.body.addStretch(1)
        self._fit_script()

    def say_topic_length(self, letters: int) -> None:
        """How long the topic is."""
        self._topic_note.setText(
            tr(
                "{letters} of {most}",
                letters=count_words(letters),
                most=count_words(LONGEST_TOPIC_CHARS),
            )
        )

    def say_fit(self, tone: str, words: str) -> None:
        """Whether the reel fits the platform."""
        self._fit_icon.set_icon(
            "circle-check" if tone == "ok" else "triangle-alert", tone, filled=True
        )
        self._fit_icon.setVisible(bool(words))
        self._fit_words.setText(words)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 Qt's name
        """The gap to the scroll bar changes sides with the window."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._mirror()

    def _mirror(self) -> None:
        # Qt mirrors no margins.
        start, end = (GAP_PX, 0) if is_mirrored(self) else (0, GAP_PX)
        self.body.setContentsMargins(start, 0, end, 16)

    def _words_card(self) -> Card:
        card = Card(14, 8)
        self.topic, self.script = TopicLine(card), ScriptEditor(card)
        self._topic_note = Label("", "small", "dim", parent=card)
        self.trouble = ErrorLine(card)
        self.counters = Counters(card)
        script_note = Label(tr("A blank line starts a new scene"), "small", "dim", parent=card)
        card.body.addLayout(_head(tr("Topic"), self._topic_note, self.topic))
        card.body.addWidget(self.topic)
        card.body.addLayout(_head(tr("Script"), script_note, self.script))
        card.body.addWidget(self.script)
        card.body.addWidget(self.trouble)
        card.body.addWidget(self.counters)
        self.topic.left.connect(self.script.setFocus)
        self.script.document().documentLayout().documentSizeChanged.connect(self._fit_script)
        return card

    def _platform_card(self) -> Card:
        card = Card(14, 8)
        self.platforms = PlatformTiles(platforms(), card)
        self._fit_icon = Icon("circle-check", "ok", filled=True, parent=card)
        self._fit_words = ElidedLabel("", "small", "dim", parent=card)
        head = _head(tr("Platform"), self._fit_icon, self.platforms)
        head.addWidget(self._fit_words)
        card.body.addLayout(head)
        card.body.addWidget(self.platforms)
        return card

    def _preset_card(self) -> Card:
        card = Card(14, 8)
        self.presets = PresetTiles(presets(), card)
        options = [(str(n), variants_words(n)) for n in range(1, MOST_VARIANTS + 1)]
        self.variants = Segmented(options)
        self.variants.setAccessibleName(tr("How many variants"))
        card.body.addLayout(_head(tr("Preset"), self.variants, self.presets))
        card.body.addWidget(self.presets)
        return card

    def _choices_card(self, doors: Doors) -> Card:
        card = Card(14, 10)
        self.voice = VoiceRow(doors, card)
        self.tags = TagEditor(most=MOST_TAGS, tidy=_tidy, name=tr("Add a tag"), parent=card)
        self.tags_note = Label("", "small", "dim", parent=card)
        card.body.addWidget(self.voice)
        card.body.addLayout(_head(tr("Tags"), self.tags_note, self.tags))
        card.body.addWidget(self.tags)
        return card

    def _fit_script(self, *_: object) -> None:
        """As high as its words, up to where it would push all else out of sight."""
        lines = self.script.document().size().height()
        wanted = round(lines * self.script.fontMetrics().lineSpacing()) + 2 * AROUND_SCRIPT_PX
        high = min(max(wanted, LEAST_SCRIPT_PX), MOST_SCRIPT_PX)
        if high != self.script.height():
            self.script.setFixedHeight(high)


def _head(words: str, note: QWidget, field: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(6)
    label = Label(words, "label", "dim")
    label.setBuddy(field)
    row.addWidget(label)
    row.addStretch(1)
    row.addWidget(note, 0, Qt.AlignmentFlag.AlignVCenter)
    return row


def _tidy(typed: str) -> str | None:
    try:
        return tidy_tag(typed)
    except ValueError:
        return None
