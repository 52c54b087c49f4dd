"""Promises of a push: each number once, each op whole or refused, nothing of it silently."""

import base64
import hashlib
from uuid import UUID

import pytest

from contract.clocks import MOST_AHEAD_MS, hlc_of
from contract.problems import Code, Problem
from contract.syncing.hello import SyncLimits
from contract.syncing.ops import SetOp, TagsOp, TextOp
from contract.syncing.push import (
    Ack,
    Held,
    OpProblem,
    PushAnswer,
    StoredAck,
    apply,
    batch_of,
    chained,
    fingerprint_of,
    folded,
    line_of,
    offset_of,
    problem_of,
    read_acks,
    sort_out,
)
from contract.syncing.resync import text_op, whole_text
from contract.syncing.rows import Row
from contract.tags import MOST_TAGS
from contract.text import LONGEST_UPDATE_BYTES, Document, seed, texts_of

DRAFT, DEVICE, OTHER, SERVER = (UUID(int=n) for n in (1, 2, 3, 4))
NOW_MS = 1_795_500_000_000


def a_set(n=1, fields=None, ms=NOW_MS, of="draft", by=None):
    told = {"title": "t"} if fields is None else fields
    return SetOp(n=n, of=of, id=DRAFT, hlc=hlc_of(ms, 0), fields=told, by=by)


def an_ack(n):
    return Ack(n=n, status="applied", seq=n + 40, h="0" * 64)


def stored(*ops):
    return {op.n: StoredAck(fingerprint_of(op), an_ack(op.n)) for op in ops}


def applied(op, held=None, seq=7, device=DEVICE):
    return apply(op, held, device=device, seq=seq, now_ms=NOW_MS, server_id=SERVER)


def refusal(op, held=None):
    with pytest.raises(Problem) as refused:
        applied(op, held)
    return refused.value.code


def test_a_batch_is_sorted_into_what_was_answered_and_what_is_new():
    ops = [a_set(n) for n in (11, 12, 13, 14)]
    found = sort_out(12, stored(*ops[:2]), ops)
    assert found.replayed == (an_ack(11), an_ack(12))
    assert found.fresh == tuple(ops[2:])


@pytest.mark.parametrize("numbers", [(14,), (13, 15), (13, 13), (13, 12)])
def test_a_missing_number_is_a_gap_and_says_which_comes_next(numbers):
    with pytest.raises(Problem) as refused:
        sort_out(12, {}, [a_set(n) for n in numbers])
    assert (refused.value.code, refused.value.facts["expected"]) == (Code.GAP, 13)


def test_a_number_that_comes_again_with_other_words_is_a_fork():
    with pytest.raises(Problem) as refused:
        sort_out(12, stored(a_set(12)), [a_set(12, {"title": "other"})])
    assert refused.value.code == Code.DEVICE_FORK


def test_a_number_whose_answer_is_forgotten_is_a_fork_as_well():
    with pytest.raises(Problem) as refused:
        sort_out(12, {}, [a_set(12)])
    assert refused.value.code == Code.DEVICE_FORK


def test_a_fingerprint_is_of_the_content_whatever_the_order():
    one, two = a_set(fields={"a": 1, "b": 2}), a_set(fields={"b": 2, "a": 1})
    assert fingerprint_of(one) == fingerprint_of(two)
    assert fingerprint_of(one) != fingerprint_of(a_set(fields={"a": 1, "b": 3}))


def test_a_chain_says_all_that_came_before():
    one, two = line_of("draft", DRAFT, {"n": 1}), line_of("draft", DRAFT, {"n": 2})
    assert chained(chained(b"", one), two) != chained(chained(b"", two), one)
    assert applied(a_set(1)).line != applied(a_set(2)).line
    assert applied(a_set(1)).line != applied(a_set(1), device=OTHER).line


def test_the_first_set_makes_a_draft_and_unknown_fields_are_kept():
    row = applied(a_set(fields={"title": None, "mood": {"deep": [1, "x"]}})).held.row
    assert row.value("mood") == {"deep": [1, "x"]}


