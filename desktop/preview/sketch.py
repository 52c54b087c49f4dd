"""A reel before it is made: its storyboard with times, and any frame of it at any size."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from contract.drafts import MOST_PLACEMENTS, Draft
from contract.platforms import Box
from contract.problems import Problem
from contract.storyboards import Scene, Storyboard, Timing
from reel import estimating
from reel import timing as clock
from reel.pixels.compositor import Compositor
from reel.pixels.letters import check_letters
from reel.pixels.mezzanine import check_picture
from reel.pixels.planes import Bytes, Planes, to_rgb
from reel.storyboarding import draw_up_placed
from reel.timing import Spoken, WordTime

# The server chooses another one for each generation; any of them tells the same words.
PREVIEW_SEED = 1


@dataclass(frozen=True)
class SketchedScene:
    """A scene on the clock of the video, and the paragraph of the script that it tells."""

    start_ms: int
    duration_ms: int
    start_frame: int
    paragraph: int | None


@dataclass(frozen=True)
class Sketch:
    """One variant of a draft, timed as its voice will speak, or a little slower.

    `unreadable` are its pictures that cannot be drawn, with the reason; it is drawn without them.
    """

    storyboard: Storyboard
    timing: Timing
    scenes: tuple[SketchedScene, ...]
    total_frames: int
    pictures: Mapping[str, Path]
    unreadable: Mapping[str, Problem]

    @property
    def fps(self) -> int:
        """Frames a second."""
        return self.storyboard.frame.fps

    @property
    def duration_ms(self) -> int:
        """How long all of it is."""
        return self.ms_of(self.total_frames)

    @property
    def safe_box(self) -> Box:
        """What the platform's own buttons leave free."""
        return self.storyboard.safe_box

    def ms_of(self, frame: int) -> int:
        """When a frame is shown."""
        return round(frame * 1000 / self.fps)

    def frame_at(self, ms: int) -> int:
        """The frame that is shown at a moment."""
        return min(max(ms * self.fps // 1000, 0), self.total_frames - 1)

    def scene_at(self, ms: int) -> int:
        """The scene that is shown at a moment."""
        begun = [place for place, scene in enumerate(self.scenes) if scene.start_ms <= ms]
        return begun[-1] if begun else 0

    def looks_of(self, place: int) -> object:
        """What tells whether a scene's picture is still the same."""
        told, board = self.storyboard.scenes[place], self.storyboard
        picture = told.picture and self.pictures.get(told.picture.media)
        return told, board.style, board.language, picture

    def settled_frame(self, place: int) -> int:
        """A frame of a scene in which most of it stands there."""
        scene, times = self.scenes[place], self.timing.scenes[place]
        into = times.enters_frames + times.body_frames * 3 // 4
        return min(scene.start_frame + into, self.total_frames - 1)


def sketch(draft: Draft, *, variant: int = 0, pictures: Mapping[str, Path] | None = None) -> Sketch:
    """Draw a draft up; `pictures` are files by their sha256, as far as they are here.

    Raises: Problem, as reel.storyboarding.draw_up; LETTERS_NOT_COVERED.
    """
    storyboard, places = draw_up_placed(draft, seed=PREVIEW_SEED, variant=variant)
    check_letters(storyboard)
    timing = clock.schedule(storyboard, [_spoken(storyboard, scene) for scene in storyboard.scenes])
    readable, unreadable = _checked(pictures or {})
    return Sketch(
        storyboard=storyboard,
        timing=timing,
        scenes=_scenes(timing, places, storyboard.frame.fps),
        total_frames=clock.total_frames(timing),
        pictures=readable,
        unreadable=unreadable,
    )


class Easel:
    """Draws a sketch at one width, its last scenes held ready."""

    def __init__(self, sketched: Sketch, width_px: int) -> None:
        self.sketch, self.width_px = sketched, width_px
        self._compositor = Compositor(
            sketched.storyboard, sketched.timing, width_px, sketched.pictures
        )
        self._planes = Planes.empty(width_px, self._compositor.height_px)

    def draw(self, frame: int) -> Bytes:
        """A frame as RGB bytes, shape (height, width, 3)."""
        return to_rgb(self._compositor.draw(frame, self._planes))


def _spoken(storyboard: Storyboard, scene: Scene) -> Spoken:
    """A scene read calmly, slowed to the pace of the voice that the price was made for."""
    voice, language = storyboard.voice, storyboard.language
    read = clock.read_silently(scene, voice.words_per_minute, language)
    texts = [word.text for word in clock.words_of(scene)]
    slowness = estimating.slowed(texts, voice.words_per_minute, voice, language)
    words = tuple(
        WordTime(round(time.start_ms * slowness), round(time.end_ms * slowness))
        for time in read.words
    )
    return Spoken(words, round(read.duration_ms * slowness), read.loudness)


def _scenes(timing: Timing, places: Sequence[int | None], fps: int) -> tuple[SketchedScene, ...]:
    starts = clock.scene_starts(timing)
    ends = (*starts[1:], clock.total_frames(timing))
    moments = [round(frame * 1000 / fps) for frame in (*starts, ends[-1])]
    return tuple(
        SketchedScene(moments[at], moments[at + 1] - moments[at], starts[at], place)
        for at, place in enumerate(places)
    )


def _checked(pictures: Mapping[str, Path]) -> tuple[dict[str, Path], dict[str, Problem]]:
    readable, unreadable = dict[str, Path](), dict[str, Problem]()
    for sha256, path in pictures.items():
        problem = _find_fault(path)
        if problem is None:
            readable[sha256] = path
        else:
            unreadable[sha256] = problem
    return readable, unreadable


@lru_cache(MOST_PLACEMENTS)
def _find_fault(path: Path) -> Problem | None:
    """Why a picture cannot be drawn. What stands in a store is named by its content: asked once."""
    try:
        check_picture(path)
    except Problem as problem:
        return problem
    return None
