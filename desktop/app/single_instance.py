"""One window for each data folder: a second start brings the first one to the front."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

# A window that is busy answers within a frame or two; one that hangs is no reason not to start.
FOUND_WITHIN_MS = 500
_RAISE = b"raise\n"


class SingleInstance(QObject):
    """Holds the name of a data folder; `on_raise` is called when somebody starts us again."""

    def __init__(self, data: Path, on_raise: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._name = _name_of(data)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(on_raise)
        # Whoever was killed left its name behind: nobody answers under it.
        QLocalServer.removeServer(self._name)
        self._server.listen(self._name)

    def close(self) -> None:
        """Another one may start."""
        self._server.close()


def raise_other(data: Path) -> bool:
    """Ask a window of this folder to come to the front; whether there is one."""
    socket = QLocalSocket()
    socket.connectToServer(_name_of(data))
    if not socket.waitForConnected(FOUND_WITHIN_MS):
        return False
    socket.write(_RAISE)
    socket.waitForBytesWritten(FOUND_WITHIN_MS)
    socket.disconnectFromServer()
    return True


def _name_of(data: Path) -> str:
    return f"reelyard-{hashlib.sha256(str(data.resolve()).encode()).hexdigest()[:16]}"
