"""A draft's files: brought in, placed, taken out; their pictures and their way to the server."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QImage

from contract.drafts import Placement
from contract.problems import Problem
from desktop.models import media, placements
from desktop.models.media import Media
from desktop.views.create.brought import as_file, files_in, picture_in
from desktop.views.create.facts import Facts
from desktop.views.create.media_card import MediaCard, read_thumb
from desktop.views.create.placed_media import Placed, pictures_of, placed, role_of
from desktop.views.doors import Doors
from desktop.views.problem_words import words_of
from desktop.views.words import tr


class MediaKeeper(QObject):
    """`changed` when the storyboard may look otherwise: another picture, or another place."""

    changed = Signal()

    def __init__(self, doors: Doors, card: MediaCard, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._doors, self._card = doors, card
        self._facts: Facts | None = None
        self._faults: Mapping[str, Problem] = {}
        self._coming: dict[str, tuple[int, int]] = {}
        self._thumbs: dict[str, QImage | None] = {}
        self._shown_pictures: tuple[object, ...] = ()
        self._scenes = 0
        self._is_connected = False
        card.brought.connect(self.bring)
        card.removed.connect(self.remove)
        card.moved.connect(self._move)
        card.placed.connect(self._place)
        card.sent_again.connect(lambda sha256: self._ask(media.retry, sha256))
        doors.live.upload_progress.connect(self._note_progress)

    @property
    def shown(self) -> tuple[Placed, ...]:
        """The files of the draft, in their order."""
        if self._facts is None:
            return ()
        facts = self._facts
        return placed(facts.draft.placements, facts.files, self._faults, self._coming)

    @property
    def pictures(self) -> Mapping[str, Path]:
        """Where its pictures stand."""
        if self._facts is None:
            return {}
        folder = self._doors.desk.folder
        return pictures_of(self._facts.draft.placements, self._facts.files, folder)

    def show(self, facts: Facts) -> None:
        """These are the files now."""
        self._facts = facts
        self._show()
        for one in facts.files.values():
            self._read_thumb(one)

    def show_scenes(self, scenes: int) -> None:
        """So many scenes there are to stand behind."""
        if scenes != self._scenes:
            self._scenes = scenes
            self._show()

    def show_faults(self, faults: Mapping[str, Problem]) -> None:
        """These pictures cannot be drawn."""
        if faults.keys() != self._faults.keys():
            self._faults = faults
            self._show()

    def show_connection(self, is_connected: bool) -> None:
        """Whether files have anywhere to go."""
        if is_connected != self._is_connected:
            self._is_connected = is_connected
            self._show()

    def choose_files(self) -> None:
        """Ask for files."""
        self._card.choose_files()

    def bring(self, paths: Sequence[Path]) -> None:
        """Each is copied into the store, then placed in the draft that is open now."""
        if self._facts is None:
            return
        draft_id = self._facts.draft.id
        for path in paths:
            if role_of(path.name) is None:
                self._doors.toast(
                    tr("“{name}” is no clip, picture or sound we know.", name=path.name)
                )
                continue
            question = self._doors.take(self._doors.desk.bring_media(path))
            question.on(self, partial(self._add, draft_id), self._say)

    def take(self, data: QMimeData) -> None:
        """What was dropped or pasted: its files, or a picture that is none yet."""
        paths = files_in(data)
        if paths:
            self.bring(paths)
            return
        picture = picture_in(data)
        if picture is not None:
            made = self._doors.desk.aside(lambda: as_file(picture))
            self._doors.take(made).on(self, self._bring_made, self._say)

    def _bring_made(self, made: Path) -> None:
        if self._facts is None:
            made.unlink(missing_ok=True)
            return
        draft_id = self._facts.draft.id
        future = self._doors.desk.bring_media(made)
        # The store has its own copy by then, or will not get one.
        future.add_done_callback(lambda _: made.unlink(missing_ok=True))
        self._doors.take(future).on(self, partial(self._add, draft_id), self._say)

    def remove(self, placement: UUID) -> None:
        """The draft does not use it; one press brings it back."""
        question = self._doors.ask(placements.remove, placement)
        question.on(self, lambda _: self._say_removed(placement))

    def _add(self, draft_id: UUID, brought: Media) -> None:
        role = role_of(brought.name)
        assert role is not None, "only such files were brought"
        self._ask(placements.add, draft_id, brought.sha256, role=role)

    def _say_removed(self, placement: UUID) -> None:
        self._doors.toast(
            tr("File taken out"), tr("Undo"), lambda: self._ask(placements.restore, placement)
        )

    def _move(self, placement: UUID, by: int) -> None:
        order = [one.id for one in self.shown]
        others = [id for id in order if id != placement]
        at = order.index(placement) + by
        self._ask(placements.move, placement, after=others[at - 1] if at > 0 else None)

    def _place(self, placement: UUID, scene: int | None) -> None:
        one = self._placement(placement)
        if one is not None:
            self._ask(
                placements.edit,
                placement,
                role=one.role,
                scene=scene,
                focus=one.focus,
                trim_ms=one.trim_ms,
            )

    def _placement(self, id: UUID) -> Placement | None:
        if self._facts is None:
            return None
        return next((one for one in self._facts.draft.placements if one.id == str(id)), None)

    def _ask(self, verb: Callable[..., object], *args: Any, **kw: Any) -> None:
        self._doors.ask(verb, *args, **kw).on(self, failed=self._say)

    def _say(self, problem: Problem) -> None:
        says = words_of(problem)
        self._doors.toast(tr("{says} {remedy}", says=says.says, remedy=says.remedy))

    def _note_progress(self, sha256: str, come: int, size: int) -> None:
        self._coming[sha256] = (come, size)
        if self._facts is not None and sha256 in self._facts.files:
            self._show()

    def _read_thumb(self, one: Media) -> None:
        if one.kind != "picture" or one.path is None:
            return
        known = self._thumbs.get(one.sha256)
        if known is not None:
            self._card.set_thumb(one.sha256, known)
        elif one.sha256 not in self._thumbs:
            self._thumbs[one.sha256] = None
            path = self._doors.desk.folder / one.path
            question = self._doors.take(self._doors.desk.aside(lambda: read_thumb(path)))
            question.on(self, partial(self._take_thumb, one.sha256))

    def _take_thumb(self, sha256: str, picture: QImage) -> None:
        self._thumbs[sha256] = picture
        self._card.set_thumb(sha256, picture)

    def _show(self) -> None:
        before = self._shown_pictures
        self._card.show_media(self.shown, scenes=self._scenes, is_connected=self._is_connected)
        for sha256, picture in self._thumbs.items():
            if picture is not None:
                self._card.set_thumb(sha256, picture)
        self._shown_pictures = tuple(
            (one.id, one.scene, one.media.path if one.media else None) for one in self.shown
        )
        if before != self._shown_pictures:
            self.changed.emit()
