"""The two long texts of a draft as one Yjs document: the only door to pycrdt.

pycrdt counts UTF-8 bytes, Qt UTF-16 units, Python code points; all three meet here, nowhere else.
Updates are kept as they came. A document never holds a part that waits for another: an update
with a gap before it is refused.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from pycrdt import Doc, Text, UndoManager, get_update, merge_updates

from contract.drafts import LONGEST_TEXT_CHARS
from contract.lib0 import Numbers, deleted_in
from contract.problems import Code, Problem
from contract.splices import chars_before, difference, pieces_of

TextName = Literal["topic", "script"]
NAMES: tuple[TextName, ...] = ("topic", "script")
# One edit on its way; a longer paste is several.
LONGEST_UPDATE_BYTES = 2**18
# 100,000 letters of any script with their history, and what is re-sent whole.
LONGEST_DOCUMENT_BYTES = 2**20
# A document longer than this is told shorter: one typed letter by letter takes 6 bytes a letter,
# its history squashed takes one.
SQUASHED_FROM_BYTES = LONGEST_DOCUMENT_BYTES // 4

_LINE_ENDS = re.compile("\r\n|[\r\u2028\u2029]")
_UNFIT = re.compile("[\x00\ud800-\udfff]")
_OWN, _ELSEWHERE = "own", "elsewhere"
_NOTHING = b"\x00\x00"
# Nobody edits through it, so it never becomes part of an update.
_READER = 1


@dataclass(frozen=True)
class Texts:
    """A draft's long texts, plain."""

    topic: str
    script: str


class Document:
    """A draft's texts while they are edited. `client_id` must be fresh and random at every load:
    one that is used twice diverges for ever, in silence."""

    def __init__(self, client_id: int, updates: Iterable[bytes] = ()) -> None:
        self._client_id = client_id
        self._updates = [update for update in updates if update != _NOTHING]
        self._load()

    @property
    def topic(self) -> str:
        """The first line."""
        return str(self._texts["topic"])

    @property
    def script(self) -> str:
        """The words to be spoken."""
        return str(self._texts["script"])

    def take_in(self, update: bytes) -> None:
        """Everything of this update is part of the texts; taking it in twice changes nothing.

        Raises: Problem TEXT_GAP, TEXT_DAMAGED; the document is then as it was.
        """
        try:
            with _door(), self._doc.transaction(origin=_ELSEWHERE):
                self._doc.apply_update(update)
            _refuse_gap(update, self._doc)
        except Problem:
            self._load()
            raise
        self._updates.append(update)

    def edit(self, name: TextName, text: str) -> tuple[bytes, ...]:
        """The text now says this; returned are the updates that made it so, none if it did before.

        Only what differs is touched, so that words from elsewhere keep their places.

        Raises: Problem TEXT_TOO_LONG.
        """
        before, after = str(self._texts[name]), tidy(text)
        start, end_before, end_after = difference(before, after)
        return self._replace(name, before, start, end_before, after[start:end_after])

    def splice(
        self, name: TextName, at_utf16: int, removed_utf16: int, inserted: str
    ) -> tuple[bytes, ...]:
        """Take out and put in, at places as Qt counts them; half a letter counts as all of it.

        Raises: Problem TEXT_TOO_LONG.
        """
        before = str(self._texts[name])
        start = chars_before(before, at_utf16, is_end=False)
        end = chars_before(before, at_utf16 + removed_utf16, is_end=removed_utf16 > 0)
        return self._replace(name, before, start, max(start, end), tidy(inserted))

    def undo(self) -> tuple[bytes, ...]:
        """The last own edit that still stands is taken back; what came from elsewhere stays."""
        depth = len(self._undoing.undo_stack)
        until = max((step for step in self._steps if step < depth), default=0)
        return self._while(lambda: len(self._undoing.undo_stack) > until, self._undoing.undo)

    def redo(self) -> tuple[bytes, ...]:
        """The last edit that was taken back stands again, unless another came after it."""
        depth = len(self._undoing.undo_stack)
        until = min((step for step in self._steps if step > depth), default=depth)
        return self._while(lambda: len(self._undoing.undo_stack) < until, self._undoing.redo)

    def whole(self) -> bytes:
        """All of it as one update."""
        if len(self._updates) != 1:
            self._updates = [merged(self._updates)]
        return self._updates[0]

    def _load(self) -> None:
        """Build the document anew from its updates; what could be undone no longer can."""
        opened = _Opened(self._client_id)
        self._doc, self._texts = opened.doc, opened.texts
        if self._updates:
            opened.fill(self._updates)
            _refuse_gap(joined(self._updates), self._doc)
        # How many undoings there are, counted here as asking is slow, and after which an edit ends.
        self._depth = 0
        self._steps: list[int] = []
        # Each transaction is an undoing of its own, whatever the time: steps are counted here.
        self._undoing = UndoManager(
            scopes=list(self._texts.values()), capture_timeout_millis=0, timestamp=lambda: 0
        )
        self._undoing.include_origin(_OWN)

    def _replace(
        self, name: TextName, before: str, start: int, end: int, inserted: str
    ) -> tuple[bytes, ...]:
        chars = len(before) - (end - start) + len(inserted)
        if chars > LONGEST_TEXT_CHARS and chars > len(before):
            raise _too_long()
        if start == end and not inserted:
            return ()
        at = len(before[:start].encode())
        pieces = list(pieces_of(before[start:end], inserted))
        made = self._made(lambda: self._write(name, at, pieces))
        # What was taken back before cannot be done again after this.
        while self._steps and self._steps[-1] > self._depth:
            self._steps.pop()
        self._depth += len(pieces)
        self._steps.append(self._depth)
        return made

    def _write(self, name: TextName, at: int, pieces: list[tuple[int, str]]) -> None:
        """Out and in, piece by piece, at a place counted in bytes."""
        text = self._texts[name]
        for removed, inserted in pieces:
            with self._doc.transaction(origin=_OWN):
                if removed:
                    del text[at : at + removed]
                if inserted:
                    text.insert(at, inserted)
                    at += len(inserted.encode())

    def _while(self, goes_on: Callable[[], bool], step: Callable[[], bool]) -> tuple[bytes, ...]:
        def steps() -> None:
            while goes_on() and step():
                pass

        made = self._made(steps)
        self._depth = len(self._undoing.undo_stack)
        return made

    def _made(self, change: Callable[[], None]) -> tuple[bytes, ...]:
        """The updates that a change of our own made; after a panic the document is as before."""
        told: list[bytes] = []
        # Heard only here, and by nothing of this object: a circle through Rust is never collected.
        doc = self._doc
        hearing = doc.observe(lambda event: told.append(event.update))
        try:
            with _door():
                change()
        except Problem:
            self._load()
            raise
        finally:
            doc.unobserve(hearing)
        made = tuple(update for update in told if update != _NOTHING)
        self._updates.extend(made)
        return made


