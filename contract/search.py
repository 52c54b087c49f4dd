"""One folding for search, so that every database answers the same."""

import unicodedata

# Letters that no decomposition opens, as a person without them on the keyboard would type.
_PLAIN = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe"})


def fold(text: str) -> str:
    """Return a text without case, accents and superfluous space, ready to be searched in.

    Folding twice changes nothing. A text is found when the folded query is a part of it.
    """
    if text.isascii():
        # Nothing of what follows is in it: most of a library, at a tenth of the price.
        return " ".join(text.lower().split())
    opened = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = "".join(char for char in opened if not _is_accent(char) and not _is_unseen(char))
    plain = unicodedata.normalize("NFC", kept.translate(_PLAIN))
    return " ".join(plain.split())


def search_text(title: str, topic: str, tags: tuple[str, ...]) -> str:
    """Return what is searched of one item; a line each, so that no hit spans two of them."""
    return "\n".join(fold(part) for part in (title, topic, *tags))


def _is_accent(char: str) -> bool:
    """Marks that are often left out: accents, Hebrew points, Arabic vowels.

    Not those that make another letter, as in Japanese, Thai or Devanagari.
    """
    place = unicodedata.combining(char)
    return 10 <= place <= 35 or 200 <= place <= 240


def _is_unseen(char: str) -> bool:
    """Soft hyphens, joiners, marks of direction, variation selectors: nobody types them twice
    the same way."""
    return unicodedata.category(char) == "Cf" or "\ufe00" <= char <= "\ufe0f"
