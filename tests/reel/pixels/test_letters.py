"""Whether every letter that is shown can be drawn."""

import pytest

from contract.problems import Code, Problem
from reel import languages
from reel.pixels import letters, typefaces

WRITTEN = {
    "en": "Plain words, 3 numbers & signs!",
    "ru": "Почему небо синее?",
    "el": "Γιατί ο ουρανός είναι γαλάζιος;",
    "ar": "لماذا السماء زرقاء؟",
    "he": "למה השמיים כחולים?",
    "hi": "आसमान नीला क्यों है?",
    "th": "ทำไมท้องฟ้าถึงเป็นสีฟ้า",
    "zh": "天空为什么是蓝色的？",
    "ja": "空はなぜ青いのですか",
    "ko": "하늘은 왜 파란가요?",
}


@pytest.mark.parametrize("language", WRITTEN)
def test_every_promised_writing_system_is_covered_and_leaves_ink(board, language):
    storyboard, _ = board(topic=WRITTEN[language], script=WRITTEN[language], language=language)
    letters.check_letters(storyboard)
    assert letters.without_ink(storyboard) == ()


def test_emoji_leave_ink_too(board):
    storyboard, _ = board(topic="Party 🎉 time ❤️", script="Go 👩‍🚀 now 🇫🇷.")
    letters.check_letters(storyboard)
    assert letters.without_ink(storyboard) == ()


def test_letters_that_no_font_has_are_named(board):
    storyboard, _ = board(script="This ሰማይ and that ᚠ.")
    assert set("ሰማይᚠ") <= set(letters.uncovered(storyboard))
    with pytest.raises(Problem) as caught:
        letters.check_letters(storyboard)
    assert caught.value.code is Code.LETTERS_NOT_COVERED
    assert "ሰ" in caught.value.says


@pytest.mark.parametrize("font", sorted(typefaces.SERIF | typefaces.CONDENSED | {"Archivo-800"}))
def test_a_writing_system_that_is_said_to_be_undrawn_has_no_letter_in_any_font(font):
    letters_of_all = "".join(map(chr, (*range(0x20, 0xD800), *range(0xE000, 0x30000))))
    undrawn = languages.undrawn(letters_of_all)
    assert {"က", "ኮ", "ক", "ᚠ"} <= set(undrawn)
    fonts = (*typefaces.fallbacks(font), typefaces.EMOJI)
    covered = frozenset().union(*(typefaces.coverage(name) for name in fonts))
    assert not covered & set(map(ord, undrawn))


@pytest.mark.parametrize("language", WRITTEN)
def test_no_promised_writing_system_is_undrawn(language):
    assert languages.undrawn(WRITTEN[language]) == ()


def test_many_lost_letters_are_not_all_listed(board):
    storyboard, _ = board(script="ሀለሐመሠረሰሸቀበተቸኀነኘአከወዘየ " * 3)
    with pytest.raises(Problem) as caught:
        letters.check_letters(storyboard)
    assert caught.value.says.endswith("...")


def test_texts_are_all_that_is_written(board):
    storyboard, _ = board()
    written = set(letters.texts(storyboard))
    for scene in storyboard.scenes:
        assert scene.label in written
        for shot in scene.shots:
            assert {word.text for word in shot.words} <= written
    assert "hook" not in written, "names of kinds are not drawn"
