"""Languages and voices as a person chooses them, and a voice heard before it is chosen."""

from collections.abc import Sequence
from concurrent.futures import Future

from PySide6.QtCore import QBuffer, QByteArray, QEvent, QIODevice, QLocale, QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from contract.drafts import Draft
from contract.problems import Problem
from desktop.preview.voice_sample import Heard, sample
from desktop.views.doors import Doors
from desktop.views.parts.buttons import IconButton
from desktop.views.parts.inputs import Select
from desktop.views.problem_words import words_of
from desktop.views.words import tr
from reel.catalogue import get_preset, languages_with_words
from reel.voices import FEMALE, MALE, SILENT, can_speak

# "" is no choice: the script decides, the language's own voice speaks.
BY_ITSELF = ""


class VoiceRow(QWidget):
    """`language_chosen` and `voice_chosen` tell what a person took, None for "by itself"."""

    language_chosen = Signal(object)
    voice_chosen = Signal(object)

    def __init__(self, doors: Doors, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._doors = doors
        self._draft: Draft | None = None
        self._spoken = ""
        self._asked: Future[Heard] | None = None
        self._sound = Loudspeaker(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self.language = Select(tr("Language"), icon="languages", parent=self)
        self.voice = Select(tr("Voice"), icon="mic", parent=self)
        self.play = IconButton("play", tr("Hear this voice"), parent=self)
        self.play.clicked.connect(self._toggle)
        self.play.hide()
        self._sound.ended.connect(lambda: self.play.set_icon("play"))
        self.language.chosen.connect(lambda tag: self.language_chosen.emit(tag or None))
        self.voice.chosen.connect(lambda name: self.voice_chosen.emit(name or None))
        row.addWidget(self.language, 2)
        row.addWidget(self.voice, 3)
        row.addWidget(self.play, 0, Qt.AlignmentFlag.AlignBottom)
        self._has_looked = False
        for select in (self.language, self.voice):
            select.field.installEventFilter(self)

    def show_choice(self, draft: Draft, language: str) -> None:
        """What the draft says, and which language its words are in."""
        before, self._draft = self._draft, draft
        if before is None or _chosen(before) != _chosen(draft) or self._spoken != language:
            self._spoken = language
            self.language.set_options(_languages(draft.language, language), draft.language or "")
            self.voice.set_options(_voices(draft, language), draft.voice or "")

    def hidden(self) -> None:
        """Nothing sounds any longer."""
        self._sound.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 Qt's name
        """Somebody comes near: see whether this computer has anything that sounds."""
        if event.type() in (QEvent.Type.Enter, QEvent.Type.FocusIn) and not self._has_looked:
            self._has_looked = True
            self.play.setVisible(self._sound.can_play())
        return super().eventFilter(watched, event)

    def _toggle(self) -> None:
        if self._sound.is_playing:
            self._sound.stop()
            return
        if self._draft is None or self._asked is not None:
            return
        draft = self._draft
        self._asked = self._doors.desk.aside(lambda: sample(draft))
        self._doors.take(self._asked).on(self, self._hear, self._cannot)

    def _hear(self, heard: Heard) -> None:
        self._asked = None
        if self._sound.play(heard):
            self.play.set_icon("pause")

    def _cannot(self, problem: Problem) -> None:
        self._asked = None
        self._doors.toast(words_of(problem).says)


class Loudspeaker(QObject):
    """Plays short samples; QtMultimedia is loaded only once somebody may want to hear one."""

    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._sink: QObject | None = None
        self._buffer = QBuffer(self)

    @property
    def is_playing(self) -> bool:
        """Whether something sounds now."""
        return self._sink is not None

    def can_play(self) -> bool:
        """Whether this computer has anything that sounds."""
        try:
            from PySide6.QtMultimedia import QMediaDevices  # noqa: PLC0415 - needs libpulse
        except ImportError:
            return False
        return bool(QMediaDevices.audioOutputs())

    def play(self, heard: Heard) -> bool:
        """Begin; whether it sounds."""
        if not self.can_play():
            return False
        from PySide6.QtMultimedia import QAudio, QAudioFormat, QAudioSink  # noqa: PLC0415

        self.stop()
        form = QAudioFormat()
        form.setSampleRate(heard.rate_hz)
        form.setChannelCount(1)
        form.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        self._buffer.close()
        self._buffer.setData(QByteArray(heard.samples))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        sink = QAudioSink(form, self)
        ends = (QAudio.State.IdleState, QAudio.State.StoppedState)
        sink.stateChanged.connect(lambda state: self.stop() if state in ends else None)
        self._sink = sink
        sink.start(self._buffer)
        return True

    def stop(self) -> None:
        """It is quiet."""
        sink, self._sink = self._sink, None
        if sink is not None:
            sink.deleteLater()
            self.ended.emit()


def _chosen(draft: Draft) -> tuple[str | None, str | None, str]:
    return draft.language, draft.voice, draft.preset


def _languages(chosen: str | None, spoken: str) -> Sequence[tuple[str, str]]:
    tags = sorted({*languages_with_words(), *([chosen] if chosen else [])}, key=_language_words)
    guessed = tr("{language}, from the script", language=_language_words(spoken))
    return ((BY_ITSELF, guessed), *((tag, _language_words(tag)) for tag in tags))


def _voices(draft: Draft, language: str) -> Sequence[tuple[str, str]]:
    pace = get_preset(draft.preset).words_per_minute
    silent = (SILENT, tr("Silent, captions at reading pace"))
    if not can_speak(language):
        return ((BY_ITSELF, tr("No voice reads this language")), silent)
    options = (
        (BY_ITSELF, tr("By itself, {pace} words a minute", pace=pace)),
        (MALE, tr("Low, {pace} words a minute", pace=pace)),
        (FEMALE, tr("High, {pace} words a minute", pace=pace)),
        silent,
    )
    known = {value for value, _ in options}
    own = draft.voice
    return options if own is None or own in known else (*options, (own, own))


# Names without a country, as their speakers write them: Qt says "American English".
_NAMES = {
    "ar": "العربية", "de": "Deutsch", "el": "Ελληνικά", "en": "English", "es": "Español",
    "fr": "Français", "he": "עברית", "hi": "हिन्दी", "it": "Italiano", "ja": "日本語",
    "ko": "한국어", "pt": "Português", "ru": "Русский", "th": "ไทย", "uk": "Українська",
    "zh": "中文",
}  # fmt: skip


def _language_words(tag: str) -> str:
    if tag in _NAMES:
        return _NAMES[tag]
    name = QLocale(tag).nativeLanguageName() if tag not in ("", "und") else ""
    return name[:1].upper() + name[1:] if name else tag
