"""What is done to items of the library: edits, the trash, playing, exports; what is said then."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from contract.problems import Problem
from desktop.exporting.handing import hand_out
from desktop.exporting.reels import Outcome
from desktop.models import assets, item_details, many_assets
from desktop.models.assets import Asset
from desktop.models.item_details import Details
from desktop.models.session import Session
from desktop.models.tiles import Tile
from desktop.views.doors import Doors
from desktop.views.library.export_dialog import ExportDialog, open_file
from desktop.views.library.exports import Exports, folder_of, items_of
from desktop.views.words import tr


class Deeds(QObject):
    """`done` when items went to the trash or came out of it; `exported` when an export ended."""

    done = Signal()
    exported = Signal()

    def __init__(self, doors: Doors, view: QWidget) -> None:
        super().__init__(view)
        self._doors, self._view = doors, view
        self._exports = Exports(doors, self)
        self._exports.ended.connect(self._were_exported)
        self._exports.failed.connect(self._not_exported)

    # --- edits

    def retitle(self, asset_id: UUID, title: str) -> None:
        """It is called this."""
        self._doors.ask(assets.edit, asset_id, title=title).on(self)

    def retag(self, asset_id: UUID, tags: tuple[str, ...]) -> None:
        """It has these tags and no others."""
        self._doors.ask(assets.set_tags, asset_id, tags).on(self)

    def retag_all(
        self, ids: Sequence[UUID], put_on: tuple[str, ...], taken_off: tuple[str, ...]
    ) -> None:
        """They have these tags besides their own, and no longer those."""
        work = self._doors.desk.run_long(many_assets.tag, ids, put_on, taken_off)
        self._doors.take(work).on(self, partial(self._were_tagged, len(ids)))

    def delete(self, ids: Sequence[UUID]) -> None:
        """They go to the trash; that can be undone."""
        if ids:
            work = self._doors.desk.run_long(many_assets.delete, ids)
            self._doors.take(work).on(self, self._were_deleted)

    def restore(self, ids: Sequence[UUID]) -> None:
        """They come out of the trash."""
        if ids:
            work = self._doors.desk.run_long(many_assets.restore, ids)
            self._doors.take(work).on(self, self._were_restored)

    # --- playing

    def play(self, tile: Tile) -> None:
        """It plays: in Review, beside what it was made from, or, where that is gone, in the
        system's own player."""
        self._doors.ask(item_details.read, tile.id).on(self, self._play)

    # --- exports

    def export(self, ids: Sequence[UUID]) -> None:
        """Ask where to, then export them; one export at a time."""
        if self._exports.running is not None:
            self._doors.toast(tr("An export is still running."))
        elif ids:
            self._doors.ask(_read_all, ids).on(self, self._ask_where)

    def reveal(self) -> None:
        """Open the folder that was exported to last."""
        open_file(folder_of(self._doors.settings()))

    # --- inside

    def _were_tagged(self, asked: int, changed: tuple[UUID, ...]) -> None:
        if left_out := asked - len(changed):
            self._doors.toast(
                tr(
                    "{n} reel has no room for another tag.|{n} reels have no room for another tag.",
                    n=left_out,
                )
            )

    def _were_deleted(self, ids: tuple[UUID, ...]) -> None:
        self.done.emit()
        if ids:
            self._doors.toast(
                tr("{n} reel moved to trash|{n} reels moved to trash", n=len(ids)),
                tr("Undo"),
                lambda: self.restore(ids),
            )

    def _were_restored(self, ids: tuple[UUID, ...]) -> None:
        self.done.emit()
        self._doors.toast(tr("{n} reel is back|{n} reels are back", n=len(ids)))

    def _play(self, details: Details) -> None:
        tile = details.tile
        if details.draft_id is not None:
            self._doors.go("review", generation_id=tile.generation_id, variant_id=tile.variant_id)
            return
        # What it was made from is gone; the reel itself is not.
        if tile.video is None:
            self._doors.toast(tr("Fetching the video ..."))
        coming = self._doors.desk.fetch(tile.generation_id, tile.variant_id, "video")
        self._doors.take(coming).on(self, partial(self._play_outside, tile))

    def _play_outside(self, tile: Tile, video: Path) -> None:
        folder = self._doors.desk.folder
        named = partial(hand_out, folder, video.relative_to(folder), tile.title, ".mp4")
        self._doors.take(self._doors.desk.aside(named)).on(self, open_file)

    def _ask_where(self, chosen: tuple[Asset, ...]) -> None:
        if chosen:
            ExportDialog(self._doors, self._exports, items_of(chosen), self._view).open()

    def _were_exported(self, outcome: Outcome) -> None:
        self.exported.emit()
        if not outcome.failed and self._view.findChild(ExportDialog) is None:
            count = len(outcome.exported)
            says = tr("{n} reel exported and verified.|{n} reels exported and verified.", n=count)
            self._doors.toast(says, tr("Reveal"), self.reveal)

    def _not_exported(self, problem: Problem) -> None:
        if self._view.findChild(ExportDialog) is None:
            self._doors.say_problem(problem)


def _read_all(session: Session, ids: Sequence[UUID]) -> tuple[Asset, ...]:
    return tuple(assets.get(session, asset_id) for asset_id in ids)
