"""Banners over the form: what another device's edits changed, and what the server refused."""

from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.models.wishes import Wish
from desktop.preview.reading import Reading
from desktop.views.create.facts import Facts
from desktop.views.create.merged import RECENT_MS, BothSides, banner_words
from desktop.views.create.offers import minutes_words
from desktop.views.doors import Doors
from desktop.views.figures import clock_words
from desktop.views.parts.banner import Banner
from desktop.views.problem_words import words_of_parts
from desktop.views.words import tr


class Notices(QObject):
    """`pressed` tells what to do about a refused wish, `edited` a field and its value to put
    back."""

    pressed = Signal(str, object)
    edited = Signal(str, object)

    def __init__(self, doors: Doors, place: QVBoxLayout, parent: QWidget) -> None:
        super().__init__(parent)
        self._doors, self._window = doors, parent
        self._seen_until_ms: dict[UUID, int] = {}
        self._facts: Facts | None = None
        self._merged = Banner("ok", "", icon="git-merge", closable=True)
        self._merged.closed.connect(self._put_away)
        self._refused = Banner("err", "")
        for banner in (self._merged, self._refused):
            place.addWidget(banner)
            banner.hide()

    def open(self, draft_id: UUID) -> None:
        """Another draft: what was merged lately in it is told once."""
        self._facts = None
        self._seen_until_ms.setdefault(draft_id, self._doors.clock_ms() - RECENT_MS)
        self._merged.hide()
        self._refused.hide()

    def show(self, facts: Facts, reading: Reading | None) -> None:
        """Say what there is to say."""
        self._facts = facts
        self._show_merged(facts)
        self._show_refused(facts.refused_wish, reading)

    def _show_merged(self, facts: Facts) -> None:
        seen_ms = self._seen_until_ms.get(facts.draft.id, 0)
        news = [one for one in facts.overwritten if one.at_ms > seen_ms]
        if news:
            bold, dim = banner_words(facts.draft, news)
            self._merged.set_words("ok", bold, dim, [(tr("See both"), self.see_both)])
        self._merged.setVisible(bool(news))

    def see_both(self) -> None:
        """Show what each side said."""
        facts = self._facts
        if facts is None:
            return
        now_ms = self._doors.clock_ms()
        dialog = BothSides(facts.draft, facts.overwritten, now_ms, self._window)
        dialog.put_back.connect(self.edited)
        dialog.open()

    def _put_away(self) -> None:
        if self._facts is not None:
            newest = max((one.at_ms for one in self._facts.overwritten), default=0)
            self._seen_until_ms[self._facts.draft.id] = newest
        self._merged.hide()

    def _show_refused(self, wish: Wish | None, reading: Reading | None) -> None:
        if wish is None or wish.problem is None:
            self._refused.hide()
            return
        told = wish.problem
        says = words_of_parts(told["code"], told["says"], told["remedy"]).says
        bold = tr("The server said no: {says}", says=says)
        dim = tr(
            "Pressed {time}. Your draft is as you left it. Nothing was charged.",
            time=clock_words(wish.at_ms),
        )
        actions = [(tr("Remove wish"), lambda: self.pressed.emit("dismiss", wish))]
        one = reading.price_of_one if reading is not None else None
        if one is not None and (wish.body.get("variants") or 0) != 1:
            words = tr("Make 1 variant, {minutes} min", minutes=minutes_words(one.ms))
            actions.insert(0, (words, lambda: self.pressed.emit("make-one", wish)))
        self._refused.set_words("err", bold, dim, actions)
        self._refused.show()
