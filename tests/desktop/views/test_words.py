import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication

from desktop.views.catalogue_words import apart_words
from desktop.views.words import (
    FORMS,
    arabic_form,
    is_right_to_left,
    language,
    load_catalogue,
    load_told,
    speak,
    tr,
    tr_told,
)
from reel.catalogue import presets

VIEWS = Path(__file__).parents[3] / "desktop" / "views"
# Isolates and marks that order a line and are not read.
INVISIBLE = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069\u200e\u200f"))


@pytest.fixture
def arabic(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """A window that speaks Arabic with these few words."""
    words = {
        "Library": "المكتبة",
        "{n} reel waits|{n} reels wait": "لا شيء|مقطع واحد|مقطعان|{n} مقاطع|{n} مقطعًا|{n} مقطع",
        "Edited on {device}": "عُدّل على {device}",
        ", ": "، ",
        "TikTok is the platform": "TikTok هي المنصة",
    }
    monkeypatch.setattr("desktop.views.words.load_catalogue", lambda spoken: words)
    speak(qapp, "ar")
    yield words
    speak(qapp, "en")


@cache
def calls() -> tuple[tuple[str, ast.Call], ...]:
    """Every call of tr() in the views, and where."""
    return tuple(
        (f"{path.relative_to(VIEWS)}:{call.lineno}", call)
        for path in sorted(VIEWS.rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "tr"
    )


def said_texts() -> list[tuple[str, str, frozenset[str]]]:
    """Every text given to tr(): where, the text, the names it is filled with."""
    return [
        (place, text, frozenset(word.arg or "**" for word in call.keywords))
        for place, call in calls()
        for text in texts_in(call.args[0])
    ]


def texts_in(given: ast.expr) -> list[str]:
    if isinstance(given, ast.IfExp):
        return texts_in(given.body) + texts_in(given.orelse)
    return [given.value] if isinstance(given, ast.Constant) else []


def names_in(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_english_is_said_as_it_is_written(qapp):
    speak(qapp, "en")
    assert tr("Saved. {time}, on the server too", time="14:06") == "Saved. 14:06, on the server too"
    assert language() == "en"
    assert not is_right_to_left()


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 reels"), (1, "1 reel"), (2, "2 reels"), (1.0, "1.0 reel"), (1.4, "1.4 reels")],
)
def test_a_count_chooses_its_form(qapp, count, said):
    assert tr("{n} reel|{n} reels", n=count) == said


def test_arabic_is_spoken_and_laid_out_from_the_right(qapp, arabic):
    assert tr("Library") == "المكتبة"
    assert qapp.layoutDirection() == Qt.LayoutDirection.RightToLeft
    assert is_right_to_left()
    # What Qt says itself follows: the menu of a text field.
    assert QCoreApplication.translate("QWidgetTextControl", "&Copy") != "&Copy"
    speak(qapp, "en")
    assert tr("Library") == "Library"
    assert qapp.layoutDirection() == Qt.LayoutDirection.LeftToRight


@pytest.mark.parametrize(
    ("count", "form"), [(0, 0), (1, 1), (2, 2), (3, 3), (10, 3), (11, 4), (99, 4), (100, 5)]
)
def test_arabic_has_six_forms_of_a_count(arabic, count, form):
    assert arabic_form(count) == form
    forms = arabic["{n} reel waits|{n} reels wait"].split(FORMS)
    assert tr("{n} reel waits|{n} reels wait", n=count) == forms[form].format(n=count)


def test_a_fraction_is_no_dual(arabic):
    assert tr("{n} reel waits|{n} reels wait", n=2.5) == "2.5 مقطع"


def test_a_name_in_the_other_script_does_not_turn_the_sentence(arabic):
    assert tr("Edited on {device}", device="Studio") == "عُدّل على \u2068Studio\u2069"
    # A line is laid out by its first letter: this one must not become a line from the left.
    assert tr("TikTok is the platform").startswith("\u200f")
    assert tr("Library") == "المكتبة"


def test_an_arabic_name_is_kept_apart_in_an_english_sentence(qapp):
    speak(qapp, "en")
    assert tr("Edited on {device}", device="مكتب") == "Edited on \u2068مكتب\u2069"
    assert tr("Edited on {device}", device="Studio") == "Edited on Studio"


def test_the_system_s_language_is_spoken_where_it_is_known(qapp):
    assert speak(qapp, None) in ("en", "ar")
    assert speak(qapp, "tlh") == "en"
    speak(qapp, "en")


def test_every_text_is_a_literal_with_all_its_names():
    for place, text, names in said_texts():
        if "**" not in names:
            assert names_in(text) <= names, f"{place}: {text!r} is not filled"
        if re.search(r"\{n\} \w+s\b", text):
            assert text.count(FORMS) == 1, f"{place}: {text!r} needs both forms: one|many"
    for place, call in calls():
        assert texts_in(call.args[0]), f"{place}: no literal text"


def test_every_text_has_an_arabic_translation():
    arabic = load_catalogue("ar")
    missing = sorted({text for _, text, _ in said_texts() if text not in arabic})
    assert missing == []


def test_no_translation_is_left_over():
    said = {text for _, text, _ in said_texts()}
    assert sorted(text for text in load_catalogue("ar") if text not in said) == []


def test_a_translation_is_filled_as_its_text_is():
    for text, translated in load_catalogue("ar").items():
        assert translated.strip(), text
        wanted = names_in(text)
        for form in translated.split(FORMS):
            # One and two say their number in the word itself.
            assert names_in(form) | {"n"} >= wanted, text
            assert names_in(form) <= wanted, text
        if FORMS in text:
            assert translated.count(FORMS) == 5, f"{text!r} needs six forms"


def test_what_the_catalogue_tells_is_known_in_arabic():
    told = {phrase for preset in presets() for phrase in (preset.name, preset.says)}
    for preset in presets():
        for variation in preset.variations:
            phrases = variation.says.rstrip(".").split(", ")
            told |= {phrase[:1].lower() + phrase[1:] for phrase in phrases}
    assert sorted(told - set(load_told("ar"))) == []


def test_what_is_told_in_english_is_said_in_the_window_s_language(qapp, arabic):
    assert tr_told("Explainer") == "شرح"
    assert tr_told("a preset of a later version") == "a preset of a later version"
    assert apart_words("Opens with the topic, on yellow.") == "تبدأ بالموضوع، على الأصفر"
    assert apart_words("In a way nobody knows, on yellow.") == "In a way nobody knows، على الأصفر"
    speak(qapp, "en")
    assert apart_words("Opens with the topic, on yellow.") == "Opens with the topic, on yellow."
