"""`reelyard api`: one process that answers HTTP."""

import argparse
import gc
import json
import os
import signal
import socket
from collections.abc import Callable
from typing import Any

import uvicorn

from contract.problems import Problem
from reel.terminal import exit_codes
from reel.terminal.outcome import tell
from server import app, logs
from server.commands.options import read_port
from server.http_protocol import BoundedHttp
from server.listening_socket import bind, url_of
from server.parent import follow_parent
from server.settings import from_environment

# Balancers and browsers keep connections for a minute; whoever closes last loses no request.
KEEP_ALIVE_S = 75
# What is being answered is finished; a file on a slow line is resumed elsewhere.
FINISH_WITHIN_S = 10
DEFAULT_PORT = 8000
# Of one generation, until the collector looks for cycles among them: a megabyte or two.
COLLECT_AFTER_OBJECTS = 10_000


def main(words: list[str]) -> int:
    """Answer until asked to stop and return the exit code."""
    options = _parser().parse_args(words)
    if options.until_eof:
        follow_parent()
    logs.set_up()
    try:
        settings = from_environment()
        listening = _socket(options)
    except Problem as problem:
        return tell(problem)
    api = app.create_app(app.make_parts(settings))
    # After its own shutdown uvicorn raises the signal again, for whoever handled it before.
    signal.signal(signal.SIGTERM, lambda number, frame: None)
    server = _Server(_config(api), lambda: app.end_streams(api))
    try:
        server.run(sockets=[listening])
    except KeyboardInterrupt:
        return exit_codes.SIGNALLED + signal.SIGINT
    return exit_codes.OK


class _Server(uvicorn.Server):
    """Says when it answers, and ends the streams that would never end by themselves."""

    def __init__(self, config: uvicorn.Config, end_streams: Callable[[], None]) -> None:
        super().__init__(config)
        self._end_streams = end_streams

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        # What stands now stays to the end. The collector would walk through all of it again and
        # again, 70 ms at a time in which nobody is answered.
        gc.collect()
        gc.freeze()
        # A request makes hundreds of objects, and hardly any that hold each other.
        gc.set_threshold(COLLECT_AFTER_OBJECTS)
        if self.started and sockets:
            print(json.dumps({"url": url_of(sockets[0]), "pid": os.getpid()}), flush=True)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._end_streams()
        await super().shutdown(sockets)


def _config(api: Any) -> uvicorn.Config:
    return uvicorn.Config(
        api,
        http=BoundedHttp,
        ws="none",
        lifespan="on",
        # Ours are set up; requests are logged by the app, which knows their ids.
        log_config=None,
        access_log=False,
        server_header=False,
        # Which proxy to believe is said by REELYARD_PUBLIC_URL, not by a header.
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=FINISH_WITHIN_S,
    )


def _socket(options: argparse.Namespace) -> socket.socket:
    if options.fd is None:
        return bind(options.host, options.port)
    inherited = socket.socket(fileno=options.fd)
    # For us alone: what we start must not keep it open after us.
    inherited.set_inheritable(False)
    return inherited


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="reelyard api",
        description="Answer HTTP, as told by REELYARD_DATABASE_URL, REELYARD_FILES and "
        "REELYARD_SECRET. Prints one line of JSON when it answers.",
        allow_abbrev=False,
    )
    either = parser.add_mutually_exclusive_group()
    either.add_argument(
        "--port", type=read_port, default=DEFAULT_PORT, metavar="N", help="(8000); 0 for a free one"
    )
    either.add_argument("--fd", type=int, metavar="N", help="an open listening socket instead")
    parser.add_argument("--host", default="127.0.0.1", help="where to listen (127.0.0.1)")
    parser.add_argument(
        "--until-eof", action="store_true", help="end at once when standard input does"
    )
    return parser
