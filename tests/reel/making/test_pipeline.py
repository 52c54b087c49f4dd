"""The whole way from a draft to files, in small frames; the real size is a journey of its own."""

import json
import os
import select
import signal
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from finished_reels import SMALL

from contract.drafts import Draft
from contract.problems import Code, Problem
from contract.receipts import Receipt
from reel.catalogue import get_platform
from reel.making import make_reel
from reel.pixels import inspect

SCRIPT = "Air scatters blue light 5 times more.\n\nNow look up."
# What was begun may be written to its end: a few frames, never seconds of work.
PATIENCE_S = 10
KINDS = (".mp4", ".jpg", ".srt", ".vtt", ".txt", ".receipt.json")


def draft_of(variants=1, **more):
    ordinary = {
        "topic": "Why is the sky *blue?*",
        "script": SCRIPT,
        "title": None,
        "platform": "tiktok",
        "preset": "list",
        "language": "en",
        "voice": None,
        "variants": variants,
        "tags": (),
        "placements": (),
    }
    return Draft.model_validate({**ordinary, **more})


@pytest.fixture(scope="module", autouse=True)
def small_frames():
    """Platforms with frames of 270x480."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "reel.storyboarding.get_platform",
            lambda platform: get_platform(platform).model_copy(update={"frame": SMALL}),
        )
        yield


def make(out, draft=None, seed=7, told=None, is_cancelled=lambda: False, name="sky"):
    return make_reel(
        draft or draft_of(),
        seed=seed,
        out=out,
        media={},
        name=name,
        on_progress=(told if told is not None else []).append,
        is_cancelled=is_cancelled,
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Two variants, the progress that was told, and their folder."""
    out = tmp_path_factory.mktemp("out") / "reels"
    told = []
    return make(out, draft_of(variants=2), told=told), told, out


def test_each_variant_is_six_files_and_nothing_else_is_left(made):
    variants, _, out = made
    expected = [f"sky-{n}{kind}" for n in (1, 2) for kind in KINDS]
    assert [path.name for variant in variants for path in variant.files] == expected
    assert sorted(path.name for path in out.iterdir()) == sorted(expected)
    assert all(path.stat().st_size > 0 for variant in variants for path in variant.files)


def test_the_receipt_names_the_content_of_every_other_file(made):
    for variant in made[0]:
        *files, beside = variant.files
        receipt = Receipt.model_validate_json(beside.read_text(encoding="utf-8"))
        assert receipt == variant.receipt
        assert len(receipt.files) == len(files)
        for file, path in zip(receipt.files, files, strict=True):
            assert path.name.endswith(file.kind)
            assert file.size_bytes == path.stat().st_size
            assert file.sha256 == sha256(path.read_bytes()).hexdigest()
        assert all(m.holds for m in receipt.measurements.promises)
        assert sum(s.frames for s in receipt.segments) == receipt.measurements.file.frames


def test_a_receipt_knows_no_place_no_clock_and_no_computer(made):
    (first, _), _, out = made
    text = first.files[-1].read_text(encoding="utf-8")
    for private in (str(out), out.name, "/", os.uname().nodename, "T0", "2026-"):
        assert private not in text.replace(first.receipt.ffmpeg, "")


def test_variants_differ_and_say_how(made):
    one, two = made[0]
    assert one.storyboard.differs_by != two.storyboard.differs_by
    assert one.files[0].read_bytes() != two.files[0].read_bytes()


def test_progress_names_every_stage_and_ends_at_a_hundred(made):
    told = made[1]
    percents = [progress.percent for progress in told]
    assert percents == sorted(percents)
    assert percents[-1] == 100
    assert percents[-2] < 100
    stages = ["narrating", "drawing", "finishing"]
    seen = list(dict.fromkeys((p.variant, p.stage) for p in told))
    assert seen == [(0, "writing"), *((n, stage) for n in (0, 1) for stage in stages)]


def test_the_same_draft_and_seed_give_the_same_bytes(made, tmp_path):
    again = make(tmp_path, draft_of(variants=2))
    for variant, other in zip(made[0], again, strict=True):
        for path, copy in zip(variant.files, other.files, strict=True):
            assert path.read_bytes() == copy.read_bytes(), path.name


def test_captions_and_post_text_stand_beside_the_video(made):
    (first, _), _, _ = made
    texts = {path.suffix: path for path in first.files}
    assert "-->" in texts[".srt"].read_text(encoding="utf-8")
    assert texts[".vtt"].read_text(encoding="utf-8").startswith("WEBVTT")
    assert "sky" in texts[".txt"].read_text(encoding="utf-8").lower()


