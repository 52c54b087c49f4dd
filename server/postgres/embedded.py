"""A PostgreSQL server of our own in a folder, which nobody has to install or look after.

The process that locks the folder first owns the server: it starts it, restarts it and stops it.
Everybody else who comes is a guest of the running server. The server never outlives its owner.

Tried on Linux. Written for macOS and Windows, too, but untested there: both lack the leash, so a
killed owner leaves a server behind, which the next owner ends (macOS) or whose end it awaits.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import Future
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import BinaryIO, Self
from urllib.parse import quote

import psycopg
from psycopg import sql
from psycopg.pq import PGconn, Ping

from contract.problems import Code, Problem
from reel import own_command
from server.postgres import folder as folders
from server.postgres.account import Identity, settle_identity
from server.postgres.binaries import SUFFIX, find_binaries, find_major
from server.postgres.folder import PostgresFolder, refusal, saying_what_is_wrong, try_lock
from server.postgres.leftovers import alone, forget_the_dead
from server.postgres.settings import (
    DATABASE,
    PORT,
    USER,
    cluster_options,
    locales,
    server_options,
)

LEASH = Path(__file__).with_name("leash.py")
# A cluster is made in 0.7 s on a laptop; a memory card takes its time.
MADE_WITHIN_S = 300
# A server that was killed reads its journal first: seconds as a rule, minutes after a bad day.
READY_WITHIN_S = 600
LOOK_AGAIN_S = 0.02
# A server that is stopped or swapped out takes a connection and says nothing.
ANSWER_WITHIN_S = 10
# How to stop, gentler first: fast and clean, then at once with a journal to read; then the kernel.
STOPS = (("INT", 30.0), ("QUIT", 10.0))
# Less than a segment of the journal, without which it does not start.
FULL_BYTES = 2 * 2**20
NO_ROOM_OR_RIGHT = ("No space left", "quota exceeded", "Permission denied", "Read-only file system")


class EmbeddedPostgres:
    """The server in a folder, owned by us or by somebody whose guest we are.

    `binaries` is a folder with PostgreSQL's programs; without it they are found when needed.
    For one thread at a time; leaving the `with` block stops what we own.
    """

    def __init__(self, folder: Path, *, binaries: Path | None = None) -> None:
        self._wanted = folder
        self._binaries = binaries
        self._ownership: BinaryIO | None = None
        self._postmaster: _Postmaster | None = None
        self._folder: PostgresFolder | None = None
        self._sockets: Path | None = None
        self._is_wanted = False

    @property
    def url(self) -> str:
        """The libpq address of the database; only once started."""
        assert self._sockets is not None, "not started"
        return _url(self._sockets, DATABASE)

    @property
    def is_owner(self) -> bool:
        """Whether it is for us to restart and stop the server."""
        return self._ownership is not None

    @property
    def has_died(self) -> bool:
        """Whether the server that was started or visited is no more; `start` brings it back."""
        if not self._is_wanted:
            return False
        if self._sockets is None:
            # It was to be brought back, and that failed.
            return True
        if self._postmaster is not None:
            return self._postmaster.ended.is_set()
        return not _answers(self._sockets)

    def start(self) -> Self:
        """Make sure that the server runs and takes connections.

        Whoever comes first owns it, everybody else is a guest; a guest whose owner has gone
        becomes the owner. Called again, it restarts a server that has died.

        Raises: Problem POSTGRES_UNFIT, POSTGRES_OTHER_VERSION, POSTGRES_FAILED,
        FOLDER_UNWRITABLE, DISK_FULL.
        """
        folder = self._folder = folders.make_folder(self._wanted)
        deadline = time.monotonic() + READY_WITHIN_S
        while time.monotonic() < deadline:
            if self._ownership is None:
                with saying_what_is_wrong(folder.root):
                    self._ownership = try_lock(folder.root / "owner.lock")
            if self._ownership is not None:
                self._own(folder)
                self._is_wanted = True
                return self
            if self._visit(folder):
                self._is_wanted = True
                return self
            time.sleep(LOOK_AGAIN_S)
        raise _failed(f"The owner of {folder.root} did not start it in time", "", folder)

    def check(self) -> bool:
        """Restart the server if it has died; true when it had to be.

        Raises: what `start` raises.
        """
        if not self.has_died:
            return False
        self.start()
        return True

    def stop(self) -> None:
        """End the server if we own it, cleanly if it can be; afterwards anybody may own it."""
        self._is_wanted = False
        self._let_go()

    def _let_go(self) -> None:
        if self._ownership is not None and self._folder is not None:
            if self._postmaster is not None:
                self._postmaster.stop()
                self._postmaster = None
            with alone(self._folder):
                # Nobody is left: every process of the server would hold the lock.
                folders.leave_sockets(self._folder, self._sockets)
            self._ownership.close()
            self._ownership = None
        self._sockets = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _visit(self, folder: PostgresFolder) -> bool:
        """Become the guest of a running server; false while there is none to visit."""
        sockets = folder.find_sockets()
        if sockets is None or not _has_database(sockets):
            return False
        self._sockets = sockets
        return True

    def _own(self, folder: PostgresFolder) -> None:
        """Run the server as its owner, or give the ownership back and say why not."""
        if self._postmaster is not None and not self._postmaster.ended.is_set():
            return
        try:
            with saying_what_is_wrong(folder.root), alone(folder) as lock:
                identity, major = self._prepare(folder)
                self._sockets = folders.make_sockets(folder, identity.account)
                forget_the_dead(folder, self._sockets)
                if folder.find_major() is None:
                    _make_cluster(folder, identity, major, lock)
                self._launch(folder, identity, lock)
            _make_database(folder, self._sockets)
        except BaseException:
            self._let_go()
            raise

    def _prepare(self, folder: PostgresFolder) -> tuple[Identity, int]:
        """As whom to run which programs of which version, fit for the data that is there."""
        binaries = self._binaries or find_binaries()
        major, made_by = find_major(binaries), folder.find_major()
        if major is None:
            raise _failed(f"The PostgreSQL in {binaries} does not run", "", folder)
        if made_by not in (None, major):
            raise Problem(
                Code.POSTGRES_OTHER_VERSION,
                f"The data in {folder.root} was made by PostgreSQL {made_by}, this is {major}.",
                f"Point REELYARD_PG_BIN to the programs of PostgreSQL {made_by}, or carry the "
                "data over with pg_dump into a new folder.",
            )
        return settle_identity(folder, binaries, _runs), major

    def _launch(self, folder: PostgresFolder, identity: Identity, lock: BinaryIO) -> None:
        """Start the postmaster and wait until it takes connections."""
        assert self._sockets is not None, "where it listens is settled before"
        command = _leashed(identity, "postgres", server_options(folder.data, self._sockets))
        with folder.begin_log() as log:
            begin = log.tell()
            self._postmaster = _Postmaster(command, log, lock)
            self._postmaster.started.result()
        deadline = time.monotonic() + READY_WITHIN_S
        while not _answers(self._sockets):
            if self._postmaster.ended.wait(LOOK_AGAIN_S):
                raise _failed("PostgreSQL did not start", _said_since(begin, folder.log), folder)
            if time.monotonic() > deadline:
                raise _failed("PostgreSQL was not ready in time", "", folder)


class _Postmaster:
    """The running server: the direct child of a thread that lives exactly as long as it does.

    The leash pulls when the thread that started it ends, not the process; a caller's thread
    might. `started` tells of its birth, `ended` is set when it is no more.
    """

    def __init__(self, command: list[str], log: BinaryIO, lock: BinaryIO) -> None:
        self._program = command[0]
        self.ended = Event()
        self.started: Future[subprocess.Popen[bytes]] = Future()
        Thread(target=self._keep, args=(command, log, lock), daemon=True).start()

    def _keep(self, command: list[str], log: BinaryIO, lock: BinaryIO) -> None:
        try:
            child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=_environment(),
                pass_fds=_inherited(lock),
            )
        except (OSError, ValueError) as error:
            self.ended.set()
            self.started.set_exception(error)
            return
        self.started.set_result(child)
        child.wait()
        self.ended.set()

    def stop(self) -> None:
        """End it and all its processes, as gently as it lets us."""
        for name, patience_s in STOPS:
            if not self.ended.is_set():
                self._signal(self.started.result(), name)
            if self.ended.wait(patience_s):
                return
        self.started.result().kill()
        self.ended.wait()

    def _signal(self, child: "subprocess.Popen[bytes]", name: str) -> None:
        if sys.platform == "win32":
            # The server listens for these on a pipe there, and its own tool knows how to write.
            tool = Path(self._program).with_name("pg_ctl.exe")
            subprocess.run([str(tool), "kill", name, str(child.pid)], check=False)
        else:
            child.send_signal(getattr(signal, f"SIG{name}"))


def _leashed(identity: Identity, program: str, options: list[str]) -> list[str]:
    """The command that runs a program of PostgreSQL as this identity, never without us."""
    command = [str(identity.binaries / f"{program}{SUFFIX}"), *options]
    if sys.platform == "win32":
        return command
    # It starts in 0.02 s.
    return [*own_command.file(LEASH, str(os.getpid()), identity.leash), *command]


def _run(
    identity: Identity, program: str, options: list[str], lock: BinaryIO | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program of PostgreSQL to its end."""
    return subprocess.run(
        _leashed(identity, program, options),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        cwd="/",
        env=_environment(),
        pass_fds=() if lock is None else _inherited(lock),
        timeout=MADE_WITHIN_S,
        check=False,
    )


