"""Any frame of a storyboard at any size: what the app previews is what is encoded."""

from bisect import bisect_right
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import cv2

from contract.platforms import Box
from contract.storyboards import Storyboard, Timing
from reel import timing as clock
from reel.pixels.backdrops import Backdrop
from reel.pixels.backdrops.picture import KenBurns
from reel.pixels.captions import Captions
from reel.pixels.looks import LOOKS
from reel.pixels.mezzanine import load_picture
from reel.pixels.planes import Bytes, Planes, to_rgb
from reel.pixels.sprites import STILL, Moving, Pose, Sprite, blend, held, ink_of, union
from reel.pixels.stage import FREE_BOX, HANDOVER, Stage

# Scenes held ready: the one shown, the one it gives way to, and one to look back at.
SCENES_KEPT = 3


class Painter:
    """One scene, ready to be drawn."""

    def __init__(self, stage: Stage, picture: Path | None, width_px: int, height_px: int) -> None:
        self.stage = stage
        look = LOOKS[stage.storyboard.style.look]
        self.ground = self._ground(picture, width_px, height_px)
        over_picture = picture is not None
        # A creator's picture is the subject, and small labels would drown in it.
        self._furniture = () if over_picture else look.furniture(stage)
        self._subjects: list[tuple[Moving, ...] | None] = [None] * len(stage.scene.shots)
        self._over_picture = over_picture
        dress = look.dress(stage)
        self._captions = tuple(
            Captions(stage, shot, times, dress) if shot.captioned or over_picture else None
            for _, shot, times in stage.shots()
        )

    def _ground(self, picture: Path | None, width_px: int, height_px: int) -> Backdrop:
        stage = self.stage
        if picture is None or stage.scene.picture is None:
            return LOOKS[stage.storyboard.style.look].ground(stage, width_px, height_px)
        mezzanine = load_picture(picture, stage.scene.picture.focus, width_px, height_px)
        times = stage.timing
        frames = times.enters_frames + times.body_frames + times.leaves_frames
        outward = stage.scene.seed % 2 == 1
        return KenBurns(mezzanine, frames, outward, width_px, height_px)

    def draw_ground(self, frame: int, out: Planes) -> None:
        """Fill the frame with the scene's ground."""
        self.ground.draw(frame, self.stage.loudness(frame), out)

    def overlay(self, frame: int) -> tuple[tuple[Sprite, Pose], ...]:
        """Everything over the ground in a frame on the scene's clock, lowest first."""
        place = self._shot_at(frame)
        placed = list(_posed(self._furniture, frame))
        placed += _posed(self._subject(place), frame)
        captions = self._captions[place]
        lit = captions.lit(frame) if captions else None
        if captions and lit and frame >= self.stage.entrance(self.stage.timing.shots[place]):
            sprite = captions.sprite(lit)
            if sprite:
                placed.append((sprite, STILL))
        return tuple(placed)

    def lit(self, frame: int) -> tuple[int, int] | None:
        """The (shot, word) whose highlight is drawn in a frame, None when there is none."""
        place = self._shot_at(frame)
        captions = self._captions[place]
        lit = captions.lit(frame) if captions else None
        return None if lit is None or lit.word is None else (place, lit.word)

    def _shot_at(self, frame: int) -> int:
        starts = [times.first_frame for times in self.stage.timing.shots]
        return max(bisect_right(starts, frame) - 1, 0)

    def _subject(self, place: int) -> tuple[Moving, ...]:
        found = self._subjects[place]
        if found is None:
            shot, times = self.stage.scene.shots[place], self.stage.timing.shots[place]
            # Over a creator's picture the picture is the subject.
            look = LOOKS[self.stage.storyboard.style.look]
            found = () if self._over_picture else look.subject(self.stage, shot, times)
            self._subjects[place] = found
        return found


