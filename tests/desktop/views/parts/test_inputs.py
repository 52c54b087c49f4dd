import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from desktop.views.parts.inputs import LineInput, SearchInput, Select, TextInput
from desktop.views.parts.tag_editor import TagEditor
from desktop.views.words import speak


def told(widget, what: QAccessible.Text) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(what)


def test_a_line_tells_what_is_typed_and_when_it_is_done(qtbot, show):
    line = LineInput("Topic", "What is it about?", note="0 of 120")
    show(line)
    with qtbot.waitSignal(line.edited) as heard:
        QTest.keyClicks(line.field, "h")
    assert heard.args == ["h"]
    with qtbot.waitSignal(line.submitted):
        QTest.keyClick(line.field, Qt.Key.Key_Return)
    with qtbot.assertNotEmitted(line.edited):
        line.set_text("hello")
    assert line.text() == "hello"
    assert told(line.field, QAccessible.Text.Name) == "Topic"
    assert line.field.height() == 36


def test_what_is_wrong_stands_below_the_field_and_is_said(show):
    line = LineInput("Email")
    show(line)
    assert line.error() is None
    line.set_error("That is no email address.")
    assert line.error() == "That is no email address."
    assert line._error.isVisible()
    assert told(line.field, QAccessible.Text.Description) == "That is no email address."
    line.set_error(None)
    assert line.error() is None
    assert not line._error.isVisible()
    assert told(line.field, QAccessible.Text.Description) == ""


def test_a_secret_is_shown_only_when_asked_to(show):
    line = LineInput("Password", secret=True)
    show(line)
    eye = line.field.actions()[0]
    assert line.field.echoMode() == QLineEdit.EchoMode.Password
    eye.trigger()
    assert line.field.echoMode() == QLineEdit.EchoMode.Normal
    eye.trigger()
    assert line.field.echoMode() == QLineEdit.EchoMode.Password


def test_the_cross_empties_a_search(qtbot, show):
    search = SearchInput("Find a draft")
    show(search)
    cross = search.actions()[1]
    assert not cross.isVisible()
    QTest.keyClicks(search, "cuts")
    assert cross.isVisible()
    with qtbot.waitSignal(search.textEdited) as heard:
        cross.trigger()
    assert heard.args == [""]
    assert search.text() == ""


def test_icons_in_fields_follow_the_theme(show, theme):
    search = SearchInput("Find a draft")
    show(search)
    glass = search.actions()[0]
    dark = glass.icon().pixmap(18, 18).toImage()
    theme.set_choice("light")
    assert glass.icon().pixmap(18, 18).toImage() != dark


def test_several_lines_leave_by_tab(qtbot, show):
    text, line = TextInput("Post text"), LineInput("Title")
    show(text, line)
    text.field.setFocus()
    with qtbot.waitSignal(text.edited):
        QTest.keyClicks(text.field, "hi")
    QTest.keyClick(text.field, Qt.Key.Key_Tab)
    assert line.field.hasFocus()
    with qtbot.assertNotEmitted(text.edited):
        text.set_text("another")
    assert text.text() == "another"


def test_one_of_many_is_taken_by_keys_and_not_by_the_wheel(qtbot, show):
    select = Select("Language", [("en", "English"), ("ar", "Arabic"), ("de", "German")], "ar")
    show(select)
    assert select.value() == "ar"
    with qtbot.waitSignal(select.chosen) as heard:
        QTest.keyClick(select.field, Qt.Key.Key_Down)
    assert heard.args == ["de"]
    with qtbot.assertNotEmitted(select.chosen):
        select.set_value("en")
        select.set_value("none of them")
        select.set_options([("en", "English"), ("fr", "French")])
    assert select.value() == "en"


def test_tags_are_added_by_enter_and_comma_and_taken_back(qtbot, show):
    tags = TagEditor(["editing"])
    show(tags)
    heard = []
    tags.tags_changed.connect(heard.append)
    QTest.keyClicks(tags.field, "howto")
    QTest.keyClick(tags.field, Qt.Key.Key_Return)
    QTest.keyClicks(tags.field, "phone,")
    assert tags.tags == ("editing", "howto", "phone")
    QTest.keyClick(tags.field, Qt.Key.Key_Backspace)
    tags._chips["editing"].removed.emit()
    assert heard == [
        ("editing", "howto"),
        ("editing", "howto", "phone"),
        ("editing", "howto"),
        ("howto",),
    ]


def test_what_is_no_tag_and_what_is_one_already_is_not_added(qtbot, show):
    tags = TagEditor(["a"], tidy=lambda typed: typed.casefold() if typed.isalnum() else None)
    show(tags)
    with qtbot.assertNotEmitted(tags.tags_changed):
        for typed in ("A", "  ", "!?"):
            QTest.keyClicks(tags.field, typed)
            QTest.keyClick(tags.field, Qt.Key.Key_Return)
    assert tags.tags == ("a",)


def test_tags_from_elsewhere_keep_what_is_being_typed(qtbot, show):
    tags = TagEditor(["a", "b"], most=3)
    show(tags)
    QTest.keyClicks(tags.field, "half a wo")
    with qtbot.assertNotEmitted(tags.tags_changed):
        tags.set_tags(["c", "b"])
    assert tags.tags == ("c", "b")
    assert tags.field.text() == "half a wo"
    tags.layout().activate()
    assert tags._chips["c"].x() < tags._chips["b"].x() < tags.field.x()
    tags.set_tags(["c", "b", "d"])
    assert not tags.field.isEnabled()


def test_what_stands_in_an_empty_field_is_faint_and_still_read(show, theme):
    line, text = LineInput("Topic", "WWWWWWWW"), TextInput("Post", "WWWWWWWW")
    show(line, text)
    for field in (line.field, text.field):
        seen = field.grab().toImage()
        places = [(x, y) for x in range(seen.width()) for y in range(min(40, seen.height()))]
        assert QColor(theme.tokens.faint).rgb() in {seen.pixel(x, y) for x, y in places}


@pytest.mark.parametrize(
    ("words", "side"),
    [
        ("Why is the sky blue?", Qt.AlignmentFlag.AlignLeft),
        ("لماذا السماء زرقاء؟", Qt.AlignmentFlag.AlignRight),
        ("5 أشياء", Qt.AlignmentFlag.AlignRight),
        ("", Qt.AlignmentFlag.AlignLeft),
    ],
)
def test_words_stand_at_the_side_they_are_read_from(qapp, show, words, side):
    text = TextInput("Post text")
    show(text)
    text.set_text(words)
    assert text.field.document().defaultTextOption().alignment() == side
    speak(qapp, "ar")
    text.set_text(words + " ")
    unsaid = Qt.AlignmentFlag.AlignRight if not words else side
    assert text.field.document().defaultTextOption().alignment() == unsaid
