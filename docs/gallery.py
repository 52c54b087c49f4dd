"""Draws the pictures of docs/gallery.md with the render's own compositor: `make gallery`."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from contract.drafts import Draft
from contract.storyboards import Storyboard, Timing
from reel import timing
from reel.pixels.compositor import Compositor
from reel.pixels.planes import to_rgb
from reel.script import read_script
from reel.storyboarding import draw_up

HERE = Path(__file__).resolve().parent
EXAMPLES = HERE.parent / "examples"
PICTURES = HERE / "pictures"
EXAMPLE_OF = {"explainer": "sky.md", "list": "three-cuts.md", "story": "last-train.md"}
FRAMES_A_ROW = 8
HEIGHT_PX = 480
GAP_PX = 8
GROUND_LEVEL = 24
# Late in a shot everything has entered and most of its words were lit.
MOMENT = 0.72
QUALITY = 88

# A topic, a sentence with a number, and a closing line in every writing system we promise.
WORLD = (
    ("uk", "Чому небо синє?", "Синє світло розсіюється у 5 разів сильніше за червоне."),
    ("el", "Γιατί ο ουρανός είναι μπλε;", "Το μπλε σκεδάζεται 5 φορές περισσότερο."),
    ("ar", "لماذا السماء زرقاء؟", "يتشتت الضوء الأزرق 5 مرات أكثر من الأحمر."),
    ("he", "למה השמיים כחולים?", "האור הכחול מתפזר פי 5 יותר מהאדום."),
    ("hi", "आसमान नीला क्यों है?", "नीला रंग लाल से 5 गुना ज़्यादा बिखरता है।"),
    ("th", "ทำไมท้องฟ้าเป็นสีฟ้า?", "แสงสีฟ้ากระจายมากกว่าแสงสีแดงถึง 5 เท่า"),
    ("zh", "天空为什么是蓝色的？", "蓝光比红光散射得多5倍，所以你看到蓝色。"),
    ("ja", "そらはなぜあおいの？", "あおいひかりは5ばいちらばります。"),
    ("ko", "하늘은 왜 파랄까?", "파란빛은 빨간빛보다 5배 더 흩어집니다."),
    ("en", "Why do 🌈 rainbows curve?", "Light 🌞 bends in every drop of rain 💧 near you 👀."),
)


def drawn_up(
    preset: str, topic: str, script: str, language: str | None, variant: int
) -> tuple[Storyboard, Timing]:
    """A variant's storyboard, timed by reading speed."""
    draft = Draft(
        topic=topic,
        script=script,
        title=None,
        platform="tiktok",
        preset=preset,
        language=language,
        voice="silent",
        variants=3,
        tags=(),
        placements=(),
    )
    board = draw_up(draft, seed=1, variant=variant)
    pace = board.voice.words_per_minute
    spoken = [timing.read_silently(scene, pace, board.language) for scene in board.scenes]
    return board, timing.schedule(board, spoken)


def moments(times: Timing) -> list[int]:
    """A telling frame of every shot."""
    found = []
    for start, scene in zip(timing.scene_starts(times), times.scenes, strict=True):
        alone = scene.enters_frames + scene.body_frames - 1
        for shot in scene.shots:
            late = shot.first_frame + MOMENT * (shot.end_frame - shot.first_frame)
            found.append(start + min(int(late), alone))
    return found


def frames(board: Storyboard, times: Timing, wanted: Iterable[int]) -> list[NDArray[np.uint8]]:
    """Frames of a reel at the height of a contact sheet."""
    painter = Compositor(board, times, 1080)
    size = (HEIGHT_PX * 9 // 16, HEIGHT_PX)
    return [
        np.asarray(
            cv2.resize(to_rgb(painter.draw(frame)), size, interpolation=cv2.INTER_AREA), np.uint8
        )
        for frame in wanted
    ]


def spread(things: Sequence[int], count: int) -> list[int]:
    """`count` of the things, evenly taken, the first and the last among them."""
    if len(things) <= count:
        return list(things)
    return [things[round(place * (len(things) - 1) / (count - 1))] for place in range(count)]


def sheet(rows: Sequence[Sequence[NDArray[np.uint8]]], name: str) -> None:
    """Rows of frames as one picture."""
    width, step = HEIGHT_PX * 9 // 16 + GAP_PX, HEIGHT_PX + GAP_PX
    columns = max(len(row) for row in rows)
    paper = np.full(
        (len(rows) * step + GAP_PX, columns * width + GAP_PX, 3), GROUND_LEVEL, np.uint8
    )
    for line, row in enumerate(rows):
        for place, picture in enumerate(row):
            top, left = GAP_PX + line * step, GAP_PX + place * width
            paper[top : top + HEIGHT_PX, left : left + width - GAP_PX] = picture
    PICTURES.mkdir(exist_ok=True)
    path = PICTURES / f"{name}.jpg"
    Image.fromarray(paper).save(path, quality=QUALITY)
    print(path.relative_to(HERE.parent))


def variants_of(preset: str) -> None:
    """Every variant of a preset over its example, a row each."""
    topic, script = read_script((EXAMPLES / EXAMPLE_OF[preset]).read_text(encoding="utf-8"))
    rows = []
    for variant in range(3):
        board, times = drawn_up(preset, topic, script, None, variant)
        rows.append(frames(board, times, spread(moments(times), FRAMES_A_ROW)))
    sheet(rows, f"variants-{preset}")


def world_of(preset: str) -> None:
    """Every writing system in a preset: its hook and its fact."""
    pairs = []
    for language, topic, fact in WORLD:
        board, times = drawn_up(preset, topic, fact, language, 0)
        pairs.append(frames(board, times, moments(times)[:2]))
    half = len(pairs) // 2
    rows = [[frame for pair in part for frame in pair] for part in (pairs[:half], pairs[half:])]
    sheet(rows, f"world-{preset}")


if __name__ == "__main__":
    for one in EXAMPLE_OF:
        variants_of(one)
        world_of(one)
