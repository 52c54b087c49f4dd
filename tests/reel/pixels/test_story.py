"""Promises of the story look: words in the safe box and clear of the sky, the sun aside."""

import math
from itertools import pairwise

import cv2
import numpy as np
import pytest
from drawn_reels import SAFE, WORLD, gallery, luminance, stages_of, words_of

from reel import timing
from reel.pixels.compositor import Compositor, Painter
from reel.pixels.flashes import worst_second
from reel.pixels.looks.story import scenes as story
from reel.pixels.looks.story.sun import caption_top, parts_of, spots, sun_path
from reel.pixels.planes import Planes, rgb, to_rgb
from reel.pixels.sprites import ink_of


@pytest.mark.parametrize("shots", [1, 3])
@pytest.mark.parametrize("language", WORLD)
def test_every_subject_stays_inside_the_safe_box_in_every_frame(language, shots):
    """Entrances, words that move with the sun, long words and tall writing included."""
    found, times = gallery("story", language, shots=shots)
    painter = Compositor(found, times, 270)
    boxes = [painter.ink(frame) for frame in range(timing.total_frames(times))]
    assert any(boxes)
    assert [box for box in boxes if box and not SAFE.contains(box)] == []


@pytest.mark.parametrize("variant", [0, 1, 2])
def test_the_first_frame_is_the_finished_poster(variant):
    found, times = gallery("story", variant=variant)
    painter = Compositor(found, times, 270)
    first, later = painter.ink(0), painter.ink(30)
    assert later.right_px - later.left_px - (first.right_px - first.left_px) <= 4
    assert later.bottom_px - first.bottom_px <= 20


@pytest.mark.parametrize("language", WORLD)
@pytest.mark.parametrize("shots", [1, 3])
def test_no_caption_stands_over_the_edge_of_the_sun(language, shots):
    """In every frame in which a scene stands alone, moves of the sun included."""
    found, times = gallery("story", language, shots=shots)
    for stage in stages_of(found, times):
        path, clock = sun_path(stage), stage.timing
        for _, shot, shown in stage.shots():
            if not shot.captioned:
                continue
            top = caption_top(stage, shot)
            first = max(shown.first_frame, clock.enters_frames)
            for frame in range(
                first, min(shown.end_frame, clock.enters_frames + clock.body_frames)
            ):
                spot = path.at(frame)
                assert spot.y_px + spot.radius_px <= top - 8, shot.subject


def test_the_sun_goes_on_from_scene_to_scene_without_a_jump():
    """Both skies of a turn draw it in the same place."""
    found, times = gallery("story", shots=2)
    stages = stages_of(found, times)
    for before, after in pairwise(stages):
        leaves = before.timing.enters_frames + before.timing.body_frames
        for frame in range(after.timing.enters_frames):
            one, other = sun_path(before).at(leaves + frame), sun_path(after).at(frame)
            assert math.dist((one.x_px, one.y_px), (other.x_px, other.y_px)) < 1e-6
            assert abs(one.radius_px - other.radius_px) < 1e-6


def test_the_sun_never_leaps():
    found, times = gallery("story", shots=3)
    for stage in stages_of(found, times):
        clock, path = stage.timing, sun_path(stage)
        body = range(clock.enters_frames + 1, clock.enters_frames + clock.body_frames)
        steps = [math.dist(*((s.x_px, s.y_px) for s in (path.at(f - 1), path.at(f)))) for f in body]
        assert max(steps) < 80


def test_at_dusk_the_sun_is_lower_at_the_end_and_at_dawn_it_is_not():
    for variant, sets in ((0, True), (2, False)):
        stages = stages_of(*gallery("story", variant=variant))
        first, last = (spots(stage, stage.scene.shots[0])[-1] for stage in (stages[0], stages[-1]))
        assert (last.y_px - last.radius_px > 1258) == sets
        assert sets == (last.y_px - first.y_px > 200)


def letters_of(sprite, pose, shape):
    """Where a sprite's solid letters are in a frame half the full size."""
    x, y = sprite.x + round(pose.dx_px / 4) * 2, sprite.y + round(pose.dy_px / 4) * 2
    keep = np.full(shape, 255, np.uint8)
    left, top = max(x, 0), max(y, 0)
    part = sprite.keep_luma[top - y : shape[0] - y, left - x : shape[1] - x]
    keep[top : top + part.shape[0], left : left + part.shape[1]] = part
    return (keep < 20).astype(np.uint8)


