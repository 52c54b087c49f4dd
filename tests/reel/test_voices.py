"""Who reads what aloud."""

import pytest

from contract.problems import Code, Problem
from reel import voices


@pytest.mark.parametrize(
    ("language", "reader"),
    [
        ("en", "en-us"),
        ("en-US", "en-us"),
        ("en_GB", "en-gb-x-rp"),
        ("pt-BR", "pt-br"),
        ("pt", "pt"),
        ("zh-Hant-TW", "cmn"),
        ("zh-HK", "yue"),
        ("de-AT", "de"),
        ("no", "nb"),
        ("ja", "ja"),
    ],
)
def test_a_language_is_read_by_its_own_voice_or_its_nearest(language, reader):
    assert voices.find_reader(language) == reader
    assert voices.can_speak(language)


@pytest.mark.parametrize("language", ["th", "km", "und", "", "xx-Latn", "fil"])
def test_a_language_nobody_could_follow_is_not_spoken(language):
    assert not voices.can_speak(language)
    with pytest.raises(Problem) as caught:
        voices.voice_for(language, None, 160)
    assert caught.value.code is Code.LANGUAGE_NOT_SPOKEN
    assert "silent" in caught.value.remedy


def test_without_a_wish_the_language_decides():
    voice = voices.voice_for("de", None, 140)
    assert (voice.narrator, voice.name, voice.words_per_minute) == ("espeak", "de+m7", 140)


def test_a_wish_for_a_kind_of_voice_keeps_the_language():
    assert voices.voice_for("fr", "female", 160).name == "fr+f2"
    assert voices.voice_for("fr", "Male", 160).name == "fr+m7"


def test_a_wish_may_name_a_voice():
    assert voices.voice_for("en", "en-GB+f2", 160).name == "en-gb-x-rp+f2"
    assert voices.voice_for("th", "en", 160).name == "en-us+m7"


def test_silence_is_a_voice_for_every_language():
    voice = voices.voice_for("th", "silent", 150)
    assert (voice.narrator, voice.words_per_minute) == ("silent", 150)


@pytest.mark.parametrize("wish", ["nobody", "en+darth", "+f2", "th"])
def test_a_voice_that_does_not_exist_is_a_problem(wish):
    with pytest.raises(Problem) as caught:
        voices.voice_for("en", wish, 160)
    assert caught.value.code is Code.UNKNOWN_VOICE


def test_the_name_of_a_voice_is_its_own_full_name():
    for language in ("en", "zh", "ar"):
        name = voices.voice_for(language, None, 160).name
        assert voices.reader_name(name) == name
    assert voices.reader_name("en") == "en-us+m7"


def test_japanese_is_read_from_kana_but_kanji_is_a_problem():
    voices.check_readable(["きょうは", "コーヒー"], "ja")
    voices.check_readable(["今天"], "cmn")
    with pytest.raises(Problem) as caught:
        voices.check_readable(["きょうは", "習慣"], "ja")
    assert caught.value.code is Code.LANGUAGE_NOT_SPOKEN
    assert "習慣" in caught.value.says
    assert "silent" in caught.value.remedy
