"""Promises of editing here: at once, with its op, refused before anything is stored."""

from uuid import UUID, uuid4

import pytest

from contract.drafts import Focus, NewDraftBody, Placement
from contract.problems import Code, Problem
from contract.syncing.ops import Op, SetOp, TagsOp, TextOp
from contract.text import merged, texts_of
from desktop.models import draft_texts, drafts, outbox
from desktop.models.session import Session
from desktop.models.storage import Storage

BODY = NewDraftBody(
    topic="Why is the sky blue?",
    script="Light is scattered.\n\nBlue most of all.",
    title="Sky",
    tags=("Science", "light"),
)


def ops_of(storage: Storage, draft_id: UUID) -> tuple[Op, ...]:
    return storage.call(outbox.pending, draft_id)


def code_of(storage: Storage, verb, *args: object) -> Code:
    with pytest.raises(Problem) as found:
        storage.call(verb, *args)
    return found.value.code


def test_a_new_draft_is_there_at_once_and_all_of_it_waits_to_be_sent(storage: Storage) -> None:
    draft = storage.call(drafts.new, BODY)
    assert (draft.topic, draft.script, draft.title) == (BODY.topic, BODY.script, "Sky")
    assert (draft.platform, draft.preset, draft.variants) == ("tiktok", "explainer", 3)
    assert draft.tags == ("light", "science")
    assert draft.has_unsent
    first, *rest = ops_of(storage, draft.id)
    assert isinstance(first, SetOp)
    assert first.fields["title"] == "Sky"
    assert first.fields["variants"] == 3
    assert [type(op) for op in rest] == [TagsOp, TextOp, TextOp]


def test_what_waits_says_the_same_words_as_the_draft(storage: Storage) -> None:
    draft = storage.call(drafts.new, BODY)
    storage.call(drafts.edit_text, draft.id, "script", "Light is scattered. 👩‍👩‍👧 مرحبا\u00a0é")
    storage.call(drafts.splice_text, draft.id, "topic", 0, 3, "How")
    found = storage.call(drafts.get, draft.id)
    whole = storage.call(draft_texts.whole_of, draft.id)
    assert whole is not None
    assert texts_of(whole).script == found.script == "Light is scattered. 👩‍👩‍👧 مرحبا\u00a0é"
    assert texts_of(whole).topic == found.topic == "How is the sky blue?"


def test_what_it_says_already_writes_nothing(storage: Storage) -> None:
    draft = storage.call(drafts.new, BODY)
    before = ops_of(storage, draft.id)
    storage.call(drafts.edit, draft.id, {"title": "Sky", "platform": "tiktok"})
    storage.call(drafts.edit_text, draft.id, "script", BODY.script)
    storage.call(drafts.set_tags, draft.id, ("SCIENCE", "light"))
    storage.call(drafts.restore, draft.id)
    assert ops_of(storage, draft.id) == before


def test_an_edit_and_its_op_are_one(storage: Storage) -> None:
    draft = storage.call(drafts.new, BODY)
    storage.call(drafts.edit, draft.id, {"title": "Blue", "language": "en"})
    op = ops_of(storage, draft.id)[-1]
    assert isinstance(op, SetOp)
    assert op.fields == {"title": "Blue", "language": "en"}
    assert storage.call(drafts.get, draft.id).title == "Blue"


def test_each_edit_is_later_than_all_before_it(storage: Storage) -> None:
    draft = storage.call(drafts.new, BODY)
    for number in range(5):
        storage.call(drafts.edit, draft.id, {"title": str(number)})
    moments = [op.hlc for op in ops_of(storage, draft.id) if isinstance(op, SetOp)]
    assert moments == sorted(set(moments))


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"platform": "vhs"}, Code.UNKNOWN_PLATFORM),
        ({"preset": "opera"}, Code.UNKNOWN_PRESET),
        ({"title": "x" * 301}, Code.FIELD_INVALID),
        ({"variants": 4}, Code.FIELD_INVALID),
        ({"variants": "two"}, Code.FIELD_INVALID),
        ({"language": "x" * 65}, Code.FIELD_INVALID),
        ({"colour": "blue"}, Code.FIELD_INVALID),
        ({"deleted_at": "2026-11-22T14:05:00Z"}, Code.FIELD_INVALID),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_stored(
    storage: Storage, fields: dict[str, object], code: Code
) -> None:
    draft = storage.call(drafts.new, BODY)
    before = ops_of(storage, draft.id)
    assert code_of(storage, drafts.edit, draft.id, fields) is code
    assert ops_of(storage, draft.id) == before
    assert storage.call(drafts.get, draft.id) == draft


