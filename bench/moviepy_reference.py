"""The same video by MoviePy, called the way the best-known open tool for such videos calls it.

Runs in the environment that holds MoviePy: `python -m bench.moviepy_reference ORDER.json`.
Every picture becomes a zoomed video of its own, every scene is written once more with a
fade, all are joined by encoding again, and captions are laid over that in a last encoding.
"""

import subprocess
import sys
from pathlib import Path

from moviepy import (  # type: ignore[import-not-found]
    AudioFileClip,
    CompositeVideoClip,
    ImageClip,
    TextClip,
    VideoFileClip,
    vfx,
)
from PIL import Image, ImageOps

from bench.order import Caption, Order, Shown, read_order

ZOOM_PER_SECOND = 0.03
FADE_IN_S = 1
THREADS = 2
# Ours are tagged BT.709 too; without this the two files would not hold the same colours.
COLOURS = [
    "-vf",
    "scale=out_color_matrix=bt709:out_range=tv,"
    "setparams=color_primaries=bt709:color_trc=bt709:colorspace=bt709:range=tv",
]
CAPTION_SIZE_PX, CAPTION_BOX_PX, STROKE_PX, BETWEEN_LINES_PX = 84, 160, 7, 21


def make(order: Order) -> Path:
    """The finished video of an order."""
    materials = [_material(order, place) for place in range(len(order.scenes))]
    scenes = [_scene(order, place, path) for place, path in enumerate(materials)]
    return _captioned(order, _joined(order, scenes))


def _material(order: Order, place: int) -> Path:
    """A scene as a video, before it is cut."""
    scene = order.scenes[place]
    if scene.kind == "picture":
        return _zoomed(order, scene, place)
    if scene.kind == "ground":
        return _gradient(order, scene, place)
    assert scene.path is not None
    return Path(scene.path)


def _zoomed(order: Order, scene: Shown, place: int) -> Path:
    assert scene.path is not None
    still = Path(order.folder, f"still-{place}.png")
    # Kind to it: the tool itself zooms the picture of the phone in its full size.
    upright = ImageOps.exif_transpose(Image.open(scene.path)).convert("RGB")
    ImageOps.fit(upright, (order.width_px, order.height_px)).save(still)
    picture = ImageClip(str(still)).with_duration(scene.seconds).with_position("center")
    zoomed = picture.resized(lambda second: 1 + ZOOM_PER_SECOND * second)
    return _written(CompositeVideoClip([zoomed]), order, f"zoomed-{place}.mp4")


def _gradient(order: Order, scene: Shown, place: int) -> Path:
    path = Path(order.folder, f"gradient-{place}.mp4")
    source = (
        f"gradients=s=270x480:r={order.fps}:d={scene.seconds}"
        ":nb_colors=4:type=radial:speed=0.008:seed=7"
    )
    scale = f"scale={order.width_px}:{order.height_px},format=yuv420p"
    _ffmpeg(order, "-f", "lavfi", "-i", source, "-vf", scale, str(path))
    return path


def _scene(order: Order, place: int, material: Path) -> Path:
    clip = VideoFileClip(str(material), audio=False)
    clip = clip.subclipped(0, min(order.scenes[place].seconds, clip.duration))
    assert tuple(clip.size) == (order.width_px, order.height_px)
    faded = clip.with_effects([vfx.FadeIn(FADE_IN_S)])
    return _written(faded, order, f"scene-{place}.mp4", codec="libx264")


def _joined(order: Order, scenes: list[Path]) -> Path:
    listing = Path(order.folder, "scenes.txt")
    listing.write_text("".join(f"file '{scene.name}'\n" for scene in scenes), encoding="utf-8")
    path = Path(order.folder, "joined.mp4")
    _ffmpeg(
        order,
        *("-f", "concat", "-safe", "0", "-i", str(listing)),
        *("-c:v", "libx264", "-threads", str(THREADS), *COLOURS, "-pix_fmt", "yuv420p"),
        *("-t", str(order.seconds), str(path)),
    )
    return path


def _captioned(order: Order, joined: Path) -> Path:
    base = VideoFileClip(str(joined), audio=False)
    captions = [_caption(order, caption) for caption in order.captions]
    video = CompositeVideoClip([base, *captions])
    return _written(
        video.with_audio(AudioFileClip(order.narration)),
        order,
        "finished.mp4",
        codec="libx264",
        audio_codec="aac",
        audio_fps=44100,
        audio_bitrate="192k",
        threads=THREADS,
    )


def _caption(order: Order, caption: Caption) -> TextClip:
    text = TextClip(
        text=caption.text.upper(),
        font=order.font,
        font_size=CAPTION_SIZE_PX,
        color="#FFFFFF",
        stroke_color="#000000",
        stroke_width=STROKE_PX,
        interline=BETWEEN_LINES_PX,
        size=(int(order.width_px * 0.9), CAPTION_BOX_PX),
        text_align="center",
    )
    timed = text.with_start(caption.start_s).with_end(caption.end_s)
    timed = timed.with_duration(caption.end_s - caption.start_s)
    return timed.with_position(("center", order.height_px * 0.95 - text.h))


def _written(clip: VideoFileClip, order: Order, name: str, **options: str | int) -> Path:
    path = Path(order.folder, name)
    clip.write_videofile(str(path), fps=order.fps, logger=None, ffmpeg_params=COLOURS, **options)
    clip.close()
    return path


def _ffmpeg(order: Order, *arguments: str) -> None:
    subprocess.run([order.ffmpeg, "-y", "-v", "error", *arguments], check=True)


if __name__ == "__main__":
    print(make(read_order(Path(sys.argv[1]))))
