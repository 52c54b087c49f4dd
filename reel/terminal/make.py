"""From a typed wish to finished files: read, check everything, make, say what was made."""

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from contract.problems import Code, Problem
from reel.terminal import exit_codes
from reel.terminal.options import STANDARD_INPUT, Options, read_options
from reel.terminal.stopping import StopSwitch

# 60 characters of any writing system, and our endings, fit the 255 bytes of a file's name.
LONGEST_NAME_CHARS = 60


def main(words: list[str]) -> int:
    """Make what the words ask for and return the exit code; paths go to standard output."""
    options = read_options(words)
    with StopSwitch() as switch:
        try:
            files = _make(options, switch)
            _list(files)
        except KeyboardInterrupt:
            # The second Ctrl-C, from somebody who could not wait; the next run sweeps up.
            return exit_codes.SIGNALLED + signal.SIGINT
        except Problem as problem:
            if problem.code is Code.CANCELLED and switch.signal_number:
                print("Stopped. Finished videos stay, nothing half-made does.", file=sys.stderr)
                return exit_codes.SIGNALLED + switch.signal_number
            print(f"{problem.says}\n{problem.remedy}", file=sys.stderr)
            return exit_codes.code_of(problem.code)
    return exit_codes.OK


def _make(options: Options, switch: StopSwitch) -> tuple[Path, ...]:
    # Late, so that --help and a mistyped option answer without loading what draws.
    from reel import making  # noqa: PLC0415
    from reel.terminal import inputs, progress  # noqa: PLC0415

    markdown = inputs.read_markdown(options.script)
    pictures = inputs.read_media(options.media)
    draft = inputs.draft_from(options, markdown, pictures)
    seed = inputs.seed_of(draft) if options.seed is None else options.seed
    with progress.shown(draft.variants, seed) as watch:
        made = making.make_reel(
            draft,
            seed=seed,
            out=options.out,
            media=dict(zip(pictures, options.media, strict=True)),
            name=_name_of(options.script),
            on_progress=watch,
            is_cancelled=switch.is_cancelled,
        )
    used = {sha256 for variant in made for sha256 in variant.receipt.media}
    for sha256, path in zip(pictures, options.media, strict=True):
        if sha256 not in used:
            print(
                f"{path.name} is not shown: there are more pictures than scenes.", file=sys.stderr
            )
    return tuple(path for variant in made for path in variant.files)


def _name_of(script: Path) -> str:
    """What the files are called: as their script, within what a folder can hold."""
    if script == STANDARD_INPUT:
        return "reel"
    return (
        "".join(char for char in script.stem if char.isprintable())[:LONGEST_NAME_CHARS] or "reel"
    )


def _list(files: Sequence[Path]) -> None:
    """Print the paths byte for byte, whatever letters the file system allows."""
    try:
        for path in files:
            sys.stdout.buffer.write(os.fsencode(path) + b"\n")
        sys.stdout.buffer.flush()
    except OSError as error:
        # Nobody reads on (a closed pipe, a full disk): the files stand, and Python shall not
        # stumble over the same stream once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        print(f"The files are made, but could not be listed: {error.strerror}.", file=sys.stderr)