def test_an_asset_is_made_by_no_op():
    assert refusal(a_set(of="asset")) == Code.NOT_FOUND
    assert refusal(TagsOp(n=1, of="asset", id=DRAFT, add=("a",))) == Code.NOT_FOUND


def test_what_is_gone_comes_back_only_whole():
    gone = Held(Row("draft", DRAFT), is_gone=True)
    assert refusal(a_set(), gone) == Code.NOT_FOUND
    assert refusal(text_op(1, DRAFT, seed(5, "", "x")), gone) == Code.NOT_FOUND
    assert not applied(a_set(by=OTHER), gone).held.is_gone
    assert not applied(whole_text(1, DRAFT, seed(5, "", "x")), gone).held.is_gone


def test_a_clock_far_ahead_is_brought_back():
    row = applied(a_set(ms=NOW_MS + 10**9)).held.row
    assert row.fields["title"].hlc == hlc_of(NOW_MS + MOST_AHEAD_MS, 0)
    assert offset_of([a_set(ms=NOW_MS + 120)], NOW_MS) == 120
    assert offset_of([a_set(by=OTHER)], NOW_MS) is None


DELETED = "2026-11-22T14:05:00Z"


@pytest.mark.parametrize(
    ("of", "fields"),
    [
        ("draft", {"title": "x" * 301}),
        ("draft", {"title": "a\x00b"}),
        ("draft", {"title": "a\ud800"}),
        ("draft", {"title": 5}),
        ("draft", {"variants": 4}),
        ("draft", {"variants": True}),
        ("draft", {"variants": "2"}),
        ("draft", {"platform": None}),
        ("draft", {"deleted_at": "yesterday"}),
        ("draft", {"deleted_at": "2026-11-22T14:05:00"}),
        ("draft", {"deleted_at": "2026-13-40T14:05:00Z"}),
        ("placement", {"media": "nothing"}),
        ("placement", {"role": "villain"}),
        ("placement", {"focus": [0.5, 2]}),
        ("placement", {"focus": [0.5]}),
        ("placement", {"trim_ms": [-1, 5]}),
        ("placement", {"scene": -1}),
        ("placement", {"draft_id": "mine"}),
        ("draft", {"mood": 2**60}),
        ("draft", {"mood": float("nan")}),
        ("draft", {"mood": {"\x00": 1}}),
        ("draft", {"mood": "x" * 9_000}),
    ],
)
def test_a_value_that_a_field_cannot_have_is_refused(of, fields):
    assert refusal(a_set(of=of, fields=fields)) == Code.FIELD_INVALID


@pytest.mark.parametrize(
    ("of", "fields"),
    [
        ("draft", {"title": None, "voice": None, "language": "pt-BR", "variants": 3}),
        ("draft", {"deleted_at": DELETED}),
        ("placement", {"draft_id": str(DRAFT), "media": "0" * 64, "order": "a0", "scene": None}),
        ("placement", {"role": "clip", "focus": [0, 1], "trim_ms": [0, 500]}),
    ],
)
def test_a_value_that_a_field_can_have_is_kept_as_it_came(of, fields):
    row = applied(a_set(of=of, fields=fields)).held.row
    assert {name: one.v for name, one in row.fields.items()} == fields


def test_a_row_has_a_bounded_number_of_fields():
    held = applied(a_set(fields={f"f{n}": n for n in range(64)})).held
    assert refusal(a_set(fields={"one_more": 1}), held) == Code.FIELD_INVALID


def test_tags_are_tidied_and_few():
    held = applied(TagsOp(n=1, of="draft", id=DRAFT, add=(" Straße ", "STRASSE"))).held
    assert held.row.tags == ("strasse",)
    many = tuple(f"t{n}" for n in range(MOST_TAGS))
    assert refusal(TagsOp(n=2, of="draft", id=DRAFT, add=many), held) == Code.TAGS_TOO_MANY
    assert refusal(TagsOp(n=2, of="draft", id=DRAFT, add=(" ",)), held) == Code.FIELD_INVALID


