"""Narrations on the shelf: spoken once, the same when they come from there."""

import pytest
from finished_reels import spoken_board

from contract.storyboards import Scene
from reel.making import narrations
from reel.making.narrations import speak


def never():
    return False


@pytest.fixture
def asked(monkeypatch):
    """How many scenes were spoken, one number a call."""
    calls, say = [], narrations.narrate_all

    def listen(storyboard, is_cancelled):
        calls.append(len(storyboard.scenes))
        return say(storyboard, is_cancelled)

    monkeypatch.setattr(narrations, "narrate_all", listen)
    return calls


@pytest.fixture(scope="module")
def board():
    return spoken_board()


@pytest.fixture
def spoken(board, tmp_path):
    return speak(board, tmp_path, never)


def same(one, other):
    assert len(one) == len(other)
    return all(
        (a.samples == b.samples).all() and (a.rate_hz, a.spoken) == (b.rate_hz, b.spoken)
        for a, b in zip(one, other, strict=True)
    )


def test_without_a_shelf_and_with_one_it_sounds_the_same(board, spoken):
    assert same(speak(board, None, never), spoken)


def test_what_was_spoken_is_not_spoken_again(board, spoken, tmp_path, asked):
    assert same(speak(board, tmp_path, never), spoken)
    assert asked == []


@pytest.mark.parametrize("harm", ["gone", "cut", "changed"])
def test_what_was_harmed_is_spoken_again(board, spoken, tmp_path, asked, harm):
    path = min(tmp_path.glob("*.speech"))
    whole = path.read_text()
    if harm == "gone":
        path.unlink()
    elif harm == "cut":
        path.write_text(whole[: len(whole) // 2])
    else:
        place = whole.index('"samples":"') + 400
        path.write_text(whole[:place] + ("A" if whole[place] != "A" else "B") + whole[place + 1 :])
    assert same(speak(board, tmp_path, never), spoken)
    assert asked == [1]
    assert path.read_text() == whole, "and stands there again"


def reworded(scene: Scene) -> Scene:
    shot = scene.shots[0]
    words = (shot.words[0].model_copy(update={"text": "Other"}), *shot.words[1:])
    return scene.model_copy(update={"shots": (shot.model_copy(update={"words": words}),)})


def test_only_other_words_are_spoken_anew(board, spoken, tmp_path, asked):
    scenes = (reworded(board.scenes[0]), *board.scenes[1:])
    again = speak(board.model_copy(update={"scenes": scenes}), tmp_path, never)
    assert asked == [1]
    assert same(again[1:], spoken[1:])


@pytest.mark.parametrize(("what", "other"), [("pitch", 60), ("words_per_minute", 120)])
def test_another_voice_is_another_sound(board, spoken, tmp_path, asked, what, other):
    voice = board.voice.model_copy(update={what: other})
    speak(board.model_copy(update={"voice": voice}), tmp_path, never)
    assert asked == [len(board.scenes)]


def test_nobody_keeps_silence(board, tmp_path):
    voice = board.voice.model_copy(update={"narrator": "silent"})
    speak(board.model_copy(update={"voice": voice}), tmp_path, never)
    assert list(tmp_path.iterdir()) == []
