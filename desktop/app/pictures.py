"""Pictures of every view of a real window over real data, taken without a screen."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer

from desktop import settings
from desktop.app.beginning import make_app, new_life
from desktop.app.view_factories import VIEWS
from desktop.app.window_life import WindowLife
from desktop.settings import AppSettings

WIDTH_PX, HEIGHT_PX = 1280, 800
THEMES = ("dark", "light")
# A view has its data, its covers and its first preview within this of being shown.
SETTLES_IN_MS = 1500
# A server of one's own starts in some ten seconds on a slow computer, and what it made comes then.
IN_STEP_WITHIN_MS = 60_000
LOOK_EVERY_MS = 100


def take(data: Path, folder: Path) -> list[Path]:
    """Open the window of this data folder with its own server, and draw each view in both themes.

    True on return: the window is closed, its server has ended, and each file named is a PNG.
    """
    settings.change(data, lambda kept: replace(kept, home="this-computer"))
    life = new_life(make_app(), data)
    life.start()
    life.window.resize(WIDTH_PX, HEIGHT_PX)
    _wait_until(lambda: life.is_in_step, IN_STEP_WITHIN_MS)
    folder.mkdir(parents=True, exist_ok=True)
    made = list(_drawn(life, folder))
    ended = QEventLoop()
    life.ended.connect(ended.quit)
    life.window.close()
    ended.exec()
    return made


def _drawn(life: WindowLife, folder: Path) -> Iterator[Path]:
    for look in THEMES:
        life.change_settings(partial(_with_theme, look))
        for name in VIEWS:
            life.window.go(name)
            _wait(SETTLES_IN_MS)
            path = folder / f"{name}_{look}.png"
            life.window.grab().save(str(path))
            yield path


def _with_theme(look: str, kept: AppSettings) -> AppSettings:
    return replace(kept, theme=look)


def _wait(ms: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


def _wait_until(is_so: Callable[[], bool], within_ms: int) -> None:
    """Until it is so, or time is up: a picture of what stands is better than none."""
    for _ in range(within_ms // LOOK_EVERY_MS):
        if is_so():
            return
        _wait(LOOK_EVERY_MS)
