"""The fonts that come with the app, made known to Qt."""

from functools import cache
from pathlib import Path

from PySide6.QtGui import QFontDatabase

FOLDER = Path(__file__).parent / "fonts"


@cache
def load_fonts() -> tuple[str, ...]:
    """Make Inter and IBM Plex Sans Arabic usable, once a process. Return the families."""
    families: list[str] = []
    for path in sorted(FOLDER.glob("*.ttf")):
        number = QFontDatabase.addApplicationFont(str(path))
        assert number >= 0, f"{path.name} is a broken installation"
        families += QFontDatabase.applicationFontFamilies(number)
    return tuple(dict.fromkeys(families))
