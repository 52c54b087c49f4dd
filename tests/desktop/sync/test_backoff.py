"""Promises of waiting after failures: longer each time, bounded, and no two devices in step."""

from random import Random

from desktop.sync.backoff import LONGEST_S, Backoff


class Latest(Random):
    """Chance that always takes the latest moment."""

    def uniform(self, a: float, b: float) -> float:
        return b


def test_the_bound_doubles_until_it_is_the_longest():
    backoff = Backoff(Latest())
    assert [backoff.next_s() for _ in range(11)] == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


def test_after_a_success_the_next_failure_is_the_first():
    backoff = Backoff(Latest())
    backoff.next_s()
    backoff.next_s()
    backoff.reset()
    assert backoff.next_s() == 1


def test_what_the_server_asks_for_is_never_undercut_and_still_spread():
    waits = {Backoff(Random(seed)).next_s(60.0) for seed in range(50)}
    assert all(60 <= wait <= 61 for wait in waits)
    assert len(waits) == 50


def test_devices_that_fail_together_do_not_come_back_together():
    waits = [Backoff(Random(seed)).next_s() for seed in range(100)]
    assert min(waits) < 0.1
    assert max(waits) > 0.9


def test_the_same_seed_waits_the_same_and_a_long_outage_stays_bounded():
    one, other = Backoff(Random(7)), Backoff(Random(7))
    assert [one.next_s() for _ in range(2000)] == [other.next_s() for _ in range(2000)]
    assert one.next_s() <= LONGEST_S
