"""Promises of a draft's texts: every offset is right, no word is lost, a gap is refused."""

import gc
import random
import weakref
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import Doc, Text

from contract import text
from contract.drafts import LONGEST_TEXT_CHARS
from contract.problems import Code, Problem
from contract.splices import PIECE_CHARS
from contract.text import (
    LONGEST_DOCUMENT_BYTES,
    LONGEST_UPDATE_BYTES,
    Document,
    Texts,
    grown,
    joined,
    merged,
    patched,
    seed,
    texts_of,
    tidy,
)

FAMILY = "👨‍👩‍👧‍👦"
ODD = (
    FAMILY,
    "e\u0301",
    "سلام",
    "\u00a0",
    "\r\n",
    "\r",
    "\u2028",
    "\x00",
    "\ud83d",
    "𝄞",
    "ab ",
    "\n",
)
WRITTEN = st.lists(st.sampled_from(ODD) | st.text(max_size=3), max_size=8).map("".join)
SURROGATES = st.text(st.characters(categories=["Cs", "L"]), max_size=4)


def utf16(words: str) -> int:
    return len(words.encode("utf-16-le", "surrogatepass")) // 2


def code_of(refused: pytest.ExceptionInfo[Problem]) -> Code:
    return refused.value.code


def code_from(does: Callable[[], object]) -> Code | None:
    """How it was refused, if it was."""
    try:
        does()
    except Problem as problem:
        return problem.code
    return None


@given(WRITTEN | SURROGATES)
def test_a_tidy_text_has_one_kind_of_line_end_and_can_be_stored(words):
    tidied = tidy(words)
    assert tidy(tidied) == tidied
    assert not set("\r\u2028\u2029\x00") & set(tidied)
    tidied.encode()


def test_tidying_leaves_everything_else_alone():
    kept = f"{FAMILY} e\u0301 سلام \u00a0𝄞\n\ufeff\u200f"
    assert tidy(kept) == kept
    assert tidy("a\r\nb\rc\u2029d\x00e\ud800f\udc00g") == "a\nb\nc\ndefg"


@given(st.lists(WRITTEN, max_size=6))
def test_a_document_says_what_was_written_last_and_its_updates_say_the_same(versions):
    document, elsewhere = Document(11), Document(12)
    for words in versions:
        for update in document.edit("script", words):
            elsewhere.take_in(update)
        assert document.script == elsewhere.script == tidy(words)
    assert texts_of(document.whole()) == Texts("", document.script)


@given(WRITTEN, st.data())
def test_splices_as_qt_tells_them_give_the_text_that_qt_shows(words, data):
    document = Document(11)
    document.edit("script", words)
    before = document.script.encode("utf-16-le")
    units = len(before) // 2
    at = data.draw(st.integers(0, units))
    removed = data.draw(st.integers(0, units - at))
    inserted = data.draw(WRITTEN)
    document.splice("script", at, removed, inserted)
    head = before[: 2 * at].decode("utf-16-le", "surrogatepass")
    tail = before[2 * (at + removed) :].decode("utf-16-le", "surrogatepass")
    shown = head + tidy(inserted) + tail
    if tidy(head) == head and tidy(tail) == tail:
        assert document.script == shown
    else:
        # The place was within a letter: it goes, or stays, as a whole.
        assert tidy(inserted) in document.script
        document.script.encode()


@given(st.lists(st.tuples(st.integers(0, 1), WRITTEN), max_size=10), st.randoms())
def test_devices_that_edit_offline_end_equal_with_every_word(edits, chance):
    first = seed(10, "", "start")
    devices, sent = [Document(11, [first]), Document(12, [first])], [[], []]
    for number, (who, words) in enumerate(edits):
        device, word = devices[who], f"<{number}>"
        at = chance.randrange(len(device.script) + 1)
        sent[who] += device.splice("script", utf16(device.script[:at]), 0, word + words)
    for who in (0, 1):
        for update in sent[1 - who]:
            devices[who].take_in(update)
            devices[who].take_in(update)
    assert devices[0].script == devices[1].script
    assert sorted(devices[0].script) == sorted(
        "start" + "".join(f"<{n}>{tidy(words)}" for n, (_, words) in enumerate(edits))
    )
    assert texts_of(devices[0].whole()) == texts_of(merged([first, *sent[0], *sent[1]]))


