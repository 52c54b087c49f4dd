"""How soon a preview frame is there: of a storyboard just made, and of one already shown.

A kind of storyboard is measured in a process of its own (`python -m bench.preview KIND`), so
that nothing drawn for another kind lies ready. Wall-clock, in that process, ending with the
RGB pixels that a window would show; the best of five, because machines are busy.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType

from bench.previewed import CHINESE, ENGLISH, Text, sketch
from bench.table import Findings, at_most
from contract.storyboards import Storyboard, Timing
from reel import timing as clock
from reel.pixels.compositor import Compositor
from reel.pixels.planes import Planes, to_rgb

WIDTH_PX = 540
RUNS = 5
FRAMES = 60
WARM_TARGET_MS = 30
NEW_TARGET_MS = 150

KINDS: Mapping[str, tuple[str, tuple[Text, ...]]] = MappingProxyType(
    {
        "explainer": ("explainer", ENGLISH),
        "list": ("list", ENGLISH),
        "story": ("story", ENGLISH),
        "Chinese": ("explainer", CHINESE),
    }
)


@dataclass(frozen=True)
class Waits:
    """What one kind of storyboard made a person wait, best of five each.

    `opening_ms` is the first frame of all, its hook settled; `caption_ms` the first frame
    when that is one of a captioned scene. `very_first_ms` is the slowest opening: fonts are
    opened there. `warm_ms` is the middle of 60 frames, `slowest_ms` the longest of them.
    """

    kind: str
    opening_ms: float
    caption_ms: float
    very_first_ms: float
    warm_ms: float
    slowest_ms: float


def measure() -> Findings:
    """The two preview rows, each the figure of the slowest kind."""
    waits = [_in_a_fresh_process(kind) for kind in KINDS]
    warm = max(wait.warm_ms for wait in waits)
    new = max(max(wait.opening_ms, wait.caption_ms) for wait in waits)
    rows = (
        at_most("preview_warm_ms", warm, "ms", WARM_TARGET_MS),
        at_most("preview_new_ms", new, "ms", NEW_TARGET_MS),
    )
    return Findings(rows, tuple(_said(wait) for wait in waits))


def _said(wait: Waits) -> str:
    return (
        f"preview, {wait.kind}: warm {wait.warm_ms:.1f} ms (slowest {wait.slowest_ms:.0f}), "
        f"new hook {wait.opening_ms:.0f} ms (the very first {wait.very_first_ms:.0f}), "
        f"new captioned scene {wait.caption_ms:.0f} ms"
    )


def _in_a_fresh_process(kind: str) -> Waits:
    command = [sys.executable, "-m", "bench.preview", kind]
    done = subprocess.run(
        command, cwd=Path(__file__).parents[1], stdout=subprocess.PIPE, check=True
    )
    return Waits(**json.loads(done.stdout))


def wait_for(kind: str) -> Waits:
    """Measure one kind, here and now; honest only in a process that has drawn nothing yet."""
    preset, texts = KINDS[kind]
    sketches = [sketch(text, preset, seed) for seed, text in enumerate(texts[:RUNS])]
    openings = [_first_ms(*one, _settled_hook(one[1])) for one in sketches]
    captions = [_first_ms(*one, _middle_of_body(one[1])) for one in sketches]
    runs = tuple(_warm_runs(*sketches[0]))
    return Waits(
        kind=kind,
        opening_ms=min(openings),
        caption_ms=min(captions),
        very_first_ms=max(openings),
        warm_ms=min(statistics.median(run) for run in runs),
        slowest_ms=min(max(run) for run in runs),
    )


def spread(timing: Timing, frames: int) -> tuple[int, ...]:
    """So many different frames of a video: some of every transition, the others evenly."""
    total = clock.total_frames(timing)
    entering = zip(clock.scene_starts(timing), timing.scenes, strict=True)
    turning = {
        start + scene.enters_frames * part // 4
        for start, scene in entering
        for part in (1, 2, 3)
        if scene.enters_frames
    }
    others = [frame for frame in range(total) if frame not in turning]
    wanted = max(frames - len(turning), 0)
    even = (others[place * len(others) // wanted] for place in range(wanted))
    return tuple(sorted({*turning, *even}))


def _settled_hook(timing: Timing) -> int:
    return timing.scenes[0].body_frames * 3 // 4


def _middle_of_body(timing: Timing) -> int:
    scene = timing.scenes[1]
    return clock.scene_starts(timing)[1] + scene.enters_frames + scene.body_frames // 2


def _first_ms(storyboard: Storyboard, timing: Timing, frame: int) -> float:
    start = time.perf_counter()
    to_rgb(Compositor(storyboard, timing, WIDTH_PX).draw(frame))
    return _ms_since(start)


def _warm_runs(storyboard: Storyboard, timing: Timing) -> Iterator[list[float]]:
    compositor = Compositor(storyboard, timing, WIDTH_PX)
    out = Planes.empty(WIDTH_PX, compositor.height_px)
    frames = spread(timing, FRAMES)
    for run in range(RUNS + 1):
        took = list[float]()
        for frame in frames:
            start = time.perf_counter()
            to_rgb(compositor.draw(frame, out))
            took.append(_ms_since(start))
        if run > 0:  # the first is what makes it warm
            yield took


def _ms_since(start: float) -> float:
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    print(json.dumps(asdict(wait_for(sys.argv[1]))))
