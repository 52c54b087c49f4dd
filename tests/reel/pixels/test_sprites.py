"""Promises of cut-outs: what is laid over a frame, where, and that nothing else changes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.platforms import Box
from reel.pixels import motion, sprites
from reel.pixels.canvas import Canvas
from reel.pixels.planes import Planes, to_rgb, ycc
from reel.pixels.sprites import STILL, Pose


def square(scale=1.0):
    canvas = Canvas(scale, (100, 200, 300, 400))
    canvas.rounded(120, 220, 220, 320, 0, "#FFFFFF")
    canvas.mark_readable(120, 220, 220, 320)
    return canvas.sprite()


def black(width=540, height=960):
    frame = Planes.empty(width, height)
    frame.fill("#000000")
    return frame


def lit_area(frame):
    rows, columns = np.nonzero(frame.y > 120)
    return columns.min(), rows.min(), columns.max() + 1, rows.max() + 1


def test_a_shape_lands_where_it_was_drawn_at_every_scale():
    frame = black(1080, 1920)
    sprites.blend(frame, square(), STILL, 1.0)
    assert lit_area(frame) == pytest.approx((120, 220, 220, 320), abs=1)
    small = black(540, 960)
    sprites.blend(small, square(0.5), STILL, 0.5)
    assert lit_area(small) == pytest.approx((60, 110, 110, 160), abs=1)


def test_colour_of_a_shape_is_its_colour_in_all_planes():
    canvas = Canvas(1.0, (0, 0, 200, 200))
    canvas.rounded(20, 20, 180, 180, 0, "#E8381B")
    frame = black()
    sprites.blend(frame, canvas.sprite(), STILL, 1.0)
    assert to_rgb(frame)[100, 100] == pytest.approx((0xE8, 0x38, 0x1B), abs=3)


def test_half_opacity_lies_halfway():
    frame = black()
    sprites.blend(frame, square(), Pose(opacity=0.5), 1.0)
    assert frame.y[270, 170] == pytest.approx((ycc("#000000").y + ycc("#FFFFFF").y) / 2, abs=2)


def test_uncovering_shows_only_a_share_of_it():
    frame = black(1080, 1920)
    sprites.blend(frame, square(), Pose(show_x=0.5), 1.0)
    assert lit_area(frame)[2] <= 175
    from_right = black(1080, 1920)
    sprites.blend(from_right, square(), Pose(show_x=-0.5), 1.0)
    assert lit_area(from_right)[0] >= 165


@settings(max_examples=50, deadline=None)
@given(
    st.floats(-2000, 2000), st.floats(-2000, 2000), st.floats(0, 1), st.floats(-1, 1),
    st.floats(0.2, 1.6),
)  # fmt: skip
def test_any_pose_leaves_a_whole_frame(dx, dy, opacity, show, scale):
    frame = black()
    pose = Pose(dx, dy, opacity, show, 1.0, scale)
    sprites.blend(frame, square(0.5), pose, 0.5)
    assert frame.y.min() >= ycc("#000000").y - 1


def test_ink_moves_with_its_sprite_and_is_gone_with_it():
    sprite = square()
    assert sprites.ink_of(sprite, STILL) == Box(
        left_px=120, top_px=220, right_px=220, bottom_px=320
    )
    assert sprites.ink_of(sprite, Pose(dx_px=10, dy_px=-4)) == Box(
        left_px=130, top_px=216, right_px=230, bottom_px=316
    )
    assert sprites.ink_of(sprite, Pose(opacity=0)) is None
    assert sprites.union([]) is None


@given(st.floats(-400, 400), st.floats(-400, 400))
def test_a_move_never_carries_ink_out_of_its_room(dx, dy):
    room = Box(left_px=100, top_px=205, right_px=300, bottom_px=351)
    sprite = square()
    assert room.contains(sprites.ink_of(sprite, sprites.held(sprite, Pose(dx, dy), room)))


def test_a_move_inside_its_room_is_left_alone():
    room = Box(left_px=0, top_px=0, right_px=1080, bottom_px=1920)
    assert sprites.held(square(), Pose(33.5, -20.25), room) == Pose(33.5, -20.25)
    assert sprites.held(square(), STILL, Box(left_px=0, top_px=0, right_px=1, bottom_px=1)) == STILL


def test_an_empty_sheet_is_no_sprite_and_a_drawing_outside_is_lost():
    canvas = Canvas(1.0, (0, 0, 100, 100))
    assert canvas.sprite() is None
    canvas.circle(500, 500, 20, "#FFFFFF")
    assert canvas.sprite() is None


@pytest.mark.parametrize(
    "enter",
    [motion.rise(5), motion.slide(5), motion.grow(5), motion.pop(5), motion.settle(5)],
)
def test_every_entrance_ends_still_and_does_not_begin_early(enter):
    assert enter(4) is None
    assert enter(5) is not None
    assert enter(60) == STILL


def test_a_settling_thing_is_readable_in_its_first_frame_and_never_larger_than_its_end():
    poses = [motion.settle()(frame) for frame in range(30)]
    assert all(pose.opacity == 1 and pose.scale <= 1 for pose in poses)


def test_eases_start_and_end_where_they_should():
    for ease in (motion.ease_out, motion.smoother):
        assert ease(-1) == ease(0) == 0
        assert ease(1) == ease(2) == 1
    overshoot = max(motion.spring(frame / 100) for frame in range(100))
    assert 1.05 < overshoot < 1.12