@pytest.mark.parametrize("letter", ["😀", "a", "م", FAMILY[0]])
def test_a_long_paste_becomes_several_updates_that_travel(letter):
    document, elsewhere = Document(11), Document(12)
    made = document.edit("script", letter * LONGEST_TEXT_CHARS)
    assert len(made) == -(-LONGEST_TEXT_CHARS // PIECE_CHARS)
    for update in made:
        assert len(update) <= LONGEST_UPDATE_BYTES
        elsewhere.take_in(update)
    assert elsewhere.script == letter * LONGEST_TEXT_CHARS
    assert len(document.whole()) <= LONGEST_DOCUMENT_BYTES
    assert grown(None, document.whole())


def test_a_paste_is_taken_back_in_one_step_of_updates_that_travel():
    document = Document(11)
    document.edit("script", "before")
    document.edit("script", "😀" * LONGEST_TEXT_CHARS)
    document.edit("script", "")
    back = document.undo()
    assert document.script == "😀" * LONGEST_TEXT_CHARS
    assert max(map(len, back)) <= LONGEST_UPDATE_BYTES
    document.undo()
    assert document.script == "before"
    document.redo()
    assert document.script == "😀" * LONGEST_TEXT_CHARS


def test_even_letters_typed_one_by_one_are_taken_back_in_updates_that_travel():
    document = Document(2**53 - 1)
    document.edit("script", "😀" * PIECE_CHARS)
    for at in range(PIECE_CHARS // 8):
        document.splice("script", 16 * at, 0, "x")
    document.edit("script", "")
    assert max(map(len, document.undo())) <= LONGEST_UPDATE_BYTES


def test_undo_takes_back_own_edits_only():
    mine, theirs = Document(11), Document(12)
    for update in mine.edit("script", "mine"):
        theirs.take_in(update)
    for update in theirs.edit("script", "mine and theirs"):
        mine.take_in(update)
    undone = mine.undo()
    assert mine.script == " and theirs"
    assert mine.undo() == ()
    for update in undone:
        theirs.take_in(update)
    assert theirs.script == " and theirs"
    mine.redo()
    assert mine.script == "mine and theirs"


def test_an_edit_after_an_undo_makes_redo_do_nothing():
    document = Document(11)
    document.edit("script", "one")
    document.edit("script", "one two")
    document.undo()
    document.edit("script", "one three")
    assert document.redo() == ()
    assert document.script == "one three"


def test_writing_what_stands_there_is_no_edit():
    document = Document(11, [seed(10, "topic", "script")])
    assert document.edit("script", "script") == ()
    assert document.splice("script", 3, 0, "\x00") == ()
    assert document.undo() == document.redo() == ()


def test_a_text_that_is_too_long_is_refused_and_a_shorter_one_never():
    document = Document(11)
    with pytest.raises(Problem) as refused:
        document.edit("script", "a" * (LONGEST_TEXT_CHARS + 1))
    assert code_of(refused) == Code.TEXT_TOO_LONG
    assert document.script == ""
    other = Document(12)
    document.edit("script", "a" * LONGEST_TEXT_CHARS)
    for update in other.edit("script", "b" * LONGEST_TEXT_CHARS):
        document.take_in(update)
    assert len(document.script) == 2 * LONGEST_TEXT_CHARS
    document.edit("script", document.script[:-1])
    with pytest.raises(Problem) as refused:
        grown(other.whole(), document.whole())
    assert code_of(refused) == Code.TEXT_TOO_LONG


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 30), WRITTEN), min_size=2, max_size=8))
def test_a_missing_update_is_noticed_whatever_it_was(edits):
    author, updates = Document(11), []
    for deletes, at, words in edits:
        start = min(at, len(author.script))
        end = min(start + 4, len(author.script)) if deletes else start
        said = author.script[:start] + tidy(words) + author.script[end:]
        updates += author.edit("script", said)
    complete = texts_of(merged(updates)) if updates else Texts("", "")
    for missing in range(len(updates)):
        rest = updates[:missing] + updates[missing + 1 :]
        # Only what nothing was built upon may be missing unnoticed, and it may still come.
        is_noticed = code_from(lambda rest=rest: merged(rest)) == Code.TEXT_GAP
        assert is_noticed or texts_of(merged([*rest, updates[missing]])) == complete
        # Whoever writes letters after others of their own builds upon them.
        writes_later = any(update[0] for update in updates[missing + 1 :])
        assert is_noticed or not (updates[missing][0] and writes_later)


