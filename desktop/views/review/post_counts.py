"""How much of what a platform takes a post's text has."""

from dataclasses import dataclass

import regex

from desktop.views.catalogue_words import platform_words
from desktop.views.figures import count_words
from desktop.views.words import tr
from reel.catalogue.post_limits import PostLimits, find_post_limits

_HASHTAG = regex.compile(r"(?<![\p{L}\p{N}_])#[\p{L}\p{M}\p{N}_]*\p{L}[\p{L}\p{M}\p{N}_]*")


@dataclass(frozen=True)
class PostCounts:
    """What is counted, in a line, and whether the platform takes it."""

    line: str
    verdict: str
    fits: bool


def count_post(text: str, platform: str) -> PostCounts:
    """A post's text against the limits of its platform."""
    limits, name = find_post_limits(platform), platform_words(platform)
    hashtags = len(_HASHTAG.findall(text))
    if limits is None:
        # A platform of a later version: how long may be its text, that version knows.
        return PostCounts(count_words(len(text.strip())), "", True)
    chars, most = _counted(text, limits)
    line = tr(
        "{chars} of {most} · {n} hashtag|{chars} of {most} · {n} hashtags",
        chars=count_words(chars),
        most=count_words(most),
        n=hashtags,
    )
    fits = chars <= most and (limits.hashtags is None or hashtags <= limits.hashtags)
    if fits and limits.title_chars is not None:
        fits = len(_title(text)) <= limits.title_chars
    verdict = tr("Fits {platform}", platform=name)
    if not fits:
        verdict = tr("Too long for {platform}", platform=name)
        if chars <= most:
            verdict = tr("Too many hashtags") if _has_many(hashtags, limits) else verdict
    return PostCounts(line, verdict, fits)


def _counted(text: str, limits: PostLimits) -> tuple[int, int]:
    body = text.strip()
    if limits.title_chars is not None:
        body = body.partition("\n")[2].strip()
    return len(body), limits.text_chars


def _title(text: str) -> str:
    return text.strip().partition("\n")[0]


def _has_many(hashtags: int, limits: PostLimits) -> bool:
    return limits.hashtags is not None and hashtags > limits.hashtags
