"""From a typed wish to finished files: read, check everything, make, say what was made."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from reel.terminal.options import Options, read_options
from reel.terminal.outcome import make_and_tell
from reel.terminal.stopping import StopSwitch

if TYPE_CHECKING:
    from reel.making import Progress
    from reel.terminal.progress import Display


def main(words: list[str], by_server: Callable[[Options], int]) -> int:
    """Make what the words ask for and return the exit code; paths go to standard output.

    What is asked of a server, now or later, is for `by_server`.
    """
    options = read_options(words)
    is_for_here = not options.asks_server and not options.offline
    return make_here(options) if is_for_here else by_server(options)


def make_here(options: Options) -> int:
    """Make it on this computer, in this process and its children."""
    return make_and_tell(
        lambda switch: _make(options, switch),
        "Stopped. Finished videos stay, nothing half-made does.",
    )


def _make(options: Options, switch: StopSwitch) -> tuple[Path, ...]:
    # Late, so that --help and a mistyped option answer without loading what draws.
    from reel import choices, making  # noqa: PLC0415
    from reel.terminal import inputs, progress, script_file  # noqa: PLC0415

    markdown = script_file.read_markdown(options.script)
    pictures = inputs.read_media(options.media)
    draft = inputs.draft_from(options, markdown, pictures)
    seed = choices.seed_of(draft) if options.seed is None else options.seed
    with progress.shown() as display:
        made = making.make_reel(
            draft,
            seed=seed,
            out=options.folder,
            media=dict(zip(pictures, options.media, strict=True)),
            name=script_file.name_of(options.script),
            on_progress=_watcher(display, draft.variants, seed),
            is_cancelled=switch.is_cancelled,
        )
    used = {sha256 for variant in made for sha256 in variant.receipt.media}
    for sha256, path in zip(pictures, options.media, strict=True):
        if sha256 not in used:
            print(
                f"{path.name} is not shown: there are more pictures than scenes.", file=sys.stderr
            )
    return tuple(path for variant in made for path in variant.files)


def _watcher(display: "Display", variants: int, seed: int) -> "Callable[[Progress], None]":
    """Shows progress; the seed is said once the draft is accepted: a refusal needs none."""
    from reel.terminal import progress  # noqa: PLC0415

    is_seed_said = False

    def watch(now: "Progress") -> None:
        nonlocal is_seed_said
        if now.stage != "writing" and not is_seed_said:
            display.say(f"Seed {seed}")
            is_seed_said = True
        display.show(progress.words_for(now.stage, now.variant, variants), now.percent)

    return watch
