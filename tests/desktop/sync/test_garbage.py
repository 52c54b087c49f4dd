"""Promises of garbage: it is looked for as often as before, once the last one has read."""

import gc

from desktop.sync import garbage


def test_after_the_last_one_it_is_as_before():
    usual = gc.get_threshold()
    first, second = garbage.looked_for_rarely(), garbage.looked_for_rarely()
    first.__enter__()
    second.__enter__()
    assert gc.get_threshold() == garbage.RARE_THRESHOLDS
    first.__exit__(None, None, None)
    assert gc.get_threshold() == garbage.RARE_THRESHOLDS
    second.__exit__(None, None, None)
    assert gc.get_threshold() == usual
