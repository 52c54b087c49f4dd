"""Plays a video and prints how many of its pictures were shown. The frozen program runs this file
as one of its own, so it holds nothing but what was frozen:

    reelyard --reelyard-file counted_frames.py VIDEO
"""

import sys
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication

from desktop.views.player.playback import Playback

# It plays as fast as it was meant to be seen; what hangs must not hang whoever asks.
GIVES_UP_AFTER_MS = 60_000
FEW_FRAMES = 20


def main() -> None:
    """Play until that many pictures were shown, the video ends or time is up."""
    app = QGuiApplication(sys.argv[:1])
    playback = Playback(has_sound=False)
    said: list[str] = []

    def seen() -> None:
        if playback.shown_frames >= FEW_FRAMES:
            app.quit()

    def failed(says: str) -> None:
        said.append(says)
        app.quit()

    playback.pictured.connect(seen)
    playback.failed.connect(failed)
    playback.open(Path(sys.argv[1]))
    playback.play()
    QTimer.singleShot(GIVES_UP_AFTER_MS, app.quit)
    app.exec()
    print(playback.shown_frames, *said)


if __name__ == "__main__":
    main()
