"""One good body of each kind, as the document shows it; a test reads them all."""

from typing import Any

DRAFT: dict[str, Any] = {
    "topic": "Why is the sky blue?",
    "script": "Sunlight holds every colour.\n\nAir scatters blue light ten times as much as red.",
    "platform": "tiktok",
    "preset": "explainer",
    "language": "en",
    "tags": ["science"],
    "variants": 2,
}
SOME_ID = "0b5c1c2e-6f0e-5d0c-9a52-6b8f2f1d7a10"
OTHER_ID = "6f9d1f0a-95c8-4b7e-8f5c-3f3b2a1d9c01"

DEVICE = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"

# By the name of the shape in the document.
EXAMPLES: dict[str, dict[str, Any]] = {
    "SignUpBody": {"email": "ada@example.com", "password": "a long pass phrase"},
    "NewApiKeyBody": {"name": "build machine"},
    "CreateBody": DRAFT,
    "NewDraftBody": DRAFT,
    "DraftPatchBody": {"title": "Blue sky", "voice": None},
    "AssetPatchBody": {"title": "Blue sky, the good one", "tags": ["science", "light"]},
    "RegenerateBody": {"draft_id": SOME_ID, "preset": "story"},
    "SaveBody": {"variant_id": OTHER_ID, "title": "Blue sky, take two", "tags": ["science"]},
    "HelloBody": {"device": DEVICE, "schema": [1, 1], "cursor": None, "mark": None},
    "PushBody": {
        "device": DEVICE,
        "schema": 1,
        "cursor": None,
        "mark": None,
        "ops": [
            {
                "n": 1,
                "kind": "set",
                "of": "draft",
                "id": SOME_ID,
                "hlc": "1795514400123-0000",
                "fields": {"platform": "tiktok", "title": "Blue sky"},
            }
        ],
    },
}
