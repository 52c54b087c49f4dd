"""Promises of the compositor: the preview is the render, and captions keep their place."""

import cv2
import numpy as np
import pytest
from drawn_reels import SAFE
from PIL import Image

from contract.drafts import Focus
from contract.storyboards import Picture
from reel import timing
from reel.pixels.compositor import Compositor, draw_frame
from reel.pixels.planes import Planes

PRESETS = ("explainer", "list", "story")
# A shadow that fades below this is nothing to read.
FAINT_LEVELS = 24
WORLD = {
    "ar": ("لماذا السماء زرقاء؟", "ضوء الشمس أبيض، لكنه يحمل 7 ألوان.\n\nانظر إلى الأعلى."),
    "he": ("למה השמיים כחולים?", "אור השמש נראה לבן, אבל יש בו 7 צבעים.\n\nהביטו למעלה."),
    "hi": ("आसमान नीला क्यों है?", "सूरज की रोशनी में 7 रंग होते हैं।\n\nऊपर देखो।"),
    "th": ("ทำไมท้องฟ้าเป็นสีฟ้า?", "แสงแดดดูเป็นสีขาวแต่มีทุกสีรวมอยู่ด้วยกัน\n\nเงยหน้าขึ้นมอง"),
    "zh": ("天空为什么是蓝色的？", "阳光看起来是白色的，但它包含所有的颜色。\n\n抬头看看。"),
    "uk": (
        "Чому небо синє?",
        "Світло сонця має всі 7 кольорів.\n\nПоглянь угору.",
    ),
    "el": ("Γιατί ο ουρανός είναι μπλε;", "Το φως έχει όλα τα χρώματα μαζί.\n\nΚοίτα ψηλά."),
    "en": (
        "Why 🌈 curves?",
        "Light bends inside every drop 💧 👨‍👩‍👧.\n\nLook up 👀.",
    ),
}


def frames_of(times, step=7):
    return range(0, timing.total_frames(times), step)


@pytest.mark.parametrize("preset", PRESETS)
def test_the_preview_is_the_render_at_another_size(board, preset):
    found, times = board(preset)
    small, large = Compositor(found, times, 540), Compositor(found, times, 1080)
    for frame in frames_of(times, 67):
        seen = small.draw(frame).y.astype(int)
        drawn = cv2.resize(large.draw(frame).y, (540, 960), interpolation=cv2.INTER_AREA)
        assert np.abs(seen - drawn).mean() < 6


@pytest.mark.parametrize("preset", PRESETS)
def test_a_frame_is_the_same_however_one_came_to_it(board, preset):
    found, times = board(preset)
    forwards, alone = Compositor(found, times, 270), Compositor(found, times, 270)
    drawn = {frame: forwards.draw(frame).raw.copy() for frame in frames_of(times, 11)}
    for frame in reversed(list(drawn)[::5]):
        assert np.array_equal(alone.draw(frame).raw, drawn[frame])


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("variant", [0, 1, 2])
def test_all_that_is_to_be_read_stays_inside_the_safe_box_in_every_frame(board, preset, variant):
    found, times = board(preset, variant)
    painter = Compositor(found, times, 270)
    boxes = [painter.ink(frame) for frame in range(timing.total_frames(times))]
    assert any(boxes)
    assert [box for box in boxes if box and not SAFE.contains(box)] == []


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("language", sorted(WORLD))
def test_every_writing_system_stays_inside_the_safe_box(board, preset, language):
    topic, script = WORLD[language]
    found, times = board(preset, topic=topic, script=script, language=language)
    painter = Compositor(found, times, 270)
    for frame in frames_of(times, 3):
        box = painter.ink(frame)
        assert box is None or SAFE.contains(box), (frame, box)


@pytest.mark.parametrize("preset", PRESETS)
def test_the_ink_that_is_reported_is_the_ink_that_is_drawn(board, preset):
    """Words alone on grey change some pixels where ink is said to be, none outside the box."""
    found, times = board(preset)
    painter = Compositor(found, times, 540)
    for frame in frames_of(times, 41):
        sheet = Planes.empty(540, 960)
        sheet.fill("#808080")
        bare = sheet.y.copy()
        painter.draw_words(frame, sheet)
        changed = np.abs(sheet.y.astype(int) - bare) > FAINT_LEVELS
        box = painter.ink(frame)
        assert changed.any() == (box is not None)
        changed[SAFE.top_px // 2 : SAFE.bottom_px // 2, SAFE.left_px // 2 : SAFE.right_px // 2] = 0
        assert not changed.any()


@pytest.mark.parametrize("preset", PRESETS)
def test_a_word_is_lit_from_its_spoken_frame_until_the_next(board, preset):
    found, times = board(preset)
    painter = Compositor(found, times, 270)
    starts = timing.scene_starts(times)
    for place, (scene, scene_times) in enumerate(zip(found.scenes, times.scenes, strict=True)):
        for turn, (shot, shot_times) in enumerate(zip(scene.shots, scene_times.shots, strict=True)):
            if not shot.captioned:
                continue
            for word, frame in enumerate(shot_times.word_frames):
                shared = shot_times.word_frames.count(frame) > 1
                lit = painter.lit(starts[place] + frame)
                assert shared or lit == (place, turn, word)


def test_the_first_frame_is_the_finished_poster(board):
    """The cover is frame 0: the whole hook is there, nothing has yet to enter."""
    for preset in PRESETS:
        found, times = board(preset)
        painter = Compositor(found, times, 270)
        first, settled = painter.ink(0), painter.ink(30)
        assert first is not None
        assert abs(first.bottom_px - settled.bottom_px) <= 40


def test_a_picture_stands_behind_its_scene_and_only_there(board, tmp_path):
    path = tmp_path / "green.png"
    Image.new("RGB", (900, 1600), "#00A000").save(path)
    found, times = board()
    scenes = list(found.scenes)
    picture = Picture(media="a" * 64, focus=Focus(x=0.5, y=0.4))
    scenes[1] = scenes[1].model_copy(update={"picture": picture})
    shown = found.model_copy(update={"scenes": tuple(scenes)})
    starts = timing.scene_starts(times)
    painter = Compositor(shown, times, 270, {"a" * 64: path})
    inside = starts[1] + times.scenes[1].enters_frames + 20
    green = painter.draw(inside)
    plain = Compositor(found, times, 270).draw(0)
    assert abs(int(green.v[60, 60]) - 128) > 20
    assert np.array_equal(painter.draw(0).raw, plain.raw)


def test_rgb_frames_have_the_shape_that_was_asked_for(board):
    found, times = board()
    assert draw_frame(found, times, 0, 360).shape == (640, 360, 3)
