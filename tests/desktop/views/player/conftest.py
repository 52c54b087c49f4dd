"""A store with finished reels."""

from collections.abc import Iterator

import pytest
from copied_stores import Cinema, a_cinema


@pytest.fixture
def cinema(qtbot, tmp_path) -> Iterator[Cinema]:
    with a_cinema(tmp_path) as cinema:
        yield cinema
