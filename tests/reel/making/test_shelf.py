"""The shelf: what was drawn once is not drawn again, and never trusted unseen."""

from pathlib import Path

import pytest
from finished_reels import SMALL

from contract.drafts import Draft
from contract.problems import Code, Problem
from reel.catalogue import get_platform
from reel.making import make_reel, make_variant
from reel.making.shelf import CARD, COVER, PROXY, THUMBS, WHOLE
from reel.pixels.probe import read_film
from reel.pixels.studio import Studio
from reel.storyboarding import Remade, draw_up

SCENES = ("Air scatters blue light.", "Red goes on and on.", "Now look up.")
ENDS = (".mp4", ".jpg", ".srt", ".vtt", ".txt", ".proxy.mp4", ".receipt.json")


@pytest.fixture(scope="module", autouse=True)
def small_frames():
    """Platforms with frames of 270x480."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "reel.storyboarding.get_platform",
            lambda platform: get_platform(platform).model_copy(update={"frame": SMALL}),
        )
        yield


@pytest.fixture
def asked(monkeypatch):
    """The segments that were asked to be drawn, one list a run."""
    runs, draw = [], Studio.draw

    def listen(studio, order, segments, *others):
        runs.append(list(segments))
        return draw(studio, order, segments, *others)

    monkeypatch.setattr(Studio, "draw", listen)
    return runs


def draft_of(scenes=SCENES):
    return Draft(
        topic="Blue?",
        script="\n\n".join(scenes),
        title=None,
        platform="tiktok",
        preset="explainer",
        language="en",
        voice="silent",
        variants=2,
        tags=(),
        placements=(),
    )


def make(out, shelf, storyboard=None, told=None, is_cancelled=lambda: False):
    return make_variant(
        storyboard or draw_up(draft_of(), seed=7, variant=1),
        out=out,
        media={},
        name="reel",
        shelf=shelf,
        on_progress=(told if told is not None else []).append,
        is_cancelled=is_cancelled,
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A variant made with an empty shelf, and that shelf."""
    folder = tmp_path_factory.mktemp("made")
    told = []
    return make(folder / "out", folder / "shelf", told=told), folder / "shelf", told


@pytest.fixture
def shelf(made, tmp_path):
    """A shelf of the test's own, with every segment on it."""
    copy = tmp_path / "shelf"
    copy.mkdir()
    for path in made[1].iterdir():
        (copy / path.name).write_bytes(path.read_bytes())
    return copy


def same_files(one, other):
    names = [path.name for path in one.files]
    assert names == [path.name for path in other.files] == [f"reel{end}" for end in ENDS]
    return [
        path.name
        for path, copy in zip(one.files, other.files, strict=True)
        if path.read_bytes() != copy.read_bytes()
    ] == []


def test_one_variant_alone_is_the_same_video_as_among_all(made, tmp_path):
    all_of_them = make_reel(
        draft_of(),
        seed=7,
        out=tmp_path,
        media={},
        name="reel",
        on_progress=lambda _: None,
        is_cancelled=lambda: False,
    )
    for alone, among in zip(made[0].files[:5], all_of_them[1].files[:5], strict=True):
        assert alone.read_bytes() == among.read_bytes(), alone.name
    assert not any("proxy" in path.name for path in all_of_them[1].files)


def test_the_proxy_is_the_same_video_at_half_the_size(made):
    files = {path.name.removeprefix("reel"): path for path in made[0].files}
    whole, proxy = read_film(files[".mp4"]).facts, read_film(files[".proxy.mp4"]).facts
    assert (proxy.width_px, proxy.height_px) == (134, 240)
    assert (proxy.frames, proxy.audio_ms) == (whole.frames, whole.audio_ms)
    assert {file.kind for file in made[0].receipt.files} >= {"mp4", "proxy.mp4"}


def test_progress_of_one_variant_goes_from_its_words_to_a_hundred(made):
    told = made[2]
    assert [p.percent for p in told] == sorted(p.percent for p in told)
    stages = ["writing", "narrating", "drawing", "finishing"]
    assert list(dict.fromkeys(p.stage for p in told)) == stages
    assert (told[-1].percent, {p.variant for p in told}) == (100, {0})


