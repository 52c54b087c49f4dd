"""The main job, done by a server: what a person sees is the same, and nothing is left behind."""

import hashlib
import json
import os
import signal
import subprocess
from pathlib import Path

import httpx
import psutil
import pytest
from PIL import Image

from desktop import local_server

KINDS = (".mp4", ".jpg", ".srt", ".vtt", ".txt", ".json")


@pytest.fixture(scope="module")
def fetched(served, reelyard, tmp_path_factory):
    """A short reel that the server made, as the account of this computer."""
    folder = tmp_path_factory.mktemp("fetched")
    script = folder / "sky.md"
    script.write_text("# Why is the sky *blue?*\n\nAir scatters blue light.\n", encoding="utf-8")
    Image.new("RGB", (300, 500), "steelblue").save(folder / "sky.jpg")
    words = ("make", script, "--out", folder / "reels", "--variants", "1", "--voice", "silent")
    more = ("--preset", "list", "--media", folder / "sky.jpg", "--server", served.url)
    done = reelyard(*words, *more, REELYARD_API_KEY=served.key)
    assert done.returncode == 0, done.stderr
    return done, [Path(line) for line in done.stdout.splitlines()]


def test_standard_output_names_the_same_files_as_when_it_is_made_here(fetched):
    _, files = fetched
    assert [path.name for path in files] == [
        f"sky-1{'.receipt' if kind == '.json' else ''}{kind}" for kind in KINDS
    ]
    assert sorted(files[0].parent.iterdir()) == sorted(files)


def test_without_a_screen_progress_is_a_plain_line_for_each_stage(fetched):
    done, _ = fetched
    stages = [line.split(" (")[0] for line in done.stderr.splitlines()]
    known = [
        "Sending sky.jpg",
        "Waiting, place 1",
        "Writing",
        "Narrating",
        "Drawing",
        "Finishing",
        "Fetching",
    ]
    assert stages == [stage for stage in known if stage in stages]
    assert stages[-1] == "Fetching"


def test_the_receipt_tells_the_truth_about_the_files_that_came(fetched):
    _, files = fetched
    sky = hashlib.sha256((files[0].parents[1] / "sky.jpg").read_bytes()).hexdigest()
    assert json.loads(files[-1].read_text())["media"] == [sky]
    told = {made["sha256"] for made in json.loads(files[-1].read_text())["files"]}
    assert {hashlib.sha256(path.read_bytes()).hexdigest() for path in files[:-1]} <= told


def test_ctrl_c_cancels_it_on_the_server_too(served, reelyard_path, script, tmp_path):
    out = tmp_path / "reels"
    running = subprocess.Popen(
        [reelyard_path, "make", script, "--out", out, "--server", served.url],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "REELYARD_API_KEY": served.key},
    )
    assert running.stderr is not None
    running.stderr.readline()
    running.send_signal(signal.SIGINT)
    shown, said = running.communicate()
    assert (running.returncode, shown) == (130, ""), said
    assert "Stopped, on the server, too" in said
    assert list(out.iterdir()) == []
    signature = {"Authorization": f"Bearer {served.key}"}
    jobs = httpx.get(f"{served.url}/v1/jobs?limit=1", headers=signature).json()["jobs"]
    assert jobs[0]["status"] == "cancelled"


def test_a_server_of_ones_own_is_started_used_and_stopped(reelyard, script, tmp_path):
    data, out = tmp_path / "own dätä", tmp_path / "reels"
    words = ("make", script, "--out", out, "--variants", "1", "--voice", "silent")
    done = reelyard(*words, "--preset", "list", "--own-server", data)
    assert done.returncode == 0, done.stderr
    assert [Path(line).suffix for line in done.stdout.splitlines()] == list(KINDS)
    assert not [one for one in psutil.process_iter() if str(data) in " ".join(words_of(one))]


def test_a_server_that_runs_in_the_folder_already_is_used_and_left_running(served):
    with local_server.running(served.folder) as access:
        assert (access.url, access.key) == (served.url, served.key)
    assert httpx.get(f"{served.url}/readyz").status_code == 200


def test_a_server_of_ones_own_that_does_not_start_leads_to_its_log(reelyard, script, tmp_path):
    data = tmp_path / "own"
    data.mkdir()
    (data / "secret").write_text("spoiled")
    done = reelyard("make", script, "--out", tmp_path / "o", "--own-server", data)
    assert (done.returncode, done.stdout) == (68, "")
    assert str(data / "serve.log") in done.stderr
    assert "too short" in (data / "serve.log").read_text()


def words_of(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


@pytest.mark.parametrize(
    ("words", "environment", "code", "says"),
    [
        ((), {"REELYARD_API_KEY": "rk_wrong"}, 77, "API key"),
        ((), {"REELYARD_API_KEY": ""}, 77, "REELYARD_API_KEY"),
        (("--api-key-file", "/nowhere"), {}, 77, "/nowhere"),
        (("--media", "picture.png"), {}, 66, "no file picture.png"),
        (("--preset", "disco"), {}, 2, "disco"),
    ],
)
def test_what_cannot_be_is_said_and_leaves_nothing(
    served, reelyard, script, tmp_path, words, environment, code, says
):
    known = {"REELYARD_API_KEY": served.key, **environment}
    out = tmp_path / "reels"
    done = reelyard("make", script, "--out", out, "--server", served.url, *words, **known)
    assert (done.returncode, done.stdout) == (code, ""), done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert list(out.glob("**/*")) == []


def test_a_server_that_is_not_there_is_said(reelyard, script, tmp_path):
    words = ("make", script, "--out", tmp_path / "o", "--server", "http://127.0.0.1:9")
    done = reelyard(*words, REELYARD_API_KEY="rk_any")
    assert (done.returncode, done.stdout) == (68, "")
    assert "Nothing answers at http://127.0.0.1:9." in done.stderr