def is_struck(sprite, overlay):
    """Whether it is a strike or has one over it: those words are meant to be done with."""
    strikes = [s.ink for s, _ in overlay if s.ink and s.ink.bottom_px - s.ink.top_px < 30]
    ink = sprite.ink
    return any(ink.top_px <= s.top_px and s.bottom_px <= ink.bottom_px for s in strikes)


def contrast_of(pixels, letters):
    """The letters' own middle against the worst decile of what is around them, and that."""
    ring = cv2.dilate(letters, np.ones((11, 11))) & (1 - cv2.dilate(letters, np.ones((5, 5))))
    ink, around = luminance(pixels[letters > 0]), luminance(pixels[ring > 0])
    middle = np.median(ink)
    worst = np.percentile(around, 10 if np.median(around) > middle else 90)
    light, dark = max(middle, worst), min(middle, worst)
    return (light + 0.05) / (dark + 0.05), worst


@pytest.mark.parametrize("variant", [0, 1, 2])
def test_words_are_clear_of_the_sky_and_of_the_sun(variant):
    """Small type 7:1, display 4.5:1, the lit word 7:1, measured on the pixels of the frame."""
    found, times = gallery("story", "en", variant)
    compositor = Compositor(found, times, 540)
    hot = luminance(rgb(found.style.palette.hot))
    starts = timing.scene_starts(times)
    for stage, start in zip(stages_of(found, times, 0.5), starts, strict=True):
        clock = stage.timing
        # The last frame before the turn: everything has entered.
        local = clock.enters_frames + clock.body_frames - 1
        pixels = to_rgb(compositor.draw(start + local))
        overlay = Painter(stage, None, 540, 960).overlay(local)
        for sprite, pose in overlay:
            box = ink_of(sprite, pose)
            if box is None or pose.opacity < 1 or is_struck(sprite, overlay):
                continue
            letters = letters_of(sprite, pose, pixels.shape[:2])
            ratio, worst = contrast_of(pixels, letters)
            # Capitals of 130 px type stand this high.
            wanted = 4.5 if box.bottom_px - box.top_px >= 90 else 7.0
            is_caption = stage.scene.shots[0].captioned and sprite is overlay[-1][0]
            assert ratio >= (7.0 if is_caption else wanted), (stage.scene.shots[0].subject, box)
            if is_caption and found.style.caption.highlight != "box":
                assert (hot + 0.05) / (worst + 0.05) >= 7.0


def test_the_turn_begins_with_one_ground_and_ends_with_the_other():
    before, after, out = (Planes.empty(270, 480) for _ in range(3))
    before.fill("#140A26")
    after.fill("#FFA85C")
    story.turn(before, after, 0.0, out)
    assert np.array_equal(out.raw, before.raw)
    story.turn(before, after, 1.0, out)
    assert np.array_equal(out.raw, after.raw)


def test_a_short_sentence_is_parted_around_its_key_words():
    parts = parts_of(words_of("What is *left* in the evening?", "en"))
    assert [word.text for word in parts.before] == ["What", "is"]
    assert [word.text for word in parts.inside] == ["left"]
    assert [word.text for word in parts.after] == ["in", "the", "evening?"]
    assert parts_of(words_of("It works.", "en")).before == ()


def test_the_moves_of_the_sun_never_flash():
    """At most two changes and back in any second of short shots; three would be too many."""
    found, times = gallery("story", shots=3)
    compositor = Compositor(found, times, 270)
    thumbs = []
    for frame in range(timing.total_frames(times)):
        planes = compositor.draw(frame)
        small = [cv2.resize(p, (27, 48), interpolation=cv2.INTER_AREA) for p, _ in planes.each()]
        thumbs.append(np.stack(small))
    assert worst_second(np.stack(thumbs), 30) <= 2


def test_the_same_reel_gives_the_same_bytes_in_whatever_order_it_is_drawn():
    found, times = gallery("story", shots=3)
    one, other = Compositor(found, times, 270), Compositor(found, times, 270)
    frames = (0, 40, 90, 200, 300)
    forward = {frame: one.draw(frame).raw.copy() for frame in frames}
    for frame in reversed(frames):
        assert np.array_equal(other.draw(frame).raw, forward[frame])
