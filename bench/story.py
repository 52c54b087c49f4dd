"""The one story that everything is measured with: five scenes, three pictures, 30 seconds."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from contract.storyboards import Storyboard, Timing
from reel import timing
from reel.narration import Speech, narrate_all
from reel.storyboarding import draw_up
from reel.terminal.inputs import draft_from, sha256_of
from reel.terminal.options import read_options

SEED = 1
SCENES = 5
PICTURES = 3
# Figures are told for this much video, whatever the pace of the voice makes of the words.
TOLD_FOR_S = 30.0
# A change of pace may move the length a little; beyond that it is another story.
SHORTEST_S, LONGEST_S = 27.0, 33.0

# Long opening and closing lines, so that scenes without a picture get their share of the time.
SCRIPT = """\
# Why does the sea taste of *salt,* when every river that feeds it is fresh?

Rain picks up acid from the air. It takes salt out of rock, and rivers carry that to the sea.

There the water leaves as clouds, but the salt has to stay. So the sea is 300 times saltier \
than the rivers.

One litre of sea water holds 35 grams of salt. On dry land, all of it would stand forty \
floors high.

Taste the next wave, and remember the rain."""


@dataclass(frozen=True, eq=False)
class Story:
    """The words of `reelyard make` that ask for the video, and what the engine makes of them
    before it draws."""

    wish: tuple[str, ...]
    pictures: Mapping[str, Path]
    storyboard: Storyboard
    timing: Timing
    speeches: tuple[Speech, ...]

    @property
    def frames(self) -> int:
        """The length of the finished video."""
        return timing.total_frames(self.timing)

    @property
    def seconds(self) -> float:
        """The length of the finished video."""
        return self.frames / self.storyboard.frame.fps

    def told(self, spent_s: float) -> float:
        """CPU-seconds spent on this story as CPU-seconds for `TOLD_FOR_S` of video."""
        return spent_s * TOLD_FOR_S / self.seconds

    def command(self, out: Path) -> tuple[str, ...]:
        """The main job as a person starts it, its files going to a folder."""
        return (sys.executable, "-m", "reelyard", "make", *self.wish, "--out", str(out))


def tell(pictures: Sequence[Path], folder: Path) -> Story:
    """The story narrated and timed; its script stands in the folder.

    Raises: AssertionError when the engine no longer makes five scenes of about 30 s of it.
    """
    script = folder / "story.md"
    script.write_text(SCRIPT, encoding="utf-8")
    wish = (
        *(str(script), "--preset", "explainer", "--variants", "1", "--seed", str(SEED)),
        *("--media", *map(str, pictures)),
    )
    media = {sha256_of(path): path for path in pictures}
    options = read_options([*wish, "--out", str(folder)])
    storyboard = draw_up(draft_from(options, SCRIPT, tuple(media)), seed=SEED, variant=0)
    speeches = narrate_all(storyboard)
    times = timing.schedule(storyboard, [speech.spoken for speech in speeches])
    story = Story(wish, media, storyboard, times, speeches)
    assert len(storyboard.scenes) == SCENES, len(storyboard.scenes)
    assert sum(scene.picture is not None for scene in storyboard.scenes) == PICTURES
    assert SHORTEST_S <= story.seconds <= LONGEST_S, story.seconds
    return story
