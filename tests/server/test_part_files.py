"""Parts of a file on its way: in order, whole, and only what was counted."""

import errno
import os
import sys
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from contract.problems import Code, Problem
from server.part_files import ASIDE, Arriving, PartFiles, saying_full

pytestmark = pytest.mark.anyio

UPLOAD = UUID(int=1)


@pytest.fixture
def files(tmp_path: Path) -> PartFiles:
    return PartFiles(tmp_path)


async def keep(files: PartFiles, offset_bytes: int, data: bytes) -> None:
    async with files.arriving() as part:
        await part.write(data)
        await part.to_disk()
        await files.place(part, UPLOAD, offset_bytes)


async def test_parts_come_back_in_the_order_of_their_bytes(files):
    await keep(files, 0, b"one")
    await keep(files, 3, b"and two")
    parts = files.list_parts(UPLOAD, 10)
    assert parts is not None
    assert b"".join(part.read_bytes() for part in parts) == b"oneand two"
    assert files.list_parts(UPLOAD, 0) == ()
    assert files.list_ids() == (UPLOAD,)


async def test_a_part_that_is_missing_short_or_too_long_is_not_the_file(files):
    await keep(files, 0, b"one")
    assert files.list_parts(UPLOAD, 4) is None
    assert files.list_parts(UPLOAD, 2) is None
    assert files.list_parts(uuid4(), 3) is None
    await keep(files, 3, b"")
    assert files.list_parts(UPLOAD, 4) is None


async def test_a_part_sent_again_takes_the_place_of_the_one_before(files):
    await keep(files, 0, b"torn")
    await keep(files, 0, b"the whole part")
    (part,) = files.list_parts(UPLOAD, 14) or ()
    assert part.read_bytes() == b"the whole part"


async def test_a_part_without_a_place_leaves_nothing(files):
    async with files.arriving() as part:
        await part.write(b"half")
    assert list((files.folder / ASIDE).iterdir()) == []


async def test_what_is_removed_is_gone_and_gone_again(files):
    await keep(files, 0, b"one")
    await files.remove(UPLOAD)
    await files.remove(UPLOAD)
    assert files.list_ids() == ()


async def test_before_the_first_file_there_is_nothing_to_list_or_clear(files):
    assert files.list_ids() == ()
    files.clear_arriving(before_s=1e12)
    assert not files.folder.exists()


async def test_only_parts_nobody_writes_any_more_are_cleared(files):
    aside = files.folder / ASIDE
    aside.mkdir(parents=True)
    for name, moment_s in (("old", 100), ("new", 300)):
        (aside / name).write_bytes(b"x")
        os.utime(aside / name, (moment_s, moment_s))
    files.clear_arriving(before_s=200)
    assert [path.name for path in aside.iterdir()] == ["new"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a device that is always full")
async def test_a_full_disk_says_so_and_asks_to_try_again():
    full = Path("/dev/full")
    with full.open("wb", buffering=0) as file, pytest.raises(Problem) as told:
        await Arriving(full, file).write(b"x")
    assert (told.value.code, told.value.retryable) == (Code.DISK_FULL, True)
    file = full.open("wb")
    part = Arriving(full, file)
    await part.write(b"x")
    with pytest.raises(Problem) as told:
        await part.to_disk()
    assert told.value.code == Code.DISK_FULL
    with pytest.raises(OSError, match="No space"):
        file.close()


def test_any_other_trouble_of_a_disk_keeps_its_name():
    with pytest.raises(OSError, match="worn") as told, saying_full():
        raise OSError(errno.EIO, "worn out")
    assert told.value.errno == errno.EIO
