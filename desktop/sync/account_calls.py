"""What a person asks their server about, apart from the sync: devices, keys, past months, how far
a reel is."""

from typing import TypeVar
from uuid import UUID

from pydantic import BaseModel

from contract.accounts import (
    ApiKeyAnswer,
    ApiKeysAnswer,
    DeviceAnswer,
    DevicesAnswer,
    NewApiKeyAnswer,
)
from contract.generations import GenerationAnswer
from contract.usage import HistoryAnswer, LedgerAnswer, MonthAnswer, UsageAnswer
from desktop.sync import refusals
from desktop.sync.async_client import AsyncApiClient

DEVICES_PATH, KEYS_PATH = "/v1/devices", "/v1/api-keys"
USAGE_PATH = "/v1/usage"
HISTORY_PATH, LEDGER_PATH = f"{USAGE_PATH}/history", f"{USAGE_PATH}/ledger"

A = TypeVar("A", bound=BaseModel)


async def list_devices(api: AsyncApiClient) -> tuple[DeviceAnswer, ...]:
    """Where somebody is signed in, the one seen last first.

    Raises: Problem NOT_SIGNED_IN, SERVER_UNREACHABLE ...
    """
    return tuple((await _get(api, DevicesAnswer, DEVICES_PATH)).devices)


async def revoke_device(api: AsyncApiClient, device_id: UUID) -> None:
    """Whoever is signed in on it is no more.

    Raises: Problem NOT_FOUND, NOT_SIGNED_IN, SERVER_UNREACHABLE ...
    """
    await api.ask("DELETE", f"{DEVICES_PATH}/{device_id}")


async def read_usage(api: AsyncApiClient) -> UsageAnswer:
    """What this month took so far, and what it may.

    Raises: Problem NOT_SIGNED_IN, SERVER_UNREACHABLE ...
    """
    return await _get(api, UsageAnswer, USAGE_PATH)


async def usage_history(api: AsyncApiClient, months: int) -> tuple[MonthAnswer, ...]:
    """What the last months took.

    Raises: Problem NOT_SIGNED_IN, SERVER_UNREACHABLE ...
    """
    return tuple((await _get(api, HistoryAnswer, HISTORY_PATH, months=months)).months)


async def ledger_page(api: AsyncApiClient, cursor: str | None = None) -> LedgerAnswer:
    """Some entries of the ledger, the newest first.

    Raises: Problem NOT_SIGNED_IN, SERVER_UNREACHABLE ...
    """
    return await _get(
        api, LedgerAnswer, LEDGER_PATH, **({} if cursor is None else {"cursor": cursor})
    )


async def look_at(api: AsyncApiClient, generation_id: UUID) -> GenerationAnswer:
    """How a generation stands, with its place in the queue.

    Raises: Problem NOT_FOUND, NOT_SIGNED_IN, SERVER_UNREACHABLE ...
    """
    return await _get(api, GenerationAnswer, f"/v1/generations/{generation_id}")


async def list_keys(api: AsyncApiClient) -> tuple[ApiKeyAnswer, ...]:
    """The keys of machines.

    Raises: Problem NOT_SIGNED_IN, SERVER_UNREACHABLE ...
    """
    return tuple((await _get(api, ApiKeysAnswer, KEYS_PATH)).api_keys)


async def add_key(api: AsyncApiClient, name: str) -> NewApiKeyAnswer:
    """A new key; its secret is told this once.

    Raises: Problem NOT_SIGNED_IN, SERVER_UNREACHABLE ...
    """
    answer = await api.ask("POST", KEYS_PATH, body={"name": name})
    return refusals.read_answer(NewApiKeyAnswer, answer.body, api.server)


async def revoke_key(api: AsyncApiClient, key_id: UUID) -> None:
    """The key opens nothing any longer.

    Raises: Problem NOT_FOUND, NOT_SIGNED_IN, SERVER_UNREACHABLE ...
    """
    await api.ask("DELETE", f"{KEYS_PATH}/{key_id}")


async def _get(api: AsyncApiClient, kind: type[A], path: str, **query: str | int) -> A:
    answer = await api.ask("GET", path, query=query)
    return refusals.read_answer(kind, answer.body, api.server)
