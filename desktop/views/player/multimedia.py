"""Qt's door to video and sound, opened when somebody wants to watch.

Without libpulse0 it does not load on Linux, and nothing else of the window needs it.
"""

import logging
from functools import cache
from types import ModuleType

log = logging.getLogger(__name__)


@cache
def find_multimedia() -> ModuleType | None:
    """QtMultimedia, or None where a library that it needs is missing; why is in the log."""
    try:
        from PySide6 import QtMultimedia  # noqa: PLC0415 - see above
    except ImportError as error:
        log.warning("video is not played here: %s", error)
        return None
    return QtMultimedia
