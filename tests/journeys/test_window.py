"""A creator at the window: real mouse and keys on a real display, against the real server and
worker. What is on screen is asked for as a screen reader would (tests/builders/windows.py)."""

from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from screens_of_x import x_server
from served import Served
from windows import MADE_WITHIN_S, Window

from desktop import settings

TOPIC, SCRIPT = "Why *blue?*", "Hello there.\n\nAll is well."
TITLE = "Why blue?"
BEFORE, BEHIND = "Air scatters blue light.", " Now look up."
SCRIPT_FIELD = "Script. A blank line starts a new scene."
# Nothing of a server of one's own is there before: its database is made, too.
OWN_SERVER_WITHIN_S = 300.0
TRIES, AGAIN_AFTER_S = 3, 20.0
PASSWORD = "correct horse battery"
# Where the clock of a video of five seconds stands once it runs.
CLOCKS = frozenset(f"0:0{second}" for second in range(1, 6))
ENDINGS = {".mp4", ".srt", ".vtt", ".jpg", ".txt"}

OpenWindow = Callable[..., Window]


@pytest.fixture(scope="module")
def display(tmp_path_factory) -> Iterator[str]:
    with x_server(tmp_path_factory.mktemp("display")) as name:
        yield name


@pytest.fixture
def open_window(tmp_path, display) -> Iterator[OpenWindow]:
    """Opens the window of a computer by its name; each has a home and data of its own."""
    opened: list[Window] = []

    def open_one(name: str = "Gerät eins") -> Window:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        opened.append(Window(folder, display))
        return opened[-1]

    yield open_one
    for window in opened:
        if window.process.poll() is None:
            for child in psutil.Process(window.process.pid).children(recursive=True):
                child.kill()
            window.kill()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[[], Served]]:
    """Starts the server of one folder, and again; none outlives the test, however it ends."""
    started: list[Served] = []

    def serve_one() -> Served:
        started.append(Served(tmp_path / "server"))
        return started[-1]

    yield serve_one
    for server in started:
        if server.process.poll() is None:
            server.stop()


def use_own_server(window: Window) -> None:
    """The first page's first answer, until the server on this computer is there."""
    window.sees("Where should your reels be made?")
    window.click("Use this computer")
    window.find("Dashboard", "CheckBox", OWN_SERVER_WITHIN_S)


def begin_reel(window: Window) -> None:
    """Ctrl+N until a field is there to write into: without a window manager a display may still
    send keys to a page that has just gone, and an empty draft is taken again, not made twice."""
    for _ in range(TRIES):
        window.hands.focus("Reelyard")
        window.hands.press("ctrl+n")
        try:
            window.find("Topic", "EditableText", AGAIN_AFTER_S)
        except AssertionError:
            continue
        return
    window.find("Topic", "EditableText")


def write_draft(window: Window, topic: str = TOPIC, script: str = SCRIPT) -> None:
    """A new draft of one variant, typed."""
    begin_reel(window)
    window.write_into("Topic", topic)
    window.write_into(SCRIPT_FIELD, script)
    window.click("1 variant", "RadioButton")


def generate(window: Window) -> None:
    """Press the button that says what it will make."""
    window.click("Generate 1 variant")


def test_from_an_empty_home_to_a_folder_with_the_reel(open_window, tmp_path):
    window = open_window()
    use_own_server(window)
    write_draft(window)
    window.sees("on the server too")
    generate(window)
    window.click("Review", "CheckBox")
    window.find("Save to Library", within_s=MADE_WITHIN_S)
    window.click("Play", within_s=MADE_WITHIN_S)
    window.wait(lambda seen: any(one.name in CLOCKS for one in seen), "clock that runs")
    window.hands.press("ctrl+s")
    window.find("Variant A, saved", "CheckBox")
    window.click("Library", "CheckBox")
    window.click(TITLE, "ListItem")
    window.hands.press("ctrl+e")
    reels = tmp_path / "Stick für Reels"
    window.click("Folder", "EditableText")
    window.hands.press("ctrl+a")
    window.hands.write(str(reels))
    window.click("Export 1 reel")
    window.sees("1 reel exported and verified.", MADE_WITHIN_S)
    assert {path.suffix for path in reels.iterdir()} >= ENDINGS
    window.hands.press("Escape")
    window.wait(lambda seen: not any("verified" in one.text for one in seen), "end of the dialog")
    window.hands.focus("Reelyard")
    assert window.close() == []


def test_what_was_typed_outlives_a_kill_with_the_caret_where_it_was(open_window):
    window = open_window()
    window.click("Write a draft first")
    window.hands.press("ctrl+n")
    window.write_into("Topic", TOPIC)
    window.write_into(SCRIPT_FIELD, BEFORE + BEHIND)
    window.hands.press(*["Left"] * len(BEHIND))
    window.wait(lambda _: settings.load(window.data).caret == len(BEFORE), "caret that is kept")
    window.hands.write(" And agai")
    window.kill()
    window.start()
    # Nobody is asked where reels are made before they see what they were writing.
    window.sees(TOPIC)
    kept = window.find(SCRIPT_FIELD, "EditableText").value
    # Of what was typed in the last second some may be missing, of what was there before nothing.
    missing = kept.removeprefix(BEFORE).removesuffix(BEHIND)
    assert " And agai".startswith(missing)
    window.hands.write("!")
    before_caret, _, behind = window.sees("!").value.partition("!")
    assert before_caret + behind == kept
    # The caret is where it was a second before, or nearer.
    assert before_caret.startswith(BEFORE)
    assert behind.endswith(BEHIND)


def sign_up(window: Window, server: Served, email: str) -> None:
    """Connect to a server that somebody runs, as a new person."""
    window.sees("Where should your reels be made?")
    window.click("Connect to a server")
    window.click("Create an account")
    _fill(window, server, email)
    window.click("Create an account", "Button")
    window.find("Dashboard", "CheckBox")


def sign_in(window: Window, server: Served, email: str) -> None:
    """The same person on another computer."""
    window.sees("Where should your reels be made?")
    window.click("Connect to a server")
    _fill(window, server, email)
    window.click("Sign in", "Button")
    window.find("Dashboard", "CheckBox")


def _fill(window: Window, server: Served, email: str) -> None:
    window.write_into("Server", server.url)
    window.write_into("Email", email)
    window.write_into("Password", PASSWORD)


def test_a_server_that_goes_in_the_middle_and_a_second_device_that_shows_the_same(
    open_window, serve
):
    server = serve()
    one = open_window("Gerät eins")
    sign_up(one, server, "ana@example.org")
    write_draft(one)
    one.sees("on the server too")
    generate(one)
    one.sees("Being made")
    server.stop()
    one.sees("Saved offline")
    one.write_into(SCRIPT_FIELD, " Offline, too.")
    one.sees(" waiting")
    server = serve()
    one.click("Review", "CheckBox")
    one.find("Save to Library", within_s=MADE_WITHIN_S)
    one.hands.press("ctrl+s")
    one.find("Variant A, saved", "CheckBox")
    other = open_window("Zweites Gerät")
    sign_in(other, server, "ana@example.org")
    other.click("Library", "CheckBox")
    assert TITLE in other.find(TITLE, "ListItem").name
    other.click("Create", "CheckBox")
    assert "Offline, too." in other.sees("Offline, too.").value
    assert other.close() == []
    # Two windows on a display without a window manager: the keyboard goes where it is told.
    one.hands.focus("Reelyard")
    assert one.close() == []
