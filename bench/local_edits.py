"""An edit on this device: from the keystroke to the disk, as the window waits for it.

The store is a real file on the disk of the checkout, with synchronous=FULL. It holds as many
drafts as a busy person has, and what was edited before waits in its outbox.
"""

from pathlib import Path
from random import Random
from time import perf_counter

from bench.load import percentile
from bench.table import Findings, at_most
from contract.drafts import NewDraftBody
from desktop.models import drafts
from desktop.models.session import Session
from desktop.models.storage import Storage

MOST_MS = 16.0
DRAFTS, EDITS, RUNS = 1_000, 400, 5
WORDS = ("why", "light", "the sky", "blue", "most of all", "scattered", "small parts of air")
# A reel of three minutes, as its script grows.
SCRIPT_WORDS = 500


def measure(folder: Path) -> Findings:
    """p95 of edits of a script and of a field, the best of five runs."""
    chance, storage = Random(1), Storage(folder / "edits")
    try:
        storage.call(_fill, chance)
        runs = [_edits_ms(storage, chance) for _ in range(RUNS)]
    finally:
        storage.close()
    texts, fields = zip(*runs, strict=True)
    best_text, best_field = (min(percentile(run, 0.95) for run in kind) for kind in (texts, fields))
    return Findings(
        (
            at_most("local_text_edit_p95", best_text, "ms", MOST_MS),
            at_most("local_field_edit_p95", best_field, "ms", MOST_MS),
        ),
        (),
    )


def _fill(session: Session, chance: Random) -> None:
    for number in range(DRAFTS):
        script = " ".join(chance.choices(WORDS, k=60))
        drafts.new(session, NewDraftBody(topic=f"Why {number}?", script=script))


def _edits_ms(storage: Storage, chance: Random) -> tuple[list[float], list[float]]:
    """How long each edit took its caller, commit and news included."""
    text = " ".join(chance.choices(WORDS, k=SCRIPT_WORDS))
    draft = storage.call(drafts.new, NewDraftBody(topic="The one that is edited", script=text))
    texts, fields = [], []
    for number in range(EDITS):
        at = chance.randrange(len(text))
        text = f"{text[:at]}{chance.choice(WORDS)} {text[at:]}"
        begun = perf_counter()
        storage.call(drafts.edit_text, draft.id, "script", text)
        texts.append((perf_counter() - begun) * 1000)
        begun = perf_counter()
        storage.call(drafts.edit, draft.id, {"title": f"Take {number}"})
        fields.append((perf_counter() - begun) * 1000)
    return texts, fields
