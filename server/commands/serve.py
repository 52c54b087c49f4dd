"""`reelyard serve`: database, API and worker of one machine, kept alive until told to stop."""

import argparse
import asyncio
import http.client
import json
import os
import secrets
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import structlog

from contract.local_access import LocalAccess
from contract.problems import Problem
from reel import own_command
from reel.terminal import exit_codes
from reel.terminal.outcome import tell
from reel.terminal.stopping import StopSwitch
from server import accounts, logs, migrations, settings, tokens
from server.commands.options import read_port
from server.data_folder import DataFolder, occupied
from server.database import make_engine, transaction
from server.listening_socket import bind, url_of
from server.parent import at_end_of_input
from server.postgres.keeping import keeping_postgres
from server.supervisor import Seat, Supervisor

# Each takes some 150 MB; one already answers 500 polls a second.
DEFAULT_API_PROCESSES, MOST_API_PROCESSES = 1, 16
ANSWERS_WITHIN_S = 5.0

log = structlog.stdlib.get_logger("reelyard.serve")


def main(words: list[str]) -> int:
    """Serve until asked to stop and return the exit code."""
    options = _parser().parse_args(words)
    logs.set_up()
    with StopSwitch() as switch:
        is_over = _Over(switch)
        if options.until_eof:
            at_end_of_input(is_over.set)
        try:
            _serve(options, is_over)
        except KeyboardInterrupt:
            return exit_codes.SIGNALLED + signal.SIGINT
        except Problem as problem:
            for note in getattr(problem, "__notes__", ()):
                print(note, file=sys.stderr)
            return tell(problem)
        is_interrupted = switch.signal_number == signal.SIGINT
    return exit_codes.SIGNALLED + signal.SIGINT if is_interrupted else exit_codes.OK


class _Over:
    """Whether it is time to stop: a signal came, or whoever started us has gone."""

    def __init__(self, switch: StopSwitch) -> None:
        self._switch = switch
        self._is_set = False

    def set(self) -> None:
        """It is, from now on."""
        self._is_set = True

    def __call__(self) -> bool:
        return self._is_set or self._switch.is_cancelled()


def _serve(options: argparse.Namespace, is_over: Callable[[], bool]) -> None:
    with (
        occupied(options.data) as folder,
        # Before what takes long; whoever connects from here on waits until we answer.
        closing(bind(options.host, options.port, folder.find_port())) as listening,
        _database(folder) as (url, look_after),
    ):
        folder.keep_port(listening.getsockname()[1])
        supervisor = Supervisor(
            _seats(folder, listening, _prepared(folder, url), options.api_processes), is_over
        )
        address = url_of(listening)
        folder.keep_access(LocalAccess(url=address, key=asyncio.run(_key(folder, url))))
        try:
            if supervisor.await_ready(lambda: _answers(address)):
                _say_ready(address)
                supervisor.watch(look_after)
        finally:
            log.info("stopping")
            supervisor.stop()


def _prepared(folder: DataFolder, url: str) -> dict[str, str]:
    """The environment of our processes, once it was seen to be sound and the tables are there."""
    environment = {
        **os.environ,
        settings.DATABASE_URL: url,
        settings.FILES: str(folder.files),
        settings.SECRET: folder.secret(),
    }
    settings.from_environment(environment)
    migrations.upgrade(url)
    return environment


@contextmanager
def _database(folder: DataFolder) -> Iterator[tuple[str, Callable[[], None]]]:
    """Where the database is, and what looks after it: ours, or one that somebody else runs."""
    # Not DATABASE_URL: in many a shell that is another program's, and we would change its tables.
    if os.environ.get(settings.DATABASE_URL):
        yield settings.database_url_from(), lambda: None
        return
    with keeping_postgres(folder.root, folder.postgres) as (url, look_after):
        yield url, look_after


async def _key(folder: DataFolder, url: str) -> str:
    """The key of this computer's own account, the one of last time if it is still good."""
    held = folder.find_access()
    engine = make_engine(url)
    try:
        async with transaction(engine) as session:
            return await accounts.local_key(
                session,
                None if held is None else held.key,
                secrets.token_bytes(tokens.KEY_ENTROPY_BYTES),
            )
    finally:
        await engine.dispose()


def _seats(
    folder: DataFolder,
    listening: socket.socket,
    environment: dict[str, str],
    api_processes: int,
) -> list[Seat]:
    """One worker, and the API processes, all of which accept from the one socket."""
    family, door = folder.family.fileno(), listening.fileno()
    metrics_port = settings.from_environment(environment).metrics_port
    api = ("api", "--fd", str(door), "--until-eof")
    # Gently: somebody works at this computer. Who answers them is not.
    worker = own_command.ourselves("worker", "--until-eof", "--gently")
    seats = [Seat("worker", worker, environment, (family,))]
    for number in range(api_processes):
        own = dict(environment)
        if metrics_port is not None:
            # Each counts for itself; a scraper adds up.
            own[settings.METRICS_PORT] = str(metrics_port + number)
        name = "API" if api_processes == 1 else f"API {number + 1}"
        seats.append(Seat(name, own_command.ourselves(*api), own, (family, door)))
    return seats


def _answers(address: str) -> bool:
    """Whether the API answers and has its database."""
    place = urlsplit(address)
    assert place.hostname is not None
    asking = http.client.HTTPConnection(place.hostname, place.port, timeout=ANSWERS_WITHIN_S)
    with closing(asking):
        try:
            asking.request("GET", "/readyz")
            return asking.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False


def _say_ready(address: str) -> None:
    """The one line of standard output; whoever waits for it may go on."""
    try:
        print(json.dumps({"url": address, "pid": os.getpid()}), flush=True)
    except OSError:
        log.warning("nobody hears that it is ready")
        # Python shall not stumble over the same stream once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="reelyard serve",
        description="Run a server of one machine: database, API and worker. Prints one line of "
        "JSON when it is ready; Ctrl-C stops it, a second one at once.",
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("--data", metavar="DIR", type=_folder, required=True, help="where it keeps everything")
    add("--host", default="127.0.0.1", help="where it listens (127.0.0.1, this computer alone)")
    add("--port", type=read_port, default=0, metavar="N", help="(a free one, the same next time)")
    add(
        "--api-processes",
        type=int,
        default=DEFAULT_API_PROCESSES,
        choices=range(1, MOST_API_PROCESSES + 1),
        metavar="N",
        help=f"how many answer (1, at most {MOST_API_PROCESSES})",
    )
    add("--until-eof", action="store_true", help="stop, too, when standard input ends")
    return parser


def _folder(text: str) -> Path:
    if not text.strip():
        raise argparse.ArgumentTypeError("name a folder")
    return Path(text)
