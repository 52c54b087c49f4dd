"""The tus 1.0 protocol in headers: its version, what it can do here, what a client says of a file.

Source: https://tus.io/protocols/resumable-upload (core, creation, expiration, termination).
"""

import binascii
from base64 import b64decode, b64encode
from email.utils import format_datetime
from hashlib import sha256
from typing import Annotated

from fastapi import Header, Request
from starlette.datastructures import MutableHeaders
from starlette.types import Message, Receive, Scope, Send

from contract.media import LARGEST_FILE_BYTES
from contract.problems import Code, Problem
from server.api.order import SignedRoute
from server.tables import Upload
from server.uploads import NewFile

VERSION = "1.0.0"
PART_TYPE = "application/offset+octet-stream"
ABILITIES = {
    "Tus-Version": VERSION,
    "Tus-Extension": "creation,expiration,termination",
    "Tus-Max-Size": str(LARGEST_FILE_BYTES),
}
# Names of 4,000 emoji are told in less.
LONGEST_METADATA_CHARS = 32 * 1024
SHA256_BYTES = 32
_HEXADECIMAL = frozenset("0123456789abcdef")

# The file that the document shows: five letters, by the sha256 of them.
SHOWN = b"hello"
SHOWN_METADATA = ",".join(
    f"{name} {b64encode(value.encode()).decode()}"
    for name, value in (("sha256", sha256(SHOWN).hexdigest()), ("filename", "beach.jpg"))
)

Resumable = Annotated[
    str,
    Header(
        alias="Tus-Resumable",
        examples=[VERSION],
        pattern=r"^1\.0\.0$",
        description="The version of tus that is spoken.",
    ),
]
Length = Annotated[
    str,
    Header(
        alias="Upload-Length",
        examples=[str(len(SHOWN))],
        pattern="^[0-9]{1,15}$",
        description="How many bytes the file has.",
    ),
]
Offset = Annotated[
    str,
    Header(
        alias="Upload-Offset",
        examples=["0"],
        pattern="^[0-9]{1,15}$",
        description="How many have come before these.",
    ),
]
Metadata = Annotated[
    str,
    Header(
        alias="Upload-Metadata",
        examples=[SHOWN_METADATA],
        max_length=LONGEST_METADATA_CHARS,
        description="`sha256` of the whole file in hexadecimal, `filename`, and if known"
        " `filetype`: each a space and its value in Base64, with commas between.",
    ),
]


class TusRoute(SignedRoute):
    """Answers whoever has a token and speaks tus; every answer says which version."""

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, problems included."""

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Tus-Resumable"] = headers["Tus-Version"] = VERSION
            await send(message)

        await super().handle(scope, receive, send_on)

    def check_head(self, request: Request) -> None:
        """Refuse another version, or none."""
        if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != VERSION:
            raise Problem(
                Code.UPLOAD_VERSION,
                f"Files are sent by tus {VERSION} here.",
                f"Send `Tus-Resumable: {VERSION}` along.",
            )


class PartRoute(TusRoute):
    """Takes a part of a file, which goes to the disk as it comes."""

    is_streamed = True
    largest_body_bytes = LARGEST_FILE_BYTES

    def check_head(self, request: Request) -> None:
        """Refuse another version, and what is no part."""
        super().check_head(request)
        if request.headers.get("Content-Type", "").strip().lower() != PART_TYPE or (
            request.headers.get("Content-Encoding", "identity").strip().lower() != "identity"
        ):
            raise Problem(
                Code.UNSUPPORTED_MEDIA_TYPE,
                "Parts of files are read as they are, not packed.",
                f"Send them with `Content-Type: {PART_TYPE}`.",
            )


def read_new_file(length: str, metadata: str) -> NewFile:
    """The file that a client announces.

    Raises: Problem INVALID_QUERY.
    """
    told = _read_metadata(metadata)
    return NewFile(
        sha256=_read_sha256(told.get("sha256", b"")),
        size_bytes=int(length),
        # Names come in whatever a file system holds; what is no UTF-8 of it is shown as such.
        filename=told.get("filename", b"").decode("utf-8", "replace"),
        declared_type=told.get("filetype", b"").decode("ascii", "replace") or None,
        told=metadata,
    )


def headers_of(upload: Upload) -> dict[str, str]:
    """What every answer about an upload says: how far it is, and until when it is kept."""
    return {
        "Upload-Offset": str(upload.offset_bytes),
        "Upload-Expires": format_datetime(upload.expires_at, usegmt=True),
        "Cache-Control": "no-store",
    }


def _read_metadata(header: str) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for pair in header.split(","):
        name, _, value = pair.strip(" ").partition(" ")
        if not name or not name.isascii() or name in found:
            raise _unreadable("Each name comes once, a space after it, then its value in Base64")
        try:
            found[name] = b64decode(value.encode("ascii"), validate=True)
        except (UnicodeEncodeError, binascii.Error) as error:
            raise _unreadable(f"The value of {name[:40]!r} is no Base64") from error
    return found


def _read_sha256(value: bytes) -> str:
    """In hexadecimal as everywhere else, or bare."""
    text = value.hex() if len(value) == SHA256_BYTES else value.decode("ascii", "replace").lower()
    if len(text) != 2 * SHA256_BYTES or not _HEXADECIMAL.issuperset(text):
        raise _unreadable("It says no `sha256` of the whole file")
    return text


def _unreadable(why: str) -> Problem:
    return Problem(
        Code.INVALID_QUERY,
        f"Upload-Metadata is not what this call reads. {why}.",
        "Send it like `sha256 <base64 of its 64 hexadecimal digits>,filename <base64>`.",
    )
