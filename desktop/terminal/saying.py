"""Lines for people and programs: what was asked for on standard output, the rest beside it."""

import os
import sys
from collections.abc import Iterable
from datetime import datetime

from desktop.models.outbox import Waiting
from desktop.models.wishes import Wish

MS_A_MINUTE = 60_000


def print_lines(lines: Iterable[str]) -> None:
    """Print in UTF-8, whatever the terminal believes; who reads no further is no problem."""
    try:
        for line in lines:
            sys.stdout.buffer.write(line.encode("utf-8", "replace") + b"\n")
        sys.stdout.buffer.flush()
    except OSError:
        # Python shall not stumble over the same closed pipe once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(line: str) -> None:
    """Say something beside the output."""
    print(line, file=sys.stderr, flush=True)


def in_one_line(text: str) -> str:
    """Somebody's words, without what would move the cursor or colour the rest."""
    return "".join(char if char.isprintable() else " " for char in text)


def words_for_waiting(waiting: Waiting) -> str:
    """How much the server has not got yet, and since when."""
    kinds = [
        counted(waiting.ops, "edit"),
        counted(waiting.wishes, "wish", "wishes"),
        counted(waiting.files, "file"),
    ]
    told = [kind for kind in kinds if kind]
    if not told:
        return "Nothing waits."
    amount = f"{', '.join(told[:-1])} and {told[-1]}" if len(told) > 1 else told[0]
    verb = "waits" if waiting.ops + waiting.wishes + waiting.files == 1 else "wait"
    return f"{amount} {verb}{_since(waiting.since_ms)}."


def words_for_price(wish: Wish) -> str:
    """What a wish sets aside."""
    minutes = wish.price_ms / MS_A_MINUTE
    return f"It will take about {minutes:.1f} minutes of your plan."


def counted(count: int, one: str, many: str | None = None) -> str:
    """A number of things; empty for none."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}" if count else ""


def _since(since_ms: int | None) -> str:
    if since_ms is None:
        return ""
    return f" since {datetime.fromtimestamp(since_ms / 1000):%Y-%m-%d %H:%M}"
