"""How far a reel is."""

from hypothesis import given
from hypothesis import strategies as st

from reel.making.progress import BEGINS, Teller

NEWS = st.tuples(st.sampled_from(list(BEGINS)), st.integers(0, 2), st.floats(-1, 2))


@given(st.lists(NEWS))
def test_progress_never_falls_and_stays_a_whole_share_of_a_hundred(news):
    told = []
    teller = Teller(3, told.append)
    for one in news:
        teller.tell(*one)
    percents = [progress.percent for progress in told]
    assert percents == sorted(percents)
    assert all(isinstance(p, int) and 0 <= p <= 100 for p in percents)


def test_the_end_of_the_last_variant_is_a_hundred_and_nothing_before():
    told = []
    teller = Teller(2, told.append)
    teller.tell("finishing", 0, 1.0)
    teller.tell("drawing", 1, 1.0)
    assert told[-1].percent < 100
    teller.tell("finishing", 1, 1.0)
    assert told[-1] == ("finishing", 1, 100)


def test_the_same_news_is_told_once():
    told = []
    teller = Teller(1, told.append)
    for _ in range(3):
        teller.tell("drawing", 0, 0.5)
    assert len(told) == 1
