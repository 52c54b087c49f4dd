"""Files in the form: what a press on one offers, and how each is shown."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from desktop.models.media import Media
from desktop.views.create.media_card import MediaCard, MediaTile, read_thumb
from desktop.views.create.placed_media import Placed

FILE = Media("a" * 64, "sun.png", "picture", 4_000, Path("media/aa/a"), False, "waiting", None)
SUN = Placed(UUID(int=1), "picture", None, FILE, None, None)
HUM = Placed(UUID(int=2), "music", None, replace(FILE, sha256="b" * 64, name="hum.m4a"), None, None)


@pytest.fixture
def card(qtbot) -> MediaCard:
    card = MediaCard()
    qtbot.addWidget(card)
    card.resize(640, 200)
    card.show_media([SUN, HUM], scenes=3, is_connected=True)
    card.show()
    return card


def open_menu(tile: MediaTile, card: MediaCard) -> dict[str, object]:
    """Press it; what it offers, by its words."""
    tile.click()
    (menu,) = [one for one in card.findChildren(QMenu) if one.isVisible()]
    offered = {action.text(): action for action in menu.actions() if action.text()}
    if "Behind" in offered:
        below = offered["Behind"].menu()
        offered |= {action.text(): action for action in below.actions()}
    return offered


def test_a_press_offers_what_can_be_done_with_it(card: MediaCard, qtbot) -> None:
    offered = open_menu(card.tiles[SUN.id], card)
    assert {"Scene 1", "Scene 2", "Scene 3", "Whichever scene it fits"} <= set(offered)
    assert offered["Whichever scene it fits"].isChecked()
    assert not offered["Move before"].isEnabled()
    with qtbot.waitSignal(card.placed) as placed:
        offered["Scene 2"].trigger()
    assert placed.args == [SUN.id, 1]
    with qtbot.waitSignal(card.moved) as moved:
        offered["Move behind"].trigger()
    assert moved.args == [SUN.id, 1]
    with qtbot.waitSignal(card.removed) as removed:
        offered["Take out"].trigger()
    assert removed.args == [SUN.id]


def test_a_sound_stands_behind_no_scene(card: MediaCard) -> None:
    assert "Behind" not in open_menu(card.tiles[HUM.id], card)


def test_what_could_not_be_sent_can_be_sent_again(card: MediaCard, qtbot) -> None:
    told = {"code": "storage-full", "says": "No room.", "remedy": "Delete some."}
    failed = replace(SUN, media=replace(FILE, state="failed", problem=told))
    card.show_media([failed], scenes=1, is_connected=True)
    offered = open_menu(card.tiles[SUN.id], card)
    with qtbot.waitSignal(card.sent_again) as again:
        offered["Send again"].trigger()
    assert again.args == ["a" * 64]


def test_delete_takes_it_out(card: MediaCard, qtbot) -> None:
    with qtbot.waitSignal(card.removed) as removed:
        QTest.keyClick(card.tiles[HUM.id], Qt.Key.Key_Delete)
    assert removed.args == [HUM.id]


def test_its_name_tells_how_it_stands(card: MediaCard) -> None:
    assert card.tiles[SUN.id].accessibleName() == "sun.png, 4 KB, waiting"
    going = replace(SUN, media=replace(FILE, state="uploading"), come=(1_000, 4_000))
    card.show_media([going], scenes=1, is_connected=True)
    assert card.tiles[SUN.id].words == "25 % sent"
    assert set(card.tiles) == {SUN.id}


def test_a_picture_is_shown_and_a_ring_over_it_while_it_goes(card: MediaCard) -> None:
    red = QImage(90, 160, QImage.Format.Format_RGB32)
    red.fill(QColor("#ff0000"))
    card.set_thumb("a" * 64, red)
    tile = card.tiles[SUN.id]
    assert tile.grab().toImage().pixelColor(QPoint(20, 20)) == QColor("#ff0000")
    going = replace(SUN, media=replace(FILE, state="uploading"), come=(2_000, 4_000))
    card.show_media([going, HUM], scenes=1, is_connected=True)
    dark = tile.grab().toImage().pixelColor(QPoint(20, 20))
    assert dark.red() < 200


def test_the_zone_takes_what_the_tiles_leave(card: MediaCard) -> None:
    alone = card.zone.sizeHint().width()
    card.show_media([], scenes=0, is_connected=True)
    assert card.zone.sizeHint().width() > alone


def test_a_thumbnail_is_small_and_what_cannot_be_read_is_none(tmp_path: Path) -> None:
    large, bad = tmp_path / "large.png", tmp_path / "bad"
    QImage(900, 1_600, QImage.Format.Format_RGB32).save(str(large))
    bad.write_bytes(b"no picture")
    assert read_thumb(large).width() == 240
    assert read_thumb(bad).isNull()
