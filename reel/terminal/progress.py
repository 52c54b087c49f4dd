"""How far it is: a bar that names the stage, or plain lines where nobody watches a screen."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from reel import making

Watcher = Callable[[making.Progress], None]


@contextmanager
def shown(variants: int, seed: int) -> Iterator[Watcher]:
    """Show on standard error what is told; a bar on a screen, else a line for each stage.

    The seed is said once the draft is accepted: a refusal needs none.
    """
    said_seed = f"Seed {seed}"
    if not sys.stderr.isatty():
        yield _lines(variants, said_seed)
        return
    with _bar() as bar:
        task = bar.add_task("Starting", total=100)

        def show(now: making.Progress) -> None:
            nonlocal said_seed
            if now.stage != "writing" and said_seed:
                bar.console.print(said_seed, highlight=False)
                said_seed = ""
            bar.update(task, description=_said(now, variants), completed=now.percent)

        yield show


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )


def _lines(variants: int, said_seed: str) -> Watcher:
    last = ""

    def show(now: making.Progress) -> None:
        nonlocal last, said_seed
        if now.stage != "writing" and said_seed:
            print(said_seed, file=sys.stderr)
            said_seed = ""
        said = _said(now, variants)
        if said != last:
            print(f"{said} ({now.percent} %)", file=sys.stderr, flush=True)
            last = said

    return show


def _said(now: making.Progress, variants: int) -> str:
    stage = now.stage.capitalize()
    return stage if variants == 1 else f"{stage}, variant {now.variant + 1} of {variants}"