def test_tags_that_do_not_fit_are_refused(storage: Storage) -> None:
    draft = storage.call(drafts.new, BODY)
    many = [f"tag {number}" for number in range(21)]
    assert code_of(storage, drafts.set_tags, draft.id, many) is Code.TAGS_TOO_MANY
    assert code_of(storage, drafts.set_tags, draft.id, ["x" * 41]) is Code.FIELD_INVALID
    assert storage.call(drafts.get, draft.id).tags == draft.tags


def test_a_text_of_a_hundred_thousand_letters_is_taken_and_one_more_refused(
    storage: Storage,
) -> None:
    draft = storage.call(drafts.new)
    long = "ж" * 100_000
    assert storage.call(drafts.edit_text, draft.id, "script", long).script == long
    assert code_of(storage, drafts.edit_text, draft.id, "script", long + "ж") is Code.TEXT_TOO_LONG
    assert storage.call(drafts.get, draft.id).script == long
    texts = [op for op in ops_of(storage, draft.id) if isinstance(op, TextOp)]
    assert max(len(op.update) for op in texts) < 4 * 2**18 / 3 + 4


def test_a_history_that_no_server_would_hold_is_refused_and_nothing_of_it_stored(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The real ones take minutes to reach.
    monkeypatch.setattr(draft_texts, "LONGEST_DOCUMENT_BYTES", 4_096)
    monkeypatch.setattr(draft_texts, "SUSPECT_BYTES", 2_048)
    monkeypatch.setattr(draft_texts, "LOOKED_AT_EVERY_BYTES", 256)
    draft, kept = storage.call(drafts.new), ""
    code = None
    for number in range(200):
        try:
            # Words put in first of all: each is an item of its own.
            found = storage.call(
                drafts.splice_text, draft.id, "script", 0, 0, f"{number} is the last word. "
            )
        except Problem as problem:
            code = problem.code
            break
        kept = found.script
    assert code is Code.TEXT_TOO_LONG
    whole = storage.call(draft_texts.whole_of, draft.id)
    assert whole is not None
    assert 2_048 < len(whole) <= 4_096
    assert texts_of(whole).script == storage.call(drafts.get, draft.id).script == kept


def test_line_ends_nuls_and_halves_of_letters_are_tidied(storage: Storage) -> None:
    draft = storage.call(drafts.new, NewDraftBody(script="a\r\nb"))
    assert storage.call(drafts.get, draft.id).script == "a\nb"
    found = storage.call(drafts.edit_text, draft.id, "script", "a\rb\x00\ud83dc")
    assert found.script == "a\nbc"
    assert storage.call(drafts.edit, draft.id, {"title": "a\x00b\ud83d"}).title == "ab"


def test_undo_takes_back_own_words_and_stops_where_the_draft_began(storage: Storage) -> None:
    draft = storage.call(drafts.new, NewDraftBody(script="begin"))
    storage.call(drafts.edit_text, draft.id, "script", "begin one")
    storage.call(drafts.edit_text, draft.id, "script", "begin one two")
    assert storage.call(drafts.undo, draft.id).script == "begin one"
    assert storage.call(drafts.undo, draft.id).script == "begin"
    assert storage.call(drafts.undo, draft.id).script == "begin"
    assert storage.call(drafts.redo, draft.id).script == "begin one"
    whole = storage.call(draft_texts.whole_of, draft.id)
    assert whole is not None
    assert texts_of(whole).script == "begin one", "undoing is an edit like any other"


def test_deleted_it_lies_in_the_trash_and_any_edit_takes_it_out(storage: Storage) -> None:
    draft = storage.call(drafts.new, BODY)
    for change in (
        lambda: storage.call(drafts.restore, draft.id),
        lambda: storage.call(drafts.edit, draft.id, {"title": "again"}),
        lambda: storage.call(drafts.edit_text, draft.id, "script", "again"),
        lambda: storage.call(drafts.set_tags, draft.id, ("again",)),
    ):
        storage.call(drafts.delete, draft.id)
        assert storage.call(drafts.get, draft.id).deleted_at is not None
        assert storage.call(drafts.list_page).drafts == ()
        assert [one.id for one in storage.call(drafts.list_page, is_trash=True).drafts] == [
            draft.id
        ]
        change()
        assert storage.call(drafts.get, draft.id).deleted_at is None
        sets = [op for op in ops_of(storage, draft.id) if isinstance(op, SetOp)]
        # Said in so many words, whatever the clocks of others say.
        assert [op.fields["deleted_at"] for op in sets if "deleted_at" in op.fields][-1] is None


def test_deleting_twice_deletes_once(storage: Storage) -> None:
    draft = storage.call(drafts.new, BODY)
    storage.call(drafts.delete, draft.id)
    before = ops_of(storage, draft.id)
    storage.call(drafts.delete, draft.id)
    assert ops_of(storage, draft.id) == before


def test_a_copy_has_the_same_words_and_a_life_of_its_own(storage: Storage) -> None:
    placement = Placement(
        id="p", media="ab" * 32, order="a0", scene=1, role="picture", focus=Focus(0.1, 0.9)
    )
    draft = storage.call(drafts.new, BODY.model_copy(update={"placements": (placement,)}))
    copy = storage.call(drafts.duplicate, draft.id, title="Sky (copy)")
    assert copy.id != draft.id
    assert (copy.topic, copy.script, copy.tags) == (draft.topic, draft.script, draft.tags)
    assert copy.title == "Sky (copy)"
    assert [(one.media, one.scene, one.focus) for one in copy.placements] == [
        ("ab" * 32, 1, Focus(0.1, 0.9))
    ]
    assert copy.placements[0].id != draft.placements[0].id
    storage.call(drafts.edit_text, copy.id, "script", "other words")
    assert storage.call(drafts.get, draft.id).script == BODY.script


def test_pages_hold_every_draft_once_the_newest_change_first(storage: Storage) -> None:
    made = [storage.call(drafts.new, NewDraftBody(title=f"{n}")).id for n in range(7)]
    storage.call(drafts.edit, made[2], {"title": "newest"})
    expected = [made[2], *(one for one in reversed(made) if one != made[2])]
    found, after = [], None
    while True:
        page = storage.call(drafts.list_page, limit=3, after=after)
        found += [one.id for one in page.drafts]
        if page.end is None:
            break
        after = page.end
    assert found == expected
    assert storage.call(drafts.count) == 7


def test_a_list_shows_titles_and_the_first_words_of_topics(storage: Storage) -> None:
    storage.call(drafts.new, NewDraftBody(topic="Why is the sky blue?"))
    storage.call(drafts.new, NewDraftBody(title="Titled", topic="other"))
    titles = [one.title for one in storage.call(drafts.list_page).drafts]
    assert titles == ["Titled", "Why is the sky blue?"]


def test_the_draft_to_continue_is_the_one_edited_last_here(storage: Storage) -> None:
    assert storage.call(drafts.find_continuable) is None
    first = storage.call(drafts.new, NewDraftBody(title="first"))
    second = storage.call(drafts.new, NewDraftBody(title="second"))
    storage.call(drafts.edit_text, first.id, "topic", "more")
    found = storage.call(drafts.find_continuable)
    assert found is not None
    assert found.id == first.id
    storage.call(drafts.delete, first.id)
    found = storage.call(drafts.find_continuable)
    assert found is not None
    assert found.id == second.id


def test_what_is_not_here_is_said(storage: Storage) -> None:
    assert storage.call(drafts.find, uuid4()) is None
    for verb, args in (
        (drafts.edit, ({"title": "x"},)),
        (drafts.edit_text, ("script", "x")),
        (drafts.set_tags, ((),)),
        (drafts.delete, ()),
        (drafts.restore, ()),
        (drafts.duplicate, ()),
    ):
        assert code_of(storage, verb, uuid4(), *args) is Code.NOT_FOUND


def test_many_small_edits_that_never_left_become_one(storage: Storage, open_store) -> None:
    draft, text = storage.call(drafts.new, NewDraftBody(script="start")), "start"
    for number in range(80):
        text = f"{text} {number}"
        storage.call(drafts.edit_text, draft.id, "script", text)

    def reopened(session: Session) -> str:
        session.documents.close(draft.id)
        return draft_texts.open_document(session, draft.id).script

    assert storage.call(reopened) == text
    texts = [op for op in ops_of(storage, draft.id) if isinstance(op, TextOp)]
    assert len(texts) == 1
    assert storage.call(drafts.edit_text, draft.id, "script", f"{text}!").script == f"{text}!"
    whole = storage.call(draft_texts.whole_of, draft.id)
    assert whole is not None
    assert texts_of(merged([whole])).script == f"{text}!"


def test_few_documents_are_open_at_a_time_and_each_load_has_a_fresh_client(
    storage: Storage,
) -> None:
    clients: list[int] = []
    draft = storage.call(drafts.new, NewDraftBody(script="one"))

    def load(session: Session) -> None:
        session.documents.close(draft.id)
        clients.append(draft_texts.open_document(session, draft.id)._client_id)

    for _ in range(3):
        storage.call(load)
    assert len(set(clients)) == 3
    for number in range(30):
        other = storage.call(drafts.new, NewDraftBody(script=str(number)))
        storage.call(drafts.edit_text, other.id, "topic", "open")
    assert storage.call(lambda session: len(session.documents._open)) <= 16
