"""What a finished video file is, read from the file and nothing else."""

from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import av
from av.audio.stream import AudioStream
from av.video.stream import VideoStream

from contract.receipts import FileFacts
from reel.pixels import boxes

# H.264's own numbers in a file's tags.
PRIMARIES = {1: "bt709"}
TRANSFERS = {1: "bt709"}
MATRICES = {1: "bt709"}
RANGES = {1: "limited", 2: "full"}


# What a slice of a picture is called in the stream, of a start or of any other.
SLICES = (1, 5)
LENGTH_BYTES = 4


class Film(NamedTuple):
    """A finished file: its facts, and the frames from which others are predicted."""

    facts: FileFacts
    references: tuple[int, ...]


class _Shown(NamedTuple):
    """A video packet: when it is shown, in frames, whether decoding can start with it, and
    whether other pictures are predicted from it."""

    at_frames: Fraction
    is_start: bool
    is_reference: bool
    lasts: Fraction


def read_film(path: Path) -> Film:
    """An MP4 file with one picture and one sound, without decoding it."""
    found = boxes.walk(path)
    with av.open(str(path)) as file:
        video, audio = file.streams.video[0], file.streams.audio[0]
        fps = video.average_rate or Fraction(0)
        shown, heard_s = _packets(file, video, audio, fps)
        times = sorted(packet.at_frames for packet in shown)
        starts = [packet.at_frames for packet in shown if packet.is_start]
        context, sound = video.codec_context, audio.codec_context
        facts = FileFacts(
            container="mp4" if "mp4" in file.format.name else file.format.name,
            moov_first=boxes.is_moov_first(found),
            edit_list=boxes.has_edit_list(found),
            width_px=context.width,
            height_px=context.height,
            fps=round(fps),
            constant_rate=times == [Fraction(k) for k in range(len(times))]
            and {packet.lasts for packet in shown} == {Fraction(1)}
            and fps.denominator == 1,
            frames=len(times),
            first_frame_ms=round(times[0] * 1000 / fps) if times and fps else 0,
            video_codec=context.name,
            video_profile=context.profile or "",
            pixel_format=context.pix_fmt or "",
            colour_primaries=PRIMARIES.get(context.color_primaries, "other"),
            colour_transfer=TRANSFERS.get(context.color_trc, "other"),
            colour_matrix=MATRICES.get(context.colorspace, "other"),
            colour_range=RANGES.get(context.color_range, "other"),
            longest_gop_frames=_longest_gop(starts, len(times)),
            closed_gops=_are_closed(shown),
            audio_codec=sound.name,
            audio_profile=sound.profile or "",
            audio_rate_hz=sound.sample_rate,
            audio_channels=sound.channels,
            audio_ms=round(heard_s * 1000),
            video_ms=round(len(times) * 1000 / fps) if fps else 0,
            size_bytes=path.stat().st_size,
        )
    return Film(facts, tuple(sorted(int(p.at_frames) for p in shown if p.is_reference)))


def _packets(
    file: "av.container.InputContainer", video: VideoStream, audio: AudioStream, fps: Fraction
) -> tuple[list[_Shown], Fraction]:
    """The video's packets in decoding order, and how long the sound lasts."""
    shown: list[_Shown] = []
    heard_s = Fraction(0)
    for packet in file.demux(video, audio):
        if not packet.size or packet.pts is None:
            continue
        assert packet.time_base is not None
        if packet.stream is video:
            frames = packet.time_base * fps
            lasts = (packet.duration or 0) * frames
            is_reference = _is_reference(bytes(packet))
            shown.append(_Shown(packet.pts * frames, packet.is_keyframe, is_reference, lasts))
        else:
            heard_s = max(heard_s, (packet.pts + (packet.duration or 0)) * packet.time_base)
    return shown, heard_s


def _longest_gop(starts: list[Fraction], frames: int) -> int:
    edges = [*starts, Fraction(frames)]
    return max((int(b - a) for a, b in pairwise(edges)), default=0)


def _are_closed(shown: list[_Shown]) -> bool:
    """Whether no picture shown before a start comes after it in the file."""
    latest_start = Fraction(0)
    for packet in shown:
        if packet.is_start:
            latest_start = packet.at_frames
        if packet.at_frames < latest_start:
            return False
    return bool(shown) and shown[0].is_start


def _is_reference(packet: bytes) -> bool:
    """Whether a packet's first slice says that other pictures are predicted from it."""
    at = 0
    while at + LENGTH_BYTES < len(packet):
        size = int.from_bytes(packet[at : at + LENGTH_BYTES], "big")
        head = packet[at + LENGTH_BYTES]
        if head & 0x1F in SLICES:
            return head & 0x60 != 0
        at += LENGTH_BYTES + size
    return False
