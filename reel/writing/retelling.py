"""One scene told anew, and everything around it in the order it had."""

from collections.abc import Sequence
from dataclasses import replace

from reel.catalogue.vocabulary import Vocabulary
from reel.script import Paragraph, Sentence
from reel.tokens import Token
from reel.writing.own_words import Telling, can_close, can_open


def retell(telling: Telling, paragraph: Paragraph, vocabulary: Vocabulary) -> Telling | None:
    """Return the telling with other words for the paragraph of the same place.

    None when they do not fit where that stands: as the hook, or on the closing card.
    """
    if telling.hook_place == paragraph.place:
        is_fit = can_open(paragraph.tokens, vocabulary)
        return replace(telling, hook=paragraph.tokens) if is_fit else None
    if telling.closing is not None and telling.closing.place == paragraph.place:
        return replace(telling, closing=paragraph) if can_close(paragraph, vocabulary) else None
    rest = _without(paragraph.sentences, telling.hook if telling.topic_after else ())
    if not rest:
        return None
    told = replace(paragraph, sentences=rest)
    paragraphs = tuple(
        told if before.place == told.place else before for before in telling.paragraphs
    )
    return replace(telling, paragraphs=paragraphs)


def _without(sentences: Sequence[Sentence], hook: Sequence[Token]) -> tuple[Sentence, ...]:
    """A paragraph's sentences without the one that opens the reel, which is not said twice."""
    return tuple(sentence for sentence in sentences if sentence.tokens != tuple(hook))
