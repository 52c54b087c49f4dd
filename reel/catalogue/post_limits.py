"""What a platform takes beside a video: how long the text, how many hashtags."""

import json
from datetime import date
from functools import lru_cache
from importlib import resources

from contract.values import Value


class PostLimits(Value):
    """One platform's limits as published at `source` and read on `checked_on`; None where it
    has none. Where a title is apart, `text_chars` is of what stands below it."""

    title_chars: int | None
    text_chars: int
    hashtags: int | None
    source: str
    checked_on: date


@lru_cache
def find_post_limits(platform: str) -> PostLimits | None:
    """The limits of a platform; None of one that is not built in."""
    told = resources.files(__package__).joinpath("post_limits.json").read_text(encoding="utf-8")
    limits = json.loads(told).get(platform)
    return None if limits is None else PostLimits.model_validate(limits)
