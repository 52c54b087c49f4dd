"""Draws the pictures of docs/gallery.md with the render's own compositor: `make gallery`."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from contract.drafts import Draft, Focus
from contract.storyboards import Picture, Storyboard, Timing
from reel import timing
from reel.pixels.compositor import Compositor
from reel.pixels.planes import to_rgb
from reel.script import read_script
from reel.storyboarding import draw_up

HERE = Path(__file__).resolve().parent
EXAMPLES = HERE.parent / "examples"
PICTURES = HERE / "pictures"
# What a client shows beside a preset's name travels with the catalogue.
CATALOGUE = HERE.parent / "reel" / "catalogue" / "pictures"
EXAMPLE_OF = {"explainer": "sky.md", "list": "three-cuts.md", "story": "lighthouse.md"}
# The same words in every look, so that only the looks differ: the hook.
SHOWN_EXAMPLE, SHOWN_SHOT = "sky.md", 0
SHOWN_SIZE = (360, 640)
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


def frames(
    board: Storyboard,
    times: Timing,
    wanted: Iterable[int],
    pictures: Mapping[str, Path] | None = None,
) -> list[NDArray[np.uint8]]:
    """Frames of a reel at the height of a contact sheet."""
    painter = Compositor(board, times, 1080, pictures)
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


def landscape(path: Path) -> None:
    """A picture like an evening by the sea, drawn here so that nobody's rights are touched."""
    chance = np.random.Generator(np.random.PCG64(4))
    rows = np.linspace(0, 1, 1600)[:, None, None]
    stops = ((66, 104, 160), (150, 140, 176), (236, 170, 140), (255, 206, 150), (60, 54, 70))
    places = (0, 0.25, 0.42, 0.52, 1)
    sky = np.concatenate(
        [np.interp(rows, places, [stop[channel] for stop in stops]) for channel in range(3)], axis=2
    )
    picture = np.repeat(sky, 1200, axis=1)
    columns, lines = np.meshgrid(np.arange(1200), np.arange(1600))
    far = np.hypot(columns - 760, lines - 600)
    picture += np.exp(-far / 130)[..., None] * np.array([120, 60, 20])
    picture[far < 74] = (255, 238, 196)
    glitter = np.exp(-(((columns - 760) / (60 + np.abs(lines - 830) * 0.4)) ** 2)) * (lines > 830)
    picture += (glitter * chance.uniform(0, 1.4, glitter.shape))[..., None] * np.array([90, 60, 30])
    waves = cv2.GaussianBlur(chance.standard_normal((1600, 1200)), (0, 0), sigmaX=18, sigmaY=1.5)
    picture += (waves * 160 * (lines > 830))[..., None]
    Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8)).save(path, quality=92)


def own_pictures() -> None:
    """A picture behind the second scene of every preset, early and late in its move."""
    row = []
    with TemporaryDirectory() as folder:
        path = Path(folder) / "evening.jpg"
        landscape(path)
        for preset, example in EXAMPLE_OF.items():
            topic, script = read_script((EXAMPLES / example).read_text(encoding="utf-8"))
            board, times = drawn_up(preset, topic, script, None, 0)
            picture = Picture(media=path.name, focus=Focus(x=0.63, y=0.4))
            scenes = list(board.scenes)
            scenes[1] = scenes[1].model_copy(update={"picture": picture})
            board = board.model_copy(update={"scenes": tuple(scenes)})
            start = timing.scene_starts(times)[1] + times.scenes[1].enters_frames
            wanted = (start + 20, start + times.scenes[1].body_frames - 12)
            row += frames(board, times, wanted, {path.name: path})
    sheet([row], "own-pictures")


def picture_of(preset: str) -> None:
    """What a client shows beside a preset's name."""
    topic, script = read_script((EXAMPLES / SHOWN_EXAMPLE).read_text(encoding="utf-8"))
    board, times = drawn_up(preset, topic, script, None, 0)
    frame = Compositor(board, times, 1080).draw(moments(times)[SHOWN_SHOT])
    small = cv2.resize(to_rgb(frame), SHOWN_SIZE, interpolation=cv2.INTER_AREA)
    CATALOGUE.mkdir(exist_ok=True)
    path = CATALOGUE / f"{preset}.jpg"
    Image.fromarray(np.asarray(small, np.uint8)).save(path, quality=QUALITY)
    print(path.relative_to(HERE.parent))


if __name__ == "__main__":
    for one in EXAMPLE_OF:
        picture_of(one)
        variants_of(one)
        world_of(one)
    own_pictures()
