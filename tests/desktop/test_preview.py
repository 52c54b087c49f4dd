"""The storyboard on screen is drawn by the render's own compositor, off the painting thread."""

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from contract.drafts import Draft, Focus, Placement
from contract.problems import Code, Problem
from desktop.preview.artist import Artist, Drawing, Order
from desktop.preview.reading import letters_in, read
from desktop.preview.sketch import Easel, Sketch, sketch
from reel import estimating
from reel.pixels.compositor import draw_frame

WAIT_S = 20
SCRIPT = "Sunlight holds every colour.\n\nBlue is scattered most of all.\n\nNow look up."


def draft(**changes: object) -> Draft:
    values = {
        "topic": "Why is the sky blue?",
        "script": SCRIPT,
        "title": None,
        "platform": "tiktok",
        "preset": "explainer",
        "language": None,
        "voice": None,
        "variants": 3,
        "tags": (),
        "placements": (),
    }
    return Draft(**{**values, **changes})


def test_a_reading_tells_scenes_seconds_letters_and_price() -> None:
    read_draft = read(draft())
    assert [scene.line for scene in read_draft.scenes] == [0, 2, 4]
    assert all(scene.spoken_ms > 500 for scene in read_draft.scenes)
    assert read_draft.script_letters == len(SCRIPT)
    assert read_draft.price == estimating.price(draft())
    assert read_draft.spoken_ms == read_draft.price.ms_per_variant


def test_a_draft_that_cannot_be_made_is_read_and_says_why() -> None:
    reading = read(draft(topic=""))
    assert reading.price is None
    assert reading.problem is not None
    assert reading.problem.code is Code.TOPIC_MISSING
    assert len(reading.scenes) == 3
    assert reading.spoken_ms == sum(scene.spoken_ms for scene in reading.scenes)


def test_letters_are_counted_as_a_person_sees_them() -> None:
    assert letters_in("a\u0301👨‍👩‍👧‍👦 שלום") == 7


def test_a_sketch_shows_exactly_the_frames_of_the_render() -> None:
    made = sketch(draft())
    wanted = draw_frame(made.storyboard, made.timing, 40, 108)
    assert np.array_equal(Easel(made, 108).draw(40), wanted)


def test_a_sketch_is_about_as_long_as_the_price_says() -> None:
    made = sketch(draft(variants=1))
    assert made.duration_ms == pytest.approx(estimating.price(draft(variants=1)).ms, rel=0.1)


def test_each_scene_names_its_paragraph_and_its_moment() -> None:
    made = sketch(draft())
    assert [scene.paragraph for scene in made.scenes] == [None, 0, 1, 2]
    assert made.scene_at(made.scenes[2].start_ms + 1) == 2
    assert sum(scene.duration_ms for scene in made.scenes) == made.duration_ms


def test_a_creators_picture_is_drawn_and_one_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    good, bad = tmp_path / "good", tmp_path / "bad"
    Image.new("RGB", (64, 64), "#ff0000").save(good, "PNG")
    bad.write_bytes(b"no picture at all")
    ids = {"a" * 64: good, "b" * 64: bad}
    placements = tuple(
        Placement(
            id=sha[0], media=sha, order=sha[0], scene=at, role="picture", focus=Focus(0.5, 0.5)
        )
        for at, sha in enumerate(ids)
    )
    made = sketch(draft(placements=placements), pictures=ids)
    assert set(made.unreadable) == {"b" * 64}
    pixels = Easel(made, 108).draw(made.settled_frame(1))
    assert tuple(pixels[4, 4]) > (150, 60, 60)
    plain = sketch(draft())
    other = Easel(plain, 108).draw(plain.settled_frame(1))
    assert not np.array_equal(pixels, other)


class Heard:
    """What an artist told, each waited for."""

    def __init__(self) -> None:
        self.sketches: list[Sketch | Problem] = []
        self.drawings: list[Drawing] = []
        self._changed = threading.Condition()
        self.artist = Artist(self._sketched, self._drawn, with_thumbs=True)

    def _sketched(self, order: Order, made: Sketch | Problem) -> None:
        with self._changed:
            self.sketches.append(made)
            self._changed.notify_all()

    def _drawn(self, drawing: Drawing) -> None:
        with self._changed:
            self.drawings.append(drawing)
            self._changed.notify_all()

    def until(self, is_so) -> None:
        with self._changed:
            assert self._changed.wait_for(is_so, WAIT_S)

    def shown(self) -> list[Drawing]:
        return [drawing for drawing in self.drawings if drawing.scene is None]


@pytest.fixture
def heard() -> Iterator[Heard]:
    heard = Heard()
    yield heard
    heard.artist.rest()


def test_what_is_asked_for_is_drawn_and_small_pictures_follow(heard: Heard) -> None:
    heard.artist.set_width(109)
    heard.artist.show(Order(draft()))
    heard.until(lambda: heard.sketches)
    heard.artist.look_at(1000)
    heard.until(lambda: heard.shown() and len(heard.drawings) == 5)
    (shown,) = heard.shown()
    assert shown.frame == 30
    assert shown.pixels.shape == (192, 108, 3)
    thumbs = {drawing.scene for drawing in heard.drawings} - {None}
    assert thumbs == {0, 1, 2, 3}


def test_the_latest_words_win(heard: Heard) -> None:
    heard.artist.set_width(108)
    for number in range(40):
        heard.artist.show(Order(draft(script=f"{SCRIPT} {number}.")))
    heard.until(lambda: "39." in said(heard.sketches[-1:]))
    assert len(heard.sketches) < 40


def said(sketches: list[Sketch | Problem]) -> str:
    made = sketches[0] if sketches else None
    if not isinstance(made, Sketch):
        return ""
    return " ".join(word.text for s in made.storyboard.scenes for t in s.shots for word in t.words)


def test_what_cannot_be_drawn_up_is_told_and_the_last_sketch_stays(heard: Heard) -> None:
    heard.artist.set_width(108)
    heard.artist.show(Order(draft()))
    heard.until(lambda: heard.sketches)
    heard.artist.show(Order(draft(topic="")))
    heard.until(lambda: len(heard.sketches) == 2)
    assert isinstance(heard.sketches[1], Problem)
    heard.artist.look_at(0)
    heard.until(heard.shown)


def test_playing_draws_frame_after_frame_until_it_is_paused(heard: Heard) -> None:
    heard.artist.set_width(108)
    heard.artist.show(Order(draft()))
    heard.artist.play(0)
    heard.until(lambda: len({drawing.frame for drawing in heard.shown()}) >= 3)
    frames = [drawing.frame for drawing in heard.shown()]
    assert frames == sorted(frames)
    heard.artist.pause()


def test_an_artist_at_rest_holds_no_thread(heard: Heard) -> None:
    heard.artist.show(Order(draft()))
    heard.artist.rest()
    assert not [thread for thread in threading.enumerate() if thread.name == "artist"]
    heard.artist.show(Order(draft()))
    heard.until(lambda: heard.sketches)
