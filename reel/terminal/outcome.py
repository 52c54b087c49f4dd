"""How a command ends: with files to list, a problem to tell, or because it was stopped."""

import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from contract.problems import Code, Problem
from reel.terminal import exit_codes
from reel.terminal.listing import list_files
from reel.terminal.stopping import StopSwitch


def make_and_tell(make: Callable[[StopSwitch], Sequence[Path]], if_stopped: str) -> int:
    """Make files, list them on standard output and return the exit code.

    `make` raises Problem CANCELLED once its switch says so; then `if_stopped` is said.
    """
    with StopSwitch() as switch:
        try:
            list_files(make(switch))
        except KeyboardInterrupt:
            # The second Ctrl-C, from somebody who could not wait; the next run sweeps up.
            return exit_codes.SIGNALLED + signal.SIGINT
        except Problem as problem:
            if switch.signal_number is None:
                return tell(problem)
            if problem.code is Code.CANCELLED:
                print(if_stopped, file=sys.stderr)
            else:
                tell(problem)
            return exit_codes.SIGNALLED + switch.signal_number
    return exit_codes.OK


def tell(problem: Problem) -> int:
    """Say a problem on standard error and return its exit code."""
    print(f"{problem.says}\n{problem.remedy}", file=sys.stderr)
    return exit_codes.code_of(problem.code)
