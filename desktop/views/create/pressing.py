"""Generate: what it would do is said at all times, and pressed twice it is one wish."""

from dataclasses import replace
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from contract.drafts import Draft as Frozen
from contract.problems import Problem
from desktop.models import wishes
from desktop.models.wishes import Wish
from desktop.preview.reading import Reading
from desktop.views.create.facts import Facts, is_what_was_wished
from desktop.views.create.offers import Offer, Standing, offer
from desktop.views.create.placed_media import Placed, unused
from desktop.views.doors import Doors
from desktop.views.problem_words import words_of
from desktop.views.words import tr

# A countdown of seconds is said anew each second.
TICK_MS = 1_000


class Pressing(QObject):
    """`offered` brings what the bar says now."""

    offered = Signal(object)

    def __init__(self, doors: Doors, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._doors = doors
        self._facts: Facts | None = None
        self._now: Frozen | None = None
        self._reading: Reading | None = None
        self._shown: tuple[Placed, ...] = ()
        self._is_asked = False
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self._offer)

    def show(
        self, facts: Facts, now: Frozen, reading: Reading | None, shown: tuple[Placed, ...]
    ) -> None:
        """It stands like this."""
        self._facts, self._now, self._reading, self._shown = facts, now, reading, shown
        self._offer()

    def rest(self) -> None:
        """Nothing ticks until it is shown again."""
        self._tick.stop()

    def press(self, what: str) -> None:
        """What the bar offers was taken."""
        facts = self._facts
        if facts is None:
            return
        if what == "generate":
            self._wish(facts.draft.id, None)
        elif what == "make-one":
            self._wish(facts.draft.id, 1)
        elif what == "cancel-wish" and facts.open_wish is not None:
            self._cancel(facts.open_wish)
        elif what == "watch" and facts.generations:
            self._watch(facts.draft.id, facts.generations[0].id)

    def press_on(self, what: str, wish: Wish) -> None:
        """What a banner about a refused wish offers was taken: it is put away first."""
        self._doors.ask(wishes.dismiss, wish.id).on(self)
        if what == "make-one" and wish.draft_id is not None:
            self._wish(wish.draft_id, 1)

    def _wish(self, draft_id: UUID, variants: int | None) -> None:
        # A second press while the first is on its way to the store is the same wish; after that
        # the draft is one that was wished for, and the button says so.
        if self._is_asked or (variants is None and self._current().reason is not None):
            return
        self._is_asked = True
        question = self._doors.ask(wishes.create, draft_id, variants=variants)
        question.on(self, self._made, self._refused)

    def _made(self, wish: Wish) -> None:
        self._is_asked = False
        if self._facts is not None and self._facts.draft.id == wish.draft_id:
            facts = self._facts
            self._facts = replace(facts, wishes=(*facts.wishes, wish))
        self._offer()
        if not self._doors.desk.is_connected or self._doors.desk.status.state == "waiting":
            self._doors.toast(tr("Will be sent when online. You can cancel until then."))
            return
        draft_id, generation_id = wish.draft_id, wish.generation_id
        assert draft_id is not None
        assert generation_id is not None
        self._doors.toast(
            tr("Your reel is on its way."),
            tr("Watch it"),
            lambda: self._watch(draft_id, generation_id),
        )

    def _refused(self, problem: Problem) -> None:
        self._is_asked = False
        says = words_of(problem)
        self._doors.toast(tr("{says} {remedy}", says=says.says, remedy=says.remedy))

    def _cancel(self, wish: Wish) -> None:
        if wish.generation_id is not None:
            self._doors.ask(wishes.cancel, wish.generation_id).on(self)

    def _watch(self, draft_id: UUID, generation_id: UUID) -> None:
        self._doors.go("review", draft_id=draft_id, generation_id=generation_id)

    def _offer(self) -> None:
        if self._facts is None:
            return
        made = self._current()
        is_counting = self._facts.cooldown_until_ms > self._doors.clock_ms()
        if is_counting != self._tick.isActive():
            self._tick.start() if is_counting else self._tick.stop()
        self.offered.emit(made)

    def _current(self) -> Offer:
        facts, now = self._facts, self._now
        assert facts is not None
        assert now is not None
        desk, wish = self._doors.desk, facts.open_wish
        is_same = wish is not None and is_what_was_wished(wish, now)
        return offer(
            Standing(
                reading=self._reading,
                meter=facts.meter,
                status=desk.status,
                is_connected=desk.is_connected,
                is_own_server=desk.account is not None and desk.account.is_own,
                wish=wish,
                is_same=is_same,
                live=facts.live,
                own_pct=facts.own_pct,
                cooldown_until_ms=facts.cooldown_until_ms,
                unreadable=tuple(one.name for one in self._shown if one.fault is not None),
                unused_media=unused(self._shown),
                now_ms=self._doors.clock_ms(),
            )
        )