def tidy(text: str) -> str:
    """The text as it is stored: every end of a line is one LF; NUL and halves of a surrogate
    pair are gone."""
    return _UNFIT.sub("", _LINE_ENDS.sub("\n", text))


def merged(updates: Iterable[bytes]) -> bytes:
    """One update that says all that these say; nothing waits in it.

    Raises: Problem TEXT_GAP, TEXT_DAMAGED.
    """
    return _merged(updates)[0]


def joined(updates: Iterable[bytes]) -> bytes:
    """Updates that follow each other as one. Unlike `merged`, what they build upon may be
    elsewhere: this is what a device is told that has the beginning already.

    Raises: Problem TEXT_DAMAGED.
    """
    parts = list(updates)
    if len(parts) == 1:
        return parts[0]
    with _door():
        return merge_updates(*parts) if parts else _NOTHING


def texts_of(whole: bytes) -> Texts:
    """What a whole document says.

    Raises: Problem TEXT_GAP, TEXT_DAMAGED.
    """
    return _read(whole).said


def seed(client_id: int, topic: str, script: str) -> bytes:
    """The first update of a new draft; made once, by whoever creates the draft.

    Raises: Problem TEXT_TOO_LONG.
    """
    document = Document(client_id)
    document.edit("topic", topic)
    document.edit("script", script)
    return document.whole()


def grown(whole: bytes | None, update: bytes) -> bytes:
    """A document with one more update in it, as the server takes it in.

    Raises: Problem TEXT_GAP, TEXT_DAMAGED (also when a NUL is in it), TEXT_TOO_LONG.
    """
    after, texts = _merged([update] if whole is None else [whole, update])
    if "\x00" in texts.topic or "\x00" in texts.script:
        raise _damaged()
    longest = max(len(texts.topic), len(texts.script))
    if longest > LONGEST_TEXT_CHARS or len(after) > LONGEST_DOCUMENT_BYTES:
        raise _too_long()
    return after


