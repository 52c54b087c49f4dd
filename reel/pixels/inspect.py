"""Every promise measured on what was made; one that does not hold stops the video."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from contract.platforms import Box
from contract.problems import Code, Problem
from contract.receipts import Measurement, Measurements, Promise
from contract.storyboards import Scene, SceneTiming, Storyboard, Timing
from reel import timing as clock
from reel.narration.speech import Samples, Speech
from reel.pixels import flashes, letters
from reel.pixels.caption_times import latest_frames
from reel.pixels.file_promises import wrong_facts
from reel.pixels.jitter import jitter_px
from reel.pixels.probe import read_film
from reel.pixels.replay import play
from reel.pixels.sightings import Sighting, Thumbs
from reel.pixels.sound import MOST_DBTP, TARGET_LUFS, TOLERANCE_LU, Sound
from reel.pixels.sprites import union

# Frames are compared block by block, 6 x 6 cells of 20 x 20 pixels: CRF 20 moves the worst
# block of a whole reel by 6 to 11 levels, a missing caption by 25 and more.
BLOCK_CELLS = 6
MOST_LEVELS = 18.0
LEVELS = 255.0
MOST_SOUND_SHIFT_MS = 1.0
# What stands in a receipt where a voice should be heard and none is.
NEVER_HEARD_MS = 1e6
SILENCE_LUFS = -70.0
MOST_LATE_FRAMES = 1.0
MOST_JITTER_PX = 0.05
MOST_FLASHES = 3.0


@dataclass(frozen=True, eq=False)
class Work:
    """A finished file and everything it was made from."""

    path: Path
    storyboard: Storyboard
    timing: Timing
    speeches: Sequence[Speech]
    sightings: Sequence[Sighting]
    sound: Sound


def measure(work: Work) -> Measurements:
    """Read, decode and measure the finished file, once from start to end.

    Raises: Problem ENCODING_FAILED, DISK_FULL.
    """
    storyboard, sound = work.storyboard, work.sound
    film = read_film(work.path)
    replay = play(work.path, sound.narration_rate_hz)
    drawn: Thumbs = np.concatenate([sighting.thumbs for sighting in work.sightings])
    ink = union([sighting.ink for sighting in work.sightings if sighting.ink is not None])
    wrong = wrong_facts(film.facts, storyboard.frame, clock.total_frames(work.timing))
    lost = (*letters.uncovered(storyboard), *letters.without_ink(storyboard))
    outside = 0 if ink is None else _outside_px(ink, storyboard.safe_box)
    heard = replay.loudness
    promises = (
        _promise("file", len(wrong), "wrong facts", most=0),
        _promise(
            "frames", _difference(drawn, film.references, replay.thumbs), "levels", most=MOST_LEVELS
        ),
        _promise(
            "loudness",
            _heard(sound, heard.integrated_lufs, SILENCE_LUFS),
            "LUFS",
            least=TARGET_LUFS - TOLERANCE_LU,
            most=TARGET_LUFS + TOLERANCE_LU,
        ),
        _promise("true peak", heard.true_peak_dbtp, "dBTP", most=MOST_DBTP),
        _promise("sound in place", _shift_ms(sound, replay.heard), "ms", most=MOST_SOUND_SHIFT_MS),
        _promise("captions inside the safe box", outside, "px outside", most=0),
        _promise("caption timing", _late_frames(work), "frames", most=MOST_LATE_FRAMES),
        _promise("letters", len(lost), "letters lost", most=0),
        _promise("motion", _jitter(work), "px", most=MOST_JITTER_PX),
        _promise(
            "flashes",
            flashes.worst_second(drawn, storyboard.frame.fps),
            "in a second",
            most=MOST_FLASHES,
        ),
    )
    return Measurements(file=film.facts, ink=ink, safe_box=storyboard.safe_box, promises=promises)


def check(measurements: Measurements) -> None:
    """Pass when every promise holds.

    Raises: Problem PROMISE_BROKEN, which names those that do not.
    """
    broken = [m for m in measurements.promises if not m.holds]
    if broken:
        told = ", ".join(f"{m.promise} ({m.value} {m.unit})" for m in broken)
        raise Problem(
            Code.PROMISE_BROKEN,
            f"The video was made, but did not pass its check: {told}.",
            "Nothing was kept. Try another preset, and please report this.",
        )


def _promise(
    promise: Promise,
    value: float | None,
    unit: str,
    *,
    least: float | None = None,
    most: float | None = None,
) -> Measurement:
    # None: there was nothing to measure, no voice or no picture, by the draft itself.
    holds = value is None or ((least is None or value >= least) and (most is None or value <= most))
    return Measurement(promise=promise, value=value, unit=unit, least=least, most=most, holds=holds)


def _difference(drawn: Thumbs, references: Sequence[int], played: Thumbs) -> float:
    """The worst block's mean difference between what was drawn and what is played."""
    if len(references) != len(played) or not references or references[-1] >= len(drawn):
        return LEVELS
    differences = (
        _worst_block(drawn[place, 0].astype(np.int16) - after)
        for place, after in zip(references, played, strict=True)
    )
    return round(float(max(differences)), 2)


def _worst_block(difference: NDArray[np.int16]) -> float:
    rows, columns = (side // BLOCK_CELLS for side in difference.shape)
    blocks = np.abs(difference).reshape(rows, BLOCK_CELLS, columns, BLOCK_CELLS)
    return float(blocks.mean(axis=(1, 3)).max())


def _heard(sound: Sound, value: float | None, silence: float) -> float | None:
    """A loudness; a voice that cannot be heard counts as silence, not as nothing to measure."""
    return silence if value is None and sound.narration.any() else value


def _shift_ms(sound: Sound, heard: Samples) -> float | None:
    """How far the sound of the file is from where the narration belongs; None in silence."""
    if not sound.narration.any():
        return None
    if not heard.any():
        return NEVER_HEARD_MS
    size = 1 << (len(sound.narration) + len(heard) - 1).bit_length()
    spectra = [np.fft.rfft(s.astype(np.float32), size) for s in (heard, sound.narration)]
    match = np.fft.irfft(spectra[0] * np.conj(spectra[1]), size)
    shift = int(np.argmax(match))
    shift = shift - size if shift > size // 2 else shift
    return round(abs(shift) * 1000 / sound.narration_rate_hz, 3)


def _outside_px(ink: Box, safe: Box) -> int:
    """By how many pixels ink stands out of the box, on its worst side."""
    return max(
        safe.left_px - ink.left_px,
        safe.top_px - ink.top_px,
        ink.right_px - safe.right_px,
        ink.bottom_px - safe.bottom_px,
        0,
    )


def _late_frames(work: Work) -> float | None:
    lit = [word for sighting in work.sightings for word in sighting.lit]
    spoken = [speech.spoken for speech in work.speeches]
    return latest_frames(work.storyboard, work.timing, spoken, lit)


def _jitter(work: Work) -> float | None:
    moving = [
        _scene_jitter(scene, times)
        for scene, times in zip(work.storyboard.scenes, work.timing.scenes, strict=True)
        if scene.picture is not None
    ]
    return round(max(moving), 4) if moving else None


def _scene_jitter(scene: Scene, times: SceneTiming) -> float:
    assert scene.picture is not None
    frames = times.enters_frames + times.body_frames + times.leaves_frames
    return jitter_px(scene.picture.focus, frames, scene.seed % 2 == 1)
