"""`reelyard doctor`: what a reel needs, and what a server and a window need beside that."""

from reel import doctor
from reelyard import window_fitness
from server import fitness


def main(words: list[str]) -> int:
    """Print a line for every check; 0 when all is well, 1 when something is missing."""
    return doctor.main(words, (*fitness.CHECKS, *window_fitness.CHECKS))
