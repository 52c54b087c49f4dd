"""Promises of languages: guessed from letters and small words, never from the weather."""

import pytest

from reel.languages import (
    guess_language,
    is_unspaced,
    main_script,
    right_to_left,
    segment,
    tidy_tag,
)

TEXTS = {
    "en": "Why is the sky blue? It is what the air does with the light.",
    "de": "Warum ist der Himmel blau? Das liegt an der Luft und nicht am Meer.",
    "fr": "Pourquoi le ciel est-il bleu ? C'est l'air qui diffuse la lumière.",
    "es": "¿Por qué el cielo es azul? Es lo que el aire hace con la luz.",
    "pt": "Por que o céu é azul? Não é o mar, é o ar que faz isso com a luz.",
    "it": "Perché il cielo è blu? È quello che l'aria fa con la luce.",
    "nl": "Waarom is de lucht blauw? Dat is wat het licht met ons doet.",
    "pl": "Dlaczego niebo jest niebieskie? To nie jest morze, to powietrze.",
    "sv": "Varför är himlen blå? Det är luften och inte havet som gör det.",
    "tr": "Gökyüzü neden mavi? Bu deniz değil, hava ve ışık için bir oyun.",
    "ru": "Почему небо голубое? Это воздух рассеивает свет.",
    "uk": "Чому небо блакитне? Це повітря розсіює світло, і не море.",
    "el": "Γιατί ο ουρανός είναι μπλε;",
    "ar": "لماذا السماء زرقاء؟",
    "fa": "چرا آسمان آبی است؟",
    "he": "למה השמיים כחולים?",
    "hi": "आसमान नीला क्यों है?",
    "th": "ทำไมท้องฟ้าถึงเป็นสีฟ้า",
    "ja": "なぜ空は青いのですか。",
    "ko": "하늘은 왜 파란가요?",
    "zh": "天空为什么是蓝色的？",
    "zh-Hant": "天空為什麼是藍色的？這樣說對嗎",
    "be": "Чаму неба блакітнае? Гэта паветра, ён кажа ў школе.",
    "ur": "آسمان نیلا کیوں ہے؟ یہ بڑی بات ہے۔",
    "bn": "আকাশ কেন নীল?",
}


@pytest.mark.parametrize("language", TEXTS)
def test_a_language_is_told_from_its_text(language):
    assert guess_language(TEXTS[language]) == language


@pytest.mark.parametrize("text", ["", "123 !?", "🌇", "ᚠᚢᚦ"])
def test_a_text_without_a_clue_is_of_no_language(text):
    assert guess_language(text) == "und"


def test_latin_letters_without_small_words_are_read_as_english():
    assert guess_language("Lorem ipsum") == "en"


def test_foreign_words_do_not_change_the_language_of_a_text():
    assert guess_language(TEXTS["ru"] + " Rayleigh scattering") == "ru"
    assert guess_language("Мы были в городе Київ, и это было хорошо.") == "ru"
    assert guess_language(TEXTS["ja"] + " GPT-4 API") == "ja"


def test_the_script_of_most_letters_counts():
    assert main_script("Привет, World of ours") == "Latin"
    assert main_script("...") == ""


@pytest.mark.parametrize(
    ("language", "expected"),
    [("ar", True), ("he-IL", True), ("fa", True), ("ur", True), ("en", False), ("az-Arab", True),
     ("ku-Latn", False), ("zh", False)],
)  # fmt: skip
def test_languages_know_their_direction(language, expected):
    assert right_to_left(language) is expected


@pytest.mark.parametrize(
    ("tag", "tidy"),
    [("EN", "en"), ("pt-br", "pt-BR"), ("ZH_hant_tw", "zh-Hant-TW"), ("es-419", "es-419"),
     ("english please", "und"), ("", "und"), ("x" * 50, "und"), ("../en", "und")],
)  # fmt: skip
def test_tags_are_written_in_their_usual_case_or_refused(tag, tidy):
    assert tidy_tag(tag) == tidy


def test_writing_without_spaces_is_known():
    assert all(is_unspaced(char) for char in "天あアว")
    assert not any(is_unspaced(char) for char in "aяα한أ")


@pytest.mark.parametrize(
    ("text", "language"),
    [("今日は天気です。", "ja"), ("今天是晴天", "zh"), ("今天是晴天", "zh-TW"),
     ("วันนี้อากาศดี", "th"), ("abc", "en")],
)  # fmt: skip
def test_segments_joined_are_the_text(text, language):
    parts = segment(text, language)
    assert "".join(parts) == text
    assert len(parts) > 1
