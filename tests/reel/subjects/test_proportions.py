"""Promises of figures: a number as stated, what it counts, bars only for a stated proportion."""

import pytest

from reel.catalogue import get_vocabulary
from reel.script import read_topic
from reel.subjects.numerals import find_numbers, hook_numeral
from reel.subjects.proportions import numeral


def figure(text, language="en"):
    return numeral(read_topic(text, language), get_vocabulary(language))


def told(text, language="en"):
    found = figure(text, language)
    return (found.value, found.gloss) if found else None


def bars(text, language="en"):
    found = figure(text, language)
    return [(bar.label, bar.share) for bar in found.bars] if found else []


@pytest.mark.parametrize(
    ("text", "value", "gloss"),
    [
        ("Light takes 8 minutes to reach Earth.", "8", "minutes to reach Earth"),
        ("Add three cups of water.", "3", "cups of water"),
        ("It costs $1,299.50 today.", "$1,299.50", "today"),
        ("Prices rose by 20% last year.", "20%", "last year"),
        ("Prices rose by 20 percent last year.", "20%", "last year"),
        ("Prices rose by 20 % last year.", "20%", "last year"),
        ("It takes 8 km to stop.", "8 km", "to stop"),
        ("It runs at 320 km/h.", "320 km/h", "runs at"),
        ("Our new phone is 2x faster.", "2×", "faster"),
        ("A pause feels twice as long on a phone.", "2×", "as long on a phone"),
        ("Use 10–20 drops of oil.", "10–20", "drops of oil"),
        ("The 90s were loud.", "90s", "were loud"),
        ("We sold 5 million copies of it.", "5 million", "copies"),
        ("Two hundred and fifty people came.", "250", "people came"),
        ("Thirty five birds flew.", "35", "birds flew"),
        ("Twenty-five years later, it rained.", "25", "years later"),
        ("The answer is 42.", "42", "answer is"),
        ("In 1969, two men walked on the moon.", "2", "men walked on the moon"),
        ("We landed in 1969.", "1969", "landed in"),
        ("It holds 50+ songs.", "50+", "songs"),
        ("It fell to −40 °C.", "−40 °C", "fell to"),
    ],
)
def test_a_number_is_shown_with_its_unit_and_what_it_counts(text, value, gloss):
    assert told(text) == (value, gloss)


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("Blau wird fünfmal stärker gestreut.", "de", "5×"),
        ("Los perros duermen 12 horas al día.", "es", "12"),
        ("Treinta y cinco años después.", "es", "35"),
        ("Cinq fois plus que le rouge.", "fr", "5×"),
        ("Сто двадцать ступеней вверх.", "ru", "120"),
        ("У п'ять разів більше світла.", "uk", "5×"),
        ("الضوء يتشتت ٥ أضعاف أكثر", "ar", "٥"),
        ("٧٠٪ من الناس لا يعرفون", "ar", "٧٠٪"),
        ("蓝光比红光强五倍。", "zh", "5×"),
        ("70%的人不知道。", "zh", "70%"),
        ("3倍も散乱します。", "ja", "3×"),
        ("पाँच गुना ज़्यादा नीला।", "hi", "5×"),
        ("70 % des gens l'ignorent.", "fr", "70%"),
        ("5 apples zzz", "xx", "5"),
    ],
)
def test_numbers_are_found_in_every_language(text, language, value):
    assert figure(text, language).value == value


@pytest.mark.parametrize(
    "text",
    [
        "No number here at all.",
        "GPT-4 changed it.",
        "Only one of them left.",
        "The two of them walked home.",
        "Five six people came.",
        "Am 3. Oktober regnet es.",
        "",
        "v1.2.3-beta4 is out",
    ],
)
def test_words_that_state_no_clear_number_give_none(text):
    assert told(text, "de" if "Oktober" in text else "en") is None


def test_number_words_that_do_not_add_up_are_left_alone_rather_than_shown_wrong():
    assert told("Quatre-vingt-dix jours.", "fr") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "So blue light is scattered about five times more than red light, and so on.",
            [("blue light", 1.0), ("red light", 0.2)],
        ),
        ("An ant is 50 times lighter than a coin.", [("ant", 0.02), ("coin", 1.0)]),
        ("70 percent of people never finish.", [("people", 0.7)]),
        ("70% of young people are online.", [("young people", 0.7)]),
        ("One in five adults cannot swim.", [("adults", 0.2)]),
        ("Only 3 out of 4 dentists agree.", [("dentists", 0.75)]),
    ],
)
def test_a_stated_proportion_gets_bars(text, expected):
    assert bars(text) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("El azul se dispersa cinco veces más que el rojo.", "es", [("azul", 1), ("rojo", 0.2)]),
        ("Blau wird fünfmal stärker gestreut als Rot.", "de", [("Blau", 1), ("Rot", 0.2)]),
        (
            "Синий свет рассеивается в пять раз сильнее, чем красный.",
            "ru",
            [("Синий свет", 1), ("красный", 0.2)],
        ),
        ("70 % des gens l'ignorent.", "fr", [("gens", 0.7)]),
    ],
)
def test_proportions_are_understood_in_other_languages(text, language, expected):
    assert bars(text, language) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Prices rose by 20% last year.",
        "It is 150% of the plan.",
        "It happens five times a day.",
        "He was late five times.",
        "It is twice as long on a phone.",
        "In 2024 there were 12 of us.",
        "Blue is five times brighter than blue.",
        "It is one time bigger than red.",
        "9 out of 3 agree.",
        "5 out of 0 agree.",
    ],
)
def test_without_a_stated_proportion_there_are_no_bars(text):
    assert bars(text) == []


def test_three_of_four_who_do_not_know_are_not_three_who_do():
    assert bars("Три из четырёх не знают.", "ru") == []


def test_the_most_telling_of_several_numbers_is_shown():
    assert told("In 2020, 3 labs found it 5 times faster.")[0] == "5×"


def test_every_number_of_a_sentence_is_found_in_order():
    tokens = read_topic("In 2020, 3 labs found 40% more.", "en")
    values = [stated.value for stated in find_numbers(tokens, get_vocabulary("en"))]
    assert values == ["2020", "3", "40%"]


def test_a_topic_that_counts_gives_its_number_as_digits():
    def number(text):
        return hook_numeral(read_topic(text, "en"), get_vocabulary("en"))

    assert number("Three cuts that keep people watching") == "3"
    assert number("7 habits") == "7"
    assert number("Why is the sky blue?") is None
    assert number("What happened in 1969?") is None


def test_a_long_gloss_and_a_long_label_are_kept_short():
    text = "It has 5 extraordinarily incomprehensible characteristics everywhere."
    assert len(told(text)[1]) <= 34
    text = "Blue incomprehensibilities are 5 times bigger than extraordinarily long red ones."
    assert all(len(label) <= 18 for label, _ in bars(text))
