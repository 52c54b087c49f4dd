"""What tests of the client talk to, and how they wait: not at all."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator

import pytest
from scripted_server import ScriptedServer, scripted_server

from desktop.sync.api_client import ApiClient


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    """A server that answers what the test lays out."""
    with scripted_server() as script:
        yield script


@pytest.fixture
def client(server) -> Iterator[ApiClient]:
    """A client that speaks with it, as the owner of a token."""
    with ApiClient(server.url, "ryk_secret") as speaking:
        yield speaking
