"""`reelyard migrate`: brings the tables of a database up to this version."""

import argparse
import sys

from contract.problems import Problem
from reel.terminal.exit_codes import OK
from reel.terminal.outcome import tell
from server import migrations
from server.settings import database_url_from


def main(words: list[str]) -> int:
    """Bring the database up to date and return the exit code."""
    argparse.ArgumentParser(
        prog="reelyard migrate",
        description="Bring the tables in REELYARD_DATABASE_URL (else DATABASE_URL) up to date. "
        "Safe to repeat, and while the server runs.",
        allow_abbrev=False,
    ).parse_args(words)
    try:
        migrations.upgrade(database_url_from())
    except Problem as problem:
        return tell(problem)
    print("The database is up to date.", file=sys.stderr)
    return OK
