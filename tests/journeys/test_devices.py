"""Several devices of one person, as real processes: whatever happens between two syncs, every word
that a command took is on all of them in the end, and every wish is carried out once."""

import json
import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest
from devices import Person, TerminalDevice
from javascript import JavaScriptDevice, javascript_in
from served import Served

from desktop.models.store_file import LOCK_NAME, NAME

SCRIPT = "# Why is the sky blue?\n\nAir scatters blue light.\n"


@pytest.fixture
def person(served) -> Person:
    return Person(served.url)


@pytest.fixture
def device(person, tmp_path):
    """Makes devices of this person."""

    def make(name: str, whose: Person | None = person) -> TerminalDevice:
        return TerminalDevice(tmp_path / f"{name} with späces", whose)

    return make


def test_what_was_written_offline_is_on_the_second_device_after_two_syncs(device):
    desk, phone = device("desk", None), device("phone")
    draft = desk.new(SCRIPT, "--tag", "sky", "--platform", "reels")
    assert desk.script(draft) == "Air scatters blue light."
    assert desk.list()[0]["has_unsent"]
    desk.person = phone.person
    desk.sync()
    assert not desk.list()[0]["has_unsent"]
    phone.sync()
    assert phone.show(draft)["topic"] == "Why is the sky blue?"
    assert phone.show(draft)["tags"] == ["sky"]
    assert phone.show(draft)["platform"] == "reels"


def test_every_command_is_a_process_that_works_without_the_others(device):
    desk, phone = device("desk"), device("phone")
    draft = desk.run("new", "-", stdin=SCRIPT).stdout.strip()
    assert desk.run("edit", draft[:6], "--title", "Sky").returncode == 0
    assert desk.run("show", draft).stdout == SCRIPT
    listed = desk.run("list")
    assert listed.stdout == f"{draft}  waits      Sky\n"
    assert "wait since" in listed.stderr
    for one in (desk, phone):
        done = one.run("sync", "--server", one.person.server)
        assert done.returncode == 0, done.stderr
        assert "Nothing waits." in done.stderr
        assert "The server holds all" in done.stderr
        assert done.stdout == ""
    assert phone.run("show", draft).stdout == SCRIPT
    assert phone.run("list").stdout == f"{draft}  synced     Sky\n"


def test_what_both_wrote_apart_is_on_both_with_every_word(device, person):
    desk, phone = device("desk"), device("phone")
    draft = desk.new(SCRIPT)
    desk.sync()
    phone.sync()
    desk.edit(draft, "# Why is the sky blue?\n\nClean air scatters blue light.\n")
    phone.edit(draft, "# Why is the sky blue?\n\nAir scatters blue light. Look up!\n")
    phone.fine("edit", draft, "--title", "Sky")
    desk.sync()
    phone.sync()
    desk.sync()
    assert desk.script(draft) == phone.script(draft) == "Clean air scatters blue light. Look up!"
    assert desk.show(draft)["title"] == "Sky"
    assert person.read(f"/v1/drafts/{draft}")["script"] == desk.script(draft)


def test_syncing_twice_in_a_row_changes_nothing(device, person):
    desk = device("desk")
    draft = desk.new(SCRIPT)
    desk.sync()
    before = person.read("/v1/sync/digest")
    desk.sync()
    assert person.read("/v1/sync/digest") == before
    assert len(desk.list()) == 1
    assert desk.script(draft) == "Air scatters blue light."


def test_a_draft_in_the_trash_is_there_on_both_until_somebody_edits_it(device):
    desk, phone = device("desk"), device("phone")
    draft = desk.new(SCRIPT)
    desk.sync()
    phone.sync()
    desk.fine("edit", draft, "--delete")
    desk.sync()
    phone.sync()
    assert phone.list() == []
    phone.edit(draft, "# Why is the sky blue?\n\nAir scatters blue light. Still needed.\n")
    phone.sync()
    desk.sync()
    assert [one["id"] for one in desk.list()] == [draft]
    assert "Still needed." in desk.script(draft)


