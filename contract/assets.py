"""The library as it travels: saved variants, found again by title, topic and tags."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from contract.drafts import LONGEST_TITLE_CHARS
from contract.generations import FileUrls
from contract.tags import Tags
from contract.values import Answer, Value

Title = Annotated[str, Field(min_length=1, max_length=LONGEST_TITLE_CHARS)]


class SaveBody(Value):
    """`POST /v1/library/assets`; without a title it takes the variant's, without tags those
    that the draft had, and with a list of none it has none."""

    variant_id: UUID
    title: Title | None = None
    tags: Tags | None = None


class AssetPatchBody(Value):
    """`PATCH /v1/library/assets/{id}`, a JSON merge patch (RFC 7396): only the names that are
    there change; a title of null is the variant's again, tags of null are none."""

    title: Title | None = None
    tags: Tags | None = None


class AssetAnswer(FileUrls):
    """A saved variant; `format` is the kind of file, such as mp4."""

    id: UUID
    variant_id: UUID
    generation_id: UUID
    title: str
    platform: str
    preset: str
    tags: tuple[str, ...]
    format: str
    duration_ms: int
    size_bytes: int
    created_at: datetime
    deleted_at: datetime | None


class AssetsAnswer(Answer):
    """`GET /v1/library/assets`, the newest first."""

    assets: tuple[AssetAnswer, ...]
    next_cursor: str | None


class Export(Answer):
    """The first save of a variant; `job_id` is its generation."""

    id: UUID
    job_id: UUID
    title: str
    format: str
    created_at: datetime


class ExportsAnswer(Answer):
    """`GET /v1/exports`, the newest first."""

    exports: tuple[Export, ...]