class Compositor:
    """Draws the frames of one storyboard at one size, scenes made ready as they are needed."""

    def __init__(
        self,
        storyboard: Storyboard,
        timing: Timing,
        width_px: int,
        pictures: Mapping[str, Path] | None = None,
    ) -> None:
        cv2.setNumThreads(1)
        frame = storyboard.frame
        self.width_px = width_px
        self.height_px = round(frame.height_px * width_px / frame.width_px / 2) * 2
        self.total_frames = clock.total_frames(timing)
        self._storyboard = storyboard
        self._timing = timing
        self._pictures = dict(pictures or {})
        self._starts = clock.scene_starts(timing)
        self._look = LOOKS[storyboard.style.look]
        self._before, self._after = (Planes.empty(width_px, self.height_px) for _ in range(2))
        self._painter = lru_cache(maxsize=SCENES_KEPT)(self._make_painter)

    def draw(self, frame: int, out: Planes | None = None) -> Planes:
        """Frame number `frame` of the whole video; `out`, when given, is filled and returned."""
        out = out or Planes.empty(self.width_px, self.height_px)
        scene, local = self._scene_at(frame)
        entering = self._timing.scenes[scene].enters_frames
        painter = self._painter(scene)
        if local < entering:
            last = self._painter(scene - 1)
            earlier = frame - self._starts[scene - 1]
            last.draw_ground(earlier, self._before)
            painter.draw_ground(local, self._after)
            self._look.turn(self._before, self._after, (local + 1) / (entering + 1), out)
        else:
            painter.draw_ground(local, out)
        scale = self.width_px / 1080
        for sprite, pose in self._overlay(frame):
            blend(out, sprite, pose, scale)
        return out

    def draw_words(self, frame: int, out: Planes) -> None:
        """Lay only what holds readable ink over `out`: what the safe box is measured with."""
        for sprite, pose in self._overlay(frame):
            if sprite.ink is not None:
                blend(out, sprite, pose, self.width_px / 1080)

    def ink(self, frame: int) -> Box | None:
        """The box around all readable ink of a frame, in px of a 1080 wide frame."""
        boxes = [ink_of(sprite, pose) for sprite, pose in self._overlay(frame)]
        return union([box for box in boxes if box is not None])

    def lit(self, frame: int) -> tuple[int, int, int] | None:
        """The (scene, shot, word) that is lit in a frame, None when no word is."""
        scene, local = self._scene_at(frame)
        found = self._painter(scene).lit(local)
        return None if found is None else (scene, *found)

    def _overlay(self, frame: int) -> tuple[tuple[Sprite, Pose], ...]:
        scene, local = self._scene_at(frame)
        entering = self._timing.scenes[scene].enters_frames
        if local < HANDOVER * entering:
            rest = 1 - (local + 1) / (HANDOVER * entering + 1)
            going = self._painter(scene - 1).overlay(frame - self._starts[scene - 1])
            return tuple((sprite, _fading(pose, rest)) for sprite, pose in going)
        return self._painter(scene).overlay(local)

    def _scene_at(self, frame: int) -> tuple[int, int]:
        scene = max(bisect_right(self._starts, frame) - 1, 0)
        return scene, frame - self._starts[scene]

    def _make_painter(self, place: int) -> Painter:
        scene = self._storyboard.scenes[place]
        scale = self.width_px / 1080
        stage = Stage(self._storyboard, scene, self._timing.scenes[place], scale)
        picture = self._pictures.get(scene.picture.media) if scene.picture else None
        return Painter(stage, picture, self.width_px, self.height_px)


def draw_frame(
    storyboard: Storyboard,
    timing: Timing,
    frame: int,
    width_px: int,
    pictures: Mapping[str, Path] | None = None,
) -> Bytes:
    """One frame as RGB bytes, shape (height, width, 3): the app's preview, the cover."""
    return to_rgb(Compositor(storyboard, timing, width_px, pictures).draw(frame))


def _posed(things: tuple[Moving, ...], frame: int) -> list[tuple[Sprite, Pose]]:
    """What is there in a frame; entrances stop where words would leave the free box."""
    poses = ((thing.sprite, thing.motion(frame)) for thing in things)
    return [(sprite, held(sprite, pose, FREE_BOX)) for sprite, pose in poses if pose is not None]


def _fading(pose: Pose, rest: float) -> Pose:
    return Pose(pose.dx_px, pose.dy_px, pose.opacity * rest, pose.show_x, pose.show_y, pose.scale)
