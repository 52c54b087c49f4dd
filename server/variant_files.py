"""A variant's stored files, as a column of whatever statement asks for them."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from server.tables import VariantFile


def files_of(variant_id: ColumnElement[Any] | Any) -> ScalarSelect[Any]:
    """{kind: sha256} of the variant with this id, null when it has none."""
    return (
        select(func.jsonb_object_agg(VariantFile.kind, VariantFile.sha256))
        .where(VariantFile.variant_id == variant_id)
        .scalar_subquery()
    )


async def find_files(session: AsyncSession, variant_id: UUID) -> dict[str, str]:
    """The stored files of a variant, kind to sha256."""
    found = await session.execute(
        select(VariantFile.kind, VariantFile.sha256).where(VariantFile.variant_id == variant_id)
    )
    return {row.kind: row.sha256 for row in found}
