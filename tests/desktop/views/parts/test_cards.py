import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QAccessible, QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.views.parts.banner import Banner
from desktop.views.parts.buttons import Button
from desktop.views.parts.card import Card, Row
from desktop.views.parts.elide import ElidedLabel, cut_lines
from desktop.views.parts.empty import MOST_WIDE_PX, EmptyState
from desktop.views.parts.flow_layout import FlowLayout
from desktop.views.parts.label import Icon, Keys, Label, key_words
from desktop.views.parts.pill import Pill
from desktop.views.parts.scroll import ScrollPage
from desktop.views.theme.type_scale import role_font
from desktop.views.words import speak


def test_a_row_is_taken_by_pointer_enter_and_space(qtbot, show):
    row = Row("3 cuts, ready")
    row.line.addWidget(Label("3 cuts"))
    show(row)
    for take in (
        lambda: QTest.mouseClick(row, Qt.MouseButton.LeftButton),
        lambda: QTest.keyClick(row, Qt.Key.Key_Return),
        lambda: QTest.keyClick(row, Qt.Key.Key_Space),
    ):
        with qtbot.waitSignal(row.clicked):
            take()
    told = QAccessible.queryAccessibleInterface(row)
    assert told.role() == QAccessible.Role.Button
    assert told.text(QAccessible.Text.Name) == "3 cuts, ready"
    rest = row.grab().toImage()
    row.set_chosen(True)
    assert row.is_chosen
    assert row.grab().toImage() != rest


def test_a_row_asks_for_its_menu_where_it_was_pressed(qtbot, show):
    row = Row("3 cuts")
    show(row)
    with qtbot.waitSignal(row.menu_asked) as told:
        row.customContextMenuRequested.emit(QPoint(4, 5))
    assert told.args == [row.mapToGlobal(QPoint(4, 5))]


def test_a_card_counts_beside_its_title(show):
    card = Card()
    header = card.header("In progress", "2 of 3")
    show(card)
    assert not header.count.isVisible()
    header.set_count(3)
    assert header.count.isVisible()
    assert header.count.text() == "3"
    header.set_count(None)
    assert not header.count.isVisible()


def test_a_banner_says_two_sentences_and_acts(show):
    done = []
    banner = Banner("warn", "Offline.", "1 reel is waiting.", [("Try now", lambda: done.append(1))])
    show(banner, wide=700)
    assert banner.accessibleName() == "Offline. 1 reel is waiting."
    (button,) = banner.findChildren(Button)
    button.click()
    assert done == [1]
    banner.set_words("ok", "Online again.")
    assert [b.isVisible() for b in banner.findChildren(Button)] in ([], [False])
    assert banner.accessibleName() == "Online again."


def test_a_banner_grows_where_its_words_need_two_lines(qapp, show):
    banner = Banner("info", "Merged with edits from Studio.", "Every word from both is here. " * 3)
    window = show(banner, wide=1200)
    assert banner.height() == 52
    window.resize(420, 300)
    qapp.processEvents()
    assert banner.height() > 52
    assert banner.words.height() >= banner.words.heightForWidth(banner.words.width())


def test_cut_words_are_whole_in_the_tooltip(qapp, show):
    label = ElidedLabel("3 cuts that keep people watching until the very end", "strong")
    window = show(label, wide=160)
    assert label.toolTip() == label.text()
    window.resize(900, 200)
    qapp.processEvents()
    assert label.toolTip() == ""


def test_words_are_cut_after_as_many_lines_as_there_are():
    font = role_font("body")
    text = "One-pan gnocchi with everything that a garden gives in September"
    lines = cut_lines(text, font, 120, 2)
    assert len(lines) == 2
    assert text.startswith(lines[0])
    assert lines[1].endswith("\u2026")
    assert max(QFontMetrics(font).horizontalAdvance(line.strip()) for line in lines) <= 120
    assert cut_lines("short", font, 120, 2) == ["short"]
    assert cut_lines("", font, 120, 2) == [""]


def flow(*sizes: tuple[int, int]) -> QWidget:
    holder = QWidget()
    layout = FlowLayout(holder, gap_px=10)
    for wide, high in sizes:
        box = QWidget()
        box.setFixedSize(wide, high)
        layout.addWidget(box)
    return holder


