"""A receipt: all it takes to make the same bytes again, and the proof of every promise.

It holds no clock, no path and no name of a computer, so that the same draft and seed give
the same receipt.
"""

from typing import Literal

from contract.platforms import Box
from contract.values import Value

Promise = Literal[
    "file",
    "frames",
    "loudness",
    "true peak",
    "sound in place",
    "captions inside the safe box",
    "caption timing",
    "letters",
    "motion",
    "flashes",
]


class FileFacts(Value):
    """What a video file is, read from the finished file. `first_frame_ms` is when the first
    picture is shown; `edit_list` whether players are told to cut or shift anything."""

    container: str
    moov_first: bool
    edit_list: bool
    width_px: int
    height_px: int
    fps: int
    constant_rate: bool
    frames: int
    first_frame_ms: int
    video_codec: str
    video_profile: str
    pixel_format: str
    colour_primaries: str
    colour_transfer: str
    colour_matrix: str
    colour_range: str
    longest_gop_frames: int
    closed_gops: bool
    audio_codec: str
    audio_profile: str
    audio_rate_hz: int
    audio_channels: int
    audio_ms: int
    video_ms: int
    size_bytes: int


class Measurement(Value):
    """One promise: what was measured, in `unit`, and the bounds it must keep.

    `value` None means that the promise has nothing to apply to here: no voice, no picture.
    """

    promise: Promise
    value: float | None
    unit: str
    least: float | None
    most: float | None
    holds: bool


class Measurements(Value):
    """Every promise measured on the finished video. `ink` is the box around all readable
    ink of all frames, to be inside `safe_box`."""

    file: FileFacts
    ink: Box | None
    safe_box: Box
    promises: tuple[Measurement, ...]


class Named(Value):
    """A file that was used, by name and content."""

    name: str
    sha256: str


class MadeFile(Value):
    """A file that was made: `kind` is the end of its name."""

    kind: str
    size_bytes: int
    sha256: str


class MadeSegment(Value):
    """A piece of the video that is drawn and encoded apart."""

    kind: Literal["body", "transition"]
    scene: int
    frames: int
    key: str


class Receipt(Value):
    """The receipt of one variant."""

    product: str
    engine: int
    ffmpeg: str
    encoder_threads: int
    seed: int
    variant: int
    differs_by: str
    storyboard_sha256: str
    fonts: tuple[Named, ...]
    media: tuple[str, ...]
    segments: tuple[MadeSegment, ...]
    files: tuple[MadeFile, ...]
    measurements: Measurements
