"""Rules of the long texts: Yjs updates that merge, gaps and damage refused, plain clients too."""

import base64
import hashlib

from asking import Device, Json, Server, expect, hlc, new_draft, rules_in, set_of, text_of
from yjs_words import inserted, removed

ONE, OTHER = 1_111, 2_222


def _texts(row: Json) -> tuple[str, str]:
    return row["texts"]["topic"], row["texts"]["script"]


def words_arrive_as_text_and_as_update(server: Server) -> None:
    device = Device(server)
    id = new_draft(device)
    device.applied(
        text_of(id, inserted(ONE, 0, "topic", "Why?")),
        text_of(id, inserted(ONE, 4, "script", "Because ☀️.")),
    )
    row = server.row("draft", id)
    expect(_texts(row) == ("Why?", "Because ☀️."), "both texts", row)
    update = base64.b64decode(row["update"])
    expect(hashlib.sha256(update).hexdigest() == row["sha256"], "the update's sha256", row)
    plain = server.ask("GET", f"/v1/drafts/{id}", 200)
    expect((plain["topic"], plain["script"]) == _texts(row), "plain clients read the same", plain)


def words_of_two_devices_are_all_kept(server: Server) -> None:
    one, other = Device(server), Device(server)
    id = new_draft(one)
    one.applied(text_of(id, inserted(ONE, 0, "script", "The sky. ")))
    one.catch_up()
    other.applied(text_of(id, inserted(OTHER, 0, "script", "Look up. ")))
    one.applied(
        text_of(id, inserted(ONE, 9, "script", "It is blue. ", after=8)),
        text_of(id, removed(ONE, 0, 4)),
    )
    (_, script) = _texts(server.row("draft", id))
    for words in ("sky. ", "Look up. ", "It is blue. "):
        expect(words in script, f"“{words}” is there", script)
    expect("The sky" not in script, "what was taken out is gone", script)
    changes = [change for change in one.catch_up() if change["id"] == id]
    expect(len(changes) == 1, "the row comes once, at its latest number", changes)
    update = base64.b64decode(changes[0]["update"])
    expect(b"Look up. " in update, "with the other device's words", update)


def the_same_words_twice_change_nothing(server: Server) -> None:
    device, copy = Device(server), Device(server)
    id = new_draft(device)
    update = inserted(ONE, 0, "script", "Once.")
    device.applied(text_of(id, update))
    copy.applied(text_of(id, update))
    expect(_texts(server.row("draft", id))[1] == "Once.", "the text is not doubled")


def a_gap_in_the_words_is_refused(server: Server) -> None:
    device = Device(server)
    id = new_draft(device)
    device.rejected(text_of(id, inserted(ONE, 5, "script", "later", after=4)), "text-gap")
    expect(_texts(server.row("draft", id))[1] == "", "nothing is kept of it")
    device.applied(text_of(id, inserted(ONE, 0, "script", "First")))
    device.applied(text_of(id, inserted(ONE, 5, "script", " later", after=4)))
    expect(_texts(server.row("draft", id))[1] == "First later", "in order it is taken")


def damaged_words_are_refused(server: Server) -> None:
    device = Device(server)
    id = new_draft(device)
    whole = text_of(id, inserted(ONE, 0, "script", "Whole."))
    device.rejected({**whole, "sha256": "0" * 64}, "text-damaged")
    device.rejected({**whole, "update": "no base64!"}, "text-damaged")
    device.rejected(text_of(id, b"\xff\xff\xff\xff no update"), "text-damaged")
    expect(_texts(server.row("draft", id))[1] == "", "nothing is kept of it")


def too_many_words_are_refused(server: Server) -> None:
    device = Device(server)
    id = new_draft(device)
    most = device.hello()["limits"]["update_bytes"]
    device.rejected(text_of(id, inserted(ONE, 0, "script", "x" * (most + 1))), "text-too-long")
    for number in range(2):
        update = inserted(ONE + number, 0, "script", "x" * 60_000)
        (ack,) = device.push(text_of(id, update))
    expect(ack["status"] == "rejected", "a text has at most 100,000 characters", ack)
    expect(ack["problem"]["code"] == "text-too-long", "and says so", ack)
    expect(len(_texts(server.row("draft", id))[1]) == 60_000, "what fitted stays")


def whole_texts_may_be_sent_again(server: Server) -> None:
    device = Device(server)
    id = new_draft(device)
    device.applied(text_of(id, inserted(ONE, 0, "script", "All of it.")))
    row = server.row("draft", id)
    again = {**text_of(id, base64.b64decode(row["update"])), "whole": True}
    Device(server).applied(again)
    expect(_texts(server.row("draft", id)) == _texts(row), "nothing is doubled")


def a_plain_clients_draft_is_seeded_by_the_server(server: Server) -> None:
    made = server.ask("POST", "/v1/drafts", 201, json={"topic": "Plain?", "script": "Yes."})
    row = server.row("draft", made["id"])
    expect(_texts(row) == ("Plain?", "Yes."), "its texts can be edited", row)
    expect(b"Plain?" in base64.b64decode(row["update"]), "its update holds the words", row)


def an_old_if_match_merges(server: Server) -> None:
    made = server.http.post("/v1/drafts", json={"script": "The sky is blue.", "title": "Old"})
    id, etag = made.json()["id"], made.headers["ETag"]
    Device(server).applied(
        text_of(id, inserted(OTHER, 0, "script", "Look up. ")),
        set_of("draft", id, {"preset": "story"}, hlc()),
    )
    headers = {"If-Match": etag, "Content-Type": "application/merge-patch+json"}
    patch = {"script": "The evening sky is blue.", "title": "New"}
    answer = server.http.patch(f"/v1/drafts/{id}", json=patch, headers=headers)
    expect(answer.status_code == 200, "an old If-Match is no obstacle", answer.text)
    now = answer.json()
    for words in ("Look up. ", "evening "):
        expect(words in now["script"], f"“{words}” is there", now)
    expect((now["title"], now["preset"]) == ("New", "story"), "fields, too", now)
    row = server.row("draft", id)
    expect(_texts(row)[1] == now["script"], "devices see the same", row)


RULES = rules_in(globals())