def _runs(leash: str, binaries: Path) -> bool:
    """Whether these programs run under this identity."""
    return _run(Identity(leash, binaries), "postgres", ["--version"]).returncode == 0


def _environment() -> dict[str, str]:
    """Ours, without what would set the server differently or make it speak another language."""
    ours = {key: value for key, value in os.environ.items() if not key.startswith(("PG", "LC_"))}
    return {**ours, "LC_ALL": "C"}


def _inherited(lock: BinaryIO) -> tuple[int, ...]:
    return () if sys.platform == "win32" else (lock.fileno(),)


def _make_cluster(folder: PostgresFolder, identity: Identity, major: int, lock: BinaryIO) -> None:
    """Make the data, aside and renamed when whole: a half-made cluster is never seen."""
    folder.half_made.mkdir(mode=0o700)
    if identity.account is not None and sys.platform != "win32":
        os.chown(folder.half_made, *identity.account)
    for locale in locales(major):
        done = _run(identity, "initdb", cluster_options(folder.half_made, locale), lock)
        if done.returncode == 0 or "locale" not in done.stderr:
            break
    if done.returncode != 0:
        raise _failed("PostgreSQL could not make its data", done.stderr, folder)
    folder.half_made.rename(folder.data)


def _make_database(folder: PostgresFolder, sockets: Path) -> None:
    """Make the database in a new cluster; in an old one it is there."""
    known = "SELECT 1 FROM pg_database WHERE datname = %s"
    try:
        with psycopg.connect(_url(sockets, "postgres"), autocommit=True) as connection:
            if connection.execute(known, (DATABASE,)).fetchone() is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
    except psycopg.Error as error:
        raise _failed("PostgreSQL could not make the database", str(error), folder) from error