def test_an_update_with_a_gap_leaves_the_document_as_it_was():
    author = Document(11)
    first, second = author.edit("script", "one"), author.edit("script", "one two")
    reader = Document(12)
    with pytest.raises(Problem) as refused:
        reader.take_in(second[0])
    assert code_of(refused) == Code.TEXT_GAP
    reader.take_in(first[0])
    assert reader.script == "one"
    reader.take_in(second[0])
    assert reader.script == "one two"


def test_a_deletion_of_words_that_never_came_is_a_gap():
    author = Document(11)
    author.edit("script", "one")
    (deletion,) = author.edit("script", "")
    with pytest.raises(Problem) as refused:
        Document(12, [deletion])
    assert code_of(refused) == Code.TEXT_GAP


def test_updates_in_any_order_are_one_document_when_all_are_there():
    author = Document(11)
    updates = [author.edit("script", author.script + f" {n}")[0] for n in range(20)]
    random.Random(5).shuffle(updates)
    assert texts_of(merged(updates)).script == author.script
    assert Document(12, updates).script == author.script


@settings(max_examples=300)
@given(st.data())
def test_damaged_bytes_are_a_problem_or_a_text_and_never_a_panic(data):
    author = Document(11, [seed(10, "topic", "some words")])
    author.edit("script", "some other words " + FAMILY)
    whole = bytearray(author.whole())
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    code = code_from(lambda: texts_of(bytes(whole)))
    assert code in (None, Code.TEXT_DAMAGED, Code.TEXT_GAP)


def test_a_panic_of_the_crdt_is_a_problem_at_the_door():
    with pytest.raises(Problem) as refused, text._door():
        del text._Opened(1).texts["script"][0:7]  # beyond the end
    assert code_of(refused) == Code.TEXT_DAMAGED


def test_what_is_no_panic_passes_the_door_as_it_is():
    with pytest.raises(KeyboardInterrupt), text._door():
        raise KeyboardInterrupt


def test_a_long_history_is_told_short_and_says_the_same(monkeypatch):
    monkeypatch.setattr(text, "SQUASHED_FROM_BYTES", 10_000)
    author, updates = Document(11), []
    for at in range(2_000):
        updates += author.splice("script", at, 0, "abc "[at % 4])
    raw, whole = joined(updates), merged(updates)
    assert len(raw) > text.SQUASHED_FROM_BYTES > len(whole)
    assert texts_of(whole) == texts_of(raw) == Texts("", author.script)
    late = Document(12, [raw]).splice("script", 100, 50, "late")
    assert texts_of(grown(whole, late[0])) == texts_of(grown(raw, late[0]))


def test_a_patch_is_merged_where_it_was_meant():
    at_version = seed(10, "topic", "one two three")
    now = grown(at_version, Document(11, [at_version]).edit("script", "zero one two three")[0])
    update = patched(at_version, None, "one two four", 12)
    assert update is not None
    assert texts_of(grown(now, update)) == Texts("topic", "zero one two four")
    assert patched(at_version, "topic", "one two three", 13) is None


def test_a_nul_from_elsewhere_is_refused_by_the_server():
    doc = Doc(client_id=5)
    doc["script"] = Text("a\x00b")
    with pytest.raises(Problem) as refused:
        grown(None, doc.get_update())
    assert code_of(refused) == Code.TEXT_DAMAGED


def test_a_joined_part_builds_on_what_is_elsewhere():
    author = Document(11)
    first = author.edit("script", "one")
    later = author.edit("script", "one two") + author.edit("script", "one two three")
    part = joined(later)
    reader = Document(12, first)
    reader.take_in(part)
    assert reader.script == "one two three"
    with pytest.raises(Problem) as refused:
        merged(later)
    assert code_of(refused) == Code.TEXT_GAP


def test_documents_are_freed():
    document = Document(11, [seed(10, "", "words")])
    document.edit("script", "other words")
    document.undo()
    gone = weakref.ref(document)
    del document
    gc.collect()
    assert gone() is None
