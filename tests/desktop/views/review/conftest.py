"""Review before a store with finished reels."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from copied_stores import Cinema, a_cinema
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.views.review import ReviewView

Opened = tuple[ReviewView, Cinema]


@pytest.fixture
def open_review(qtbot, tmp_path) -> Iterator[Callable[..., Opened]]:
    """Opens Review in a window of some width, for a draft of a store in some state."""
    windows: list[QWidget] = []
    with ExitStack() as kept:

        def open_one(state="busy", draft=None, *, wide_px=1280, prepare=lambda cinema: None):
            cinema = kept.enter_context(a_cinema(tmp_path / f"{len(windows)}", state))
            cinema.say_status(cinema.filled.status)
            prepare(cinema)
            window, review = _window(cinema, wide_px)
            qtbot.addWidget(window)
            windows.append(window)
            kept.callback(cinema.room.settle)
            kept.callback(review.hidden)
            window.show()
            what = {} if draft is None else {"draft_id": cinema.filled.drafts[draft]}
            review.shown(**what)
            cinema.room.settle()
            return review, cinema

        yield open_one


def _window(cinema: Cinema, wide_px: int) -> tuple[QWidget, ReviewView]:
    window = QWidget()
    window.resize(wide_px, 800)
    row = QHBoxLayout(window)
    row.setContentsMargins(0, 0, 0, 0)
    review = ReviewView(cinema.room.doors, window)
    row.addWidget(review)
    return window, review
