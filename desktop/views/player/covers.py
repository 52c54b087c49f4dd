"""Covers of variants as small pictures: fetched, decoded beside, kept as long as they are used."""

from collections import OrderedDict
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader

from contract.problems import Problem
from desktop.views.doors import Doors
from desktop.views.player.variant_files import VariantFile, bring

# Twice what a tile of 84 pixels needs, for screens of 200 %.
KEPT_WIDTH_PX = 180
# Some screens of a list; each is 230 KB.
MOST_KEPT = 120
# More at once would only stand in each other's way.
MOST_COMING = 8


class Covers(QObject):
    """`came` with the variant whose picture is here now."""

    came = Signal(object)

    def __init__(self, doors: Doors, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._doors = doors
        self._kept: OrderedDict[UUID, QImage] = OrderedDict()
        self._coming: set[UUID] = set()
        self._missing: set[UUID] = set()
        self._wanted: OrderedDict[UUID, UUID] = OrderedDict()
        doors.live.status_changed.connect(self._try_again)

    def find(self, generation_id: UUID, variant_id: UUID) -> QImage | None:
        """The picture, if it is here; else it is brought, and `came` tells."""
        kept = self._kept.get(variant_id)
        if kept is not None:
            self._kept.move_to_end(variant_id)
            return kept
        if variant_id not in self._coming and variant_id not in self._missing:
            self._wanted[variant_id] = generation_id
            self._wanted.move_to_end(variant_id)
            self._bring_next()
        return None

    def _bring_next(self) -> None:
        """The one that was asked for last is what somebody looks at."""
        while self._wanted and len(self._coming) < MOST_COMING:
            variant_id, generation_id = self._wanted.popitem()
            self._coming.add(variant_id)
            self._bring(VariantFile(generation_id, variant_id, "cover"))

    def _bring(self, file: VariantFile) -> None:
        def failed(problem: Problem) -> None:
            self._missing.add(file.variant_id)
            self._over(file.variant_id)

        def here(path: Path) -> None:
            decoding = self._doors.desk.aside(lambda: decode(path, KEPT_WIDTH_PX))
            self._doors.take(decoding).on(self, decoded, failed)

        def decoded(picture: QImage) -> None:
            self._kept[file.variant_id] = picture
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
            self._over(file.variant_id)
            self.came.emit(file.variant_id)

        bring(self._doors, self, file, here, failed)

    def _over(self, variant_id: UUID) -> None:
        self._coming.discard(variant_id)
        self._bring_next()

    def _try_again(self, status: object) -> None:
        """The network may be back: what was missing is looked for when it is asked for."""
        if self._missing and getattr(status, "state", None) in ("exchanging", "resting"):
            self._missing.clear()


def decode(path: Path, width_px: int) -> QImage:
    """A picture of that width; nothing where the file is none."""
    reader = QImageReader(str(path))
    reader.setDecideFormatFromContent(True)
    size = reader.size()
    if size.isValid():
        reader.setScaledSize(
            size.scaled(QSize(width_px, 10_000), Qt.AspectRatioMode.KeepAspectRatio)
        )
    return reader.read()
