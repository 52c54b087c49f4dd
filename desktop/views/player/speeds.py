"""How fast a video may play."""

# Half and one and a half of a pace can be followed; at twice, captions are barely read.
SPEEDS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)


def next_speed(speed: float, by: int) -> float:
    """A step faster or slower; from one end it goes round to the other."""
    return SPEEDS[(SPEEDS.index(speed) + by) % len(SPEEDS)]
