"""What every video file of ours is, fact by fact."""

from contract.platforms import Frame
from contract.receipts import FileFacts
from reel.pixels.encode import LONGEST_GOP_FRAMES
from reel.pixels.sound import RATE_HZ

# Sound may end within one codec frame (21.3 ms) before the picture, never after it.
SOUND_SHORTER_MS = 22


def wrong_facts(facts: FileFacts, frame: Frame, frames: int) -> tuple[str, ...]:
    """The names of the facts that are not as promised."""
    shape = (facts.width_px, facts.height_px, facts.fps)
    colours = (facts.colour_primaries, facts.colour_transfer, facts.colour_matrix)
    as_promised = (
        ("container", facts.container == "mp4"),
        ("moov_first", facts.moov_first),
        ("edit_list", not facts.edit_list),
        ("frame", shape == (frame.width_px, frame.height_px, frame.fps)),
        ("constant_rate", facts.constant_rate),
        ("frames", facts.frames == frames),
        ("first_frame_ms", facts.first_frame_ms == 0),
        ("video_codec", (facts.video_codec, facts.video_profile) == ("h264", "High")),
        ("pixel_format", facts.pixel_format == "yuv420p"),
        ("colours", colours == ("bt709",) * 3 and facts.colour_range == "limited"),
        ("longest_gop_frames", facts.longest_gop_frames <= LONGEST_GOP_FRAMES),
        ("closed_gops", facts.closed_gops),
        ("audio_codec", (facts.audio_codec, facts.audio_profile) == ("aac", "LC")),
        ("audio_rate_hz", facts.audio_rate_hz == RATE_HZ),
        ("audio_channels", facts.audio_channels == 2),
        ("audio_ms", 0 <= facts.video_ms - facts.audio_ms <= SOUND_SHORTER_MS),
    )
    return tuple(name for name, is_right in as_promised if not is_right)