def patched(
    at_version: bytes, topic: str | None, script: str | None, client_id: int
) -> bytes | None:
    """The update that makes the document of a version say these texts (None leaves one alone);
    None when it says them already.

    Raises: Problem TEXT_TOO_LONG.
    """
    document = Document(client_id, [at_version])
    made: tuple[bytes, ...] = ()
    if topic is not None:
        made += document.edit("topic", topic)
    if script is not None:
        made += document.edit("script", script)
    return joined(made) if made else None


@contextmanager
def _door() -> Iterator[None]:
    """Foreign errors become problems here; pycrdt's panics are no Exception, and known by name."""
    try:
        yield
    except ValueError as failure:
        raise _damaged() from failure
    except BaseException as failure:
        if type(failure).__name__ != "PanicException":
            raise
        raise _damaged() from failure


class _Opened:
    """A pycrdt document with its two root texts."""

    def __init__(self, client_id: int) -> None:
        self.doc: Doc[Text] = Doc(client_id=client_id)
        self.texts: dict[TextName, Text] = {}
        for name in NAMES:
            self.doc[name] = self.texts[name] = Text()

    @property
    def said(self) -> Texts:
        """What it says now."""
        return Texts(str(self.texts["topic"]), str(self.texts["script"]))

    def fill(self, updates: Iterable[bytes]) -> None:
        """Take these in; whether something waits is not looked at."""
        with _door(), self.doc.transaction(origin=_ELSEWHERE):
            for update in updates:
                self.doc.apply_update(update)


def _read(update: bytes) -> _Opened:
    """A document of which nothing waits, to be read only."""
    opened = _Opened(_READER)
    opened.fill([update])
    _refuse_gap(update, opened.doc)
    return opened


def _merged(updates: Iterable[bytes]) -> tuple[bytes, Texts]:
    parts = [update for update in dict.fromkeys(updates) if update != _NOTHING]
    if not parts:
        return _NOTHING, Texts("", "")
    whole = joined(parts)
    opened = _read(whole)
    said = opened.said
    if len(parts) > 1:
        one_by_one = _Opened(_READER)
        one_by_one.fill(parts)
        if one_by_one.said != said:
            raise _damaged()
    if len(whole) > SQUASHED_FROM_BYTES:
        whole = _squashed(whole, opened)
    return whole, said


def _squashed(whole: bytes, opened: _Opened) -> bytes:
    """The same document without the words that nobody sees any more, neighbours joined.

    Only for a document in which nothing waits: what waits would be dropped.
    """
    with _door():
        short = opened.doc.get_update()
    again = _read(short)
    is_same = again.doc.get_state() == opened.doc.get_state() and again.said == opened.said
    return short if is_same and len(short) < len(whole) else whole


def _refuse_gap(update: bytes, doc: "Doc[Text]") -> None:
    """Nothing of an update that was applied waits for what is missing.

    A document keeps what it cannot place aside and does not say so. But what an update has beyond
    the document's state is asked for exactly: structs left over, or deletions of unknown letters.
    """
    with _door():
        state = doc.get_state()
        left = get_update(update, state)
    if left == _NOTHING:
        return
    try:
        places = Numbers(state)
        known = {places.next(): places.next() for _ in range(places.next())}
        numbers = Numbers(left)
        if numbers.next() > 0 or any(end > known.get(c, 0) for c, end in deleted_in(numbers)):
            raise _gap()
    except IndexError as failure:
        raise _damaged() from failure


def _gap() -> Problem:
    return Problem(
        Code.TEXT_GAP,
        "An edit of this text came before one that it builds upon.",
        "Send what came before it first, or all of the text.",
    )


def _damaged() -> Problem:
    return Problem(
        Code.TEXT_DAMAGED,
        "An edit of this text arrived damaged.",
        "Send it again, from where it was made.",
    )


def _too_long() -> Problem:
    return Problem(
        Code.TEXT_TOO_LONG,
        f"A text has at most {LONGEST_TEXT_CHARS:,} letters.",
        "Shorten it, or move a part of it into another draft.",
    )
