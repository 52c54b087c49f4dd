"""How every test runs: generated examples take the time that a busy machine needs."""

import pytest
from hypothesis import settings

# pytest-qt has brought PySide6 along: from here on imports are plain again.
from desktop.views import plain_imports

plain_imports.restore()

# A deadline would be an assertion on the clock, and fails whenever others use the machine.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

# The server's own tests need a database, and so do those of whatever talks to it.
pytest_plugins = ("databases",)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Async tests run on asyncio, as the server and the app do."""
    return "asyncio"
