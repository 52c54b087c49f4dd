"""What the frame of the window does for the desk that is open: begins, finds and tells."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from contract.drafts import shown_title
from contract.problems import Problem
from desktop.models import assets, cache, drafts, generations
from desktop.models.assets import Asset, Filters
from desktop.models.drafts import Draft, ListedDraft
from desktop.models.generations import Generation
from desktop.models.news import Changed
from desktop.models.session import Session
from desktop.sync.status import Status
from desktop.views.actions import Action
from desktop.views.command_palette import CommandPalette
from desktop.views.doors import Doors
from desktop.views.notices import Notices
from desktop.views.palette_entries import Entry, folded
from desktop.views.sync_words import moment_words
from desktop.views.words import tr
from reel.script import plain_topic

# As many as the palette shows of each kind.
MOST_FOUND = 12
# Titles are looked for among so many drafts, the newest first: more are found in their own list.
MOST_DRAFTS = 200


class DeskFrame(QObject):
    """As long as the doors hear news: Ctrl+N begins a reel, the palette finds drafts and items,
    who looks elsewhere hears of a reel that is ready, and the cache keeps to its limit. `view` is
    what is in front."""

    def __init__(
        self,
        doors: Doors,
        window: QWidget,
        palette: CommandPalette,
        view: Callable[[], str] = lambda: "",
    ) -> None:
        super().__init__(doors.live)
        self._doors, self._palette, self._view = doors, palette, view
        self._notices = Notices(window, doors.theme, self)
        # Those that are being made, as far as we saw it: only of their ends somebody is told.
        self._live: frozenset[UUID] = frozenset()
        doors.desk.most_cache_bytes = doors.settings().cache_bytes or cache.MOST_BYTES
        palette.finder = self._find
        doors.actions.add(
            Action("new", tr("New reel"), self.begin_reel, shortcut="Ctrl+N", icon="plus")
        )
        doors.actions.add(
            Action("sync.send_now", tr("Send what is waiting now"), self._send, icon="send")
        )
        doors.live.changed.connect(self._changed)
        doors.live.status_changed.connect(self._take_status)
        self._take_status(doors.desk.status)
        doors.ask(generations.list_live).on(self, self._watch)

    def begin_reel(self) -> None:
        """An empty draft is opened in Create; one that nobody has written into is taken again."""
        self._doors.ask(empty_draft).on(
            self, lambda draft: self._doors.go("create", draft_id=draft.id)
        )

    # --- the palette

    def _find(self, typed: str) -> None:
        if typed:
            self._doors.ask(find_titles, typed).on(
                self, lambda found: self._palette.show_found(typed, self._entries(found))
            )

    def _entries(self, found: tuple[list[ListedDraft], list[Asset]]) -> list[Entry]:
        now_ms = self._doors.clock_ms()
        entries = [self._draft_entry(draft, now_ms) for draft in found[0]]
        return entries + [self._asset_entry(asset) for asset in found[1]]

    def _draft_entry(self, draft: ListedDraft, now_ms: int) -> Entry:
        return Entry(
            tr("Draft: {title}", title=draft.title),
            lambda: self._doors.go("create", draft_id=draft.id),
            note=tr("edited {time}", time=moment_words(draft.updated_at_ms, now_ms)),
            icon="pencil",
        )

    def _asset_entry(self, asset: Asset) -> Entry:
        return Entry(
            tr("Reel: {title}", title=asset.title),
            lambda: self._doors.go("library", asset_id=asset.id),
            icon="circle-play",
        )

    # --- what is told

    def _changed(self, news: tuple[Changed, ...]) -> None:
        if any(change.of == "generation" for change in news):
            self._doors.ask(ended_of, self._live).on(self, self._tell)
            self._doors.ask(generations.list_live).on(self, self._watch)

    def _watch(self, live: tuple[UUID, ...]) -> None:
        self._live |= frozenset(live)

    def _tell(self, ended: tuple[tuple[Generation, str], ...]) -> None:
        for generation, title in ended:
            if generation.id not in self._live:
                continue
            self._live -= {generation.id}
            if generation.status == "succeeded":
                self._say_ready(generation, title)

    def _say_ready(self, generation: Generation, title: str) -> None:
        def watch() -> None:
            self._doors.go("review", draft_id=generation.draft_id, generation_id=generation.id)

        name = title or tr("A draft without words")
        is_told = self._notices.tell(tr("Your reel is ready"), name, watch)
        # In Review it is there already, and a toast would lie over its Play button.
        if not is_told and self._view() != "review":
            self._doors.toast(tr("Ready: {title}", title=name), tr("Watch"), watch)

    def _take_status(self, _status: Status) -> None:
        reason = None if self._doors.desk.is_connected else tr("No server is connected.")
        self._doors.actions.set_reason("sync.send_now", reason)

    def _send(self) -> None:
        self._doors.desk.look_now()


def empty_draft(session: Session) -> Draft:
    """A draft that nobody has written into: the newest one if it is, else a new one."""
    newest = drafts.find_continuable(session)
    if newest is not None and not (newest.topic or newest.script or newest.title):
        return newest
    return drafts.new(session)


def find_titles(session: Session, typed: str) -> tuple[list[ListedDraft], list[Asset]]:
    """Drafts and items of the library whose titles have every typed word in them."""
    asked = folded(typed).split()
    page = drafts.list_page(session, limit=MOST_DRAFTS)
    found = [draft for draft in page.drafts if _has_all(draft.title, asked)]
    items = assets.list_page(session, Filters(q=typed), limit=MOST_FOUND).assets
    return found[:MOST_FOUND], [item for item in items if _has_all(item.title, asked)]


def ended_of(session: Session, ids: frozenset[UUID]) -> tuple[tuple[Generation, str], ...]:
    """Those of these that are not being made any more, each with its draft's title."""
    going = frozenset(generations.list_live(session))
    ended = []
    for generation_id in ids - going:
        try:
            generation = generations.get(session, generation_id)
        except Problem:
            # A wish that was taken back, or a draft that was deleted for good.
            continue
        draft = drafts.find(session, generation.draft_id)
        title = shown_title(draft.title, plain_topic(draft.topic)) if draft is not None else ""
        ended.append((generation, title))
    return tuple(ended)


def _has_all(title: str, asked: list[str]) -> bool:
    text = folded(title)
    return all(word in text for word in asked)
