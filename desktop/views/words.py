"""Every text a person can read, in the language the window speaks.

`tr("Saved. {time}, on the server too", time="14:06")` is the English text, and the key of its
translation. Values go in by name; sentences are never glued together. With a count, write both
English forms, one first: `tr("{n} reel is waiting|{n} reels are waiting", n=3)`.

Arabic is in translations/ar.json; a test finds each text that has none.
"""

import json
import unicodedata
from functools import cache
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, Qt, QTranslator
from PySide6.QtWidgets import QApplication

CONTEXT = "reelyard"
FOLDER = Path(__file__).parent / "translations"
LANGUAGES = ("en", "ar")
RIGHT_TO_LEFT = frozenset({"ar"})
# Where Arabic has the months of most countries and Western digits.
LOCALES = {"ar": "ar_AE"}
# Between the forms of a count: in English two, in Arabic six.
FORMS = "|"
# A count with a fraction takes the form of a hundred: "many" in English, "other" in Arabic.
FRACTION = 100
RIGHT_TO_LEFT_MARK = "\u200f"
ISOLATE, END_ISOLATE = "\u2068", "\u2069"


def tr(text: str, **values: object) -> str:
    """`text` in the language of the window, with its `{names}` filled in; `n` chooses the form."""
    count = values.get("n")
    whole = -1 if count is None else _whole(count)
    said = QCoreApplication.translate(CONTEXT, text, None, whole)
    if FORMS in said and count is not None:
        one, *many = said.split(FORMS)
        said = one if whole == 1 else many[0]
    if values:
        said = said.format_map({name: _isolated(value) for name, value in values.items()})
    if is_right_to_left() and reads_left_to_right(said):
        # A sentence that starts with "TikTok" would else be laid out from the left.
        return RIGHT_TO_LEFT_MARK + said
    return said


def tr_told(text: str) -> str:
    """A text that comes from elsewhere in English, a preset's name: in the language of the window
    where we know it, else as it was told."""
    return load_told(language()).get(text, text)


def language() -> str:
    """The language of the window: one of LANGUAGES."""
    app = QCoreApplication.instance()
    spoken = app.property("spoken_language") if app is not None else None
    return str(spoken) if spoken in LANGUAGES else "en"


def is_right_to_left() -> bool:
    """Whether the window is read from the right."""
    return language() in RIGHT_TO_LEFT


def speak(app: QApplication, wanted: str | None) -> str:
    """Make the window speak `wanted`, or without one the system's language where we have it.

    Windows made from now on are in it and laid out for it. Return the language."""
    spoken = wanted or QLocale.system().name().split("_")[0]
    spoken = spoken if spoken in LANGUAGES else "en"
    for former in app.findChildren(QTranslator, options=Qt.FindChildOption.FindDirectChildrenOnly):
        app.removeTranslator(former)
        former.deleteLater()
    app.setProperty("spoken_language", spoken)
    if spoken != "en":
        # Qt's own words first: the last one installed is asked first.
        for translator in (_qt_words(spoken, app), Catalogue(spoken, app)):
            app.installTranslator(translator)
    QLocale.setDefault(locale_of(spoken))
    # Qt asks its own catalogue which way to lay out; what we know is surer.
    app.setLayoutDirection(
        Qt.LayoutDirection.RightToLeft
        if spoken in RIGHT_TO_LEFT
        else Qt.LayoutDirection.LeftToRight
    )
    return spoken


def locale_of(spoken: str) -> QLocale:
    """How that language writes days and months; with Western digits, as everything else has."""
    return QLocale(LOCALES.get(spoken, spoken))


class Catalogue(QTranslator):
    """Our own texts in a language."""

    def __init__(self, spoken: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._texts = load_catalogue(spoken)
        self._choose = PLURALS[spoken]

    def isEmpty(self) -> bool:  # noqa: N802 Qt's name
        """Whether it knows nothing."""
        return not self._texts

    def translate(
        self, context: str, source_text: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        """The text for `n` of it; None for what is not ours."""
        if context != CONTEXT:
            return None
        text = self._texts.get(source_text)
        if text is None or n < 0:
            return text
        forms = text.split(FORMS)
        return forms[min(self._choose(n), len(forms) - 1)]


@cache
def load_catalogue(spoken: str) -> dict[str, str]:
    """All texts of a language by their English."""
    texts: dict[str, str] = json.loads((FOLDER / f"{spoken}.json").read_text("utf-8"))
    return texts


@cache
def load_told(spoken: str) -> dict[str, str]:
    """What the catalogue tells, by its English; nothing for English itself."""
    path = FOLDER / f"{spoken}_told.json"
    texts: dict[str, str] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return texts


def _qt_words(spoken: str, parent: QObject) -> QTranslator:
    """What Qt says itself: "Copy" in the menu of a text field. Empty where it is not installed."""
    translator = QTranslator(parent)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    translator.load(f"qtbase_{spoken}", folder)
    return translator


def arabic_form(n: int) -> int:
    """Which of the six forms: none, one, two, few, many, other. Source: CLDR, plural rules."""
    if n < 3:
        return n
    if 3 <= n % 100 <= 10:
        return 3
    return 4 if n % 100 >= 11 else 5


PLURALS = {"ar": arabic_form}


def _whole(count: object) -> int:
    """The number whose form a count takes."""
    if isinstance(count, (int, float)) and count == int(count):
        return abs(int(count))
    return FRACTION


def _isolated(value: object) -> object:
    """A name or title, kept from turning the sentence around it, where it reads the other way."""
    if not isinstance(value, str) or is_right_to_left() != reads_left_to_right(value):
        return value
    return f"{ISOLATE}{value}{END_ISOLATE}"


def reads_left_to_right(text: str) -> bool:
    """Whether its first letter does, which decides for the whole line; without letters, as the
    window."""
    for letter in text:
        direction = unicodedata.bidirectional(letter)
        if direction in ("L", "R", "AL"):
            return direction == "L"
    return not is_right_to_left()
