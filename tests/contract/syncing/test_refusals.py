"""Promises of refusals: sent again once and whole, or given up with all that builds upon it."""

from uuid import UUID

import pytest

from contract.clocks import hlc_of
from contract.problems import Code
from contract.syncing.ops import SetOp, TagsOp
from contract.syncing.push import Held, OpProblem, apply
from contract.syncing.refusals import fate_of_missing, goes_along, sort_refusals
from contract.syncing.resync import renumbered, text_op, whole_row, whole_text
from contract.syncing.rows import Row, with_fields
from contract.text import seed, texts_of

DRAFT, DEVICE, OTHER, SERVER = (UUID(int=n) for n in (1, 2, 3, 4))
NOW_MS = 1_795_500_000_000
WORDS = seed(5, "", "words")


def a_set(n, of="draft", by=None):
    return SetOp(n=n, of=of, id=DRAFT, hlc=hlc_of(NOW_MS, 0), fields={"title": "t"}, by=by)


def refused(op, code=Code.NOT_FOUND):
    return op, OpProblem(code=code, says="", remedy="")


def test_what_lacks_its_row_goes_again_and_only_once():
    op = a_set(7)
    assert sort_refusals([refused(op)], tried=()).again == (op,)
    again = sort_refusals([refused(op)], tried={7})
    assert (again.again, again.given_up) == ((), (refused(op),))


def test_what_is_refused_for_what_it_is_is_given_up():
    found = sort_refusals([refused(a_set(7), Code.FIELD_INVALID)], tried=())
    assert (found.again, found.given_up) == ((), (refused(a_set(7), Code.FIELD_INVALID),))


def test_words_that_build_upon_refused_ones_go_with_them_for_the_same_reason():
    first, second = text_op(1, DRAFT, b"one"), text_op(2, DRAFT, b"two")
    other = text_op(3, OTHER, b"three")
    found = sort_refusals(
        [
            refused(first, Code.TEXT_TOO_LONG),
            refused(second, Code.TEXT_GAP),
            refused(other, Code.TEXT_GAP),
        ],
        tried=(),
    )
    assert found.again == (other,)
    assert found.given_up == (
        refused(first, Code.TEXT_TOO_LONG),
        refused(second, Code.TEXT_TOO_LONG),
    )
    assert goes_along(text_op(4, DRAFT, b"four"), {DRAFT})
    assert not goes_along(a_set(5), {DRAFT})


def test_nobody_hears_of_an_item_that_was_only_sent_again():
    ops = [a_set(1, of="asset", by=OTHER), TagsOp(n=2, of="asset", id=DRAFT, whole=True)]
    found = sort_refusals([refused(op) for op in ops], tried=())
    assert (found.again, found.given_up) == ((), ())
    edit = refused(a_set(3, of="asset"))
    assert sort_refusals([edit], tried=()).given_up == (edit,)


def test_what_is_sent_again_and_refused_is_not_sent_again_for_that():
    found = sort_refusals([refused(whole_text(1, DRAFT, WORDS), Code.TEXT_GAP)], tried=())
    assert found.again == ()


def test_an_edit_of_a_row_that_is_gone_succeeds_after_all_of_the_row():
    row, _ = with_fields(Row("draft", DRAFT), {"platform": "reels"}, hlc_of(9, 0), OTHER)
    edit = SetOp(n=9, of="draft", id=DRAFT, hlc=hlc_of(30, 0), fields={"title": "late"})
    held = Held(Row("draft", DRAFT), is_gone=True)
    for op in renumbered([*whole_row(row, WORDS, [edit]), edit], 4):
        held = apply(op, held, device=DEVICE, seq=op.n, now_ms=NOW_MS, server_id=SERVER).held
    assert (held.row.value("title"), held.row.value("platform")) == ("late", "reels")
    assert held.whole is not None
    assert texts_of(held.whole).script == "words"


@pytest.mark.parametrize(
    ("of", "is_waited_for", "is_emptied", "fate"),
    [
        ("draft", True, True, "send"),
        ("placement", True, False, "send"),
        ("draft", False, True, "remove"),
        ("draft", False, False, "trash"),
        ("asset", True, True, "trash"),
        ("asset", False, True, "remove"),
    ],
)
def test_what_the_server_has_no_more_is_never_just_gone(of, is_waited_for, is_emptied, fate):
    found = fate_of_missing(of, is_waited_for=is_waited_for, is_emptied=is_emptied)
    assert found == fate
