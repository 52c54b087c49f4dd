"""Circles of garbage are looked for on the main thread alone.

Python looks for them on whichever thread makes the next object. A widget that lies in such a
circle and is destroyed by the thread of the store or of the talk takes Qt down with it: seen as a
crash in one of twelve runs of a few tests. So Python's own looking is off while a window lives,
and done here between two events.
"""

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 1000
# As Python: the youngest each time, the older ones after so many of the younger.
MIDDLE_EVERY, OLDEST_EVERY = 10, 100
# Fewer new objects than this are not worth a look.
WORTH_A_LOOK = 2000


class Sweeping(QObject):
    """As long as it lives, no other thread collects; `close` gives that back."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._looks = 0
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        gc.disable()

    def spare_what_is_loaded(self) -> None:
        """What there is now stays to the end: it is not looked through again, which is most of
        what a look would take. At the start next to nothing of it is garbage."""
        gc.freeze()

    def look(self) -> None:
        """Collect what is due."""
        if gc.get_count()[0] < WORTH_A_LOOK:
            return
        self._looks += 1
        if self._looks % OLDEST_EVERY == 0:
            gc.collect()
        else:
            gc.collect(1 if self._looks % MIDDLE_EVERY == 0 else 0)

    def close(self) -> None:
        """Python looks by itself again, on any thread."""
        self._timer.stop()
        gc.enable()
