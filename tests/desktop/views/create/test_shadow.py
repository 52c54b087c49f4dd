"""However typing, answers and other devices come together, no letter is lost and none is doubled:
played against a real store."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contract.drafts import NewDraftBody
from contract.rebasing import spliced
from contract.text import Texts
from desktop.models import drafts, retyping
from desktop.models.storage import Storage
from desktop.views.create.shadow import Shadow

START = Texts("A topic", "One.\n\nTwo \U0001f600.\n\nThree.")


def test_what_is_typed_while_an_answer_is_out_stays() -> None:
    shadow = Shadow.of(START).told(typed("One.", "One!"))
    now = typed("One.", "One! And more.")
    shadow, told = shadow.answered(typed("One.", "One!"), now)
    assert (told.topic, told.script) == ((), ())
    assert shadow.has_typed(now)


def test_what_arrived_under_it_is_told_to_the_editor() -> None:
    now = typed("One.", "One!")
    shadow, told = Shadow.of(START).heard(typed("Three.", "Three, they said."), now)
    assert spliced(now.script, told.script) == "One!\n\nTwo \U0001f600.\n\nThree, they said."
    assert shadow.has_typed(now)


def test_what_is_read_while_an_answer_is_out_waits_for_that() -> None:
    shadow = Shadow.of(START).told(typed("One.", "One!"))
    after, told = shadow.heard(START, typed("One.", "One!"))
    assert after == shadow
    assert told.script == ()


def test_what_was_refused_is_still_to_be_kept() -> None:
    now = typed("One.", "One!")
    shadow = Shadow.of(START).told(now).refused()
    assert shadow.has_typed(now)
    assert shadow.is_refused


def typed(old: str, new: str) -> Texts:
    return Texts(START.topic, START.script.replace(old, new))


class Window:
    """Two editors over a store: questions are answered in their order, whenever it is asked."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage
        self.draft_id = storage.call(
            drafts.new, NewDraftBody(topic=START.topic, script=START.script)
        ).id
        self.now = START
        self.shadow = Shadow.of(START)
        self.waiting: list[tuple[str, Texts]] = []

    def type(self, at: int, gone: int, letters: str) -> None:
        script = self.now.script
        at = min(at, len(script))
        self.now = Texts(self.now.topic, script[:at] + letters + script[at + gone :])

    def hand_over(self) -> None:
        if self.shadow.has_typed(self.now):
            self._ask(retyping.retype)

    def undo(self) -> None:
        self._ask(retyping.take_back)

    def read(self) -> None:
        self.waiting.append(("read", texts_of(self.storage.call(drafts.get, self.draft_id))))

    def answer(self) -> None:
        if self.waiting:
            kind, texts = self.waiting.pop(0)
            take = self.shadow.heard if kind == "read" else self.shadow.answered
            self.shadow, told = take(texts, self.now)
            self.now = Texts(
                spliced(self.now.topic, told.topic), spliced(self.now.script, told.script)
            )

    def settle(self) -> None:
        self.hand_over()
        while self.waiting:
            self.answer()

    def _ask(self, verb) -> None:
        draft = self.storage.call(verb, self.draft_id, self.shadow.texts, self.now)
        self.shadow = self.shadow.told(self.now)
        self.waiting.append(("answer", texts_of(draft)))


def texts_of(draft) -> Texts:
    return Texts(draft.topic, draft.script)


STEPS = st.one_of(
    st.tuples(st.just("type"), st.integers(0, 40), st.integers(0, 3), st.text("X\n", max_size=4)),
    st.tuples(st.just("elsewhere"), st.integers(0, 40), st.text("Y\n", min_size=1, max_size=4)),
    st.sampled_from([("hand_over",), ("answer",), ("read",)]),
)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STEPS, max_size=25))
def test_editor_and_store_agree_and_every_letter_is_there_once(tmp_path: Path, steps) -> None:
    with_store = tmp_path / str(len(list(tmp_path.iterdir())))
    storage = Storage(with_store)
    try:
        window = Window(storage)
        put_in = 0
        for step, *how in steps:
            if step == "elsewhere":
                put_in += arrive(storage, window.draft_id, *how)
            else:
                getattr(window, step)(*how)
        window.settle()
        window.read()
        window.settle()
        stored = texts_of(storage.call(drafts.get, window.draft_id))
        assert window.now == stored
        assert not window.shadow.has_typed(window.now)
        assert stored.script.count("Y") <= put_in
    finally:
        storage.close()


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("type"), st.integers(0, 40), st.just(0), st.text("X", min_size=1)),
            st.tuples(st.just("elsewhere"), st.integers(0, 40), st.text("Y", min_size=1)),
            st.sampled_from([("hand_over",), ("answer",), ("read",)]),
        ),
        max_size=25,
    )
)
def test_letters_put_in_on_both_sides_are_all_there_once(tmp_path: Path, steps) -> None:
    storage = Storage(tmp_path / str(len(list(tmp_path.iterdir()))))
    try:
        window = Window(storage)
        mine = theirs = 0
        for step, *how in steps:
            if step == "elsewhere":
                theirs += arrive(storage, window.draft_id, *how)
            else:
                mine += how[2].count("X") if step == "type" else 0
                getattr(window, step)(*how)
        window.settle()
        window.read()
        window.settle()
        stored = storage.call(drafts.get, window.draft_id).script
        assert (stored.count("X"), stored.count("Y")) == (mine, theirs)
        assert "".join(letter for letter in stored if letter not in "XY") == START.script
        assert window.now.script == stored
    finally:
        storage.close()


def arrive(storage: Storage, draft_id, at: int, letters: str) -> int:
    """Letters that came by another way than this window."""
    script = storage.call(drafts.get, draft_id).script
    at = min(at, len(script))
    storage.call(drafts.edit_text, draft_id, "script", script[:at] + letters + script[at:])
    return letters.count("Y")