def test_without_a_voice_the_promise_of_loudness_is_left_open(tmp_path):
    (variant,) = make(tmp_path, draft_of(voice="silent"))
    values = {m.promise: m for m in variant.receipt.measurements.promises}
    assert values["loudness"].value is None
    assert values["true peak"].value is None
    assert json.loads(variant.files[-1].read_text())["measurements"]["promises"]


@pytest.mark.parametrize("stage", ["narrating", "drawing", "finishing"])
def test_cancelling_leaves_nothing_behind(tmp_path, stage):
    told = []
    out = tmp_path / "reels"
    with pytest.raises(Problem) as caught:
        make(out, told=told, is_cancelled=lambda: any(p.stage == stage for p in told))
    assert caught.value.code is Code.CANCELLED
    assert not out.exists()


def test_variants_that_were_finished_before_stay(tmp_path):
    told = []
    with pytest.raises(Problem):
        make(tmp_path, draft_of(2), told=told, is_cancelled=lambda: any(p.variant for p in told))
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(f"sky-1{kind}" for kind in KINDS)


def test_a_broken_promise_keeps_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(inspect, "MOST_FLASHES", -1.0)
    with pytest.raises(Problem) as caught:
        make(tmp_path)
    assert caught.value.code is Code.PROMISE_BROKEN
    assert "flashes" in caught.value.says
    assert list(tmp_path.iterdir()) == []


def test_letters_nobody_can_draw_are_refused_before_any_work(tmp_path):
    told = []
    with pytest.raises(Problem) as caught:
        make(tmp_path, draft_of(script="ሰማይ is a word.\n\nLook up."), told=told)
    assert caught.value.code is Code.LETTERS_NOT_COVERED
    assert told == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"variants": 0}, Code.VARIANTS_OUT_OF_RANGE),
        ({"voice": "klingon"}, Code.UNKNOWN_VOICE),
        ({"language": "th"}, Code.LANGUAGE_NOT_SPOKEN),
    ],
)
def test_what_cannot_be_made_is_refused_before_anything_is_told(tmp_path, wish, code):
    told = []
    with pytest.raises(Problem) as caught:
        make(tmp_path / "out", draft_of(**wish), told=told)
    assert caught.value.code is code
    assert told == []
    assert not (tmp_path / "out").exists()


def test_a_folder_nobody_can_write_is_refused_before_any_work(tmp_path):
    (tmp_path / "file").write_text("in the way")
    told = []
    with pytest.raises(Problem) as caught:
        make(tmp_path / "file", told=told)
    assert caught.value.code is Code.FOLDER_UNWRITABLE
    assert told == []


RUN = """
import sys
from pathlib import Path
sys.path[:0] = {path!r}
def main():
    import test_pipeline as t
    with t.pytest.MonkeyPatch.context() as patch:
        small = lambda p: t.get_platform(p).model_copy(update={{"frame": t.SMALL}})
        patch.setattr("reel.storyboarding.get_platform", small)
        class Told(list):
            def append(self, progress):
                print(progress.stage, progress.percent, flush=True)
        t.make(Path(sys.argv[1]), t.draft_of(), told=Told())
if __name__ == "__main__":
    main()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="uses /proc and pidfd")
def test_a_run_that_is_killed_leaves_no_video_and_no_process_and_the_next_one_works(tmp_path):
    script = tmp_path / "run.py"
    out = tmp_path / "reels"
    script.write_text(RUN.format(path=[str(Path(__file__).parent), *sys.path]))
    run = subprocess.Popen(
        [sys.executable, str(script), str(out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert run.stdout is not None
    with run.stdout:
        shares = (int(line.split()[1]) for line in run.stdout if line.startswith("drawing"))
        assert next(share for share in shares if share > 10) < 88
        children = [os.pidfd_open(pid) for pid in children_of(run.pid)]
        assert children
        os.kill(run.pid, signal.SIGKILL)
        run.wait()
    # A process's descriptor can be read once it has ended.
    ended = [bool(select.select([child], [], [], PATIENCE_S)[0]) for child in children]
    for child in children:
        os.close(child)
    assert all(ended)
    assert [p.name for p in out.glob("[!.]*")] == []
    make(out)
    assert sorted(p.name for p in out.iterdir()) == sorted(f"sky-1{kind}" for kind in KINDS)


def children_of(pid):
    """The process's children and theirs."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *children_of(int(child))]
    return found
