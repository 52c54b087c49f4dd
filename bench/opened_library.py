"""A window whose library is opened, scrolled through and searched.

    python -m bench.opened_library DATA ITEMS             (JSON on standard output)
    python -m bench.opened_library covers FOLDER COUNT    (draws covers, as large as the render's)

A frame is what a person waits for: from the turn of the wheel until all that is in sight was
painted anew and everything that came meanwhile was taken in.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QEventLoop, QModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QFont, QImage, QLinearGradient, QPainter
from PySide6.QtWidgets import QApplication

from bench.memory import can_measure, held_bytes
from desktop.desk import Desk
from desktop.models import profiles
from desktop.models.assets import Filters
from desktop.settings import AppSettings
from desktop.talk import Talk
from desktop.views.actions import ActionRegistry
from desktop.views.asking import Asking
from desktop.views.doors import Doors
from desktop.views.library import LibraryView
from desktop.views.live import Live
from desktop.views.theme.theme import Theme

# What is left of a window of 1280x800 beside its sidebar.
WIDTH_PX, HEIGHT_PX = 1064, 800
WHEEL_FRAMES, FLING_FRAMES, LAST_FRAMES = 400, 200, 200
WHEEL_PX = 120
# As people type them: common and rare words, parts of words, two letters, another case, accents,
# a tag, several words, and what nobody has.
SEARCHES = (
    "sea", "SKY", "why is the", "99999", "12345", "li", "st", "light and", "travel", "éa",
    "is the sea", "5", "zzz nothing", "moon 7", "and", "colour", "riv", "ston", "31415", "wind",
)  # fmt: skip


class Opened:
    """A library over a store; `until` runs the window until something is so."""

    def __init__(self, data: Path) -> None:
        self.app = QApplication(sys.argv[:1])
        theme = Theme("dark")
        theme.apply(self.app)
        self._talk = Talk()
        self._desk = Desk(self._talk, profiles.open_local(data), None)
        self._live, kept = Live(self._desk), AppSettings()
        self._asking = Asking(_fail)
        self.doors = Doors(
            desk=self._desk,
            asking=self._asking,
            live=self._live,
            actions=ActionRegistry(),
            theme=theme,
            go=lambda view, **what: None,
            toast=lambda text, words=None, on=None: None,
            settings=lambda: kept,
            change_settings=lambda what: None,
            say_problem=_fail,
            clock_ms=lambda: time.time_ns() // 1_000_000,
        )

    def until(self, is_so: Callable[[], bool]) -> None:
        """On return it is so."""
        while not is_so():
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def settle(self) -> None:
        """On return every question has its answer."""
        self.until(lambda: not self._asking.is_waiting)
        self.app.processEvents()

    def close(self) -> None:
        """Nothing of it runs any longer."""
        self._live.close()
        self._desk.close()
        self._talk.close()


def main() -> None:
    """Measure, and say so."""
    if sys.argv[1] == "covers":
        _draw_covers(Path(sys.argv[2]), int(sys.argv[3]))
        return
    opened, items = Opened(Path(sys.argv[1])), int(sys.argv[2])
    began = time.perf_counter()
    view = LibraryView(opened.doors)
    view.resize(WIDTH_PX, HEIGHT_PX)
    view.show()
    view.shown()
    opened.until(lambda: view.model.rowCount() > 0)
    view.grid.viewport().repaint()
    open_ms = _since(began)
    opened.settle()
    frames_ms = list(_scroll(opened, view, items))
    searches_ms = [_search(opened, view, words) for words in SEARCHES]
    memory_mb = held_bytes(frozenset({os.getpid()})) / 1e6 if can_measure() else None
    view.hide()
    view.deleteLater()
    opened.settle()
    opened.close()
    found = {"open_ms": open_ms, "frames_ms": frames_ms, "searches_ms": searches_ms}
    print(json.dumps({**found, "memory_mb": memory_mb}))


def _scroll(opened: Opened, view: LibraryView, items: int) -> Iterator[float]:
    """Down by the wheel, then screen by screen; then, with all of it here, about its end."""
    bar = view.grid.verticalScrollBar()
    for _ in range(WHEEL_FRAMES):
        yield _frame(opened, view, bar.value() + WHEEL_PX)
    for _ in range(FLING_FRAMES):
        yield _frame(opened, view, bar.value() + bar.pageStep())
    while not view.model.has_all:
        view.model.fetchMore(QModelIndex())
        opened.settle()
    assert view.model.rowCount() == items, view.model.rowCount()
    bar.setValue(bar.maximum())
    for _ in range(LAST_FRAMES):
        yield _frame(opened, view, bar.value() - WHEEL_PX)


def _frame(opened: Opened, view: LibraryView, value: int) -> float:
    began = time.perf_counter()
    view.grid.verticalScrollBar().setValue(value)
    view.grid.viewport().repaint()
    opened.app.processEvents()
    return _since(began)


def _search(opened: Opened, view: LibraryView, words: str) -> float:
    """From when typing paused to when what was found is painted."""
    shown: list[bool] = []
    heard = view.model.shown.connect(lambda: shown.append(True))
    began = time.perf_counter()
    view.filters.set_filters(Filters(q=words))
    opened.until(lambda: bool(shown))
    view.grid.viewport().repaint()
    took_ms = _since(began)
    view.model.shown.disconnect(heard)
    opened.settle()
    return took_ms


def _draw_covers(folder: Path, count: int) -> None:
    app = QApplication(sys.argv[:1])
    for number in range(count):
        image = QImage(1080, 1920, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        ground = QLinearGradient(0, 0, 1080, 1920)
        ground.setColorAt(0, QColor.fromHsv(number * 29 % 360, 180, 120))
        ground.setColorAt(1, QColor.fromHsv(number * 53 % 360, 200, 230))
        painter.fillRect(image.rect(), ground)
        for place in range(300):
            painter.setBrush(QColor.fromHsv((number + place) * 31 % 360, 160, 200, 90))
            painter.drawEllipse(QRect(place * 97 % 1080, place * 211 % 1920, 160, 90))
        font = QFont()
        font.setPixelSize(300)
        painter.setFont(font)
        painter.drawText(image.rect(), Qt.AlignmentFlag.AlignCenter, str(number))
        painter.end()
        assert image.save(str(folder / f"cover {number:03}.jpg"), quality=90)
    app.quit()


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000


def _fail(problem: object) -> None:
    raise AssertionError(problem)


if __name__ == "__main__":
    main()