def places(holder: QWidget) -> list[tuple[int, int]]:
    layout = holder.layout()
    return [layout.itemAt(i).geometry().topLeft().toTuple() for i in range(layout.count())]


def test_what_has_no_more_room_goes_to_the_next_line(qtbot):
    holder = flow((100, 20), (100, 20), (100, 20))
    qtbot.addWidget(holder)
    holder.resize(230, 100)
    holder.show()
    assert places(holder) == [(0, 0), (110, 0), (0, 30)]
    layout = holder.layout()
    assert layout.heightForWidth(230) == 50
    assert layout.heightForWidth(400) == 20
    assert layout.minimumSize() == QSize(100, 20)


def test_lines_start_at_the_right_where_one_reads_from_there(qtbot):
    holder = flow((100, 20), (50, 20))
    qtbot.addWidget(holder)
    holder.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    holder.resize(230, 100)
    holder.show()
    assert places(holder) == [(130, 0), (70, 0)]


def test_what_is_hidden_takes_no_room(qtbot):
    holder = flow((100, 20), (100, 20))
    qtbot.addWidget(holder)
    holder.resize(230, 100)
    holder.show()
    holder.layout().itemAt(0).widget().hide()
    holder.layout().activate()
    assert places(holder)[1] == (0, 0)


def test_an_empty_view_keeps_its_words_in_the_middle(show):
    button = Button("Create New Reel", "primary", "plus")
    empty = EmptyState("film", "Nothing here yet", "Your first reel is one click away.", button)
    empty.setMinimumHeight(300)
    show(empty, wide=1200, high=500)
    assert empty.title.width() <= MOST_WIDE_PX
    assert abs(empty.title.mapTo(empty, empty.title.rect().center()).x() - empty.width() // 2) <= 1
    assert abs(button.mapTo(empty, button.rect().center()).x() - empty.width() // 2) <= 1
    empty.set_words("search", "Nothing matches")
    assert not empty.sentence.isVisible()


def test_a_pill_is_never_cut(show):
    pill = Pill("Waiting", "warn")
    show(pill, wide=80)
    assert pill.height() == 20
    was = pill.width()
    pill.set_words("Waiting for the network", "warn")
    assert pill.sizeHint().width() > was
    assert pill.minimumSizeHint() == pill.sizeHint()


@pytest.mark.parametrize(
    ("shortcut", "keys"),
    [
        ("Ctrl+K", ("Ctrl", "K")),
        ("Ctrl+Return", ("Ctrl", "↵")),
        ("Ctrl++", ("Ctrl", "+")),
        ("Shift+R", ("Shift", "R")),
        (",", (",",)),
    ],
)
def test_keys_are_written_as_they_stand_on_the_keyboard(show, shortcut, keys):
    assert key_words(shortcut) == keys
    assert Keys(shortcut).accessibleName() == " ".join(keys)


def test_words_are_never_markup(show):
    label = Label("<b>not bold</b> & so on")
    show(label)
    assert label.textFormat() == Qt.TextFormat.PlainText
    label.set_tone("err")
    assert label.grab().toImage() != Label("<b>not bold</b> & so on").grab().toImage()


def test_a_page_is_as_wide_as_the_window_and_scrolls(qapp, show):
    page = ScrollPage()
    for _ in range(30):
        page.body.addWidget(Button("Generate", "quiet"))
    window = show(page, wide=300, high=200)
    window.layout().setStretch(0, 1)
    qapp.processEvents()
    assert page.verticalScrollBar().maximum() > 0
    assert page.widget().width() == page.viewport().width()


def test_every_part_mirrors(qapp, show):
    """The same row read from the right is not the row read from the left."""
    row = Row("x")
    row.line.addWidget(Icon("film"))
    row.line.addWidget(Label("A"))
    row.line.addStretch(1)
    window = show(row)
    left = row.findChild(Icon).x()
    speak(qapp, "ar")
    window.layout().activate()
    qapp.processEvents()
    assert row.findChild(Icon).x() > left
