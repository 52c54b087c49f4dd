"""JSON merge patches (RFC 7396): plain bodies under a name of their own."""

from typing import Any

from pydantic import BaseModel

MERGE_PATCH_TYPE = "application/merge-patch+json"


def merge_patch_of(body: type[BaseModel]) -> dict[str, Any]:
    """What the document adds to a route that reads this body: its second name."""
    schema = {"$ref": f"#/components/schemas/{body.__name__}"}
    return {"requestBody": {"content": {MERGE_PATCH_TYPE: {"schema": schema}}}}
