"""A reel as a scripted server tells of it: accepted, made while it is polled, ready to fetch."""

import hashlib
from typing import Any
from uuid import UUID

from scripted_server import Scripted, ScriptedServer, told

GENERATION = UUID("9b1c0000-0000-4000-8000-000000000002")
DRAFT = UUID("9b1c0000-0000-4000-8000-000000000003")
ME = {
    "id": "6f1c0000-0000-4000-8000-000000000001",
    "email": "ana@example.com",
    "verified": False,
    "created_at": "2026-01-01T00:00:00Z",
}
POLL = f"/v1/generations/{GENERATION}"
KINDS = ("video", "proxy", "cover", "captions", "vtt", "text", "receipt")


def lay_out(server: ScriptedServer, *polls: Scripted) -> None:
    """Have the server know the caller, accept every wish, and tell this of it."""
    server.answer("GET", "/v1/me", told(ME))
    accepted = {"generation_id": str(GENERATION), "draft_id": str(DRAFT)}
    server.answer("POST", "/v1/create", told(accepted, 202))
    server.answer("GET", POLL, *polls)
    for index in range(3):
        for kind in KINDS:
            server.answer("GET", path_of(kind, index), file_of(kind, index))


def path_of(kind: str, index: int, signature: str = "1") -> str:
    """Where a file of a variant is."""
    return f"/v1/files/{kind}-{index}?signature={signature}"


def content_of(kind: str, index: int) -> bytes:
    """What a file of a variant holds."""
    return f"the {kind} of variant {index}".encode()


def file_of(kind: str, index: int) -> Scripted:
    """The answer that brings it."""
    content = content_of(kind, index)
    tag = f'"{hashlib.sha256(content).hexdigest()}"'
    return Scripted(200, content, {"ETag": tag})


def generation(
    status: str,
    *variants: str,
    stage: str | None = None,
    percent: int = 0,
    signature: str = "1",
    error: dict[str, str] | None = None,
    etag: str = '"1"',
) -> Scripted:
    """A poll's answer; `variants` are their states."""
    content: dict[str, Any] = {
        "id": str(GENERATION),
        "draft_id": str(DRAFT),
        "status": status,
        "stage": stage,
        "progress_pct": percent,
        "queue_position": 2 if status == "queued" else None,
        "error": error,
        "cooldown_until": None,
        "created_at": "2026-01-01T00:00:00Z",
        "variants": [_variant(index, one, signature) for index, one in enumerate(variants)],
    }
    return told(content, ETag=etag)


def _variant(index: int, status: str, signature: str) -> dict[str, Any]:
    urls = {
        f"{kind}_url": path_of(kind, index, signature) if status == "ready" else None
        for kind in KINDS
    }
    facts = {"title": None, "differs_by": None, "duration_ms": None, "width": None, "height": None}
    ids = {"id": f"9b1c0000-0000-4000-8000-00000000010{index}", "index": index}
    return {**ids, **facts, **urls, "status": status, "saved": False}
