"""Which variant is watched, and what is known of it before any file is read."""

from dataclasses import dataclass
from uuid import UUID

from desktop.views.player.variant_files import VariantFile


@dataclass(frozen=True)
class Watched:
    """A variant on a screen; `platform` decides its safe area, `caption` stands at its foot."""

    generation_id: UUID
    variant_id: UUID
    duration_ms: int
    platform: str
    name: str
    caption: str = ""

    def file(self, kind: str) -> VariantFile:
        """One of its files."""
        return VariantFile(self.generation_id, self.variant_id, kind)
