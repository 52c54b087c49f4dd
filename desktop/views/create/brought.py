"""What a drop or a paste brings besides words: files, or a picture that is no file yet."""

import tempfile
from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage

from contract.problems import Code, Problem
from desktop.views.words import tr


def has_media(data: QMimeData) -> bool:
    """Whether there is a file or a picture in it."""
    return bool(files_in(data)) or data.hasImage()


def files_in(data: QMimeData) -> list[Path]:
    """The files of a drop or a paste."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def picture_in(data: QMimeData) -> QImage | None:
    """The picture of a paste, as a browser or a screenshot puts it on the clipboard."""
    picture = QImage(data.imageData()) if data.hasImage() else QImage()
    return None if picture.isNull() else picture


def as_file(picture: QImage) -> Path:
    """A picture as a file of its own, which whoever takes it removes.

    Raises: Problem DISK_FULL.
    """
    with tempfile.NamedTemporaryFile(
        prefix=f"{tr('Pasted picture')} ", suffix=".png", delete=False
    ) as file:
        path = Path(file.name)
    if not picture.save(str(path)):
        path.unlink(missing_ok=True)
        raise Problem(
            Code.DISK_FULL, "The pasted picture cannot be kept.", "Make room, then paste it again."
        )
    return path
