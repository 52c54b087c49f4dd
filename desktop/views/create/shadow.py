"""What the editors show and what the store has, kept alike: a state machine without any window.

The *shadow* is what the editors said when the store was last told something, or told us. What
differs from it was typed since. Every answer of the store is the whole of what it has; of several
that are out, only the last one counts, as it has all that those before it had. So a letter that
is typed while an answer is on its way is neither lost nor doubled: it is what differs.
"""

from dataclasses import dataclass, replace

from contract.rebasing import Splices, carried, changes
from contract.text import Texts


@dataclass(frozen=True)
class Told:
    """What an answer does to the editors: splices for each, in places of what they say now."""

    topic: Splices = ()
    script: Splices = ()


@dataclass(frozen=True)
class Shadow:
    """`texts` is the shadow, `agreed` what the store said last; `out` counts answers that have not
    come. `is_refused` when what was typed last could not be kept: it differs from `agreed`."""

    texts: Texts
    agreed: Texts
    out: int = 0
    is_refused: bool = False

    @staticmethod
    def of(texts: Texts) -> "Shadow":
        """What was just read of the store, and shown."""
        return Shadow(texts, texts)

    def has_typed(self, now: Texts) -> bool:
        """Whether something was typed that the store was not told."""
        return now != self.texts

    def told(self, now: Texts) -> "Shadow":
        """The store is told that the editors say this, in place of `texts`."""
        return replace(self, texts=now, out=self.out + 1)

    def answered(self, answer: Texts, now: Texts) -> tuple["Shadow", Told]:
        """The store answered with what it has; what follows for the editors."""
        out = self.out - 1
        if out > 0:
            return replace(self, out=out, agreed=answer), Told()
        if self.is_refused:
            # What the editors said when it was refused is still to be kept, whole.
            return Shadow(answer, answer), Told()
        return Shadow(answer, answer), self._towards(answer, now)

    def postponed(self, answer: Texts) -> "Shadow":
        """The store answered, and the editors cannot follow now: they are told once it is read
        again. Until then they go on from what they said."""
        if self.is_refused and self.out == 1:
            return Shadow(answer, answer)
        return replace(self, out=self.out - 1, agreed=answer)

    def refused(self) -> "Shadow":
        """The store could not do it: what the editors say differs from what it has."""
        out = self.out - 1
        texts = self.texts if out > 0 else self.agreed
        return Shadow(texts, self.agreed, out, is_refused=True)

    def heard(self, read: Texts, now: Texts) -> tuple["Shadow", Told]:
        """The store was read. While an answer is out, that will have all of this."""
        if self.out > 0:
            return self, Told()
        told = self._towards(read, now)
        return replace(self, texts=read, agreed=read), told

    def _towards(self, there: Texts, now: Texts) -> Told:
        return Told(
            _over(self.texts.topic, there.topic, now.topic),
            _over(self.texts.script, there.script, now.script),
        )


def _over(before: str, there: str, now: str) -> Splices:
    """What happened there, as splices of what is shown now."""
    arrived = changes(before, there)
    return carried(arrived, over=changes(before, now)) if arrived else ()
