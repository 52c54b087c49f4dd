"""Fixtures that hand the drawn reels to tests."""

import drawn_reels
import finished_reels
import pytest


@pytest.fixture(scope="session")
def board():
    """Draws up a variant of a script and times it by reading speed."""
    return drawn_reels.board


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """A small video made for real, with a voice, and everything that it was made from."""
    folder = tmp_path_factory.mktemp("finished")
    return finished_reels.finish(finished_reels.spoken_board(), folder)
