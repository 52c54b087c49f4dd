"""The render child: one variant made in a process of its own, then it ends.

    python -m server.work.rendering     (an order on standard input, lines on standard output)

Drawing would starve the worker's heartbeat, and a fault in a codec must not end the worker.
This ends, with all it has started, as soon as its standard input does; SIGTERM cancels.
"""

import os
import signal
import sys
import threading
from pathlib import Path
from typing import BinaryIO

from contract.problems import Problem
from contract.storyboards import Storyboard
from reel.making import MadeVariant, Progress, make_variant
from reel.storyboarding import Remade, draw_up, scenes_made_anew
from server import gentleness
from server.work.orders import KINDS, NAME, Made, Order, Recipe, Refused, Told

STANDARD_INPUT = 0
PIECE_BYTES = 4096


def main() -> None:
    """Make the variant that is ordered, and say how that goes."""
    lines = _own_output()
    gentleness.pass_on()
    order = Order.model_validate_json(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_input, daemon=True, name="input-watch").start()
    cancelled = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: cancelled.set())
    try:
        made = _make(order, lines, cancelled)
    except Problem as problem:
        refused = Refused(
            code=problem.code,
            says=problem.says,
            remedy=problem.remedy,
            retryable=problem.retryable,
        )
        _say(lines, refused)
    else:
        _say(lines, _facts(made, order.recipe))


def _make(order: Order, lines: BinaryIO, cancelled: threading.Event) -> MadeVariant:
    def tell(progress: Progress) -> None:
        _say(lines, Told(stage=progress.stage, percent=progress.percent))

    return make_variant(
        _storyboard(order.recipe),
        out=order.out,
        media=order.media,
        name=NAME,
        shelf=order.shelf,
        on_progress=tell,
        is_cancelled=cancelled.is_set,
    )


def _storyboard(recipe: Recipe) -> Storyboard:
    remade = None
    if recipe.base is not None:
        remade = Remade(base=recipe.base, seeds=recipe.scene_seeds)
    return draw_up(recipe.draft, seed=recipe.seed, variant=recipe.variant, remade=remade)


def _facts(made: MadeVariant, recipe: Recipe) -> Made:
    storyboard, file = made.storyboard, made.receipt.measurements.file
    return Made(
        title=storyboard.post.title,
        differs_by=storyboard.differs_by,
        duration_ms=file.video_ms,
        made_ms=_made_ms(made, recipe),
        width=file.width_px,
        height=file.height_px,
        files={KINDS[_end_of(path)]: path for path in made.files},
    )


def _made_ms(made: MadeVariant, recipe: Recipe) -> int | None:
    """How long the scene that was asked for anew lasts, with the transition into it."""
    if recipe.scene is None:
        return None
    scenes = scenes_made_anew(made.storyboard, recipe.scene, recipe.scene_seeds[recipe.scene])
    frames = sum(segment.frames for segment in made.receipt.segments if segment.scene in scenes)
    return round(frames * 1000 / made.storyboard.frame.fps)


def _end_of(path: Path) -> str:
    return path.name.removeprefix(NAME)


def _own_output() -> BinaryIO:
    """Standard output for our lines alone: what anybody else prints goes to standard error."""
    lines = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return lines


def _say(lines: BinaryIO, line: Told | Made | Refused) -> None:
    lines.write(line.model_dump_json().encode() + b"\n")


def _end_with_input() -> None:
    # Past the buffer: nothing but the order is ever written, and a buffer that is being read
    # could not be closed when the process ends in peace.
    while os.read(STANDARD_INPUT, PIECE_BYTES):
        pass
    if os.name == "posix" and os.getpgid(0) == os.getpid():
        # Everything that was started for this video is in our group.
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


if __name__ == "__main__":
    main()