def _has_database(sockets: Path) -> bool:
    """Whether the database can be used: its owner has made it, and it takes connections."""
    try:
        psycopg.connect(_url(sockets, DATABASE), connect_timeout=ANSWER_WITHIN_S).close()
    except psycopg.OperationalError:
        return False
    return True


def _answers(sockets: Path) -> bool:
    """Whether a server takes connections there, be it full at the moment."""
    address = f"{_url(sockets, 'postgres')}&connect_timeout={ANSWER_WITHIN_S}"
    return PGconn.ping(os.fsencode(address)) == Ping.OK


def _url(sockets: Path, database: str) -> str:
    return f"postgresql://{USER}@/{database}?host={quote(str(sockets), safe='/')}&port={PORT}"


def _said_since(begin: int, log: Path) -> str:
    with log.open("rb") as file:
        file.seek(begin)
        return file.read().decode(errors="replace")


def _failed(what: str, said: str, folder: PostgresFolder) -> Problem:
    """The problem of a server that does not come up, with its own last words as a note."""
    if shutil.disk_usage(folder.root).free < FULL_BYTES:
        # Then its last words did not fit either.
        return refusal(folder.root, "No space left")
    if any(words in said for words in NO_ROOM_OR_RIGHT):
        return refusal(folder.root, said)
    problem = Problem(
        Code.POSTGRES_FAILED, f"{what}.", f"What it said last stands in {folder.log}."
    )
    problem.add_note(said.strip()[-2000:])
    return problem
