"""The server on this computer, kept up beside the window."""

from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

from contract.local_access import LocalAccess
from contract.problems import Problem
from desktop import local_server

FOLDER = "server"
# A disk that was full or a port that was taken may be free again; somebody sees why meanwhile.
AGAIN_AFTER_S = 30.0


class OwnServer:
    """Starts the server of a data folder on a thread of its own and keeps it until `close`.

    `on_ready` hears of each start, `on_problem` of each that failed; both on that thread.
    """

    def __init__(
        self,
        data: Path,
        on_ready: Callable[[LocalAccess], object],
        on_problem: Callable[[Problem], object],
    ) -> None:
        self._folder, self._on_ready, self._on_problem = data / FOLDER, on_ready, on_problem
        self._is_over, self._again = Event(), Event()
        self._thread = Thread(target=self._run, name="own-server")
        self._thread.start()

    def try_again(self) -> None:
        """A person does not want to wait."""
        self._again.set()

    def stop(self) -> None:
        """Begin to end it; `close` waits for that."""
        self._is_over.set()
        self._again.set()

    def close(self) -> None:
        """On return it has given back what it was making, and its database is whole."""
        self.stop()
        self._thread.join()

    def _run(self) -> None:
        while not self._is_over.is_set():
            self._again.clear()
            try:
                local_server.keep_running(self._folder, self._on_ready, self._is_over)
            except Problem as problem:
                self._on_problem(problem)
                if not self._is_over.is_set():
                    self._again.wait(AGAIN_AFTER_S)
