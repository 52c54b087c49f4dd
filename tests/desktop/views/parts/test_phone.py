import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QColor, QImage
from PySide6.QtTest import QTest

from desktop.views.parts.phone import Phone, SafeBox
from desktop.views.parts.scrubber import SceneScrubber, ScrubScene

SAFE = SafeBox(65, 288, 888, 1248)


def plain(colour: str, wide: int = 540, high: int = 960) -> QImage:
    image = QImage(wide, high, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return image


def colour_at(phone: Phone, x: int, y: int) -> str:
    """The colour in the field of 1080 by 1920 that platforms count in."""
    scale = phone.screen_box.width() / 1080
    place = phone.screen_box.topLeft().toPoint() + QPoint(round(x * scale), round(y * scale))
    return phone.grab().toImage().pixelColor(place).name()


def test_the_picture_fills_the_screen_whatever_its_shape(show):
    phone = Phone(180)
    show(phone, high=500)
    assert phone.screen_box.height() == 320
    for picture in (plain("#ff0000"), plain("#ff0000", 1920, 1080), plain("#ff0000", 40, 400)):
        phone.set_picture(picture)
        for place in ((540, 960), (60, 400), (1020, 1500)):
            assert colour_at(phone, *place) == "#ff0000"
    phone.set_picture(None)
    assert colour_at(phone, 540, 960) != "#ff0000"


def test_the_corners_of_the_picture_lie_under_the_body(show):
    phone = Phone(180)
    show(phone, high=500)
    phone.set_picture(plain("#ff0000"))
    assert colour_at(phone, 4, 4) != "#ff0000"
    outside = phone.grab().toImage().pixelColor(0, 0).name()
    assert outside != "#ff0000"


def test_the_safe_area_is_clear_and_the_rest_is_veiled(show):
    phone = Phone(286)
    show(phone, high=700)
    phone.set_picture(plain("#ffffff"))
    phone.set_safe_area(SAFE, "Safe area")
    inside = ((90, 320), (860, 1220), (476, 768))
    outside = ((40, 768), (960, 768), (476, 1400), (700, 200))
    assert {colour_at(phone, *place) for place in inside} == {"#ffffff"}
    assert "#ffffff" not in {colour_at(phone, *place) for place in outside}
    phone.set_safe_area(None)
    assert {colour_at(phone, *place) for place in inside + outside} == {"#ffffff"}


def test_the_platform_s_buttons_stand_outside_the_safe_area(show):
    phone = Phone(286)
    show(phone, high=700)
    phone.set_picture(plain("#204080"))
    bare = phone.grab().toImage()
    phone.set_chrome(True, "@you", "3 cuts that keep people watching")
    dressed = phone.grab().toImage()
    scale = phone.screen_box.width() / 1080
    left, top = round(SAFE.left * scale), round(SAFE.top * scale)
    right, bottom = round(SAFE.right * scale), round(1150 * scale)
    bezel = phone.bezel_px
    for x in range(left + bezel, right + bezel, 3):
        for y in range(top + bezel, bottom + bezel, 3):
            assert bare.pixel(x, y) == dressed.pixel(x, y), (x, y)
    assert bare != dressed


def test_a_phone_can_be_made_smaller(show):
    phone = Phone(286)
    show(phone, high=700)
    phone.set_width(200)
    assert phone.screen_box.width() == 200
    assert phone.width() == 200 + 2 * phone.bezel_px


@pytest.fixture
def scrubber(show) -> SceneScrubber:
    scrubber = SceneScrubber()
    scenes = [ScrubScene(ms, None, f"{ms / 1000:.1f} s") for ms in (2000, 4000, 2000)]
    scrubber.set_scenes(scenes)
    show(scrubber, wide=430)
    return scrubber


def test_a_scene_is_as_wide_as_its_seconds(scrubber):
    first, second, third = scrubber._boxes()
    assert first.width() == pytest.approx(third.width())
    assert second.width() == pytest.approx(2 * first.width(), abs=1)
    assert third.right() <= scrubber.width()


def test_a_press_goes_there_and_a_drag_follows(qtbot, scrubber):
    moved = []
    scrubber.moved.connect(moved.append)
    middle = scrubber._boxes()[1].center().toPoint()
    QTest.mousePress(scrubber, Qt.MouseButton.LeftButton, pos=middle)
    assert scrubber.is_held
    assert moved[-1] == pytest.approx(4000, abs=40)
    scrubber.set_position_ms(0)  # the player does not pull it out of somebody's hand
    assert scrubber.position_ms == moved[-1]
    QTest.mouseMove(scrubber, scrubber._boxes()[2].center().toPoint())
    with qtbot.waitSignal(scrubber.scene_chosen) as chosen:
        QTest.mouseRelease(scrubber, Qt.MouseButton.LeftButton, pos=middle)
    assert chosen.args == [scrubber.scene]
    assert not scrubber.is_held


def test_arrows_step_scene_by_scene(qtbot, scrubber):
    moved, chosen = [], []
    scrubber.moved.connect(moved.append)
    scrubber.scene_chosen.connect(chosen.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        QTest.keyClick(scrubber, key)
    QTest.keyClick(scrubber, Qt.Key.Key_Home)
    QTest.keyClick(scrubber, Qt.Key.Key_End)
    assert moved == [2000, 6000, 6000, 2000, 0, 6000]
    assert chosen == [1, 2, 2, 1, 0, 2]


def test_the_place_is_told_to_a_reader_and_not_to_the_view(qtbot, scrubber):
    with qtbot.assertNotEmitted(scrubber.moved):
        scrubber.set_position_ms(2500)
    assert scrubber.scene == 1
    assert scrubber.accessibleDescription() == "Scene 2 of 3"
    told = QAccessible.queryAccessibleInterface(scrubber)
    assert told.role() == QAccessible.Role.Slider


def test_a_script_read_from_the_right_runs_from_the_right(scrubber):
    scrubber.set_right_to_left(True)
    first, _, third = scrubber._boxes()
    assert first.left() > third.right()
    assert scrubber._ms_at(first.center().x()) < 2000
    QTest.keyClick(scrubber, Qt.Key.Key_Left)
    assert scrubber.scene == 1


@pytest.mark.parametrize("position_ms", [0, 1, 1999, 2000, 2001, 5999, 6000, 7999, 8000])
def test_the_playhead_stands_in_the_block_of_its_scene(scrubber, position_ms):
    for right_to_left in (False, True):
        scrubber.set_right_to_left(right_to_left)
        scrubber.set_position_ms(position_ms)
        box = scrubber._boxes()[scrubber.scene]
        assert box.left() - 0.01 <= scrubber._x_at(position_ms) <= box.right() + 0.01


def test_pictures_are_made_once_until_they_are_others(scrubber):
    red, blue = plain("#ff0000"), plain("#0000ff")
    scrubber.set_scenes([ScrubScene(2000, red), ScrubScene(2000, blue)])
    scrubber.grab()
    first = scrubber._drawn[1][2].cacheKey()
    scrubber.set_scenes([ScrubScene(2000, blue), ScrubScene(2000, blue)])
    scrubber.grab()
    assert scrubber._drawn[1][2].cacheKey() == first
    box = scrubber._boxes()[0]
    seen = scrubber.grab().toImage().pixelColor(box.center().toPoint())
    assert seen.blue() > seen.red()


def test_nothing_to_show_is_no_reason_to_fall(show):
    scrubber = SceneScrubber(bare=True)
    show(scrubber)
    scrubber.set_scenes([])
    scrubber.grab()
    QTest.keyClick(scrubber, Qt.Key.Key_Right)
    QTest.mouseClick(scrubber, Qt.MouseButton.LeftButton)
    assert scrubber.position_ms == 0
