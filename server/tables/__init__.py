"""Every table of the server, and the constraints that make a wrong row impossible."""

from server.tables.accounts import (
    AccessToken,
    ApiKey,
    Device,
    RefreshToken,
    Session,
    SignInFailure,
    User,
)
from server.tables.log import Change, IdempotencyKey, OwnerCounter, ServerFact
from server.tables.making import Asset, Blob, Draft, Generation, Variant, VariantFile
from server.tables.media import Media, Upload
from server.tables.metadata import NOW, Base
from server.tables.syncing import DraftText, Overwritten, Placement, SyncAck, SyncDevice
from server.tables.usage import Boost, Lease, LedgerEntry, Subscription, UsagePeriod

__all__ = [
    "NOW",
    "AccessToken",
    "ApiKey",
    "Asset",
    "Base",
    "Blob",
    "Boost",
    "Change",
    "Device",
    "Draft",
    "DraftText",
    "Generation",
    "IdempotencyKey",
    "Lease",
    "LedgerEntry",
    "Media",
    "Overwritten",
    "OwnerCounter",
    "Placement",
    "RefreshToken",
    "ServerFact",
    "Session",
    "SignInFailure",
    "Subscription",
    "SyncAck",
    "SyncDevice",
    "Upload",
    "UsagePeriod",
    "User",
    "Variant",
    "VariantFile",
]
