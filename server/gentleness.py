"""Going after everything else: on a person's own computer a render must not be noticed."""

import os
import time
from contextlib import suppress
from pathlib import Path

# Of 19: what is left over is ours, and on a busy machine still a tenth of a core.
NICENESS = 10
# Where Linux weighs whole sessions against each other, `nice` counts only within one's own.
_OF_THE_SESSION = Path("/proc/self/autogroup")
# Linux takes one such wish in a tenth of a second, whoever has it.
_TRIES, _AGAIN_AFTER_S = 5, 0.11


def go_gently() -> None:
    """True on return: this process and all that it starts come after others that want to work.

    Not undone by anybody: who is gentle stays so. Windows has no such word.
    """
    if os.name == "posix":
        os.nice(max(0, NICENESS - os.nice(0)))
        pass_on()


def pass_on() -> None:
    """True on return: a session of our own is as gentle as the process that began it."""
    if os.name == "posix" and os.nice(0) > 0:
        for _ in range(_TRIES):
            try:
                # Not every Linux weighs sessions, and other systems do not know them.
                with suppress(FileNotFoundError, PermissionError):
                    _OF_THE_SESSION.write_text(str(os.nice(0)))
                return
            except OSError:
                time.sleep(_AGAIN_AFTER_S)
