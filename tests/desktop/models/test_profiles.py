"""Promises of profiles: one store for each user of a server, and nothing made before is lost."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest
from seeded_sources import make_sources
from told_changes import ToldServer, sync

from contract.drafts import NewDraftBody
from contract.ids import generation_id_of, variant_id_of
from contract.problems import Code, Problem
from desktop.models import drafts, generations, moving, placements, profiles, usage, wishes
from desktop.models.storage import Storage

SERVER = "https://reels.example.org"
OWNER, OTHER = UUID(int=1), UUID(int=2)
BODY = NewDraftBody(
    topic="Why is the sky blue?",
    script="Light from the sun is scattered.\n\nBlue light is scattered most of all.",
    tags=("sky",),
)


def open_account(data: Path, owner: UUID = OWNER) -> Storage:
    return profiles.open_account(data, SERVER, owner, "a@example.org", make_sources(f"{owner}"))


def open_local(data: Path) -> Storage:
    return profiles.open_local(data, make_sources("local"))


@pytest.mark.parametrize(
    "spelled",
    ["https://reels.example.org/", "HTTPS://Reels.Example.ORG", " https://reels.example.org:443"],
)
def test_one_server_has_one_folder_however_it_is_spelled(tmp_path: Path, spelled: str) -> None:
    assert profiles.folder_of(tmp_path, spelled, OWNER) == profiles.folder_of(
        tmp_path, SERVER, OWNER
    )


@pytest.mark.parametrize(
    "other",
    [
        "http://reels.example.org",
        "https://reels.example.org:8443",
        "https://reels.example.org/b",
        "https://reels.example.com",
    ],
)
def test_other_servers_and_other_users_have_others(tmp_path: Path, other: str) -> None:
    mine = profiles.folder_of(tmp_path, SERVER, OWNER)
    assert profiles.folder_of(tmp_path, other, OWNER) != mine
    assert profiles.folder_of(tmp_path, SERVER, OTHER) != mine


def test_somebody_else_signs_in_and_unsent_work_waits_for_its_owner(
    tmp_path: Path, server: ToldServer
) -> None:
    mine = open_account(tmp_path)
    draft = mine.call(drafts.new, BODY)
    mine.call(wishes.create, draft.id)
    waiting = profiles.unsent(mine)
    assert (waiting.ops, waiting.wishes) == (4, 1)
    mine.close()

    theirs = open_account(tmp_path, OTHER)
    assert theirs.call(drafts.count) == 0
    sync(theirs, server)
    theirs.close()
    assert server.rows == {}

    mine = open_account(tmp_path)
    assert mine.call(drafts.get, draft.id).script == BODY.script
    assert profiles.unsent(mine) == waiting
    mine.close()
    assert len(profiles.list_accounts(tmp_path)) == 2


def test_a_store_of_somebody_else_is_not_opened_as_mine(tmp_path: Path) -> None:
    open_account(tmp_path).close()
    mine = profiles.folder_of(tmp_path, SERVER, OWNER)
    mine.rename(profiles.folder_of(tmp_path, SERVER, OTHER))
    with pytest.raises(Problem) as found:
        open_account(tmp_path, OTHER)
    assert found.value.code is Code.FOLDER_IN_USE


def test_what_was_made_before_the_sign_in_moves_into_the_account(
    tmp_path: Path, server: ToldServer
) -> None:
    local, account = open_local(tmp_path), open_account(tmp_path)
    own = account.call(drafts.new, NewDraftBody(title="was here"))
    draft = local.call(drafts.new, BODY)
    local.call(drafts.edit_text, draft.id, "script", BODY.script + " And more.")
    local.call(placements.add, draft.id, "ab" * 32)
    wish = local.call(wishes.create, draft.id)
    assert profiles.move_in(local, account) == 1

    found = account.call(drafts.get, draft.id)
    assert (found.topic, found.script, found.tags) == (
        BODY.topic,
        BODY.script + " And more.",
        ("sky",),
    )
    assert len(found.placements) == 1
    assert [one.id for one in account.call(drafts.list_page).drafts] == [draft.id, own.id]
    assert local.call(drafts.count) == 0
    assert profiles.unsent(local).ops == 0
    # The wish is the account's now: its generation is the one that the server will make.
    (moved,) = account.call(wishes.list_open)
    assert moved.body == wish.body
    generation_id = generation_id_of(OWNER, "create", wish.key)
    assert moved.generation_id == generation_id
    shown = account.call(generations.get, generation_id)
    assert [one.id for one in shown.variants] == [variant_id_of(generation_id, n) for n in range(3)]
    assert account.call(usage.read).waiting_ms == wish.price_ms

    assert account.call(wishes.next_ready) is None
    sync(account, server)
    assert server.script(draft.id) == BODY.script + " And more."
    assert server.row("draft", draft.id).tags == ("sky",)
    ready = account.call(wishes.next_ready)
    assert ready is not None
    assert ready.key == wish.key
    # And it can be edited on, with the words it had.
    account.call(drafts.edit_text, draft.id, "script", "On: " + BODY.script + " And more.")
    sync(account, server)
    assert server.script(draft.id) == "On: " + BODY.script + " And more."
    local.close()
    account.close()


def test_interrupted_and_begun_again_nothing_comes_twice_and_nothing_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    local, account = open_local(tmp_path), open_account(tmp_path)
    made = [local.call(drafts.new, BODY).id for _ in range(3)]

    def no_light(_session: object) -> None:
        raise RuntimeError("no light")

    with monkeypatch.context() as patch:
        patch.setattr(moving, "_empty", no_light)
        with pytest.raises(RuntimeError):
            profiles.move_in(local, account)
    assert local.call(drafts.count) == account.call(drafts.count) == 3
    account.call(drafts.delete, made[0])
    before = profiles.unsent(account)
    assert profiles.move_in(local, account) == 0
    assert profiles.unsent(account) == before
    assert account.call(drafts.count) == 2, "what was deleted meanwhile does not come back"
    assert local.call(drafts.count) == 0
    # What is made without a sign-in later moves, too.
    later = local.call(drafts.new, NewDraftBody(title="later")).id
    assert profiles.move_in(local, account) == 1
    assert account.call(drafts.get, later).title == "later"
    local.close()
    account.close()


def test_before_any_sign_in_there_is_an_owner_all_the_same(tmp_path: Path) -> None:
    local = open_local(tmp_path)
    told = local.call(profiles.describe)
    assert told.server_url is None
    assert told.owner_id != uuid4()
    draft = local.call(drafts.new, BODY)
    wish = local.call(wishes.create, draft.id)
    assert wish.generation_id == generation_id_of(told.owner_id, "create", wish.key)
    local.close()
