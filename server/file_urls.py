"""Addresses of stored files that are good for a while, for whoever has them."""

import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from urllib.parse import quote

import regex

from contract.generations import FileUrls

GOOD_FOR = timedelta(minutes=15)
PATH = "/v1/files"
# So that no other seal made with the same secret is ever taken for an address's.
PURPOSE = b"reelyard file\n"
# Every file system takes 255 bytes; an ending, and a browser's " (1)", want some of them.
LONGEST_STEM_BYTES = 180
# Whoever polls asks for the same few titles again and again.
MOST_STEMS_KEPT = 1000
# What a file is called that has no title with a letter in it, or one that Windows keeps.
UNNAMED = "reel"
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])", re.IGNORECASE)
_SECONDS = re.compile(r"[0-9]{1,12}")
# What some file system, shell or header takes for something else, and what is unseen, apart
# from the joiners of emoji and of Persian.
_UNSAFE = regex.compile(r'(?:(?![\u200c\u200d])[\p{C}\p{Zl}\p{Zp}/\\:*?"<>|%;])+')
_SEEN = regex.compile(r"[\p{L}\p{N}\p{S}\p{P}]")


@dataclass(frozen=True)
class Kind:
    """A kind of file: how its name ends, and what HTTP calls it."""

    ending: str
    media_type: str


@dataclass(frozen=True)
class Address:
    """The parts of an address as they came in, nothing of it believed yet."""

    sha256: str
    name: str
    expires: str
    signature: str

    @property
    def expires_at(self) -> datetime:
        """When it stops being good; ask only of an address that is ours."""
        return datetime.fromtimestamp(int(self.expires), UTC)


KINDS: dict[str, Kind] = {
    "video": Kind(".mp4", "video/mp4"),
    "proxy": Kind(".small.mp4", "video/mp4"),
    "cover": Kind(".jpg", "image/jpeg"),
    "captions": Kind(".srt", "application/x-subrip; charset=utf-8"),
    "vtt": Kind(".vtt", "text/vtt; charset=utf-8"),
    "text": Kind(".txt", "text/plain; charset=utf-8"),
    "receipt": Kind(".receipt.json", "application/json"),
}
NO_FILES = FileUrls(**{f"{kind}_url": None for kind in KINDS})


def urls_for(
    secret: str, base_url: str, files: Mapping[str, str], name: str, now: datetime
) -> FileUrls:
    """The addresses of files, given as kind to sha256; None for each kind that is missing.

    `name` is what they are called when somebody keeps them, without an ending.
    """
    if not files:
        return NO_FILES
    expires_s = int((now + GOOD_FOR).timestamp())
    stem = safe_stem(name)
    start, quoted = f"{base_url}{PATH}/", quote(stem, safe="")
    return FileUrls(
        **{
            f"{kind}_url": f"{start}{files[kind]}/{quoted}{its.ending}?expires={expires_s}"
            f"&signature={signature_of(secret, files[kind], stem + its.ending, expires_s)}"
            if kind in files
            else None
            for kind, its in KINDS.items()
        }
    )


def signature_of(secret: str, sha256: str, name: str, expires_s: int) -> str:
    """What proves that we gave out this address, with this name, until this second."""
    signed = PURPOSE + f"{sha256}\n{expires_s}\n{name}".encode()
    return urlsafe_b64encode(hmac.digest(secret.encode(), signed, "sha256"))[:-1].decode()


def is_ours(secret: str, address: Address) -> bool:
    """Whether we gave out this address; it may have expired."""
    if not _SECONDS.fullmatch(address.expires) or not address.signature.isascii():
        return False
    real = signature_of(secret, address.sha256, address.name, int(address.expires))
    return hmac.compare_digest(address.signature, real)


def media_type_of(name: str) -> str:
    """What a file is, told by the ending that we gave its name."""
    for kind in KINDS.values():
        if name.endswith(kind.ending):
            return kind.media_type
    return "application/octet-stream"


@lru_cache(MOST_STEMS_KEPT)
def safe_stem(title: str) -> str:
    """A title as the name of a file, on every system: one line, no path, not hidden."""
    words = " ".join(_UNSAFE.sub(" ", title).split()).strip(" .")
    stem, size = "", 0
    for letter in regex.findall(r"\X", words[:LONGEST_STEM_BYTES]):
        size += len(letter.encode())
        if size > LONGEST_STEM_BYTES:
            break
        stem += letter
    stem = stem.rstrip(" .")
    if not _SEEN.search(stem) or _RESERVED.fullmatch(stem.split(".")[0].strip()):
        return UNNAMED
    return stem


def disposition_of(name: str, kind: str = "inline") -> str:
    """The Content-Disposition of a file: its name in full, and for old programs in ASCII."""
    plain = re.sub(r"[^\x20-\x7e]", "_", name).replace('"', "_").replace("\\", "_")
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
