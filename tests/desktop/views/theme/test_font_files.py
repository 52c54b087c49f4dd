"""Letters a creator writes in are readable, whatever fonts a computer has."""

from PySide6.QtGui import QFontDatabase

from desktop.views.theme.font_files import DRAWN_WITH, EMOJI, STAND_INS, load_fonts, stand_in


def test_every_stand_in_is_a_font_that_comes_along():
    for name in (*STAND_INS.values(), EMOJI):
        assert (DRAWN_WITH / name).is_file()


def test_after_it_every_writing_system_and_emoji_have_letters(qapp):
    load_fonts()
    stand_in()
    for system in STAND_INS:
        assert QFontDatabase.families(system), system
    assert any("emoji" in family.casefold() for family in QFontDatabase.families())


def test_what_is_there_is_not_brought_again(qapp):
    stand_in()
    assert stand_in() == ()
