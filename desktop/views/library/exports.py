"""An export as it runs, one at a time, whatever the window shows meanwhile."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Event

import shiboken6
from PySide6.QtCore import QObject, QStandardPaths, Signal

from contract.problems import Problem
from desktop.exporting.names import USUAL_PATTERN, Named
from desktop.exporting.reels import ENDINGS, Export, Item, Outcome, Step
from desktop.models.assets import Asset
from desktop.settings import AppSettings
from desktop.views.catalogue_words import platform_words, preset_words
from desktop.views.doors import Doors

FOLDER = "Reelyard"


class Exports(QObject):
    """`stepped` with a Step, `ended` with an Outcome, `failed` with a Problem."""

    stepped = Signal(object)
    ended = Signal(object)
    failed = Signal(object)

    def __init__(self, doors: Doors, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._doors = doors
        self._stop = Event()
        self.running: Export | None = None
        # A window that closes does not wait for a stick.
        self.destroyed.connect(self._stop.set)

    def start(self, export: Export) -> None:
        """Export this; one that still runs is a bug of whoever offers another."""
        assert self.running is None
        self.running = export
        self._stop = stop = Event()
        self.destroyed.connect(stop.set)
        desk = self._doors.desk
        work = desk.aside(partial(export.run, desk.fetch, desk.hold, self._hand_on, stop.is_set))
        self._doors.take(work).on(self, self._done, self._not_done)

    def stop(self) -> None:
        """Stop soon; what stands there whole stays."""
        self._stop.set()

    def _hand_on(self, step: Step) -> None:
        if shiboken6.isValid(self):
            self.stepped.emit(step)

    def _done(self, outcome: Outcome) -> None:
        self.running = None
        self.ended.emit(outcome)

    def _not_done(self, problem: Problem) -> None:
        self.running = None
        self.failed.emit(problem)


def items_of(assets: Sequence[Asset]) -> tuple[Item, ...]:
    """What is exported of each, numbered in their order."""
    return tuple(
        Item(asset.id, asset.generation_id, asset.variant_id, _named(asset, number))
        for number, asset in enumerate(assets, start=1)
    )


def folder_of(settings: AppSettings) -> Path:
    """Where reels went last; else a folder of ours among the videos."""
    if settings.export_folder:
        return Path(settings.export_folder)
    movies = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.MoviesLocation)
    return Path(movies or Path.home()) / FOLDER


def pattern_of(settings: AppSettings) -> str:
    """What their files are called by."""
    return settings.export_pattern or USUAL_PATTERN


def kinds_of(settings: AppSettings) -> tuple[str, ...]:
    """Which files are made."""
    wanted = ENDINGS if settings.export_kinds is None else settings.export_kinds
    return tuple(kind for kind in ENDINGS if kind in wanted) or tuple(ENDINGS)


def _named(asset: Asset, number: int) -> Named:
    day = datetime.fromisoformat(asset.created_at).astimezone().date()
    return Named(
        date=day.isoformat(),
        title=asset.title,
        platform=platform_words(asset.platform),
        preset=preset_words(asset.preset),
        number=number,
    )
