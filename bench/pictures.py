"""Pictures and a clip like those of a phone, drawn here so that nobody's are needed."""

import subprocess
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]

# Upright, 12 megapixels: what most phones take.
WIDTH_PX, HEIGHT_PX = 3000, 4000
# Sensor noise as a good phone leaves it; it decides how much there is to decode and encode.
NOISE_LEVELS = 3.0
JPEG_QUALITY = 92
SHAPES = 60
# Leaves, bricks, skin: real surfaces have detail of every size, the larger the stronger.
TEXTURE_PX = (4, 8, 16, 32, 64, 128)
FINEST_TEXTURE_LEVELS = 3.0
COARSER_TEXTURE_TIMES = 1.3


class Mood(NamedTuple):
    """The colours of a scene, from its sky down to its ground."""

    top: tuple[int, int, int]
    middle: tuple[int, int, int]
    bottom: tuple[int, int, int]


MOODS = (
    Mood((36, 84, 160), (214, 190, 170), (70, 60, 44)),
    Mood((20, 26, 60), (226, 122, 84), (34, 30, 50)),
    Mood((150, 196, 222), (232, 228, 206), (52, 104, 62)),
)


def draw_pictures(folder: Path) -> tuple[Path, ...]:
    """One JPEG for each mood; the same pixels every time."""
    paths = []
    for place, mood in enumerate(MOODS):
        path = folder / f"picture-{place + 1}.jpg"
        Image.fromarray(draw(mood, seed=place)).save(path, quality=JPEG_QUALITY)
        paths.append(path)
    return tuple(paths)


def draw(mood: Mood, seed: int, size: tuple[int, int] = (WIDTH_PX, HEIGHT_PX)) -> Pixels:
    """A picture: light falling from sky to ground, things near and far, surfaces and noise."""
    chance = np.random.Generator(np.random.PCG64(seed))
    stops = np.array([mood.top, mood.middle, mood.bottom], np.float32)[:, None, :]
    ground = cv2.resize(stops, size, interpolation=cv2.INTER_CUBIC)
    pixels = np.clip(ground, 0, 255).astype(np.uint8)
    for number in range(SHAPES):
        _draw_thing(pixels, chance)
        if number == SHAPES // 2:
            # What lies behind is out of focus.
            pixels = np.asarray(cv2.GaussianBlur(pixels, (0, 0), 18), np.uint8)
    noise = chance.standard_normal(pixels.shape, np.float32) * NOISE_LEVELS
    noise += _texture(chance, size)[..., None]
    return np.clip(pixels + noise + 0.5, 0, 255).astype(np.uint8)


def _texture(chance: np.random.Generator, size: tuple[int, int]) -> Floats:
    width, height = size
    texture = np.zeros((height, width), np.float32)
    for octave, grain_px in enumerate(TEXTURE_PX):
        grains = chance.standard_normal((height // grain_px, width // grain_px), np.float32)
        strength = FINEST_TEXTURE_LEVELS * COARSER_TEXTURE_TIMES**octave
        texture += strength * cv2.resize(grains, size, interpolation=cv2.INTER_CUBIC)
    # The sky is smooth, the ground is not.
    return texture * np.linspace(0.1, 1.0, height, dtype=np.float32)[:, None]


def _draw_thing(pixels: Pixels, chance: np.random.Generator) -> None:
    height, width = pixels.shape[:2]
    middle = (int(chance.integers(width)), int(chance.integers(height // 4, height)))
    shade = float(chance.uniform(0.55, 1.35))
    under = pixels[middle[1], middle[0]].astype(float)
    colour = [float(level) for level in np.clip(under * shade + chance.normal(0, 14, 3), 0, 255)]
    sides = (int(chance.integers(40, 420)), int(chance.integers(40, 420)))
    if chance.integers(2):
        cv2.ellipse(pixels, middle, sides, 0, 0, 360, colour, -1, cv2.LINE_AA)
    else:
        corner = (middle[0] + sides[0], middle[1] + sides[1])
        cv2.rectangle(pixels, middle, corner, colour, -1)


def draw_clip(path: Path, picture: Path, frames: int, fps: int, ffmpeg: Path) -> None:
    """A video of 1080x1920: a slow walk across a picture, as from a hand-held phone."""
    view = np.asarray(Image.open(picture).convert("RGB").resize((1500, 2000)))
    command = [
        *(str(ffmpeg), "-y", "-v", "error", "-f", "rawvideo", "-pix_fmt", "rgb24"),
        *("-s", "1080x1920", "-r", str(fps), "-i", "-"),
        *("-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv420p", str(path)),
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as encoder:
        assert encoder.stdin is not None
        for frame in range(frames):
            way = frame / max(frames - 1, 1)
            step = np.array([[1, 0, -400 * way], [0, 1, -40 - 30 * np.sin(9 * way)]])
            encoder.stdin.write(cv2.warpAffine(view, step, (1080, 1920)).tobytes())
    if encoder.returncode:
        raise RuntimeError(f"The clip could not be drawn: ffmpeg ended with {encoder.returncode}.")
