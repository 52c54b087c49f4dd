"""The reels that were asked for on this device, brought where they are wanted once made."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import UUID

from contract.problems import Problem
from desktop.models import generations
from desktop.models.generations import Generation
from desktop.sync import following
from desktop.sync.disk import saying_what_is_wrong
from desktop.sync.patience import Patience
from desktop.terminal import home
from desktop.terminal.errands import Errand, fetch_all, pause_of, say_wait, show, why_not
from desktop.terminal.home import Order
from desktop.terminal.saying import say
from desktop.terminal.signing import Signed
from reel.terminal import exit_codes
from reel.terminal.outcome import make_and_tell
from reel.terminal.progress import shown
from reel.terminal.stopping import StopSwitch


@dataclass(frozen=True)
class _Wanted:
    """A generation whose files are wanted in a folder."""

    draft_id: UUID
    generation_id: UUID
    out: Path
    name: str


def fetch_orders(data: Path, who: Signed, out: Path | None) -> int:
    """Bring what was asked for here, waiting for what is not made yet; list its files.

    `out` is where what nobody named a folder for goes; without one that waits.
    """
    wanted = list(_wanted(data, who, out))
    if not wanted:
        return exit_codes.OK
    return make_and_tell(
        lambda switch: _fetch(data, who, wanted, switch),
        "Stopped waiting. It goes on at the server; sync again to fetch it.",
    )


def _wanted(data: Path, who: Signed, out: Path | None) -> Iterator[_Wanted]:
    """What was accepted and is wanted somewhere; says what nobody wants anywhere yet."""
    orders = home.read(data).orders
    if not orders:
        return
    with home.opened(data, who.account) as storage:
        for draft_id, order in orders.items():
            latest = storage.call(generations.list_of_draft, draft_id)[:1]
            yield from _of_order(draft_id, order, latest, out)


def _of_order(
    draft_id: UUID, order: Order, latest: Sequence[Generation], out: Path | None
) -> Iterator[_Wanted]:
    for generation in latest:
        folder = order.out if out is None else out
        if generation.is_provisional:
            continue
        if folder is None:
            say(f"{order.name} is {_NOW[generation.status]}; `sync --out DIR` brings its files.")
        else:
            yield _Wanted(draft_id, generation.id, folder, order.name)


_NOW = {
    "queued": "waiting at the server",
    "running": "being made",
    "succeeded": "made",
    "failed": "not made",
    "cancelled": "cancelled",
}


def _fetch(
    data: Path, who: Signed, wanted: Sequence[_Wanted], switch: StopSwitch
) -> tuple[Path, ...]:
    files: list[Path] = []
    with who.client() as client, shown() as display:
        patience = Patience(pause_of(switch), lambda why, wait_s: say_wait(display, why, wait_s))
        for one in wanted:
            with saying_what_is_wrong(one.out):
                one.out.mkdir(parents=True, exist_ok=True)
            errand = Errand(client, patience, display, switch, one.out, one.name)
            try:
                files += _bring(errand, one.generation_id)
            except Problem as problem:
                if problem.retryable or errand.switch.is_cancelled():
                    raise
                # It will not be made: said once, and the others still come.
                display.say(f"{one.name}: {problem.says} {problem.remedy}")
            home.forget_order(data, one.draft_id)
    return tuple(files)


def _bring(errand: Errand, generation_id: UUID) -> Iterator[Path]:
    """The files of a generation once it has succeeded.

    Raises: Problem, among them what it failed of.
    """
    generation = following.follow(
        errand.client, generation_id, errand.patience, partial(show, errand.display)
    )
    if generation.status != "succeeded":
        raise why_not(generation)
    yield from fetch_all(errand, generation)
