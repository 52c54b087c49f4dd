"""Promises about what goes beside a video: each platform has limits, and they have a source."""

import pytest

from reel.catalogue import platforms
from reel.catalogue.post_limits import find_post_limits
from reel.post_text import LONGEST_DESCRIPTION_CHARS, LONGEST_TITLE_CHARS, MOST_HASHTAGS


@pytest.mark.parametrize("platform", [one.id for one in platforms()])
def test_every_platform_says_what_it_takes_and_where_that_is_written(platform):
    limits = find_post_limits(platform)
    assert limits.source.startswith("https://")
    assert limits.text_chars > LONGEST_DESCRIPTION_CHARS + LONGEST_TITLE_CHARS


@pytest.mark.parametrize("platform", [one.id for one in platforms()])
def test_what_we_write_fits_every_platform(platform):
    limits = find_post_limits(platform)
    assert limits.title_chars is None or limits.title_chars >= LONGEST_TITLE_CHARS
    assert limits.hashtags is None or limits.hashtags >= MOST_HASHTAGS
