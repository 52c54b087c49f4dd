"""`reelyard worker`: one process that makes what waits."""

import argparse
import asyncio
import json
import os
from functools import partial

from contract.problems import Problem
from reel.terminal.exit_codes import OK
from reel.terminal.outcome import tell
from server import gentleness, logs, worker
from server.parent import follow_parent
from server.settings import from_environment


def main(words: list[str]) -> int:
    """Make what waits until asked to stop and return the exit code."""
    options = _parser().parse_args(words)
    if options.until_eof:
        follow_parent()
    if options.gently:
        gentleness.go_gently()
    logs.set_up()
    try:
        settings = from_environment()
    except Problem as problem:
        return tell(problem)
    say_ready = partial(print, json.dumps({"pid": os.getpid()}), flush=True)
    asyncio.run(worker.run(settings, on_ready=say_ready))
    return OK


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="reelyard worker",
        description="Make the videos that wait, one after the other, as told by "
        "REELYARD_DATABASE_URL, REELYARD_FILES and REELYARD_SECRET. The first Ctrl-C finishes or "
        "gives back what is being made, a second one gives it back at once.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "--until-eof", action="store_true", help="end at once when standard input does"
    )
    parser.add_argument(
        "--gently", action="store_true", help="let everything else on this computer go first"
    )
    return parser
