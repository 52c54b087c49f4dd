from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFontInfo, QIcon, QImage, QPalette
from PySide6.QtWidgets import QApplication

from desktop.views.theme.font_files import FOLDER, load_fonts
from desktop.views.theme.icon_files import (
    ALIASES,
    FOLDERS,
    MOST_KEPT,
    icon_pixmap,
    icon_source,
    renderer_of,
)
from desktop.views.theme.style_sheet import make_style_sheet
from desktop.views.theme.theme import DURATIONS_MS, Theme, worn_theme
from desktop.views.theme.tokens import DARK, HIGH_CONTRAST_DARK, HIGH_CONTRAST_LIGHT, LIGHT
from desktop.views.theme.type_scale import SIZES

Mode = QIcon.Mode


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    theme = Theme("dark")
    theme.apply(qapp)
    return theme


def all_icons() -> list[str]:
    return sorted(path.stem for folder in FOLDERS for path in folder.glob("*.svg"))


def ink(image: QImage) -> set[str]:
    """The colours of what is drawn solid."""
    straight = image.convertToFormat(QImage.Format.Format_ARGB32)
    places = [(x, y) for x in range(image.width()) for y in range(image.height())]
    seen = {straight.pixel(x, y) for x, y in places}
    return {QColor(pixel).name() for pixel in seen if pixel >> 24 == 255}


def test_a_theme_is_what_was_asked_for(qapp):
    assert Theme("dark").tokens == DARK
    assert Theme("light").tokens == LIGHT
    assert Theme("system").tokens in (DARK, LIGHT)
    assert Theme("high-contrast").tokens in (HIGH_CONTRAST_DARK, HIGH_CONTRAST_LIGHT)
    assert Theme("dark").is_dark
    assert not Theme("light").is_dark


def test_every_widget_takes_on_another_theme_at_once(qapp, theme, qtbot):
    with qtbot.waitSignal(theme.changed):
        theme.set_choice("light")
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(LIGHT.bg)
    assert LIGHT.edge in qapp.styleSheet()
    assert worn_theme().colour("bg") == QColor(LIGHT.bg)


def test_the_same_theme_again_is_no_change(theme, qtbot):
    with qtbot.assertNotEmitted(theme.changed):
        theme.set_choice("dark")
        theme.set_reduce_motion(False)


def test_reduced_motion_stops_what_moves_and_nothing_else(theme):
    theme.set_reduce_motion(True)
    moving = set(DURATIONS_MS) - {"toast"}
    assert {theme.duration_ms(moment) for moment in moving} == {0}
    # A toast still stays to be read.
    assert theme.duration_ms("toast") == DURATIONS_MS["toast"]


def test_the_sheet_mirrors_and_leaves_no_gap(qapp):
    sheet = make_style_sheet(DARK)
    assert "$" not in sheet
    assert "text-align: right" not in sheet


def test_the_letters_are_ours_in_every_weight_and_in_arabic(theme):
    assert {"Inter", "IBM Plex Sans Arabic"} <= set(load_fonts())
    for role, size in SIZES.items():
        found = QFontInfo(theme.font(role))
        assert (found.family(), found.pixelSize()) == ("Inter", size.px), role
        assert found.weight() == size.weight, role
    assert min(size.px for size in SIZES.values()) >= 11


def test_every_icon_is_drawn_in_the_colour_it_is_given(qapp):
    names = all_icons()
    assert len(names) > 100
    for name in names:
        for filled in (False, True):
            assert "currentColor" in icon_source(name, filled), name
        assert ink(icon_pixmap(name, "#ff0000", 24).toImage()) <= {"#ff0000", "#fe0000"}, name
        assert not icon_pixmap(name, "#ff0000", 24).toImage().allGray(), f"{name} is empty"


def test_the_colours_a_fade_goes_through_do_not_pile_up(qapp):
    for shade in range(2 * MOST_KEPT):
        icon_pixmap("house", f"#{shade:06x}", 8)
    assert renderer_of.cache_info().currsize <= MOST_KEPT


def test_names_that_say_what_is_meant_are_drawn_too(qapp):
    for alias, name in ALIASES.items():
        assert icon_source(alias) == icon_source(name)
    with pytest.raises(KeyError):
        icon_source("a drawing nobody made")


def test_an_icon_is_sharp_on_a_screen_of_twice_the_scale(theme):
    icon = theme.icon("house", "err", 20)
    assert icon.pixmap(QSize(20, 20), 2.0).width() == 40
    assert icon.pixmap(QSize(20, 20), 1.0).width() == 20
    rest, off = (icon.pixmap(QSize(20, 20), 2.0, mode) for mode in (Mode.Normal, Mode.Disabled))
    assert rest.toImage() != off.toImage()


def test_every_font_has_its_licence_beside_it_and_its_notice():
    notices = (Path(__file__).parents[4] / "THIRD_PARTY_NOTICES.md").read_text("utf-8")
    licences = {path.stem.replace("-", "") for path in (FOLDER / "licences").glob("*.txt")}
    for path in FOLDER.glob("*.ttf"):
        assert path.stem.split("-")[0].lower() in licences, path.name
    for path in (FOLDER / "licences").glob("*.txt"):
        assert "SIL OPEN FONT LICENSE" in path.read_text("utf-8").upper(), path.name
        assert f"`{path.name}`" in notices, path.name
    assert (FOLDERS[1] / "LICENSE.txt").read_text("utf-8").startswith("ISC License")
    assert "icons/lucide/LICENSE.txt" in notices
