"""`python -m bench [--only PART,...]`: measure, print the table, write build/bench.json."""

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import comparison, library, local_edits, preview, render, serving, sync, window
from bench.pictures import draw_pictures
from bench.story import Story, tell
from bench.table import Findings, Row, as_text, at_least_times, write_json

BUILD = Path(__file__).parents[1] / "build"
PARTS = (
    *("preview", "memory", "render", "server", "events", "edits", "sync", "window", "library"),
    "moviepy",
)
TOLD_PARTS = frozenset({"memory", "render", "moviepy"})
LEAST_TIMES_MOVIEPY = 8.0
# Above this much load a core, what we measure is partly how others share caches with us.
IDLE_LOAD_SHARE = 0.3


def main() -> None:
    """Measure the wanted parts."""
    parts = _wanted_parts()
    BUILD.mkdir(exist_ok=True)
    busy = _busy()
    found = list(_findings(parts))
    rows = [row for findings in found for row in findings.rows]
    write_json(rows, BUILD / "bench.json")
    print(as_text(rows, [*(note for findings in found for note in findings.notes), *busy]))


def _busy() -> tuple[str, ...]:
    """A warning when others are at work on this machine before we have begun."""
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    if load < cores * IDLE_LOAD_SHARE:
        return ()
    return (f"busy machine: a load of {load:.1f} on {cores} cores as this began; measure again",)


def _wanted_parts() -> frozenset[str]:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", default=",".join(PARTS), metavar="PART,...")
    wanted = frozenset(parser.parse_args().only.split(","))
    if unknown := wanted - set(PARTS):
        parser.error(f"no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    return wanted


def _findings(parts: frozenset[str]) -> Iterator[Findings]:
    if "preview" in parts:
        print("Drawing previews ...", file=sys.stderr, flush=True)
        yield preview.measure()
    # Beside the checkout's other products: raw frames are 3 GB, and /tmp may be memory.
    with TemporaryDirectory(dir=BUILD, prefix="bench-") as name:
        folder = Path(name)
        story = tell(draw_pictures(folder), folder) if parts & TOLD_PARTS else None
        if story and "memory" in parts:
            yield render.measure_memory(story, folder)
        rendering = None
        # Without our own figure there would be nothing to compare MoviePy's with.
        if story and parts & {"render", "moviepy"}:
            rendering = render.measure(story, folder)
            yield rendering.findings()
        if "server" in parts:
            yield serving.measure(folder)
        if "events" in parts:
            yield serving.measure_listeners(folder)
        if "edits" in parts:
            yield local_edits.measure(folder)
        if "sync" in parts:
            yield sync.measure(folder)
        if "library" in parts:
            yield library.measure(folder)
        if "window" in parts:
            print("Windows ...", file=sys.stderr, flush=True)
            yield window.measure(folder)
        if story and rendering and "moviepy" in parts:
            yield _moviepy(story, folder, rendering.render_s)


def _moviepy(story: Story, folder: Path, ours_s: float) -> Findings:
    name, unit = "moviepy_cpu", "CPU-s"
    if not comparison.moviepy_python().exists():
        row = Row(name, None, unit, ours_s, f">= {LEAST_TIMES_MOVIEPY:g} x reference", holds=False)
        return Findings((row,), (f"{name}: MoviePy is not here; `make bench` gets it",))
    print("The same video by MoviePy, once ...", file=sys.stderr, flush=True)
    theirs_s = story.told(comparison.spend_on_moviepy(story, folder))
    row = at_least_times(name, theirs_s, unit, ours_s, LEAST_TIMES_MOVIEPY)
    return Findings(
        (row,),
        (
            f"{name}: the same words, times, pictures and voice; its first scene shows a clip, "
            "where ours draws a generated ground, as clips are not in our engine yet",
        ),
    )


if __name__ == "__main__":
    main()