def test_tags_and_words_after_a_deletion_restore_but_not_when_sent_again():
    whole = seed(5, "", "words")
    held = applied(a_set(fields={"deleted_at": DELETED})).held
    for op in (TagsOp(n=2, of="draft", id=DRAFT, add=("a",)), text_op(2, DRAFT, whole)):
        assert not applied(op, held).held.row.is_deleted
    again = TagsOp(n=2, of="draft", id=DRAFT, add=("a",), whole=True)
    for op in (again, whole_text(2, DRAFT, whole)):
        assert applied(op, held).held.row.is_deleted


def test_a_text_op_grows_the_text():
    author = Document(5)
    first, second = author.edit("script", "one"), author.edit("script", "one two")
    held = applied(text_op(1, DRAFT, first[0])).held
    after = applied(text_op(2, DRAFT, second[0]), held)
    assert texts_of(after.held.whole).script == "one two"
    assert after.update == second[0]
    assert refusal(text_op(2, DRAFT, second[0])) == Code.TEXT_GAP


def test_an_update_that_is_not_what_its_sha256_says_is_refused():
    good = text_op(1, DRAFT, seed(5, "", "words"))
    flipped = bytearray(base64.b64decode(good.update))
    flipped[-3] ^= 1
    for update in (base64.b64encode(flipped).decode(), "not base64!", good.update + "\n"):
        assert refusal(good.model_copy(update={"update": update})) == Code.TEXT_DAMAGED


def test_an_update_that_is_too_long_is_refused_unless_it_is_all():
    update = b"\xff" * (LONGEST_UPDATE_BYTES + 1)
    told = {"update": base64.b64encode(update).decode(), "id": DRAFT, "n": 1}
    op = TextOp(**told, sha256=hashlib.sha256(update).hexdigest())
    assert refusal(op) == Code.TEXT_TOO_LONG
    assert refusal(op.model_copy(update={"whole": True})) == Code.TEXT_DAMAGED


def test_a_batch_fits_into_a_request_and_is_never_empty():
    limits = SyncLimits(ops=3, bytes=1_000, update_bytes=10)
    ops = [a_set(n) for n in range(1, 6)]
    assert batch_of(ops, limits) == tuple(ops[:3])
    long = [a_set(n, {"title": "x" * 600}) for n in (1, 2)]
    assert batch_of(long, limits) == tuple(long[:1])
    assert batch_of([a_set(1, {"title": "x" * 2_000})], limits)
    assert batch_of([], limits) == ()


def test_an_op_leaves_the_outbox_only_by_its_own_ack():
    sent = [a_set(n) for n in (1, 2, 3)]
    problem = OpProblem(code="x", says="y", remedy="z")
    acks = (Ack(n=3, status="rejected", problem=problem), an_ack(1), an_ack(9))
    answer = PushAnswer(acks=acks, last_n=3, mark=None, offset_ms=None)
    acked = read_acks(sent, answer)
    assert acked.applied == ((sent[0], an_ack(1)),)
    assert acked.rejected == ((sent[2], problem),)


def test_what_a_device_folds_is_what_the_server_has():
    ops = [
        a_set(1, {"title": "one", "platform": "tiktok"}),
        a_set(2, {"title": "two"}),
        TagsOp(n=3, of="draft", id=DRAFT, add=("a", "b")),
        TagsOp(n=4, of="draft", id=DRAFT, remove=("a",)),
    ]
    held, base = None, None
    for op in ops:
        held = applied(op, held, seq=op.n).held
        base = folded(base, op, an_ack(op.n).model_copy(update={"seq": op.n}), DEVICE)
    assert base == held.row


def test_a_refusal_is_told_in_its_own_words():
    problem = Problem(Code.TEXT_GAP, "says", "remedy")
    assert problem_of(problem) == OpProblem(code="text-gap", says="says", remedy="remedy")
