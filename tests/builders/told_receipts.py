"""Receipts of small videos: which scenes they have, and what is said in each."""

from contract.platforms import Box
from contract.receipts import FileFacts, MadeSegment, Measurements, Receipt

FPS = 30
# Of the five seconds of `small_files.video`, where there are five scenes.
FIVE_SCENES_S = (0.8, 1.2, 1.2, 1.0, 0.8)
VIDEO_S = 5.0
_BOX = Box(left_px=65, top_px=288, right_px=888, bottom_px=1248)


def said_of(topic: str, script: str) -> tuple[str, ...]:
    """What each scene of a reel says that opens with its topic."""
    return (topic.replace("*", ""), *(part.replace("*", "") for part in script.split("\n\n")))


def lengths_of(said: tuple[str, ...]) -> tuple[float, ...]:
    """How long each scene lasts, in seconds."""
    if len(said) == len(FIVE_SCENES_S):
        return FIVE_SCENES_S
    return (round(VIDEO_S / len(said), 1),) * len(said)


def receipt_of(scenes_s: tuple[float, ...] = FIVE_SCENES_S, differs_by: str = "") -> Receipt:
    """A receipt of scenes that last so long, each but the first with a transition into it."""
    segments = list[MadeSegment]()
    for scene, seconds in enumerate(scenes_s):
        frames, enters = round(seconds * FPS), 8 if scene else 0
        if enters:
            segments.append(MadeSegment(kind="transition", scene=scene, frames=enters, key="0"))
        segments.append(MadeSegment(kind="body", scene=scene, frames=frames - enters, key="0"))
    return Receipt(
        product="reelyard",
        engine=1,
        ffmpeg="7",
        encoder_threads=1,
        seed=0x7F3A91,
        variant=0,
        differs_by=differs_by,
        storyboard_sha256="0" * 64,
        fonts=(),
        media=(),
        segments=tuple(segments),
        files=(),
        measurements=Measurements(file=_facts(scenes_s), ink=None, safe_box=_BOX, promises=()),
    )


def srt_of(said: tuple[str, ...]) -> str:
    """The captions file of scenes that say this: one cue a scene."""
    cues, begins = list[str](), 0.0
    for number, (seconds, words) in enumerate(zip(lengths_of(said), said, strict=True), 1):
        cues.append(f"{number}\n{_clock(begins)} --> {_clock(begins + seconds)}\n{words}\n")
        begins += seconds
    return "\n".join(cues)


def _clock(seconds: float) -> str:
    ms = round(seconds * 1000)
    return f"00:00:{ms // 1000:02d},{ms % 1000:03d}"


def _facts(scenes_s: tuple[float, ...]) -> FileFacts:
    ms = round(sum(scenes_s) * 1000)
    return FileFacts(
        container="mp4",
        moov_first=True,
        edit_list=False,
        width_px=1080,
        height_px=1920,
        fps=FPS,
        constant_rate=True,
        frames=round(sum(scenes_s) * FPS),
        first_frame_ms=0,
        video_codec="h264",
        video_profile="High",
        pixel_format="yuv420p",
        colour_primaries="bt709",
        colour_transfer="bt709",
        colour_matrix="bt709",
        colour_range="tv",
        longest_gop_frames=30,
        closed_gops=True,
        audio_codec="aac",
        audio_profile="LC",
        audio_rate_hz=48_000,
        audio_channels=2,
        audio_ms=ms,
        video_ms=ms,
        size_bytes=1,
    )
