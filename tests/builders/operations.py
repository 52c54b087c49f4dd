"""Every call of the API as the committed document tells it, for tests that go through all."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any
from uuid import uuid4

DOCUMENT: dict[str, Any] = json.loads(files("contract").joinpath("openapi.json").read_text())
METHODS = ("get", "put", "post", "delete", "patch", "head", "options")
JSON_TYPE, FORM_TYPE = "application/json", "application/x-www-form-urlencoded"
PART_TYPE = "application/offset+octet-stream"
# What the document's example of a file holds.
SHOWN_FILE = b"hello"


@dataclass(frozen=True)
class Operation:
    """One method at one path, and what the document says of it."""

    method: str
    path: str
    told: Mapping[str, Any]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def is_signed(self) -> bool:
        """Whether it needs a token."""
        return bool(self.told["security"])

    @property
    def is_keyed(self) -> bool:
        """Whether it needs an Idempotency-Key."""
        return any(one["name"] == "Idempotency-Key" for one in self.told.get("parameters", ()))

    @property
    def has_ids(self) -> bool:
        """Whether its path names one thing."""
        return "{" in self.path

    @property
    def body_type(self) -> str | None:
        """The type of the body it reads."""
        return next(iter(self.told.get("requestBody", {}).get("content", ())), None)

    @property
    def is_streamed(self) -> bool:
        """Whether its body goes to the disk as it comes, and may be larger than any other."""
        return self.body_type == PART_TYPE

    @property
    def takes_packed(self) -> bool:
        """Whether its body may come packed, and be as large as what a device sends."""
        return self.path == "/v1/sync/push"

    @property
    def reads_json(self) -> bool:
        """Whether its body is JSON of some kind."""
        return bool(self.body_type) and str(self.body_type).endswith("json")

    def statuses(self) -> set[int]:
        """Every status that the document tells."""
        return {int(status) for status in self.told["responses"]}

    def path_with(self, ids: Mapping[str, str] | None = None) -> str:
        """Its path with these ids, others made up."""
        given = ids or {}
        return re.sub(r"\{([^}]+)\}", lambda hole: given.get(hole[1], str(uuid4())), self.path)

    def headers(self) -> dict[str, str]:
        """The headers that it cannot do without, as the document shows them; the key apart."""
        return {
            one["name"]: one["schema"]["examples"][0]
            for one in self.told.get("parameters", ())
            if one["in"] == "header" and one["schema"].get("examples")
        }

    def example(self) -> dict[str, Any] | None:
        """The good body that the document shows."""
        if not self.reads_json:
            return None
        schema = self.told["requestBody"]["content"][self.body_type]["schema"]
        name = schema.get("$ref", "").rpartition("/")[2]
        shown = DOCUMENT["components"]["schemas"].get(name, schema).get("examples")
        return dict(shown[0]) if shown else None


def operations() -> list[Operation]:
    """All of them, in the document's order."""
    return [
        Operation(method.upper(), path, told)
        for path, item in DOCUMENT["paths"].items()
        for method, told in item.items()
        if method in METHODS
    ]
