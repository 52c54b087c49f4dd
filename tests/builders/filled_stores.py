"""Stores of a creator's month, in the states that every view must be seen in.

    filled = open_filled(folder, "busy")        # "empty", "busy", "offline", "refused" or "full"
    filled.storage                              # a real Storage; close it when you are done
    filled.status                               # the sync Status that belongs to the state
    filled.drafts["sky"], filled.generations["sky"], filled.variants["sky"][0]
    filled.history                              # what GET /v1/usage/history answers

`fill(storage, state, clock)` does the same to a store that is open. What came from a server came
the way all of it comes (`told_changes.ToldServer`, pulled); what is pending is pending by the verbs
of `desktop.models`; covers and videos are real, small, and here (`cache.find`).

| state | beside the month |
|---|---|
| empty | nothing but the meter of a new account |
| busy | `trees` drawing at 62 %, `bridge` second in the queue, a file on its way, all online |
| offline | three edits, a wish (`glass`) and a save that wait since 13:52, the network is gone |
| refused | 0.8 minutes left; the wish for `names` was refused, `cats` failed, an edit was refused |
| full | all of that but the network; merged texts, a trash, a library of 48 |

The drafts: sky, cuts, lighthouse (uk), cats, glass, names, trees, bridge, arabic, emoji, empty
(nothing typed yet). Finished: sky (3 variants, one saved), cuts (3), lighthouse (3), arabic (1).
"""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import small_files
import told_receipts
from creators_words import LANGUAGES, WORDS
from told_changes import push_all, sync
from told_months import (
    DIFFERENCES,
    EMAIL,
    NOW,
    OWNER_ID,
    RESETS_AT,
    SERVER_URL,
    STATES,
    Clock,
    Filled,
    State,
    bring,
    history_of,
    ms_of,
    plain,
    put_file,
    tell_asset,
    tell_generation,
    tell_progress,
    text_of,
)

from contract.drafts import NewDraftBody
from contract.ids import media_id_of, variant_id_of
from contract.problems import Code, Problem
from desktop.models import drafts, generations, media, outbox, placements, profiles, wishes
from desktop.models.storage import Storage
from desktop.sync.proof import Proof
from desktop.sync.status import Status

__all__ = [
    "EMAIL", "LIBRARY_SIZE", "NOW", "OWNER_ID", "SERVER_URL", "STATES", "Clock", "Filled", "State",
    "fill", "history_of", "open_filled",
]  # fmt: skip

LIBRARY_SIZE = 48

# The newest is edited last; each stood a while before the next one was begun.
_BEGUN_BEFORE = timedelta(days=9)
_BETWEEN = timedelta(hours=19)

_FINISHED = {"lighthouse": 3, "cuts": 3, "arabic": 1, "sky": 3}


def open_filled(folder: Path, state: State = "full") -> Filled:
    """The account store of this state below `folder`, open; whoever asked closes it."""
    clock = Clock()
    storage = profiles.open_account(folder, SERVER_URL, OWNER_ID, EMAIL, clock.sources())
    try:
        return fill(storage, state, clock)
    except BaseException:
        storage.close()
        raise


def fill(storage: Storage, state: State, clock: Clock) -> Filled:
    """The same into a store that is open and empty; its moments come from `clock`."""
    filled = Filled(state, storage, clock)
    if state != "empty":
        _write_drafts(filled)
        _tell_finished(filled)
        _tell_library(filled)
        _add_media(filled)
    _tell_usage(filled)
    _sync(filled)
    for step in _STEPS[state]:
        step(filled)
    clock.now = NOW
    filled.status = _status(filled)
    return filled


def _write_drafts(filled: Filled) -> None:
    filled.clock.now = NOW - _BEGUN_BEFORE
    for name, words in WORDS.items():
        body = NewDraftBody(
            topic=words.topic,
            script=words.script,
            platform=words.platform,
            preset=words.preset,
            language=LANGUAGES.get(name),
            tags=words.tags,
        )
        filled.clock.now += _BETWEEN
        filled.drafts[name] = filled.storage.call(drafts.new, body).id
        _sync(filled)


def _tell_finished(filled: Filled) -> None:
    begun = NOW - timedelta(days=6)
    for place, (name, count) in enumerate(_FINISHED.items()):
        moment = begun + timedelta(hours=31 * place)
        more = {"variants": count, "ready": count, "created_at": moment}
        tell_generation(filled, name, name, saved=int(name == "sky"), **more)
        for index, variant_id in enumerate(filled.variants[name]):
            _put_files(filled, name, variant_id, index)


