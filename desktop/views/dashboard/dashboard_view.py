"""The dashboard: reels that are being made, the month, where to go on, what was saved last."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from contract.problems import Problem
from contract.usage import MonthAnswer
from desktop.models import overview as overviews
from desktop.models import wishes
from desktop.models.drafts import Draft
from desktop.models.news import Changed
from desktop.models.overview import Overview
from desktop.models.wishes import Wish
from desktop.sync.status import Status
from desktop.views.actions import Action
from desktop.views.create.sample import make_sample
from desktop.views.dashboard.exports_card import ExportsCard
from desktop.views.dashboard.first_page import FirstPage
from desktop.views.dashboard.history_card import HistoryCard
from desktop.views.dashboard.left_words import exports_reading, is_offline, minutes_reading
from desktop.views.dashboard.meter_card import MeterCard
from desktop.views.dashboard.pace import Paces
from desktop.views.dashboard.pick_up import PickUpCard
from desktop.views.dashboard.reels_card import ReelsCard
from desktop.views.dashboard.standing_banner import standing_of
from desktop.views.doors import Doors
from desktop.views.library.thumbnails import Thumbnails
from desktop.views.parts.banner import Banner
from desktop.views.parts.buttons import Button
from desktop.views.parts.label import Label
from desktop.views.parts.scroll import MARGIN_PX, NARROW_MARGIN_PX, NARROW_PX, ScrollPage
from desktop.views.words import tr

# While much changes it is read anew this often; nobody sees more.
READ_MS = 120
# "40 s left" and "14 minutes ago" go on by themselves; a queue moves when others end.
TICK_MS = 5_000
NOON, EVENING = 12, 18


class DashboardView(QWidget):
    """Shows what the store holds; reads it anew when it is shown and as it changes."""

    def __init__(self, doors: Doors, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._doors = doors
        self._status: Status = doors.desk.status
        self._overview: Overview | None = None
        self._is_shown = False
        self._is_reading = False
        self._months_as_of_ms: int | None = None
        self._boost_seen: datetime | None = None
        self._boost_read: datetime | None = None
        self._paces = Paces()
        self._thumbnails = Thumbnails(doors, self)
        self._soon = self._timer(READ_MS, self._read, is_single=True)
        self._tick = self._timer(TICK_MS, self._go_on, is_single=False)
        self._make_parts()
        self._lay_out()
        self._connect()
        self._add_actions()

    def shown(self, **_what: Any) -> None:
        """It is in front."""
        self._is_shown = True
        self._read()
        self._read_months()
        self._tick.start()
        self.new.setFocus(Qt.FocusReason.OtherFocusReason)

    def hidden(self) -> None:
        """Another view is in front."""
        self._is_shown = False
        self._tick.stop()

    # --- what a person does

    def create_reel(self) -> None:
        """Begin a new draft."""
        self._doors.go("create", is_new=True)

    def continue_draft(self) -> None:
        """Go on with the draft that was edited last."""
        if self._overview is not None and self._overview.draft is not None:
            self._doors.go("create", draft_id=self._overview.draft.id)

    def cancel(self, generation_id: UUID) -> None:
        """A reel is not wanted any more; one that was never sent is taken back at once."""
        self._doors.ask(wishes.cancel, generation_id).on(self, self._cancelled)

    def make_sample(self) -> None:
        """The sample becomes a draft, and is made."""
        self.first.go.set_reason(tr("It is being prepared."))
        make_sample(self._doors).on(self, self._generate, self._not_made)

    # --- made once

    def _timer(self, interval_ms: int, on_time: Callable[[], object], *, is_single: bool) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(is_single)
        timer.setInterval(interval_ms)
        timer.timeout.connect(on_time)
        return timer

    def _make_parts(self) -> None:
        self.greeting, self.sentence = Label("", "h1"), Label("", "body", "dim", wrap=True)
        self.go_on = Button(tr("Continue Draft"), "quiet", "pencil", parent=self)
        self.new = Button(tr("Create New Reel"), "primary", "plus", parent=self)
        self.banner = Banner("warn", "", closable=True, parent=self)
        self.banner.hide()
        self.first = FirstPage(self._doors, self)
        self.exports_meter = MeterCard(tr("Exports"), "share", self)
        self.minutes_meter = MeterCard(tr("Minutes"), "timer", self)
        self.pick_up = PickUpCard(self._thumbnails, self)
        self.reels = ReelsCard(self._thumbnails, self)
        self.history = HistoryCard(self)
        self.exports = ExportsCard(self._thumbnails, self)

    def _lay_out(self) -> None:
        self._page = ScrollPage(parent=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._page)
        body = self._page.body
        head, words = QHBoxLayout(), QVBoxLayout()
        head.setSpacing(10)
        words.setSpacing(2)
        words.addWidget(self.greeting)
        words.addWidget(self.sentence)
        head.addLayout(words, 1)
        head.addWidget(self.go_on, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.new, 0, Qt.AlignmentFlag.AlignVCenter)
        body.addLayout(head)
        body.addWidget(self.banner)
        body.addWidget(self.first, 1)
        self._meters = meters = QHBoxLayout()
        meters.setSpacing(14)
        for card, share in ((self.exports_meter, 3), (self.minutes_meter, 3), (self.pick_up, 4)):
            meters.addWidget(card, share)
        body.addLayout(meters)
        self._middle = QWidget(self)
        middle = QHBoxLayout(self._middle)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(14)
        middle.addWidget(self.reels, 7)
        middle.addWidget(self.history, 4)
        body.addWidget(self._middle, 1)
        body.addWidget(self.exports)
        self._set_margins()

    def _connect(self) -> None:
        self._doors.live.changed.connect(self._changed)
        self._doors.live.status_changed.connect(self._status_changed)
        self.new.clicked.connect(self.create_reel)
        self.go_on.clicked.connect(self.continue_draft)
        self.pick_up.opened.connect(self.continue_draft)
        self.first.sample_asked.connect(self.make_sample)
        self.banner.closed.connect(self._boost_was_read)
        self.reels.opened.connect(lambda id: self._doors.go("review", generation_id=id))
        self.reels.all_asked.connect(lambda: self._doors.go("review"))
        self.reels.cancelled.connect(self.cancel)
        self.reels.retried.connect(lambda id: self._doors.ask(wishes.retry, id).on(self))
        self.reels.dismissed.connect(lambda id: self._doors.ask(wishes.dismiss, id).on(self))
        self.exports.opened.connect(lambda id: self._doors.go("library", asset_id=id))
        self.exports.library_asked.connect(lambda: self._doors.go("library"))

    def _add_actions(self) -> None:
        for id, words, on, icon in (
            ("dashboard.create", tr("Create New Reel"), self.create_reel, "plus"),
            ("dashboard.continue", tr("Continue Draft"), self.continue_draft, "pencil"),
        ):
            self._doors.actions.add(Action(id, words, on, where="dashboard", icon=icon))

    # --- reading

    def _changed(self, news: tuple[Changed, ...]) -> None:
        told = {"draft", "generation", "asset", "usage", "wish", "file"}
        if self._is_shown and any(change.of in told for change in news):
            self._read_soon()

    def _status_changed(self, status: Status) -> None:
        came_back = is_offline(self._status) and not is_offline(status)
        self._status = status
        if came_back and self._is_shown:
            self._read_months()
        if self._overview is not None:
            self._show(self._overview)

    def _read_soon(self) -> None:
        if not self._soon.isActive():
            self._soon.start()

    def _read(self) -> None:
        if self._is_reading:
            self._read_soon()
            return
        self._is_reading = True
        self._doors.ask(overviews.read).on(self, self._has_read, self._not_read)

    def _has_read(self, overview: Overview) -> None:
        self._is_reading = False
        self._show(overview)

    def _not_read(self, problem: Problem) -> None:
        self._is_reading = False
        self._doors.say_problem(problem)

    def _read_months(self) -> None:
        asked = self._doors.take(self._doors.desk.usage_history())
        asked.on(self, self._months_came, self._months_did_not_come)

    def _months_came(self, months: tuple[MonthAnswer, ...]) -> None:
        self._months_as_of_ms = self._doors.clock_ms()
        self.history.show_months(months)

    def _months_did_not_come(self, _problem: Problem) -> None:
        """What was told last stays, and says of when it is."""
        self.history.show_as_of(self._months_as_of_ms, self._doors.clock_ms())

    def _go_on(self) -> None:
        """Time went by; the server alone knows how long the queue is."""
        if self._overview is None:
            return
        self._show(self._overview)
        if is_offline(self._status) or not self._doors.desk.is_connected:
            return
        for reel in self._overview.making:
            generation = reel.generation
            if generation.status == "queued" and not generation.is_provisional:
                asked = self._doors.take(self._doors.desk.look_at(generation.id))
                asked.on(self, failed=lambda _problem: None)

    # --- showing

    def _show(self, overview: Overview) -> None:
        self._overview = overview
        now_ms = self._doors.clock_ms()
        running = {
            reel.generation.id: reel.generation.progress_pct
            for reel in overview.making
            if reel.generation.status == "running"
        }
        self._paces.note(running, now_ms)
        self._show_head(overview)
        self._show_banner(overview, now_ms)
        self.exports_meter.show_reading(exports_reading(overview, self._status, now_ms))
        self.minutes_meter.show_reading(minutes_reading(overview, self._status, now_ms))
        self.pick_up.show_draft(overview, now_ms, is_offline(self._status))
        offline_ms = self._heard_last_ms() if is_offline(self._status) else None
        self.reels.show_reels(overview, self._paces, now_ms, offline_ms)
        self.history.show_overview(overview, now_ms)
        self.exports.show_exports(overview.exports, now_ms)
        self.first.show_meter(overview.meter)
        self._show_what_counts(overview.is_new)

    def _heard_last_ms(self) -> int | None:
        return self._status.last_exchange_ms or (
            self._overview.meter.as_of_ms if self._overview else None
        )

    def _show_what_counts(self, is_new: bool) -> None:
        self.first.setVisible(is_new)
        for widget in (self.pick_up, self._middle, self.exports):
            widget.setVisible(not is_new)
        # One primary a view: for whoever is new that is the sample.
        self.new.set_kind("quiet" if is_new else "primary")
        self.new.setText(tr("Start from my own words") if is_new else tr("Create New Reel"))
        self.new.updateGeometry()
        self.go_on.setVisible(not is_new)

    def _show_head(self, overview: Overview) -> None:
        has_draft = overview.draft is not None
        reason = None if has_draft else tr("No draft yet: create a reel first.")
        self.go_on.set_reason(reason)
        self._doors.actions.set_reason("dashboard.continue", reason)
        if overview.is_new:
            self.greeting.setText(tr("Welcome to Reelyard"))
            self.sentence.setText(
                tr("Your first reel is one click away. This sample is yours to change.")
            )
            return
        self.greeting.setText(_greeting(self._doors.clock_ms()))
        self.sentence.setText(self._sentence(overview))

    def _sentence(self, overview: Overview) -> str:
        if is_offline(self._status):
            return tr("Keep working. Everything you do is kept here and sent later.")
        making = sum(not reel.generation.is_provisional for reel in overview.making)
        account = self._doors.desk.account
        if making and account is not None and account.is_own:
            return tr("{n} reel is being made. Keep the app open until it is done.|"
                      "{n} reels are being made. Keep the app open until they are done.",
                      n=making)  # fmt: skip
        if making:
            return tr("{n} reel is being made. You can close the app, it keeps going.|"
                      "{n} reels are being made. You can close the app, they keep going.",
                      n=making)  # fmt: skip
        ready = sum(reel.generation.status == "succeeded" for reel in overview.ended)
        if ready:
            return tr("{n} reel is ready to watch.|{n} reels are ready to watch.", n=ready)
        return tr("What will the next one be about?")

    def _show_banner(self, overview: Overview, now_ms: int) -> None:
        said = standing_of(
            self._status,
            overview,
            now_ms,
            self._boost_ended_ms(overview, now_ms),
            partial(self._doors.actions.run, "sync.show_waiting"),
            self._doors.desk.look_now,
        )
        self.banner.setVisible(said is not None)
        if said is not None:
            self.banner.set_words(said.tone, said.bold, said.dim, said.actions)
            self.banner.close_button.setVisible(said.is_closable)

    def _boost_ended_ms(self, overview: Overview, now_ms: int) -> int | None:
        """When the boost ended that was there while this window was open; None when it is not
        over, or was read about."""
        told = overview.meter.told
        if told is not None and told.boost_expires_at is not None:
            self._boost_seen = told.boost_expires_at
        if self._boost_seen is None or self._boost_seen == self._boost_read:
            return None
        ended_ms = int(self._boost_seen.timestamp() * 1000)
        return ended_ms if ended_ms <= now_ms else None

    def _boost_was_read(self) -> None:
        self._boost_read = self._boost_seen
        self.banner.hide()

    # --- answers

    def _cancelled(self, wish: Wish | None) -> None:
        if wish is None:
            self._doors.toast(tr("Taken back. It was never sent, and nothing was charged."))

    def _generate(self, draft: Draft) -> None:
        asked = self._doors.ask(wishes.create, draft.id)
        asked.on(self, self._sample_is_wished, self._not_made)

    def _sample_is_wished(self, wish: Wish) -> None:
        self.first.go.set_reason(None)
        self._doors.go("review", draft_id=wish.draft_id, generation_id=wish.generation_id)

    def _not_made(self, problem: Problem) -> None:
        self.first.go.set_reason(None)
        self._doors.say_problem(problem)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 Qt's name
        """Margins are narrower where there is little room."""
        super().resizeEvent(event)
        self._set_margins()

    def _set_margins(self) -> None:
        is_narrow = self.window().width() < NARROW_PX
        side = NARROW_MARGIN_PX if is_narrow else MARGIN_PX
        # The sentences of the meters are read whole.
        self._meters.setStretch(2, 3 if is_narrow else 4)
        self._page.body.setContentsMargins(side, 20, side, 18)


def _greeting(now_ms: int) -> str:
    hour = datetime.fromtimestamp(now_ms / 1000).hour
    if hour < NOON:
        return tr("Good morning")
    return tr("Good afternoon") if hour < EVENING else tr("Good evening")
