"""Promises of answered wishes: what they made is there once all was read, or they are undone."""

import pytest

from contract.syncing.wishes import is_undone


@pytest.mark.parametrize(
    ("kind", "is_there", "status", "undone"),
    [
        ("create", True, "queued", False),
        ("regenerate", False, None, True),
        ("save", True, None, False),
        ("save", False, None, True),
        ("cancel", True, "running", True),
        ("cancel", True, "cancelled", False),
        ("cancel", True, "succeeded", False),
        ("cancel", False, None, True),
    ],
)
def test_what_is_not_there_or_still_runs_is_undone(kind, is_there, status, undone):
    assert is_undone(kind, is_there=is_there, status=status) is undone
