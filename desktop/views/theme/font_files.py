"""The fonts that come with the app, made known to Qt."""

from functools import cache
from pathlib import Path

from PySide6.QtGui import QFontDatabase

import reel

System = QFontDatabase.WritingSystem

FOLDER = Path(__file__).parent / "fonts"
DRAWN_WITH = Path(reel.__file__).parent / "fonts"
# A creator writes in any of these; without a font of the system, the video's own stands in.
STAND_INS = {
    System.Japanese: "NotoSansCJK-700.ttc",
    System.Korean: "NotoSansCJK-700.ttc",
    System.SimplifiedChinese: "NotoSansCJK-700.ttc",
    System.Devanagari: "NotoSansDevanagari-800.ttf",
    System.Thai: "NotoSansThai-800.ttf",
    System.Hebrew: "Heebo-900.ttf",
}
EMOJI = "NotoColorEmoji.ttf"


@cache
def load_fonts() -> tuple[str, ...]:
    """Make Inter and IBM Plex Sans Arabic usable, once a process. Return the families."""
    families: list[str] = []
    for path in sorted(FOLDER.glob("*.ttf")):
        number = QFontDatabase.addApplicationFont(str(path))
        assert number >= 0, f"{path.name} is a broken installation"
        families += QFontDatabase.applicationFontFamilies(number)
    return tuple(dict.fromkeys(families))


def stand_in() -> tuple[str, ...]:
    """Make letters that no font of this computer has readable; what the video is drawn with has
    them. It takes a frame or five: after the first paint. Return the files that were taken."""
    wanted = {name for system, name in STAND_INS.items() if not QFontDatabase.families(system)}
    if not any("emoji" in family.casefold() for family in QFontDatabase.families()):
        wanted.add(EMOJI)
    for name in sorted(wanted):
        QFontDatabase.addApplicationFont(str(DRAWN_WITH / name))
    return tuple(sorted(wanted))