def test_a_device_in_javascript_one_in_python_and_a_plain_client_keep_every_word(
    device, person, tmp_path
):
    desk = device("desk")
    (tmp_path / "javascript").mkdir()
    browser = JavaScriptDevice(
        javascript_in(tmp_path / "javascript"), "browser", person.server, person.key
    )
    words = {"topic": "Why is the sky blue?", "script": "Air scatters light 🎬."}
    draft = browser.ask("new", body={**words, "preset": "story"})["id"]
    browser.sync()
    desk.sync()
    read = person.call("GET", f"/v1/drafts/{draft}")

    browser.ask("write", draft, {"script": "Air scatters light 🎬🌍. Look up."})
    browser.ask("write", draft, {"script": "Clean air scatters light 🎬🌍. Look up."})
    browser.ask("tag", draft, ["from-javascript"])
    desk.edit(draft, "# Why is the sky *so* blue?\n\nAir scatters blue light 🎬.\n")
    desk.fine("edit", draft, "--title", "Sky")

    desk.sync()
    patched = subprocess.run(
        [
            *("curl", "-fsS", "-X", "PATCH", f"{person.server}/v1/drafts/{draft}"),
            *("-H", f"Authorization: Bearer {person.key}"),
            *("-H", f"If-Match: {read.headers['etag']}"),
            *("-H", "Content-Type: application/merge-patch+json"),
            *("-d", json.dumps({"script": "Air scatters light everywhere 🎬.", "variants": 2})),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert patched.returncode == 0, patched.stderr
    browser.sync()
    desk.sync()
    browser.sync()

    plain, python, javascript = (
        person.read(f"/v1/drafts/{draft}"),
        desk.show(draft),
        browser.ask("show", draft),
    )
    for name in ("topic", "script", "title", "preset", "variants", "tags"):
        assert plain[name] == python[name] == javascript[name], name
    for word in ("Clean", "blue", "everywhere", "🎬🌍", "Look up."):
        assert word in plain["script"]
    assert plain["topic"] == "Why is the sky *so* blue?"
    assert (plain["title"], plain["variants"]) == ("Sky", 2)
    assert plain["tags"] == ["from-javascript"]


def test_a_wish_pressed_offline_is_made_once_and_charged_once(device, person, tmp_path):
    desk = device("desk", None)
    (tmp_path / "sky.md").write_text(SCRIPT)
    wish = ("make", tmp_path / "sky.md", "--offline", "--variants", 1, "--voice", "silent")
    said = desk.fine(*wish)
    assert "It will take about 0.1 minutes of your plan." in said.stderr
    assert "waits here already" in desk.fine(*wish).stderr
    assert len(desk.list()) == 1
    desk.person = person

    fetched = desk.run("sync", "--server", person.server, "--out", tmp_path / "reels")
    assert fetched.returncode == 0, fetched.stderr
    files = [Path(line) for line in fetched.stdout.splitlines()]
    assert sorted(path.name for path in files) == [
        f"sky-1{ending}" for ending in (".jpg", ".mp4", ".receipt.json", ".srt", ".txt", ".vtt")
    ]
    assert all(path.stat().st_size > 0 for path in files)
    assert desk.sync("--out", tmp_path / "reels").stdout == ""

    entries = person.read("/v1/usage/ledger")["entries"]
    assert sorted(entry["kind"] for entry in entries) == ["reserve", "settle"]
    assert len(person.read("/v1/jobs")["jobs"]) == 1


def test_a_refused_wish_is_said_and_blocks_nothing(device, person, tmp_path):
    desk = device("desk")
    (tmp_path / "sky.md").write_text(SCRIPT)
    for number in range(2):
        (tmp_path / "sky.md").write_text(f"{SCRIPT}\nNumber {number}.\n")
        desk.fine("make", tmp_path / "sky.md", "--offline", "--voice", "silent")
    draft = desk.new("# Another\n\nWords.\n")
    done = desk.run("sync", "--server", person.server)
    assert done.returncode == 75, done.stderr  # one at once on plan free; the other waits
    assert person.read(f"/v1/drafts/{draft}")["topic"] == "Another"
    assert "1 wish waits" in done.stderr


def test_without_a_network_sync_says_so_and_nothing_is_lost(device):
    desk = device("desk")
    draft = desk.new(SCRIPT)
    for _ in range(2):
        done = desk.run("sync", "--server", "http://127.0.0.1:9")
        assert done.returncode == 68
        assert "Nothing answers at http://127.0.0.1:9." in done.stderr
        assert "Traceback" not in done.stderr
    assert desk.script(draft) == "Air scatters blue light."


def test_a_second_instance_is_told_that_the_first_one_works(device):
    desk = device("desk")
    desk.new(SCRIPT)
    (lock,) = desk.data.rglob(LOCK_NAME)
    holder = subprocess.Popen(
        [
            *("python3", "-c"),
            "import fcntl, sys\n"
            f"lock = open({str(lock)!r}, 'w'); fcntl.flock(lock, fcntl.LOCK_EX)\n"
            "print('mine', flush=True); sys.stdin.read()",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "mine\n"
    try:
        done = desk.run("new", "-", stdin="# Other\n\nWords.\n")
        assert done.returncode == 71
        assert "Another Reelyard has" in done.stderr
        assert done.stdout == ""
    finally:
        holder.communicate("")
    assert len(desk.list()) == 1


def test_a_damaged_store_is_kept_aside_and_comes_back_from_the_server(device):
    desk = device("desk")
    draft = desk.new(SCRIPT)
    desk.sync()
    (store,) = [path for path in desk.data.rglob(NAME) if "local" not in path.parts]
    store.write_bytes(b"not a database at all" * 500)
    done = desk.run("list")
    assert done.returncode != 0
    assert "was damaged; it is kept as" in done.stderr
    assert "Traceback" not in done.stderr
    assert desk.list() == []
    desk.sync()
    assert desk.script(draft) == "Air scatters blue light."


def test_who_signs_in_next_sees_nothing_of_the_one_before_whose_work_is_kept(device, served):
    other = Person(served.url, "other")
    desk = device("desk")
    first = desk.person
    desk.sync()
    draft = desk.new(SCRIPT)
    desk.person = other
    done = desk.sync()
    assert first.email in done.stderr
    assert "wait" in done.stderr
    assert desk.list() == []
    assert other.read("/v1/drafts")["drafts"] == []
    desk.person = first
    desk.sync()
    assert desk.script(draft) == "Air scatters blue light."
    assert [one["id"] for one in first.read("/v1/drafts")["drafts"]] == [draft]


def test_killed_in_the_middle_of_a_sync_it_goes_on_where_it_was(device, person):
    desk, phone = device("desk"), device("phone")
    drafts = [desk.new(f"# Draft {number}\n\nWords of {number}.\n") for number in range(6)]
    for killed_after_s in (0.3, 0.6, 0.9, 1.2, 1.5):
        syncing = subprocess.Popen(
            desk.words("sync", "--server", person.server),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=desk.environment,
        )
        try:
            syncing.wait(killed_after_s)
        except subprocess.TimeoutExpired:
            syncing.send_signal(signal.SIGKILL)
            syncing.wait()
    desk.sync()
    phone.sync()
    assert sorted(one["id"] for one in phone.list()) == sorted(drafts)
    for number, draft in enumerate(drafts):
        assert phone.script(draft) == f"Words of {number}."


@pytest.fixture
def own(tmp_path):
    """Starts a server that may be stopped, at an address that stays."""
    port = _free_port()
    started: list[Served] = []

    def start() -> Served:
        started.append(Served(tmp_path / "server" / "data", "--port", str(port)))
        return started[-1]

    (tmp_path / "server").mkdir()
    yield start
    for one in started:
        if one.process.poll() is None:
            one.stop()


def test_a_server_restored_from_an_older_copy_is_healed_by_its_devices(own, tmp_path):
    server = own()
    person = Person(server.url)
    desk, phone = (TerminalDevice(tmp_path / name, person) for name in ("desk", "phone"))
    old = desk.new(SCRIPT)
    desk.sync()
    phone.sync()
    server.stop()
    assert desk.run("sync", "--server", person.server).returncode == 68
    shutil.copytree(server.folder, tmp_path / "backup", symlinks=True)

    server = own()
    desk.edit(old, "# Why is the sky blue?\n\nClean air scatters blue light.\n")
    desk.fine("edit", old, "--title", "After the copy")
    new = desk.new("# Made after the copy\n\nNew words.\n")
    desk.sync()
    phone.sync()
    phone.edit(old, "# Why is the sky blue?\n\nClean air scatters blue light. Look up.\n")
    phone.sync()
    server.stop()

    shutil.rmtree(server.folder)
    shutil.copytree(tmp_path / "backup", server.folder, symlinks=True)
    server = own()
    assert person.read(f"/v1/drafts/{old}")["script"] == "Air scatters blue light."
    phone.sync()
    desk.sync()
    phone.sync()
    healed = person.read(f"/v1/drafts/{old}")
    assert healed["script"] == "Clean air scatters blue light. Look up."
    assert healed["title"] == "After the copy"
    assert person.read(f"/v1/drafts/{new}")["script"] == "New words."
    for device in (desk, phone):
        assert device.script(old) == healed["script"]
        assert device.script(new) == "New words."


def test_one_profile_copied_to_two_machines_becomes_two_devices(person, tmp_path):
    one = TerminalDevice(tmp_path / "one", person)
    draft = one.new(SCRIPT)
    one.sync()
    shutil.copytree(one.data, tmp_path / "two")
    two = TerminalDevice(tmp_path / "two", person)
    one.edit(draft, "# Why is the sky blue?\n\nClean air scatters blue light.\n")
    two.edit(draft, "# Why is the sky blue?\n\nAir scatters blue light. Look up.\n")
    for device in (one, two, one, two):
        device.sync()
    assert one.script(draft) == two.script(draft) == "Clean air scatters blue light. Look up."


def test_a_device_restored_from_a_backup_loses_nothing_and_doubles_nothing(person, tmp_path):
    desk = TerminalDevice(tmp_path / "desk", person)
    draft = desk.new(SCRIPT)
    desk.sync()
    shutil.copytree(desk.data, tmp_path / "backup")
    desk.edit(draft, "# Why is the sky blue?\n\nClean air scatters blue light.\n")
    desk.sync()
    shutil.rmtree(desk.data)
    shutil.copytree(tmp_path / "backup", desk.data)
    desk.edit(draft, "# Why is the sky blue?\n\nAir scatters blue light. Look up.\n")
    desk.sync()
    assert desk.script(draft) == "Clean air scatters blue light. Look up."
    assert person.read(f"/v1/drafts/{draft}")["script"] == desk.script(draft)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    tmp_path.chmod(0o500)
    try:
        done = TerminalDevice(tmp_path / "desk").run("new", "-", stdin=SCRIPT)
    finally:
        tmp_path.chmod(0o700)
    assert done.returncode == 73
    assert "Traceback" not in done.stderr


def _free_port() -> int:
    import socket  # noqa: PLC0415

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
