"""What goes beside the video when it is posted: title, description, hashtags."""

from collections.abc import Iterable, Sequence

import regex

from contract.drafts import Draft
from contract.storyboards import PostText
from reel import emphasis
from reel.catalogue import get_vocabulary
from reel.script import Paragraph, read_topic
from reel.tokens import Token, clean, joined

# YouTube cuts titles here, and it is the strictest of the three.
LONGEST_TITLE_CHARS = 100
LONGEST_DESCRIPTION_CHARS = 300
MOST_HASHTAGS = 5
MOST_GUESSED_HASHTAGS = 2
SHORTEST_GUESSED_CHARS = 3


def post_text(draft: Draft, paragraphs: Sequence[Paragraph], language: str) -> PostText:
    """Return the post text of a draft, all of it from the draft's own words."""
    topic = read_topic(draft.topic, language)
    title = " ".join(clean(draft.title or "").split()) or joined(topic)
    sentences = [sentence.text for paragraph in paragraphs for sentence in paragraph.sentences]
    return PostText(
        title=_cut(title.split(" "), LONGEST_TITLE_CHARS, " "),
        description=_cut(sentences, LONGEST_DESCRIPTION_CHARS, " "),
        hashtags=_hashtags(draft.tags) or _from_topic(topic, language),
    )


def as_text(post: PostText) -> str:
    """Return the post text as the file a person copies from."""
    parts = (post.title, post.description, " ".join(post.hashtags))
    return "\n\n".join(part for part in parts if part) + "\n"


def hashtag(text: str) -> str:
    """Return a text as one hashtag, "" when nothing of it may stand in one."""
    letters = regex.sub(r"[^\p{L}\p{M}\p{N}_]", "", clean(text))
    return f"#{letters}" if regex.search(r"\p{L}", letters) else ""


def _hashtags(tags: Iterable[str]) -> tuple[str, ...]:
    found = (hashtag(tag) for tag in tags)
    return tuple(dict.fromkeys(tag for tag in found if tag))[:MOST_HASHTAGS]


def _from_topic(topic: Sequence[Token], language: str) -> tuple[str, ...]:
    vocabulary = get_vocabulary(language)
    content = [t for t in topic if not emphasis.is_small(t, vocabulary)]
    words = [emphasis.folded(t) for t in content if not emphasis.is_number(t, vocabulary)]
    return _hashtags(word for word in words if len(word) >= SHORTEST_GUESSED_CHARS)[
        :MOST_GUESSED_HASHTAGS
    ]


def _cut(parts: Sequence[str], longest: int, gap: str) -> str:
    """As many whole parts as fit; of a first one that is too long, its beginning."""
    text = parts[0] if parts else ""
    if len(text) > longest:
        return text[: longest - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
    for part in parts[1:]:
        if len(text) + len(gap) + len(part) > longest:
            break
        text += gap + part
    return text
