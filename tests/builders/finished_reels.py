"""Small videos made for real, for tests that measure what was made."""

from pathlib import Path

import drawn_reels

from contract.platforms import Frame
from contract.storyboards import Storyboard, Timing
from reel import timing
from reel.narration import narrate_all, voice_for
from reel.pixels.inspect import Work
from reel.pixels.join import Piece, join
from reel.pixels.segments import plan
from reel.pixels.sound import lay_out, make_sound
from reel.pixels.studio import Studio
from reel.pixels.worker import Order

SMALL = Frame(width_px=270, height_px=480, fps=30)


def small_board(script="Air scatters blue light most.\n\nNow look up.", **more):
    """A short storyboard in frames of 270x480, drawn and encoded in no time, and its times."""
    found, times = drawn_reels.board(script=script, topic="Blue?", **more)
    return found.model_copy(update={"frame": SMALL}), times


def spoken_board() -> Storyboard:
    """A small storyboard with a voice."""
    storyboard, _ = small_board()
    voice = voice_for("en", None, storyboard.voice.words_per_minute)
    return storyboard.model_copy(update={"voice": voice})


def finish(storyboard: Storyboard, folder: Path) -> Work:
    """Narrate, draw, mix and join a storyboard, and hand over all that was made on the way."""
    speeches = narrate_all(storyboard)
    times = timing.schedule(storyboard, [speech.spoken for speech in speeches])
    with Studio(1) as studio:
        order = Order(storyboard, times, {}, folder)
        drawn = studio.draw(order, plan(storyboard, times, {}), lambda _: None, lambda: False)
    frames = timing.total_frames(times)
    narration, rate_hz = lay_out(speeches, begins_of(times), frames, SMALL.fps)
    sound = make_sound(narration, rate_hz, frames, SMALL.fps, folder, "sound.aac")
    path = folder / "video.mp4"
    join([Piece(d.name, d.segment.frames) for d in drawn], sound.name, storyboard.frame, path)
    return Work(path, storyboard, times, speeches, [d.sighting for d in drawn], sound)


def begins_of(times: Timing) -> list[int]:
    """The frames at which the narrations of the scenes begin."""
    starts = zip(timing.scene_starts(times), times.scenes, strict=True)
    return [start + scene.speech_frame for start, scene in starts]
