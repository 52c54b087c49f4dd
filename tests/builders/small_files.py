"""Covers, a video and a photograph as the product makes and takes them, but small; each is made
once a process. Nothing of it comes from a network."""

import subprocess
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np
from drawn_reels import SCRIPT, board

from reel import timing
from reel.pixels import ffmpeg
from reel.pixels.compositor import Compositor, draw_frame
from reel.pixels.planes import to_rgb

COVER_WIDTH_PX = 270
# As long as the shortest reel: `SECONDS_OF_VIDEO` of 540x960 at a rate that is quick to draw.
VIDEO_WIDTH_PX, VIDEO_FPS, SECONDS_OF_VIDEO = 540, 15, 5
VIDEO_MS = SECONDS_OF_VIDEO * 1000
VIDEO_FRAMES = VIDEO_FPS * SECONDS_OF_VIDEO
# Late enough in a hook for all of its words to stand.
_SHOWN_FRAME = 45
VTT = "WEBVTT\n\n00:00.000 --> 00:02.500\nSunlight looks white,\n\n"
POST_TEXT = "Why is the sky blue?\n\nNow look up.\n\n#sky #science\n"


@cache
def cover(
    topic: str, preset: str, variant: int = 0, script: str = SCRIPT, language: str | None = None
) -> bytes:
    """A JPEG of 270x480 that the render's own compositor drew of this topic."""
    drawn, times = board(preset, variant, 1, topic, script, language)
    return _jpeg(draw_frame(drawn, times, _SHOWN_FRAME, COVER_WIDTH_PX))


@cache
def video(topic: str = "Why is the sky *blue?*", preset: str = "explainer") -> bytes:
    """An MP4 of `VIDEO_FRAMES` frames of 540x960 with a tone: H.264 and AAC, as a proxy is."""
    drawn, times = board(preset, topic=topic)
    painter = Compositor(drawn, times, VIDEO_WIDTH_PX)
    every = round(drawn.frame.fps / VIDEO_FPS)
    last = timing.total_frames(times) - 1
    frames = (to_rgb(painter.draw(min(n * every, last))) for n in range(VIDEO_FRAMES))
    raw = b"".join(np.ascontiguousarray(frame).tobytes() for frame in frames)
    size = f"{VIDEO_WIDTH_PX}x{VIDEO_WIDTH_PX * 16 // 9}"
    shown = ("-f", "rawvideo", "-pix_fmt", "rgb24", "-s", size, "-r", str(VIDEO_FPS), "-i", "-")
    heard = ("-f", "lavfi", "-i", f"sine=frequency=220:duration={SECONDS_OF_VIDEO}")
    packed = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "30", "-pix_fmt", "yuv420p")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "video.mp4"
        command = [ffmpeg.find_ffmpeg(), *ffmpeg.QUIET[:-2], "-y", *shown, *heard, *packed]
        subprocess.run([*command, "-c:a", "aac", "-shortest", path], input=raw, check=True)
        return path.read_bytes()


@cache
def photograph(seed: int = 4, width_px: int = 900, height_px: int = 1200) -> bytes:
    """A JPEG like an evening by the sea, drawn here so that nobody's rights are touched."""
    chance = np.random.Generator(np.random.PCG64(seed))
    sky, sun, sea = (
        chance.integers(low, high, 3) for low, high in ((60, 140), (200, 255), (30, 90))
    )
    lines = np.linspace(0, 1, height_px)[:, None, None]
    picture = np.where(lines < 0.55, sky + (sun - sky) * lines / 0.55, sea * (1.4 - lines))
    picture = np.repeat(picture, width_px, axis=1)
    columns, rows = np.meshgrid(np.arange(width_px), np.arange(height_px))
    far = np.hypot(columns - width_px * chance.uniform(0.3, 0.7), rows - height_px * 0.4)
    picture += np.exp(-far / (width_px / 8))[..., None] * (255 - sun) * 2
    waves = cv2.GaussianBlur(chance.standard_normal((height_px, width_px)), (0, 0), 14, sigmaY=2)
    picture += (waves * 120 * (rows > height_px * 0.55))[..., None]
    return _jpeg(np.clip(picture, 0, 255).astype(np.uint8))


def _jpeg(rgb: np.ndarray) -> bytes:
    _, packed = cv2.imencode(".jpg", rgb[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, 85])
    return packed.tobytes()
