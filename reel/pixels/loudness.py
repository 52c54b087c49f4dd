"""How loud a sound is: integrated loudness and true peak, as EBU R 128 defines them."""

import math
import re
from pathlib import Path
from typing import NamedTuple

from reel.pixels import ffmpeg

# Prints its readings every 0.1 s; the last ones stand for the whole.
_PRINT = "framelog=quiet:metadata=1,ametadata=mode=print:file="
METER = f"ebur128=peak=true:{_PRINT}"
# For one channel that will be played by two: as loud as both together.
DUAL_MONO_METER = f"ebur128=peak=true:dualmono=true:{_PRINT}"
# The meter's own floor for "nothing passed the gate".
GATE_LUFS = -69.0


class Loudness(NamedTuple):
    """Integrated loudness and true peak; None where there is nothing to hear."""

    integrated_lufs: float | None
    true_peak_dbtp: float | None


def measure(name: str, folder: Path) -> Loudness:
    """Decode a sound file in a folder and say how loud it is.

    Raises: Problem ENCODING_FAILED, DISK_FULL.
    """
    said = ffmpeg.run(
        ["-i", name, "-map", "0:a", "-af", f"{METER}-", "-f", "null", "-"], folder=folder
    )
    return read(said.decode("ascii"))


def read(readings: str) -> Loudness:
    """The meter's last word."""
    integrated = _last(readings, r"lavfi\.r128\.I")
    peak = _last(readings, r"lavfi\.r128\.true_peak")
    return Loudness(
        integrated if integrated is not None and integrated > GATE_LUFS else None,
        round(20 * math.log10(peak), 2) if peak else None,
    )


def _last(readings: str, key: str) -> float | None:
    found = re.findall(rf"^{key}=(-?[0-9.]+)\s*$", readings, re.MULTILINE)
    return float(found[-1]) if found else None
