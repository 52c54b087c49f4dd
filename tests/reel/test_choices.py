"""Promises of choices: no chance in them, and no Python that decides otherwise."""

from collections import Counter

from reel.choices import derive, pick


def test_a_choice_is_the_same_wherever_and_whenever_it_is_made():
    assert (derive(7, "scene 1"), derive(0, "")) == (52428852, 2586255146)
    assert pick(7, "call", ["a", "b", "c"]) == pick(7, "call", ("a", "b", "c"))


def test_another_seed_or_place_chooses_anew():
    places = {derive(seed, place) for seed in range(50) for place in ("a", "b")}
    assert len(places) == 100


def test_derived_seeds_fit_every_generator_of_numbers():
    assert all(0 <= derive(seed, "place") < 2**32 for seed in range(1000))


def test_every_option_comes_up():
    counts = Counter(pick(seed, "motif", range(4)) for seed in range(400))
    assert min(counts.values()) > 60
