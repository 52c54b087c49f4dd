"""Stored files: whole or not there, by their content, once."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from contract.problems import Code, Problem
from server.blobs import INCOMING, PIECE_BYTES, Blobs

pytestmark = pytest.mark.anyio

BYTES = bytes(range(256)) * 8 * 1024 + b"the end"
DIGEST = sha256(BYTES).hexdigest()


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "made.mp4"
    path.write_bytes(BYTES)
    return path


@pytest.fixture
def blobs(tmp_path):
    return Blobs(tmp_path / "files of mine")


async def whole(blobs, sha, start=0, end=None):
    pieces = [piece async for piece in blobs.read(sha, start, len(BYTES) if end is None else end)]
    return b"".join(pieces)


async def test_a_file_is_stored_under_the_name_of_its_content(blobs, source):
    assert await blobs.put(source) == (DIGEST, len(BYTES))
    assert await blobs.size_of(DIGEST) == len(BYTES)
    assert await whole(blobs, DIGEST) == BYTES
    assert source.read_bytes() == BYTES, "it was copied, not taken"


async def test_nothing_half_done_stands_beside_it(blobs, source):
    await blobs.put(source)
    await blobs.put(source)
    names = [path.name for path in blobs.folder.rglob("*") if path.is_file()]
    assert names == [DIGEST]


async def test_putting_it_again_changes_no_byte_and_makes_it_new(blobs, source):
    await blobs.put(source)
    place = next(path for path in blobs.folder.rglob(DIGEST))
    os.utime(place, (0, 0))
    inode = place.stat().st_ino
    assert await blobs.put(source) == (DIGEST, len(BYTES))
    assert place.stat().st_ino == inode
    (stored,) = await blobs.list_stored()
    assert stored.stored_at > datetime.now(UTC) - timedelta(hours=1)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (0, 1),
        (5, 5),
        (len(BYTES) - 7, len(BYTES)),
        (PIECE_BYTES - 1, PIECE_BYTES + 1),
        (3, 2 * PIECE_BYTES + 3),
    ],
)
async def test_any_part_can_be_read(blobs, source, start, end):
    await blobs.put(source)
    assert await whole(blobs, DIGEST, start, end) == BYTES[start:end]


async def test_an_empty_file_is_a_file(blobs, tmp_path):
    (tmp_path / "empty").touch()
    sha, size = await blobs.put(tmp_path / "empty")
    assert (sha, size) == (sha256(b"").hexdigest(), 0)
    assert await blobs.size_of(sha) == 0
    assert await whole(blobs, sha, 0, 0) == b""


@pytest.mark.parametrize("end", [0, 1])
async def test_what_is_not_there_is_not_read(blobs, end):
    assert await blobs.size_of(DIGEST) is None
    with pytest.raises(FileNotFoundError):
        await whole(blobs, DIGEST, 0, end)


async def test_a_file_is_gone_when_it_was_deleted_and_deleting_again_is_no_matter(blobs, source):
    await blobs.put(source)
    await blobs.delete(DIGEST)
    await blobs.delete(DIGEST)
    assert await blobs.size_of(DIGEST) is None
    assert await blobs.list_stored() == ()


async def test_everything_stored_is_listed_and_nothing_else(blobs, source, tmp_path):
    await blobs.put(source)
    (blobs.folder / "shelf").mkdir()
    (blobs.folder / "shelf" / ("a" * 64)).write_text("somebody else's")
    (blobs.folder / INCOMING / "half").write_text("not yet")
    assert [(file.sha256, file.size_bytes) for file in await blobs.list_stored()] == [
        (DIGEST, len(BYTES))
    ]


async def test_what_never_came_to_its_end_is_cleared_once_it_is_old(blobs, source):
    await blobs.put(source)
    old, new = (blobs.folder / INCOMING / name for name in ("old", "new"))
    for path in (old, new):
        path.write_text("half")
    os.utime(old, (0, 0))
    await blobs.clear_incoming(datetime.now(UTC) - timedelta(hours=1))
    assert not old.exists()
    assert new.exists()
    assert await blobs.size_of(DIGEST) == len(BYTES)


async def test_a_folder_that_cannot_be_one_is_a_problem(tmp_path, source):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Problem) as caught:
        await Blobs(tmp_path / "file" / "files").put(source)
    assert caught.value.code is Code.FOLDER_UNWRITABLE


FILL = """
import asyncio, sys
from pathlib import Path
from contract.problems import Problem
from server.blobs import Blobs
folder = Path(sys.argv[1])
try:
    asyncio.run(Blobs(folder / "files").put(Path(sys.argv[2])))
except Problem as problem:
    print(problem.code.value, [p.name for p in folder.rglob("*") if p.is_file()])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a small disk in a namespace")
def test_a_full_disk_is_a_problem_and_keeps_nothing(tmp_path, source):
    small = tmp_path / "small disk"
    small.mkdir()
    order = 'mount -t tmpfs -o size=64k tmpfs "$1" && exec "$2" -c "$3" "$1" "$4"'
    command = ["unshare", "-Urm", "sh", "-c", order, "sh", small, sys.executable, FILL, source]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2]
    )
    if "unshare" in done.stderr or "mount" in done.stderr:
        pytest.skip("no namespaces here")
    assert done.stdout.strip() == "disk-full []", done.stderr