def _put_files(filled: Filled, name: str, variant_id: UUID, index: int) -> None:
    words = WORDS[name]
    language = LANGUAGES.get(name)
    cover = small_files.cover(words.topic, words.preset, index, words.script, language)
    put_file(filled, variant_id, "cover", cover)
    put_file(filled, variant_id, "proxy", small_files.video())
    said = told_receipts.said_of(words.topic, words.script)
    receipt = told_receipts.receipt_of(told_receipts.lengths_of(said))
    put_file(filled, variant_id, "receipt", receipt.model_dump_json().encode())
    put_file(filled, variant_id, "captions", told_receipts.srt_of(said).encode())
    put_file(filled, variant_id, "vtt", small_files.VTT.encode())
    put_file(filled, variant_id, "text", small_files.POST_TEXT.encode())
    if index == 0:
        put_file(filled, variant_id, "video", small_files.video())


def _tell_library(filled: Filled) -> None:
    """Reels of older months, whose drafts are gone, and one of this month; some in the trash."""
    named = [name for name in WORDS if name != "empty"]
    for number in range(LIBRARY_SIZE - 1):
        words = WORDS[named[number % len(named)]]
        generation_id = uuid5(OWNER_ID, f"old {number}")
        variant_id = variant_id_of(generation_id, number % 3)
        moment = NOW - timedelta(days=12 + 3 * number, minutes=17 * number)
        is_trash = number % 16 == 15
        tell_asset(
            filled,
            variant_id,
            generation_id,
            title=_title(words.topic, number // len(named)),
            topic=words.topic,
            tags=words.tags,
            platform=("tiktok", "reels", "shorts")[number % 3],
            preset=words.preset,
            created_at=text_of(moment),
            deleted_at=text_of(NOW - timedelta(days=2)) if is_trash else None,
            duration_ms=14_000 + number * 2_900 % 41_000,
        )
        if number % 12 != 11:
            language = LANGUAGES.get(named[number % len(named)])
            seed = number // len(named) % 3
            cover = small_files.cover(words.topic, words.preset, seed, words.script, language)
            put_file(filled, variant_id, "cover", cover)
    sky = filled.variants["sky"][0]
    facts = {"topic": WORDS["sky"].topic, "platform": "tiktok", "preset": "explainer"}
    moment = text_of(NOW - timedelta(hours=3))
    tell_asset(
        filled,
        sky,
        filled.generations["sky"],
        title="Why is the sky blue?",
        tags=("science", "sky"),
        created_at=moment,
        **facts,
    )


def _add_media(filled: Filled) -> None:
    """Two photographs in `sky`, held by the server."""
    filled.clock.now = NOW - timedelta(hours=5)
    for seed, name in ((4, "evening by the sea.jpg"), (5, "harbour.jpg")):
        sha256 = bring(filled, name, small_files.photograph(seed))
        filled.storage.call(placements.add, filled.drafts["sky"], sha256, scene=seed - 4)
        size = len(small_files.photograph(seed))
        row = {"sha256": sha256, "name": name, "kind": "picture", "size_bytes": size}
        filled.server.tell("media", media_id_of(OWNER_ID, sha256), row)
        filled.storage.call(media.note_held, sha256)


def _tell_usage(filled: Filled) -> None:
    this_month = history_of(filled.state).months[0]
    reserved = 2.1 if filled.state in ("busy", "full") else 0.0
    row = {
        "plan": "free",
        "exports_used": this_month.exports_used,
        "exports_limit": 10,
        "minutes_used": this_month.minutes_used,
        "minutes_limit": 20,
        "minutes_reserved": reserved,
        "boost_expires_at": None,
        "resets_at": RESETS_AT,
    }
    filled.server.tell("usage", uuid5(OWNER_ID, "usage"), row)
    filled.clock.now = NOW - timedelta(minutes=1)


def _run_some(filled: Filled) -> None:
    filled.clock.now = NOW - timedelta(minutes=4)
    tell_generation(filled, "trees", "trees", status="running")
    tell_generation(filled, "bridge", "bridge", variants=2)
    _sync(filled)
    words = WORDS["trees"]
    ready = {
        "status": "ready",
        "title": plain(words.topic),
        "differs_by": DIFFERENCES[0],
        "duration_ms": small_files.VIDEO_MS,
        "width": 1080,
        "height": 1920,
    }
    tell_progress(
        filled, "trees", progress_pct=62, of_variants={0: ready, 1: {"status": "drawing"}}
    )
    _put_files(filled, "trees", filled.variants["trees"][0], 0)
    tell_progress(filled, "bridge", status="queued", stage=None, queue_position=2)


def _upload_some(filled: Filled) -> None:
    sha256 = bring(filled, "lab tour.mov", small_files.video())
    filled.storage.call(placements.add, filled.drafts["glass"], sha256, role="clip")
    filled.storage.call(media.note_begun, sha256, f"{SERVER_URL}/v1/media/uploads/1")


def _wait_for_network(filled: Filled) -> None:
    filled.clock.now = NOW - timedelta(minutes=14)
    glass = filled.drafts["glass"]
    filled.storage.call(drafts.edit_text, glass, "topic", "How *glass* is poured")
    filled.storage.call(drafts.edit, glass, {"preset": "list"})
    filled.storage.call(drafts.set_tags, filled.drafts["cats"], ("animals", "sound"))
    filled.wishes["glass"] = filled.storage.call(wishes.create, glass).id
    filled.generations["glass"] = _generation_of(filled, "glass")
    filled.wishes["save"] = filled.storage.call(wishes.save, filled.variants["cuts"][1]).id


def _refuse_some(filled: Filled) -> None:
    filled.clock.now = NOW - timedelta(minutes=9)
    names = filled.storage.call(wishes.create, filled.drafts["names"])
    says = "Needs 1.0 minutes, 0.8 are left."
    facts = {"pool": "minutes", "used": 19.2, "limit": 20, "resets_at": RESETS_AT}
    refused = Problem(
        Code.QUOTA_EXCEEDED, says, "Make fewer variants, or wait for next month.", facts=facts
    )
    filled.storage.call(wishes.take_in_answer, names.id, refused)
    filled.wishes["names"] = names.id
    tell_generation(
        filled,
        "cats",
        "cats",
        status="failed",
        error={
            "code": "encoding-failed",
            "says": "The process that draws the video stopped before it was done.",
            "remedy": "Try again; if it happens again, tell whoever runs this server.",
        },
    )
    _sync(filled)
    _let_letter_die(filled)


def _let_letter_die(filled: Filled) -> None:
    """An edit that the server would not have."""
    cats = filled.drafts["cats"]
    filled.storage.call(drafts.edit, cats, {"title": "Purring, explained"})
    why = Problem(
        Code.FIELD_INVALID,
        "The field title has a value that it cannot have.",
        "Change it, or take a newer version of this program.",
    )
    filled.server.refuses = lambda op: why if op.id == cats else None
    push_all(filled.storage, filled.server)
    filled.server.refuses = lambda op: None


def _merge_some(filled: Filled) -> None:
    """The same draft was edited here without a network and elsewhere meanwhile."""
    emoji = filled.drafts["emoji"]
    filled.clock.now = NOW - timedelta(minutes=30)
    script = WORDS["emoji"].script
    filled.storage.call(drafts.edit_text, emoji, "script", script.replace("42", "about 42"))
    filled.storage.call(drafts.edit, emoji, {"preset": "story"})
    filled.server.edit_text(emoji, "script", script.replace("for red", "for red, 40 for blue"))
    _sync(filled)
    filled.server.now_ms = ms_of(NOW - timedelta(minutes=10))
    filled.server.write("draft", emoji, preset="list")
    _sync(filled)


def _throw_some_away(filled: Filled) -> None:
    filled.storage.call(drafts.delete, filled.drafts["names"])


_STEPS: Mapping[State, tuple[Any, ...]] = {
    "empty": (),
    "busy": (_run_some, _upload_some),
    "offline": (_wait_for_network,),
    "refused": (_refuse_some,),
    "full": (_merge_some, _run_some, _refuse_some, _throw_some_away, _upload_some),
}


def _sync(filled: Filled) -> None:
    filled.server.now_ms = filled.clock.now_ms()
    sync(filled.storage, filled.server)


def _status(filled: Filled) -> Status:
    waiting = filled.storage.call(outbox.count_waiting)
    exchanged_ms = ms_of(NOW - timedelta(seconds=20))
    proof = Proof(filled.server.seq, len(filled.server.latest), (), ms_of(NOW) - 29_000)
    if filled.state != "offline":
        return Status("resting", None, None, waiting, (), exchanged_ms, True, proof)
    gone = Problem(
        Code.SERVER_UNREACHABLE,
        "The server cannot be reached.",
        "It is tried again by itself.",
        retryable=True,
    )
    until_ms, last_ms = ms_of(NOW) + 24_000, ms_of(NOW - timedelta(minutes=15))
    return Status("waiting", gone, until_ms, waiting, (), last_ms, False, proof)


def _generation_of(filled: Filled, name: str) -> UUID:
    """The newest generation of a draft."""
    found = filled.storage.call(generations.list_of_draft, filled.drafts[name])
    return found[0].id


def _title(topic: str, again: int) -> str:
    return plain(topic) if again == 0 else f"{plain(topic)} {again + 1}"
