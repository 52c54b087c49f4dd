"""Draws docs/screens with the window's own views over filled stores: `make screens`.

Every view in every state and both themes, then what stands beside them. No network, no screen;
the same pictures every time, but for how letters are smoothed.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_LOGGING_RULES"] = "qt.multimedia.*=false"
# Moments are said in a creator's own time; spelled so, it needs no files of the system.
os.environ["TZ"] = "CET-1CEST,M3.5.0,M10.5.0/3"
time.tzset()
HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests" / "builders"))

from pictured_windows import Pictured, a_window, wait_until  # noqa: E402
from PIL import Image  # noqa: E402
from PySide6.QtCore import QBuffer, Qt  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402
from told_months import STATES, State  # noqa: E402

from contract.problems import Code, Problem  # noqa: E402
from desktop.views.first_start import FirstStart  # noqa: E402
from desktop.views.sign_in import SignIn  # noqa: E402
from desktop.views.theme.theme import Theme  # noqa: E402
from desktop.views.words import speak  # noqa: E402

SCREENS = HERE / "screens"
THEMES = ("dark", "light")
NARROW, USUAL = (1024, 700), (1280, 800)
# Enough for a window and a few small pictures in it; a third of the size of all colours.
COLOURS = 256


@dataclass(frozen=True)
class Shown:
    """A view of a state: which draft or generation is in front, by its name in the store."""

    view: str
    of: str | None = None
    more: dict[str, Any] = field(default_factory=dict)

    def what(self, pictured: Pictured) -> dict[str, Any]:
        """What the view is told."""
        filled, named = pictured.filled, dict(self.more)
        if self.of is not None:
            named["draft_id"] = filled.drafts[self.of]
            if self.view == "review" and self.of in filled.generations:
                named["generation_id"] = filled.generations[self.of]
        return named


VIEWS: dict[State, tuple[Shown, ...]] = {
    "empty": (Shown("create"), Shown("review"), Shown("settings")),
    "busy": (Shown("create", "glass"), Shown("review", "trees"), Shown("settings")),
    "offline": (
        Shown("create", "glass"),
        Shown("review", "glass"),
        Shown("settings", more={"section": "sync"}),
    ),
    "refused": (
        Shown("create", "names"),
        Shown("review", "cats"),
        Shown("settings", more={"section": "sync"}),
    ),
    "full": (
        Shown("create", "sky"),
        Shown("review", "sky"),
        Shown("settings", more={"section": "sync"}),
    ),
}


def main() -> None:
    """Draw all of them, or those whose names hold a word of the command line."""
    SCREENS.mkdir(exist_ok=True)
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    for look in THEMES:
        for state in STATES:
            _draw_state(app, look, state)
    for name, draw in others(app):
        if _is_wanted(name):
            draw(_path(name))


def _draw_state(app: QApplication, look: str, state: State) -> None:
    """Every view of a state, in one window, as somebody goes from one to the next."""
    named = {f"{one.view}_{state}_{look}": one for one in _views(state)}
    wanted = {name: one for name, one in named.items() if _is_wanted(name)}
    if not wanted:
        return
    theme = _theme(app, look, "en")
    with TemporaryDirectory() as folder, a_window(Path(folder), state, theme) as pictured:
        for name, shown in wanted.items():
            pictured.window.go(shown.view, **shown.what(pictured))
            pictured.settle()
            _keep(pictured.window, _path(name))


def _views(state: State) -> tuple[Shown, ...]:
    return (Shown("dashboard"), *VIEWS[state], Shown("library"))


def _is_wanted(name: str) -> bool:
    return len(sys.argv) == 1 or any(word in name for word in sys.argv[1:])


def _path(name: str) -> Path:
    print(f"docs/screens/{name}.png", flush=True)
    return SCREENS / f"{name}.png"


def others(app: QApplication) -> Iterator[tuple[str, Callable[[Path], None]]]:
    """The name of each picture beside the states, and how it is drawn."""
    yield "start_first_light", _starting(app, "light", FirstStart)
    yield "start_first_dark", _starting(app, "dark", FirstStart)
    yield "signin_refused_light", _starting(app, "light", _refused_sign_in)
    for view, of in (("dashboard", None), ("create", "arabic"), ("library", None)):
        yield f"{view}_rtl_dark", _drawing(app, "dark", "full", Shown(view, of), language="ar")
    for view, of in (("create", "sky"), ("review", "sky"), ("library", None)):
        yield f"{view}_1024x700_light", _drawing(app, "light", "full", Shown(view, of), size=NARROW)
    palette = _drawing(app, "dark", "full", Shown("dashboard"), then=_open_palette)
    yield "palette_open_dark", palette
    yield (
        "review_compare_dark",
        _drawing(app, "dark", "full", Shown("review", "sky"), then=_compare),
    )
    contrast = _drawing(app, "high-contrast", "busy", Shown("dashboard"))
    yield "dashboard_busy_high-contrast", contrast


def _drawing(
    app: QApplication,
    look: str,
    state: State,
    shown: Shown,
    *,
    language: str = "en",
    size: tuple[int, int] = USUAL,
    then: Callable[[Pictured], None] = lambda _: None,
) -> Callable[[Path], None]:
    def draw(path: Path) -> None:
        theme = _theme(app, look, language)
        with TemporaryDirectory() as folder, a_window(Path(folder), state, theme, size=size) as one:
            one.window.go(shown.view, **shown.what(one))
            one.settle()
            then(one)
            one.settle()
            _keep(one.window, path)

    return draw


def _starting(
    app: QApplication, look: str, page: Callable[[Theme], QWidget]
) -> Callable[[Path], None]:
    def draw(path: Path) -> None:
        theme = _theme(app, look, "en")
        with TemporaryDirectory() as folder, a_window(Path(folder), "empty", theme) as one:
            one.window.show_start(page(theme))
            one.settle()
            _keep(one.window, path)

    return draw


def _theme(app: QApplication, look: str, language: str) -> Theme:
    speak(app, language)
    theme = Theme(look, reduce_motion=True)
    theme.apply(app)
    return theme


def _refused_sign_in(_theme: Theme) -> QWidget:
    page = SignIn()
    page.set_problem(
        Problem(
            Code.INVALID_GRANT,
            "The address or the password is wrong.",
            "Check both, or make an account.",
        )
    )
    return page


def _open_palette(one: Pictured) -> None:
    one.window.open_commands()
    wait_until(one.window.commands.isVisible)


def _compare(one: Pictured) -> None:
    QTest.keyClick(one.window, Qt.Key.Key_V)


def _keep(window: QWidget, path: Path) -> None:
    """The window as a small PNG."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    window.grab().save(buffer, "PNG")  # type: ignore[call-overload]
    whole = Image.open(BytesIO(buffer.data().data())).convert("RGB")
    # Octree keeps the few pixels of a green pill, which a median over all would lose.
    small = whole.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


if __name__ == "__main__":
    main()
