"""A program with a store of its own, for tests that kill it, starve it or shut it out.

`python store_program.py FOLDER write` writes for ever, one line for each edit that is acknowledged;
`open` says "open" or the problem's code, `open-as-nobody` does so without root's rights;
`starve` writes until its files may not grow any more, says so, gets room and writes on.
"""

import os
import resource
import signal
import sys
from pathlib import Path

from contract.drafts import NewDraftBody
from contract.problems import Problem
from desktop.models import drafts
from desktop.models.session import Session
from desktop.models.storage import Storage

ROOM_BYTES = 64 * 1024
NOBODY = 65534


def _write_forever(storage: Storage) -> None:
    draft = storage.call(drafts.new, NewDraftBody(topic="begun"))
    _say(f"draft {draft.id}")
    number = 0
    while True:
        number += 1
        storage.call(_edit_both, draft.id, number)
        _say(f"edit {number}")


def _edit_both(session: Session, draft_id: object, number: int) -> None:
    """Two edits that belong together."""
    drafts.edit(session, draft_id, {"title": f"title {number}"})  # type: ignore[arg-type]
    drafts.edit_text(session, draft_id, "script", f"script {number}")  # type: ignore[arg-type]


def _starve(storage: Storage, folder: Path) -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    largest = max(file.stat().st_size for file in folder.iterdir())
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest + ROOM_BYTES, hard))
    acknowledged = 0
    try:
        while True:
            storage.call(drafts.new, NewDraftBody(script="words " * 500))
            acknowledged += 1
    except Problem as problem:
        _say(f"{problem.code} after {acknowledged}")
    _say(f"readable {storage.call(drafts.count)}")
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    storage.call(drafts.new, NewDraftBody(script="room again"))
    _say(f"held {storage.call(drafts.count)}")


def _say(line: str) -> None:
    print(line, flush=True)


def main() -> None:
    """Do what the words say."""
    folder, what = Path(sys.argv[1]), sys.argv[2]
    if what == "open-as-nobody" and os.getuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    try:
        storage = Storage(folder)
    except Problem as problem:
        _say(problem.code)
        return
    if what == "write":
        _write_forever(storage)
    elif what == "starve":
        _starve(storage, folder)
        storage.close()
    else:
        _say("open")
        storage.close()


if __name__ == "__main__":
    main()
