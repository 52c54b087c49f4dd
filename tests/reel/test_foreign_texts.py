"""Promises about texts nobody here wrote: every writing system, hostile strings, caption parsers.

They use the outside material beside the project and skip where it is not there.
"""

import json
import re
from html import unescape
from pathlib import Path

import pytest

from contract.problems import Code, Problem
from reel.captioning import to_srt, to_vtt
from reel.languages import guess_language
from reel.script import read_paragraphs
from reel.timing import words_of
from reel.tokens import clean, is_emoji, tokenise

MATERIAL = Path(__file__).parents[3] / "shared" / "material"
HERE = MATERIAL.is_dir()
pytestmark = pytest.mark.skipif(not HERE, reason="the outside material is not beside the project")

# Each draws three variants of a whole page, so a shard of the texts a test.
SHARDS = 6


def load(path):
    return json.loads((MATERIAL / path).read_text(encoding="utf-8")) if HERE else []


PAGES = load("i18n/one-text-per-script.json") + load("i18n/top80-languages.json")
NAUGHTY = load("text/blns.json")


def letters(text):
    return "".join(text.split())


def said(storyboard):
    return [word.text for scene in storyboard.scenes for word in words_of(scene)]


@pytest.mark.parametrize("shard", range(SHARDS))
def test_a_page_of_every_writing_system_is_drawn_up_and_keeps_its_words(drawn, timed, shard):
    for number, page in list(enumerate(PAGES))[shard::SHARDS]:
        script, topic = page["paragraph"][:300], page["short"][:150]
        preset = ("explainer", "list", "story")[number % 3]
        if not re.search(r"\w", topic):
            continue  # Braille is signs, not letters: nothing a voice or a search could use
        storyboard = drawn(script, topic, preset=preset, language=guess_language(script))
        words = letters("".join(said(storyboard)))
        for paragraph in read_paragraphs(script, storyboard.language):
            for sentence in paragraph.sentences:
                assert letters(sentence.text) in words, page["name"]
        timing = timed(storyboard)
        assert to_srt(storyboard, timing)


@pytest.mark.parametrize("name", ["English", "German", "French", "Spanish", "Russian", "Ukrainian",
                                  "Greek", "Arabic", "Hebrew", "Hindi", "Thai", "Korean",
                                  "Japanese", "Polish", "Turkish", "Swedish"])  # fmt: skip
def test_a_page_of_a_large_language_is_known_as_that_language(name):
    tags = {"English": "en", "German": "de", "French": "fr", "Spanish": "es", "Russian": "ru",
            "Ukrainian": "uk", "Greek": "el", "Arabic": "ar", "Hebrew": "he", "Hindi": "hi",
            "Thai": "th", "Korean": "ko", "Japanese": "ja", "Polish": "pl", "Turkish": "tr",
            "Swedish": "sv"}  # fmt: skip
    pages = [page for page in PAGES if page["name"] == name]
    if not pages:
        pytest.skip(f"the material has no page of {name}")
    assert guess_language(pages[-1]["paragraph"]) == tags[name]


@pytest.mark.parametrize("shard", range(SHARDS))
def test_hostile_strings_are_drawn_up_or_refused(drawn, timed, shard):
    refused = set()
    for text in NAUGHTY[shard::SHARDS]:
        for topic, script in (("A topic", text), (text, "A script of a few words.")):
            try:
                storyboard = drawn(script, topic)
            except Problem as problem:
                refused.add(problem.code)
            else:
                assert "\ufdd0" not in "".join(said(storyboard))
                to_vtt(storyboard, timed(storyboard))
    assert refused <= {Code.SCRIPT_EMPTY, Code.TOPIC_MISSING, Code.TOPIC_TOO_LONG}


def test_every_joined_emoji_is_one_picture():
    path = MATERIAL / "unicode" / "emoji-zwj-sequences.txt"
    for line in path.read_text(encoding="utf-8").splitlines():
        codes = line.split(";")[0].split()
        if not codes or line.startswith("#"):
            continue
        emoji = clean("".join(chr(int(code, 16)) for code in codes))
        assert is_emoji(emoji), line
        assert [token.text for token in tokenise(f"sky {emoji} now", "en")] == ["sky", emoji, "now"]


def test_graphemes_are_never_torn_apart():
    path = MATERIAL / "unicode" / "GraphemeBreakTest.txt"
    for line in path.read_text(encoding="utf-8").splitlines():
        codes = re.findall(r"[0-9A-F]{4,6}", line.split("#")[0])
        text = clean("".join(chr(int(code, 16)) for code in codes))
        words = tokenise(text, "en")
        assert letters("".join(word.text for word in words)) == letters(text)


def test_caption_text_survives_a_parser_of_webvtt(drawn, timed):
    for case in load("captions/wpt/wpt-cue-parsing/entities.json"):
        text = " ".join(case["text"].split())
        if not any(char.isalnum() for char in text):
            continue
        storyboard = drawn(f"Here it says {text} and goes on.")
        written = to_vtt(storyboard, timed(storyboard))
        cues = [block.split("\n", 1)[1] for block in written.strip().split("\n\n")[1:]]
        # An entity of the file stands for a sign that must not be read as one of the text.
        assert not any("<" in cue or ">" in cue for cue in cues)
        shown = letters("".join(unescape(cue) for cue in cues))
        assert letters(clean(text)) in shown


def test_a_vtt_file_begins_and_times_its_cues_as_parsers_expect(drawn, timed):
    signature = MATERIAL / "captions" / "wpt" / "wpt-file-parsing" / "signature-no-newline.vtt"
    assert signature.exists()
    written = to_vtt(drawn(), timed(drawn()))
    head, *blocks = written.split("\n\n")
    assert head == "WEBVTT"
    for block in blocks:
        clock = r"\d{2}:[0-5]\d:[0-5]\d\.\d{3}"
        assert re.match(rf"{clock} --> {clock}\n\S", block)
        assert "-->" not in block.split("\n", 1)[1]
