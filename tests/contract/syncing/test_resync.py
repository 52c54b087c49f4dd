"""Promises of what a device knows and a server does not: it is sent, however the talk goes on."""

import base64
import hashlib
from dataclasses import replace
from uuid import UUID

from contract.clocks import hlc_of
from contract.syncing.ops import SetOp, TagsOp
from contract.syncing.pull import Change, TextsAnswer
from contract.syncing.resync import (
    as_held,
    compared,
    may_say_less,
    more_than_told,
    whole_row,
    whole_state,
    whole_text,
)
from contract.syncing.rows import Row, with_fields, with_tags
from contract.text import Document, seed, texts_of

DRAFT, DEVICE, OTHER = (UUID(int=n) for n in (1, 2, 3))
ROW = with_tags(
    with_fields(Row("draft", DRAFT), {"title": "t", "platform": "reels"}, hlc_of(9, 0), OTHER)[0],
    ("a", "b"),
    (),
    0,
    3,
    OTHER,
)
BEGUN = seed(5, "", "begun")


def told(update, topic, script, *, is_whole):
    return Change(
        seq=9,
        of="draft",
        id=DRAFT,
        fields={},
        tags=(),
        texts=TextsAnswer(topic=topic, script=script),
        update=None if update is None else base64.b64encode(update).decode(),
        sha256=None if update is None else hashlib.sha256(update).hexdigest(),
        is_whole=is_whole,
    )


def test_what_is_about_to_be_sent_again_is_sent_once():
    ops = whole_row(ROW, BEGUN, [])
    assert [op.kind for op in ops] == ["set", "tags", "text"]
    assert whole_row(ROW, BEGUN, ops) == ()
    assert [op.kind for op in whole_row(ROW, BEGUN, ops[:2])] == ["text"]
    edits = [SetOp(n=1, of="draft", id=DRAFT, hlc=hlc_of(10, 0), fields={"title": "mine"})]
    assert whole_row(ROW, BEGUN, edits) == ops


def test_a_row_out_of_which_nothing_was_sent_yet_is_held_as_it_was():
    older, _ = with_fields(Row("draft", DRAFT), {"title": "old"}, hlc_of(1, 0), OTHER)
    held = as_held(older, whole_state([ROW], {}, 1), DEVICE)
    assert held.fields == ROW.fields
    assert held.tags == ROW.tags
    assert as_held(ROW, whole_state([ROW], {}, 1), DEVICE) == ROW


def test_an_edit_is_no_part_of_what_is_held():
    edits = [
        SetOp(n=1, of="draft", id=DRAFT, hlc=hlc_of(10, 0), fields={"title": "mine"}),
        TagsOp(n=2, of="draft", id=DRAFT, add=("c",)),
        whole_text(3, DRAFT, BEGUN),
    ]
    assert as_held(ROW, edits, DEVICE) == ROW


def test_past_the_horizon_the_later_row_counts_and_old_tags_can_be_looked_at():
    later, _ = with_fields(ROW, {"title": "later"}, hlc_of(10, 0), DEVICE)
    assert compared(later, ROW) == "send"
    assert compared(ROW, later) == "take"
    assert compared(ROW, with_tags(ROW, ("c",), (), 0, 4, OTHER)) == "take"
    assert compared(ROW, replace(ROW, puts=())) == "keep"


def test_more_words_here_than_were_brought_back_are_found():
    author = Document(6, [BEGUN])
    (more,) = author.edit("script", "begun, and more")
    change = told(BEGUN, "", "begun", is_whole=True)
    found = more_than_told(change, [BEGUN, more])
    assert found is not None
    assert texts_of(found).script == "begun, and more"
    assert more_than_told(change, [BEGUN]) is None
    assert more_than_told(change, []) is None
    assert more_than_told(told(more, "", "begun, and more", is_whole=True), [BEGUN]) is None


def test_a_draft_that_came_back_without_words_may_say_less_and_an_edit_may_not():
    assert more_than_told(told(None, "", "", is_whole=False), [BEGUN]) == BEGUN
    assert not may_say_less(told(BEGUN, "", "begun", is_whole=False))
    assert not may_say_less(Change(seq=1, of="placement", id=DRAFT, fields={}))
