"""Numbers that a sentence states, in digits or in words, each with its unit."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import regex

from reel import languages
from reel.catalogue.vocabulary import Vocabulary
from reel.subjects.phrases import starts_with
from reel.tokens import Token, ends_clause

LONGEST_VALUE_CHARS = 10

# What a number says, from a date that merely passes by to a proportion.
PASSING, COUNTED, MEASURED, PROPORTION = 1, 2, 3, 4

_DIGITS = regex.compile(
    r"(?P<sign>[+−–-]?[$€£¥₹₽₴]?|#)(?P<body>\p{N}+(?:[.,:/’'–-]\p{N}+)*)"
    r"(?P<unit>\s?[%٪‰°€£$¥₹₽₴]\p{L}?|\s?[×xX]|[kKmM](?!\p{L})|)(?P<rest>[+\p{L}\p{M}-]*)"
)
_UNIT_WORDS = frozenset(
    """
    km m cm mm nm kg g mg t s ms h min l ml cl ha kB MB GB TB Hz kHz MHz GHz W kW MW kWh V
    km/h m/s mph kph ft lb oz in px fps °C °F
    """.split()  # noqa: SIM905 - forty lines of one unit each read worse
)
_YEAR = regex.compile(r"1[0-9]{3}|20[0-9]{2}")
_CURRENCY = regex.compile(r"[$€£¥₹₽₴%٪‰°×]")
_PASSING_SHAPE = regex.compile(r".*[:].*|.*\p{N}[–-]\p{N}+[–-].*")
_MAGNITUDES = (100, 1000)


@dataclass(frozen=True)
class Stated:
    """A number with its unit: words `first` to `end`, drawn as `value`; `after` it may hold
    what is left of its last word."""

    value: str
    first: int
    end: int
    weight: int
    share: float | None = None
    times: float | None = None
    after: str = ""


def telling_number(tokens: Sequence[Token], vocabulary: Vocabulary) -> Stated | None:
    """Return the number that says most, the first of equals."""
    numbers = find_numbers(tokens, vocabulary)
    return max(numbers, key=lambda stated: (stated.weight, -stated.first), default=None)


def find_numbers(tokens: Sequence[Token], vocabulary: Vocabulary) -> tuple[Stated, ...]:
    """Return every number of a sentence, in order, each with its unit."""
    found: list[Stated] = []
    place = 0
    while place < len(tokens):
        stated = _fraction(tokens, place, vocabulary) or _number(tokens, place, vocabulary)
        if stated:
            found.append(stated)
        place = max(place + 1, stated.end if stated else 0)
    return tuple(found)


def hook_numeral(tokens: Sequence[Token], vocabulary: Vocabulary) -> str | None:
    """Return the number of a topic that counts something ("3 cuts"), as digits."""
    for stated in find_numbers(tokens, vocabulary):
        if stated.weight >= COUNTED:
            return stated.value
    return None


def _fraction(tokens: Sequence[Token], place: int, vocabulary: Vocabulary) -> Stated | None:
    """ "3 out of 4", "one in five"."""
    part = _value_of(tokens[place], vocabulary)
    link = starts_with(tokens, vocabulary.out_of, place + 1)
    if part is None or link is None or link.end >= len(tokens):
        return None
    whole = _value_of(tokens[link.end], vocabulary)
    if whole is None:
        return None
    share = _amount(part) / _amount(whole) if _amount(whole) else 2.0
    if share >= 1:
        return None
    return Stated(f"{part}/{whole}", place, link.end + 1, PROPORTION, share=share)


def _number(tokens: Sequence[Token], place: int, vocabulary: Vocabulary) -> Stated | None:
    word = tokens[place].lower
    multiple = vocabulary.multiples.get(word) or _unspaced_multiple(word, vocabulary)
    if multiple:
        return Stated(multiple, place, place + 1, MEASURED, times=_amount(multiple))
    value = _word_value(word, vocabulary)
    if value:
        return _from_word(tokens, place, value, vocabulary)
    is_ordinal = tokens[place].text.endswith(".") and place + 1 < len(tokens)
    shape = None if is_ordinal else _DIGITS.fullmatch(tokens[place].bare)
    return _from_digits(tokens, place, shape, vocabulary) if shape else None


def _unspaced_multiple(word: str, vocabulary: Vocabulary) -> str | None:
    """ "五倍" in writing without spaces, where the multiple is no word of its own."""
    for times in vocabulary.times:
        number = vocabulary.numbers.get(word.removesuffix(times))
        if number and word.endswith(times) and languages.is_unspaced(times[0]):
            return f"{number}×"
    return None


def _from_word(
    tokens: Sequence[Token], place: int, value: str, vocabulary: Vocabulary
) -> Stated | None:
    is_part = place > 0 and not ends_clause(tokens[place - 1].text)
    if is_part and _word_value(tokens[place - 1].lower, vocabulary):
        return None
    spelled = _spelled_out(tokens, place, int(value), vocabulary)
    if spelled is None:
        return None
    value, end = str(spelled[0]), spelled[1]
    united = _with_unit_word(tokens, place, end, value, vocabulary)
    if united:
        return united
    is_counting = end < len(tokens) and not ends_clause(tokens[end - 1].text)
    if is_counting and tokens[end].lower in vocabulary.small:
        return None
    return Stated(value, place, end, COUNTED if is_counting else PASSING)


def _spelled_out(
    tokens: Sequence[Token], place: int, amount: int, vocabulary: Vocabulary
) -> tuple[int, int] | None:
    """The amount of number words in a row ("two hundred and five") and where they end.

    None for words that add up to nothing known, so that no wrong number is ever shown.
    """
    end = place + 1
    while end < len(tokens) and not ends_clause(tokens[end - 1].text):
        linked = end + 1 if tokens[end].lower in vocabulary.ands else end
        more = _value_of(tokens[linked], vocabulary) if linked < len(tokens) else None
        if more is None or not more.isascii():
            break
        added = int(more)
        if added in _MAGNITUDES and amount < added and linked == end:
            amount *= added
        elif amount % 10 ** len(more) == 0:
            amount += added
        elif linked == end:
            return None
        else:
            break
        end = linked + 1
    return amount, end


def _from_digits(
    tokens: Sequence[Token], place: int, shape: "regex.Match[str]", vocabulary: Vocabulary
) -> Stated | None:
    unit, rest = shape["unit"].strip(), shape["rest"]
    body = shape["sign"] + shape["body"]
    if unit in ("x", "X", "×"):
        if rest:
            return None
        return Stated(f"{body}×", place, place + 1, MEASURED, times=_amount(shape["body"]))
    if rest:
        return _with_rest(tokens, place, body + unit, rest, vocabulary)
    if unit in ("%", "٪"):
        return _percent(tokens, place, place + 1, body + unit, vocabulary)
    value = body + unit
    united = _with_unit_word(tokens, place, place + 1, value, vocabulary)
    if united:
        return united
    weight = COUNTED
    if _CURRENCY.search(value):
        weight = MEASURED
    elif _YEAR.fullmatch(body) or _PASSING_SHAPE.fullmatch(body) or shape["sign"] == "#":
        weight = PASSING
    return Stated(value, place, place + 1, weight) if len(value) <= LONGEST_VALUE_CHARS else None


def _with_rest(
    tokens: Sequence[Token], place: int, value: str, rest: str, vocabulary: Vocabulary
) -> Stated | None:
    """A number written together with letters: "5km", "90s", "5倍", "3-fold", "5G"."""
    if rest in _UNIT_WORDS or (rest == "+" and len(value) < LONGEST_VALUE_CHARS):
        return Stated(value + rest, place, place + 1, MEASURED)
    for times in vocabulary.times:
        if rest.lower().lstrip("-").startswith(times) and value.isascii():
            left = rest.lstrip("-")[len(times) :]
            return Stated(f"{value}×", place, place + 1, MEASURED, times=_amount(value), after=left)
    if len(value + rest) <= 4 and rest.isascii():
        return Stated(value + rest, place, place + 1, PASSING)
    if not languages.is_unspaced(rest[0]):
        return None
    return Stated(value, place, place + 1, COUNTED, after=rest)


def _with_unit_word(
    tokens: Sequence[Token], place: int, end: int, value: str, vocabulary: Vocabulary
) -> Stated | None:
    if end >= len(tokens) or ends_clause(tokens[end - 1].text):
        return None
    times = starts_with(tokens, vocabulary.times, end)
    if times and value.isascii():
        return Stated(f"{value}×", place, times.end, MEASURED, times=_amount(value))
    percent = starts_with(tokens, vocabulary.percents, end)
    if percent:
        return _percent(tokens, place, percent.end, f"{value}%", vocabulary)
    named = f"{value} {tokens[end].bare}"
    if tokens[end].lower in vocabulary.magnitudes and len(named) <= LONGEST_VALUE_CHARS:
        return Stated(named, place, end + 1, MEASURED)
    if tokens[end].bare in _UNIT_WORDS and value[-1].isdigit():
        return Stated(f"{value} {tokens[end].bare}", place, end + 1, MEASURED)
    return None


def _percent(
    tokens: Sequence[Token], place: int, end: int, value: str, vocabulary: Vocabulary
) -> Stated:
    stated = Stated(value, place, end, MEASURED)
    is_share = starts_with(tokens, vocabulary.of, end) and not ends_clause(tokens[end - 1].text)
    amount = _amount(value.rstrip("%٪"))
    if not is_share or not 0 < amount <= 100:
        return stated
    return Stated(stated.value, place, end, PROPORTION, share=amount / 100)


def _value_of(token: Token, vocabulary: Vocabulary) -> str | None:
    """A plain whole number in digits or letters."""
    if regex.fullmatch(r"\p{N}{1,4}", token.bare):
        return token.bare
    return "1" if token.lower in vocabulary.one else _word_value(token.lower, vocabulary)


def _word_value(word: str, vocabulary: Vocabulary) -> str | None:
    """The digits of a number word; hyphened ones ("twenty-five") are added up."""
    if "-" not in word:
        return vocabulary.numbers.get(word)
    values = dict.fromkeys(vocabulary.one, "1") | vocabulary.numbers
    parts = [values.get(part) for part in word.split("-")]
    amounts = [int(part) for part in parts if part]
    is_sum = (
        len(amounts) == len(parts) == 2
        and amounts[0] % 10 == 0
        and amounts[0] < 100
        and amounts[1] < 10
    )
    return str(sum(amounts)) if is_sum else None


def _amount(value: str) -> float:
    """The size of a number as written: "1,299.50", "3,5", "٥"."""
    digits = "".join(
        str(unicodedata.digit(char, 0)) if char.isdigit() else char for char in value
    ).strip("+-−–#$€£¥₹₽₴×")
    if regex.fullmatch(r"\d{1,3}([.,’']\d{3})+", digits):
        digits = regex.sub(r"\D", "", digits)
    try:
        return float(digits.replace(",", "."))
    except ValueError:
        return 0.0
