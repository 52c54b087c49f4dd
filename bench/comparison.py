"""The story as an order for MoviePy, and what it costs to have it made there."""

import os
import subprocess
import sys
import wave
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bench.order import Caption, Order, Shown
from bench.pictures import draw_clip
from bench.spending import Spending
from bench.story import Story
from reel import timing
from reel.pixels.ffmpeg import find_ffmpeg
from reel.pixels.typefaces import font_path

ROOT = Path(__file__).parents[1]
# MoviePy wants an older Pillow than ours: `make bench` gives it an environment of its own.
ENVIRONMENT = ROOT / ".venv-bench"
FONT = "BricolageGrotesque-800"
# As the recorded calls cut captions: few words, short lines, and a new one after a rest.
MOST_WORDS, MOST_LETTERS, LONGEST_REST_S = 3, 16, 0.25


class Said(NamedTuple):
    """A word and when it is spoken, in seconds of the whole video."""

    text: str
    start_s: float
    end_s: float


def moviepy_python() -> Path:
    """The Python that knows MoviePy, whether it is there or not."""
    inside = ("Scripts", "python.exe") if sys.platform == "win32" else ("bin", "python")
    return ENVIRONMENT.joinpath(*inside)


def spend_on_moviepy(story: Story, folder: Path) -> float:
    """CPU-seconds that MoviePy takes for the story, once.

    Raises: CalledProcessError when it fails.
    """
    order = place_order(story, folder)
    order.write(folder / "order.json")
    command = [str(moviepy_python()), "-m", "bench.moviepy_reference", str(folder / "order.json")]
    # The very ffmpeg that we use, in all its places.
    environment = {**os.environ, "FFMPEG_BINARY": order.ffmpeg, "IMAGEIO_FFMPEG_EXE": order.ffmpeg}
    with Spending() as spent:
        subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, check=True)
    return spent.cpu_s


def place_order(story: Story, folder: Path) -> Order:
    """The order, with the narration and the clip drawn into the folder."""
    frame = story.storyboard.frame
    narration = folder / "narration.wav"
    _write_narration(story, narration)
    return Order(
        folder=str(folder),
        ffmpeg=str(find_ffmpeg()),
        font=str(font_path(FONT)),
        narration=str(narration),
        width_px=frame.width_px,
        height_px=frame.height_px,
        fps=frame.fps,
        scenes=tuple(_scenes(story, folder)),
        captions=captions_of(tuple(_said(story))),
    )


def captions_of(words: Sequence[Said]) -> tuple[Caption, ...]:
    """The words a few at a time, none left out, none twice."""
    captions: list[Caption] = []
    shown: list[Said] = []
    for word in words:
        if shown and _turns(shown, word):
            captions.append(_caption(shown))
            shown = []
        shown.append(word)
    return (*captions, _caption(shown)) if shown else tuple(captions)


def _turns(shown: Sequence[Said], word: Said) -> bool:
    letters = sum(len(other.text) + 1 for other in shown) + len(word.text)
    rest_s = word.start_s - shown[-1].end_s
    return len(shown) >= MOST_WORDS or letters > MOST_LETTERS or rest_s > LONGEST_REST_S


def _caption(words: Sequence[Said]) -> Caption:
    text = " ".join(word.text for word in words)
    return Caption(text, words[0].start_s, words[-1].end_s)


def _scenes(story: Story, folder: Path) -> Iterator[Shown]:
    """Pictures where we have them, a clip in the first scene without, a gradient elsewhere."""
    fps = story.storyboard.frame.fps
    first_picture = next(iter(story.pictures.values()))
    clip: Path | None = None
    for scene, times in zip(story.storyboard.scenes, story.timing.scenes, strict=True):
        # The time that is a scene's own; transitions are no part of the recorded calls.
        frames = times.enters_frames + times.body_frames
        if scene.picture is not None:
            yield Shown("picture", str(story.pictures[scene.picture.media]), frames / fps)
        elif clip is None:
            clip = folder / "clip.mp4"
            draw_clip(clip, first_picture, frames, fps, find_ffmpeg())
            yield Shown("clip", str(clip), frames / fps)
        else:
            yield Shown("ground", None, frames / fps)


def _speech_starts_s(story: Story) -> tuple[float, ...]:
    starts = zip(timing.scene_starts(story.timing), story.timing.scenes, strict=True)
    fps = story.storyboard.frame.fps
    return tuple((start + scene.speech_frame) / fps for start, scene in starts)


def _said(story: Story) -> Iterator[Said]:
    spoken = zip(story.storyboard.scenes, story.speeches, _speech_starts_s(story), strict=True)
    for scene, speech, start_s in spoken:
        for word, times in zip(timing.words_of(scene), speech.spoken.words, strict=True):
            start, end = start_s + times.start_ms / 1000, start_s + times.end_ms / 1000
            yield Said(word.text, start, end)


def _write_narration(story: Story, path: Path) -> None:
    rate_hz = story.speeches[0].rate_hz
    samples = np.zeros(round(story.seconds * rate_hz), "<i2")
    for speech, start_s in zip(story.speeches, _speech_starts_s(story), strict=True):
        start = round(start_s * rate_hz)
        samples[start : start + len(speech.samples)] = speech.samples
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate_hz)
        file.writeframes(samples.tobytes())