def test_a_full_shelf_leaves_nothing_to_draw_and_gives_the_same_bytes(made, shelf, tmp_path, asked):
    again = make(tmp_path / "out", shelf)
    assert asked == [[]]
    assert same_files(made[0], again)


def test_nothing_half_done_stands_on_it(made):
    ends = {WHOLE, THUMBS, CARD, PROXY, COVER}
    names = [path.name for path in made[1].iterdir()]
    assert {name[64:] for name in names} == ends
    segments = len(made[0].receipt.segments)
    assert len(names) == 4 * segments + 1, "one cover, and four files a segment"


@pytest.mark.parametrize("kind", [WHOLE, THUMBS, PROXY, CARD, COVER])
@pytest.mark.parametrize("harm", ["cut", "changed", "gone"])
def test_what_was_harmed_is_drawn_again(made, shelf, tmp_path, asked, kind, harm):
    path = sorted(path for path in shelf.iterdir() if path.name[64:] == kind)[0]
    before = path.read_bytes()
    if harm == "gone":
        path.unlink()
    elif harm == "cut":
        path.write_bytes(before[: len(before) // 2])
    else:
        path.write_bytes(bytes([before[0] ^ 1]) + before[1:])
    again = make(tmp_path / "out", shelf)
    assert [[segment.key for segment in run] for run in asked] == [[path.name[:64]]]
    assert same_files(made[0], again)
    assert path.read_bytes() == before, "and stands there again"


def test_a_run_that_was_stopped_leaves_what_it_had_drawn(made, tmp_path, asked):
    shelf, told = tmp_path / "shelf", []

    def is_cancelled():
        return shelf.is_dir() and any(path.suffix == CARD for path in shelf.iterdir())

    with pytest.raises(Problem) as caught:
        make(tmp_path / "out", shelf, told=told, is_cancelled=is_cancelled)
    assert caught.value.code is Code.CANCELLED
    assert not (tmp_path / "out").exists()
    kept = {path.name[:64] for path in shelf.iterdir() if path.suffix == CARD}
    again = make(tmp_path / "out", shelf)
    first, second = ([segment.key for segment in run] for run in asked)
    assert kept
    assert second == [key for key in first if key not in kept]
    assert same_files(made[0], again)


def test_a_scene_made_anew_draws_that_scene_alone(made, shelf, tmp_path, asked):
    changed = draft_of((SCENES[0], "Red just goes straight on.", SCENES[2]))
    remade = Remade(base=draft_of(), seeds={1: 5})
    storyboard = draw_up(changed, seed=7, variant=1, remade=remade)
    (place,) = (
        place
        for place, (one, other) in enumerate(
            zip(made[0].storyboard.scenes, storyboard.scenes, strict=True)
        )
        if one != other
    )
    again = make(tmp_path / "out", shelf, storyboard)
    (drawn,) = asked
    assert [(s.kind, s.scene) for s in drawn] == [
        ("transition", place),
        ("body", place),
        ("transition", place + 1),
    ]
    plain = make(tmp_path / "plain", None, storyboard)
    assert same_files(again, plain), "the same as drawn whole"


def test_a_shelf_nobody_can_write_on_costs_nothing_but_the_time(made, tmp_path):
    (tmp_path / "file").write_text("in the way")
    again = make(tmp_path / "out", tmp_path / "file" / "shelf")
    assert same_files(made[0], again)


def test_letters_nobody_can_draw_are_refused_before_any_work(tmp_path):
    told = []
    bad = draw_up(draft_of(("ሰማይ is a word.", *SCENES[1:])), seed=7, variant=0)
    with pytest.raises(Problem) as caught:
        make(tmp_path / "out", None, bad, told=told)
    assert caught.value.code is Code.LETTERS_NOT_COVERED
    assert told == []
    assert not Path(tmp_path / "out").exists()
