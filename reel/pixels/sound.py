"""Narrations into the sound of a video: in place, even, at the loudness platforms play at."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from reel.narration.speech import Samples, Speech
from reel.pixels import ffmpeg
from reel.pixels.loudness import DUAL_MONO_METER, Loudness, measure, read

RATE_HZ = 48_000
TARGET_LUFS = -14.0
TOLERANCE_LU = 0.5
MOST_DBTP = -1.0
# We stop at this distance from the target, well inside what is promised.
NEAR_ENOUGH_LU = 0.3
# Room for the codec, which does not return peaks exactly as it was given them.
FIRST_CEILING_DBTP = -1.5
HEADROOM_DB = 0.1
# What the limiter takes away from a voice at this loudness; measured again in any case.
LIMITER_TAKES_LU = 0.2
MOST_ROUNDS = 5
MOST_GAIN_DB = 40.0
# The limiter works on four samples where there is one, so that it sees between them.
LIMITER_RATE_HZ = 4 * RATE_HZ

# The encoder's first frame holds nothing but its own start-up. There is no edit list to hide
# it, so we leave out as much of the mix as it lasts, which is silent there.
FRAME_SAMPLES = 1024
BITRATE = "128k"
# At this rate the plain search keeps 20 dB more of the voice than the default one, in a third
# of the time. Without vector instructions the bytes are the same on every processor.
ENCODER_FLAGS = (
    *("-c:a", "aac", "-aac_coder", "fast", "-b:a", BITRATE),
    *("-ar", str(RATE_HZ), "-ac", "2", "-flags:a", "+bitexact"),
)
ANY_PROCESSOR = ("-cpuflags", "0")

# Rumble out, some warmth in, the synthetic edge at 2.8 kHz down; then a slow, light
# compressor: a fast one would lift the hiss of every s.
POLISH = (
    "highpass=f=80"
    ",equalizer=f=200:t=q:w=0.9:g=2"
    ",equalizer=f=2800:t=q:w=0.8:g=-2.5"
    ",acompressor=threshold=-24dB:ratio=1.6:attack=20:release=300:knee=6"
)
TO_STEREO = "pan=stereo|c0=c0|c1=c0"

POLISHED_NAME = "voice.f32"
RAW_SOUND = ("-f", "f32le", "-ar", str(RATE_HZ), "-ac", "1")


@dataclass(frozen=True, eq=False)
class Sound:
    """The sound of a video: its file in the work folder, and the narration it must match."""

    name: str
    narration: Samples
    narration_rate_hz: int


def lay_out(
    speeches: Sequence[Speech], first_frames: Sequence[int], total_frames: int, fps: int
) -> tuple[Samples, int]:
    """All narrations on one timeline as long as the video, each from its own frame on."""
    rate_hz = speeches[0].rate_hz
    timeline = np.zeros(round(total_frames * rate_hz / fps), np.int32)
    for speech, frame in zip(speeches, first_frames, strict=True):
        assert speech.rate_hz == rate_hz
        first = round(frame * rate_hz / fps)
        part = timeline[first : first + len(speech.samples)]
        part += speech.samples[: len(part)]
    return np.clip(timeline, -32768, 32767).astype(np.int16), rate_hz


def make_sound(
    narration: Samples, rate_hz: int, total_frames: int, fps: int, folder: Path, name: str
) -> Sound:
    """Write the sound file of a video: AAC, stereo, -14 LUFS, true peak at most -1 dBTP.

    Decoded from the start of the video, it is in place to the sample. A narration without
    any sound stays silent.

    Raises: Problem DISK_FULL, ENCODING_FAILED.
    """
    samples = total_frames * RATE_HZ // fps
    polished = _polish(narration, rate_hz, samples, folder)
    gain_db, ceiling_db = 0.0, FIRST_CEILING_DBTP
    if polished.integrated_lufs is not None:
        gain_db = min(TARGET_LUFS + LIMITER_TAKES_LU - polished.integrated_lufs, MOST_GAIN_DB)
    for _ in range(MOST_ROUNDS):
        _encode(gain_db, ceiling_db, samples, folder, name)
        result = measure(name, folder)
        if result.integrated_lufs is None or result.true_peak_dbtp is None or _is_good(result):
            break
        gain_db = min(gain_db + TARGET_LUFS - result.integrated_lufs, MOST_GAIN_DB)
        ceiling_db -= max(result.true_peak_dbtp - MOST_DBTP + HEADROOM_DB, 0.0)
    (folder / POLISHED_NAME).unlink()
    return Sound(name, narration, rate_hz)


def _is_good(result: Loudness) -> bool:
    assert result.integrated_lufs is not None
    assert result.true_peak_dbtp is not None
    is_near = abs(result.integrated_lufs - TARGET_LUFS) <= NEAR_ENOUGH_LU
    return is_near and result.true_peak_dbtp <= MOST_DBTP


def _polish(narration: Samples, rate_hz: int, samples: int, folder: Path) -> Loudness:
    """The narration at 48 kHz, exactly as long as asked, and how loud both channels will be."""
    said = ffmpeg.run(
        [
            *ANY_PROCESSOR,
            *("-f", "s16le", "-ar", str(rate_hz), "-ac", "1", "-i", "pipe:0"),
            *(
                "-af",
                f"{POLISH},aresample={RATE_HZ}"
                f",apad=whole_len={samples},atrim=end_sample={samples},{DUAL_MONO_METER}-",
            ),
            *("-c:a", "pcm_f32le", *RAW_SOUND, POLISHED_NAME),
        ],
        folder=folder,
        given=narration.astype("<i2").tobytes(),
    )
    return read(said.decode("ascii"))


def _encode(gain_db: float, ceiling_db: float, samples: int, folder: Path, name: str) -> None:
    ceiling = 10 ** (ceiling_db / 20)
    # Whole frames that end no later than the picture does.
    end = samples // FRAME_SAMPLES * FRAME_SAMPLES
    chain = (
        f"volume={gain_db:.3f}dB,aresample={LIMITER_RATE_HZ}"
        f",alimiter=limit={ceiling:.5f}:attack=5:release=60:level=0:latency=1"
        f",aresample={RATE_HZ},atrim=start_sample={FRAME_SAMPLES}:end_sample={end},{TO_STEREO}"
    )
    source = (*RAW_SOUND, "-i", POLISHED_NAME)
    target = (*ENCODER_FLAGS, "-fflags", "+bitexact", "-f", "adts", name)
    ffmpeg.run([*ANY_PROCESSOR, *source, "-af", chain, *target], folder=folder)
