"""What a person typed over what they saw is kept over what came meanwhile."""

import pytest

from contract.drafts import LONGEST_TEXT_CHARS, NewDraftBody
from contract.problems import Code, Problem
from contract.text import Texts
from desktop.models import drafts, retyping
from desktop.models.storage import Storage

SEEN = Texts("Topic", "One.\n\nTwo.")


@pytest.fixture
def storage(tmp_path):
    storage = Storage(tmp_path)
    yield storage
    storage.close()


@pytest.fixture
def draft(storage):
    body = NewDraftBody(topic=SEEN.topic, script=SEEN.script)
    return storage.call(drafts.new, body)


def test_both_texts_say_what_was_typed(storage, draft) -> None:
    after = Texts("Topics", "One.\n\nTwo two.")
    stored = storage.call(retyping.retype, draft.id, SEEN, after)
    assert (stored.topic, stored.script) == ("Topics", "One.\n\nTwo two.")


def test_words_that_came_meanwhile_stay(storage, draft) -> None:
    storage.call(drafts.edit_text, draft.id, "script", "Zero.\n\nOne.\n\nTwo.")
    typed = Texts(SEEN.topic, "One.\n\nTwo and a half.")
    stored = storage.call(retyping.retype, draft.id, SEEN, typed)
    assert stored.script == "Zero.\n\nOne.\n\nTwo and a half."


def test_what_no_text_may_hold_is_left_out(storage, draft) -> None:
    typed = Texts(SEEN.topic, "One.\r\n\r\nTwo\x00.\ud800")
    assert storage.call(retyping.retype, draft.id, SEEN, typed).script == SEEN.script


def test_an_undo_takes_back_what_was_typed_last(storage, draft) -> None:
    once = Texts("Topic", "One, once.\n\nTwo.")
    twice = Texts("Topic", "One, once, twice.\n\nTwo.")
    storage.call(retyping.retype, draft.id, SEEN, once)
    assert storage.call(retyping.take_back, draft.id, once, twice).script == once.script
    assert storage.call(retyping.do_again, draft.id, once, once).script == twice.script


def test_a_text_that_is_too_long_changes_nothing(storage, draft) -> None:
    too_long = Texts("Other", "a" * (LONGEST_TEXT_CHARS + 1))
    with pytest.raises(Problem) as refused:
        storage.call(retyping.retype, draft.id, SEEN, too_long)
    assert refused.value.code is Code.TEXT_TOO_LONG
    stored = storage.call(drafts.get, draft.id)
    assert (stored.topic, stored.script) == (SEEN.topic, SEEN.script)
