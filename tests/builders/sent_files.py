"""Files as tests send them to the API: announced, then in parts."""

from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from uuid import UUID, uuid4

import httpx
from sqlalchemy import func, insert
from sqlalchemy.ext.asyncio import AsyncSession

from contract.ids import media_id_of
from server.blobs import Blobs
from server.tables import Blob, Media, Upload
from server.uploads import UNFINISHED_FOR

TUS = {"Tus-Resumable": "1.0.0"}
PART = {**TUS, "Content-Type": "application/offset+octet-stream"}
PARTS_OF_TESTS_BYTES = 8 * 2**20


def sha256_of(content: bytes) -> str:
    """The name of a file."""
    return sha256(content).hexdigest()


def encoded(value: bytes | str) -> str:
    """A value as metadata holds it."""
    return b64encode(value if isinstance(value, bytes) else value.encode()).decode()


def announced(
    content: bytes, name: bytes | str = "beach.jpg", *, named: str | None = None, size: int = -1
) -> dict[str, str]:
    """The headers that announce a file; with another sha256 or size than it has, if given."""
    told = f"sha256 {encoded(named or sha256_of(content))},filename {encoded(name)}"
    length = len(content) if size < 0 else size
    return {**TUS, "Upload-Length": str(length), "Upload-Metadata": told}


async def begin(api: httpx.AsyncClient, content: bytes, name: bytes | str = "beach.jpg") -> str:
    """Announce a file and return where it is to be sent."""
    answer = await api.post("/v1/media", headers=announced(content, name))
    assert answer.status_code == 201, answer.text
    return answer.headers["Location"]


async def send(api: httpx.AsyncClient, place: str, offset: int, part: bytes) -> httpx.Response:
    """Send one part."""
    return await api.patch(place, content=part, headers={**PART, "Upload-Offset": str(offset)})


async def offset_of(api: httpx.AsyncClient, place: str) -> int:
    """How much has come."""
    answer = await api.head(place, headers=TUS)
    assert answer.status_code == 200, answer.status_code
    return int(answer.headers["Upload-Offset"])


async def upload(api: httpx.AsyncClient, content: bytes, name: bytes | str = "beach.jpg") -> str:
    """Send a file whole; return its sha256."""
    if not content:
        assert (await api.post("/v1/media", headers=announced(content, name))).is_success
        return sha256_of(content)
    place = await begin(api, content, name)
    for start, part in parts_of(content):
        answer = await send(api, place, start, part)
        assert answer.status_code == 204, answer.text
    return sha256_of(content)


def parts_of(content: bytes) -> Iterator[tuple[int, bytes]]:
    """A file in parts, each with where it begins."""
    for start in range(0, len(content), PARTS_OF_TESTS_BYTES):
        yield start, content[start : start + PARTS_OF_TESTS_BYTES]


async def make_upload(session: AsyncSession, owner_id: UUID, content: bytes = b"hello") -> UUID:
    """An upload that was begun, as a row: nothing of the file has come."""
    upload_id = uuid4()
    # Each of its own: begun by announcing, the second would be the first.
    await session.execute(
        insert(Upload).values(
            id=upload_id,
            owner_id=owner_id,
            sha256=sha256_of(content),
            name="beach.jpg",
            kind="picture",
            size_bytes=len(content),
            offset_bytes=0,
            told="",
            is_done=False,
            expires_at=func.reelyard_now() + UNFINISHED_FOR,
        )
    )
    return upload_id


async def make_media(session: AsyncSession, blobs: Blobs, owner_id: UUID) -> str:
    """A file that the owner holds, with its bytes."""
    blobs.folder.mkdir(parents=True, exist_ok=True)
    path = blobs.folder / f"{uuid4()}.jpg"
    path.write_bytes(path.name.encode())
    sha256, size = await blobs.put(path)
    path.unlink()
    await session.execute(insert(Blob).values(sha256=sha256, size_bytes=size))
    await session.execute(
        insert(Media).values(
            owner_id=owner_id,
            sha256=sha256,
            id=media_id_of(owner_id, sha256),
            name="beach.jpg",
            kind="picture",
            size_bytes=size,
        )
    )
    return sha256
