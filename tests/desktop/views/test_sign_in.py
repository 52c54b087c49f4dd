"""Signing in: what was typed is told once, and what is wrong stands where it is wrong."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from contract.problems import Code, Problem
from desktop.views.sign_in import SignIn, full_address


@pytest.fixture
def page(qtbot) -> SignIn:
    page = SignIn()
    qtbot.addWidget(page)
    page.resize(1280, 800)
    page.show()
    page.activateWindow()
    return page


def heard(signal) -> list:
    told: list = []
    signal.connect(lambda *what: told.append(what))
    return told


def fill(page: SignIn, server="reels.example.org", email="you@example.org", word="longenough"):
    page.server.set_text(server)
    page.email.set_text(email)
    page.password.set_text(word)


def test_one_press_tells_server_email_and_password(page, qtbot):
    told = heard(page.sign_in)
    fill(page)
    qtbot.mouseClick(page.enter, Qt.MouseButton.LeftButton)
    assert told == [("https://reels.example.org", "you@example.org", "longenough")]


def test_enter_goes_from_field_to_field_and_then_signs_in(page, qtbot):
    told = heard(page.sign_in)
    page.server.field.setFocus()
    for field, text in (
        (page.server, "127.0.0.1:8000"),
        (page.email, "you@example.org"),
        (page.password, "longenough"),
    ):
        qtbot.waitUntil(field.field.hasFocus)
        qtbot.keyClicks(field.field, text)
        qtbot.keyClick(field.field, Qt.Key.Key_Return)
    assert told == [("http://127.0.0.1:8000", "you@example.org", "longenough")]


def test_while_it_is_asked_nothing_is_sent_again(page):
    told = heard(page.sign_in)
    fill(page)
    page.enter.click()
    page.set_busy("Asking the server ...")
    page.enter.click()
    page.password.submitted.emit()
    assert len(told) == 1
    page.set_busy("")
    page.enter.click()
    assert len(told) == 2


@pytest.mark.parametrize(
    ("missing", "sentence"),
    [
        ({"server": " "}, "Say which server."),
        ({"email": "you"}, "Write an email address, like you@example.org."),
        ({"word": ""}, "Type your password."),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_is_sent(page, missing, sentence):
    told = heard(page.sign_in)
    fill(page, **missing)
    page.enter.click()
    errors = [field.error() for field in (page.server, page.email, page.password)]
    assert [error for error in errors if error] == [sentence]
    assert told == []


@pytest.mark.parametrize(
    ("code", "field"),
    [
        (Code.INVALID_GRANT, "password"),
        (Code.EMAIL_TAKEN, "email"),
        (Code.SERVER_UNREACHABLE, "server"),
    ],
)
def test_a_refusal_stands_at_the_field_it_is_about_and_keeps_what_was_typed(page, code, field):
    fill(page)
    page.set_busy("Asking ...")
    page.set_problem(Problem(code, "No.", "Do so."))
    assert getattr(page, field).error() == "No. Do so."
    assert page.password.text() == "longenough"
    assert page.enter.reason is None


def test_any_other_refusal_stands_above_the_button(page):
    page.set_problem(Problem(Code.TOO_MANY_ATTEMPTS, "Too many.", "Wait 4 minutes."))
    assert page.problem == "Too many. Wait 4 minutes."
    assert page.password.error() is None


def test_a_new_account_is_told_as_one_and_needs_a_longer_password(page):
    up, signed = heard(page.sign_up), heard(page.sign_in)
    page.other.click()
    assert page.is_new
    fill(page, word="short")
    page.enter.click()
    assert page.password.error() == "Take 8 letters or more."
    fill(page)
    page.enter.click()
    assert up == [("https://reels.example.org", "you@example.org", "longenough")]
    assert signed == []
    page.other.click()
    assert not page.is_new


def test_the_password_is_not_read_over_a_shoulder(page):
    assert page.password.field.echoMode() == QLineEdit.EchoMode.Password


def test_one_can_turn_round(page):
    told = heard(page.back)
    page.leave.click()
    assert told == [()]


def test_whoever_is_known_only_types_the_password(qtbot):
    page = SignIn("https://reels.example.org", "you@example.org")
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    page.setFocus()
    qtbot.waitUntil(page.password.field.hasFocus)
    assert page.server.text() == "https://reels.example.org"


def test_pictures_are_there_only_where_there_is_room(page, qtbot):
    assert page.has_pictures
    page.resize(880, 700)
    qtbot.waitUntil(lambda: not page.has_pictures)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("reels.example.org", "https://reels.example.org"),
        ("reels.example.org/", "https://reels.example.org"),
        ("http://reels.lan", "http://reels.lan"),
        ("localhost:8000", "http://localhost:8000"),
        ("127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("[::1]:8000", "http://[::1]:8000"),
        ("localhost", "http://localhost"),
        ("reels.example.org:8443", "https://reels.example.org:8443"),
    ],
)
def test_an_address_without_a_scheme_is_safe_but_for_this_computer(typed, address):
    assert full_address(typed) == address
