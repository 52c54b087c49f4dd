"""That the server said no: when, why, what it cost, and what can be done."""

from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.models.wishes import Wish
from desktop.views.figures import clock_words
from desktop.views.parts.banner import Banner
from desktop.views.problem_words import words_of_parts
from desktop.views.review.doing import Doing
from desktop.views.review.review_words import minutes_of
from desktop.views.words import tr
from reel.estimating import Price


class RefusedBanner(Banner):
    """Not there while nothing was refused."""

    def __init__(self, doing: Doing, parent: QWidget | None = None) -> None:
        super().__init__("warn", "", parent=parent)
        self._doing = doing
        self.hide()

    def say(self, wish: Wish | None, one: Price | None) -> None:
        """Tell of this wish; `one` is what a single variant would cost."""
        self.setVisible(wish is not None)
        if wish is None or wish.problem is None:
            return
        told = wish.problem
        why = words_of_parts(told["code"], told["says"], told["remedy"]).says
        bold = tr("The server said no at {time}: {why}", time=clock_words(wish.at_ms), why=why)
        dim = tr("Your draft is as you left it. Nothing was charged.")
        if told["code"] == "quota-exceeded" and one is not None and wish.kind != "save":
            label = tr("Make 1 variant, {minutes} min", minutes=minutes_of(one.ms))
            other = (label, partial(self._doing.make_one_instead, wish))
        else:
            other = (tr("Try again"), partial(self._doing.retry_refused, wish))
        remove = (tr("Remove wish"), partial(self._doing.dismiss, wish))
        self.set_words("warn", bold, dim, [other, remove])
