"""Tests of the API send thousands of requests; only what goes wrong is worth a line of each."""

import logging
from collections.abc import Iterator

import pytest
import structlog


@pytest.fixture(autouse=True, scope="session")
def quiet_logs() -> Iterator[None]:
    """Nothing below an error is written, unless a test sets logs up for itself."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    yield
    structlog.configure(**before)
