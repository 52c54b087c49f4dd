"""Exports as the dashboard lists them: the first saves of variants."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from contract.assets import Export
from server.tables import Asset


async def get_recent_exports(
    session: AsyncSession, owner_id: UUID, limit: int
) -> tuple[Export, ...]:
    """An owner's latest exports, the newest first, ties by id.

    An item in the trash is one, too: it was counted, and deleting does not give it back.
    """
    found = await session.execute(
        select(
            Asset.id,
            Asset.generation_id.label("job_id"),
            Asset.title,
            Asset.format,
            Asset.created_at,
        )
        .where(Asset.owner_id == owner_id)
        .order_by(Asset.created_at.desc(), Asset.id)
        .limit(limit)
    )
    return tuple(Export.model_validate(row._asdict()) for row in found)
