"""How far it is: a bar that names the stage, or plain lines where nobody watches a screen."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn


class Display(Protocol):
    """Where a person sees what is going on, always on standard error."""

    def show(self, said: str, percent: int) -> None:
        """Show what is going on now, and how much of everything is done."""

    def say(self, line: str) -> None:
        """Say something that stays to be read."""


@contextmanager
def shown() -> Iterator[Display]:
    """A bar on a screen, else a line whenever something else is going on."""
    if not sys.stderr.isatty():
        yield _Lines()
        return
    with _bar() as bar:
        yield _Bar(bar, bar.add_task("Starting", total=100))


def words_for(stage: str, variant: int, variants: int) -> str:
    """A stage in words; `variant` counts from 0."""
    said = stage.capitalize()
    return said if variants == 1 else f"{said}, variant {variant + 1} of {variants}"


class _Bar:
    def __init__(self, bar: Progress, task: TaskID) -> None:
        self._bar = bar
        self._task = task

    def show(self, said: str, percent: int) -> None:
        self._bar.update(self._task, description=said, completed=percent)

    def say(self, line: str) -> None:
        # As it is: a bracket in somebody's words is no markup.
        self._bar.console.print(line, highlight=False, markup=False)


class _Lines:
    def __init__(self) -> None:
        self._last = ""

    def show(self, said: str, percent: int) -> None:
        if said != self._last:
            print(f"{said} ({percent} %)", file=sys.stderr, flush=True)
            self._last = said

    def say(self, line: str) -> None:
        print(line, file=sys.stderr, flush=True)


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
