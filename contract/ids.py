"""Ids that both sides derive from what they stand for, so that asking twice means one thing."""

from uuid import UUID, uuid5


def generation_id_of(owner_id: UUID, route: str, key: str) -> UUID:
    """The generation that a wish becomes; `route` is `create` or `regenerate`, key its
    Idempotency-Key."""
    return uuid5(owner_id, f"{route}:{key}")


def draft_id_of(generation_id: UUID) -> UUID:
    """The draft that is made for a wish that named none."""
    return uuid5(generation_id, "draft")


def variant_id_of(generation_id: UUID, index: int) -> UUID:
    """Variant `index` of a generation, counted from 0."""
    return uuid5(generation_id, f"variant:{index}")


def asset_id_of(owner_id: UUID, variant_id: UUID) -> UUID:
    """The library's item for a variant: one per owner, however often it is saved."""
    return uuid5(owner_id, str(variant_id))


def media_id_of(owner_id: UUID, sha256: str) -> UUID:
    """An owner's file in their log, where every row has an id of one form."""
    return uuid5(owner_id, f"media:{sha256}")
