"""The paths of what was made, one a line on standard output, for people and programs."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path


def list_files(files: Sequence[Path]) -> None:
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
