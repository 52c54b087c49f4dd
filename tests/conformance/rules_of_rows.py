"""Rules of rows: fields of which the last writer wins, tags of which an add wins, the trash."""

from uuid import uuid4

from asking import Device, Server, expect, hlc, new_draft, rules_in, set_of, tags_of, text_of, value
from yjs_words import inserted

MINUTE_MS = 60_000
DELETED = {"deleted_at": "2026-11-22T14:05:00Z"}


def the_first_set_makes_a_row_with_who_wrote_what_when(server: Server) -> None:
    device = Device(server)
    id, at = str(uuid4()), hlc()
    device.applied(set_of("draft", id, {"platform": "reels", "title": None}, at))
    field = server.row("draft", id)["fields"]["platform"]
    expect(field == {"v": "reels", "hlc": at, "device": device.id}, "value, moment, writer", field)


def the_later_write_of_a_field_wins_in_whatever_order_they_come(server: Server) -> None:
    one, other = Device(server), Device(server)
    id = new_draft(one)
    one.applied(set_of("draft", id, {"title": "later"}, hlc(-1_000)))
    other.applied(set_of("draft", id, {"title": "earlier", "preset": "story"}, hlc(-2_000)))
    row = server.row("draft", id)
    expect(value(row, "title") == "later", "the later title stays", row)
    expect(value(row, "preset") == "story", "a field nobody else wrote is taken", row)


def a_tie_is_decided_by_device(server: Server) -> None:
    devices = sorted((Device(server), Device(server)), key=lambda device: device.id)
    id, at = new_draft(devices[0]), hlc(-1_000)
    for device in reversed(devices):
        device.applied(set_of("draft", id, {"title": device.id}, at))
    row = server.row("draft", id)
    expect(value(row, "title") == devices[1].id, "the greater device id wins", row)


def a_clock_far_ahead_is_brought_back_and_told(server: Server) -> None:
    fast, right = Device(server), Device(server)
    id = new_draft(right)
    now_ms = fast.hello()["now_ms"]
    op = fast.numbered(set_of("draft", id, {"title": "fast"}, hlc(3_600_000)))
    answer = fast.push_as_is([op])
    expect(answer["offset_ms"] > MINUTE_MS, "offset_ms tells how far it is ahead", answer)
    stamp = server.row("draft", id)["fields"]["title"]["hlc"]
    latest = f"{now_ms + 2 * MINUTE_MS:013d}"
    expect(stamp < latest, "the moment is at most 60 s ahead", stamp)
    right.applied(set_of("draft", id, {"title": "right"}, hlc(61_000)))
    right.applied(set_of("draft", id, {"title": "righter"}, hlc(61_000, 1)))


def unknown_fields_are_kept_and_sent_back(server: Server) -> None:
    device = Device(server)
    id = new_draft(device, from_the_future={"list": [1, "two", None], "deep": {"x": True}})
    kept = value(server.row("draft", id), "from_the_future")
    expect(kept == {"list": [1, "two", None], "deep": {"x": True}}, "as it was sent", kept)


def known_fields_are_checked(server: Server) -> None:
    device = Device(server)
    id = new_draft(device)
    for fields in ({"variants": 4}, {"title": 5}, {"title": "x" * 301}, {"deleted_at": "soon"}):
        device.rejected(set_of("draft", id, fields), "field-invalid")


def deleted_at_puts_into_the_trash_and_null_takes_out(server: Server) -> None:
    device = Device(server)
    id = new_draft(device)
    device.applied(set_of("draft", id, DELETED, hlc(-5_000)))
    expect(value(server.row("draft", id), "deleted_at") is not None, "it is in the trash")
    listed = [one["id"] for one in server.ask("GET", "/v1/drafts", 200)["drafts"]]
    expect(id not in listed, "plain clients no longer see it in their list", listed)
    device.applied(set_of("draft", id, {"deleted_at": None}, hlc(-4_000)))
    expect(value(server.row("draft", id), "deleted_at") is None, "it is out again")
    server.ask("GET", f"/v1/drafts/{id}", 200)


def an_edit_after_a_deletion_restores(server: Server) -> None:
    device, other = Device(server), Device(server)
    id = new_draft(device)
    device.applied(set_of("draft", id, DELETED, hlc(-5_000)))
    other.applied(set_of("draft", id, {"title": "earlier"}, hlc(-6_000)))
    expect(value(server.row("draft", id), "deleted_at") is not None, "an earlier edit does not")
    other.applied(set_of("draft", id, {"title": "later"}, hlc(-4_000)))
    expect(value(server.row("draft", id), "deleted_at") is None, "a later edit restores")


def words_and_tags_after_a_deletion_restore(server: Server) -> None:
    device = Device(server)
    for op in (
        lambda id: text_of(id, inserted(1234, 0, "script", "Still needed.")),
        lambda id: tags_of(id, ["needed"], []),
    ):
        id = new_draft(device)
        device.applied(set_of("draft", id, DELETED))
        device.applied(op(id))
        row = server.row("draft", id)
        expect(value(row, "deleted_at") is None, "it is out of the trash", row)


def a_tag_put_on_elsewhere_survives_a_remove_that_had_not_seen_it(server: Server) -> None:
    one, other = Device(server), Device(server)
    id = new_draft(one)
    (ack,) = one.applied(tags_of(id, ["sky"], []))
    other.applied(tags_of(id, [], ["sky"], seen=ack["seq"] - 1))
    expect(server.row("draft", id)["tags"] == ["sky"], "the add wins", server.row("draft", id))
    other.applied(tags_of(id, [], ["sky"], seen=ack["seq"]))
    expect(server.row("draft", id)["tags"] == [], "a remove that had seen it takes it off")


def a_device_takes_off_what_it_put_on_itself(server: Server) -> None:
    device = Device(server)
    id = new_draft(device)
    device.applied(tags_of(id, ["b", "a"], []), tags_of(id, [], ["a"], seen=0))
    expect(server.row("draft", id)["tags"] == ["b"], "its own earlier adds go")


def tags_have_one_spelling_and_a_limit(server: Server) -> None:
    device = Device(server)
    id = new_draft(device)
    device.applied(tags_of(id, ["  Straße  Nord "], []))
    expect(server.row("draft", id)["tags"] == ["strasse nord"], "NFC, folded, single spaces")
    device.rejected(tags_of(id, [f"tag {number}" for number in range(21)], []), "tags-too-many")


def a_placement_is_a_row_of_its_own(server: Server) -> None:
    device = Device(server)
    draft, id = new_draft(device), str(uuid4())
    fields = {
        "draft_id": draft,
        "media": "ab" * 32,
        "order": "a0",
        "scene": None,
        "role": "picture",
    }
    device.applied(set_of("placement", id, {**fields, "focus": [0.5, 0.25]}))
    row = server.row("placement", id)
    expect(value(row, "media") == "ab" * 32, "it comes back", row)
    device.applied(set_of("placement", id, {"scene": 2}))
    row = server.row("placement", id)
    expect((value(row, "scene"), value(row, "order")) == (2, "a0"), "field by field", row)
    plain = server.ask("GET", f"/v1/drafts/{draft}", 200)["placements"]
    expect([one["id"] for one in plain] == [id], "plain clients see it in the draft", plain)


def what_belongs_to_somebody_else_is_out_of_reach(server: Server) -> None:
    stranger = Server(str(server.http.base_url))
    stranger.sign_up()
    id = new_draft(Device(stranger), title="Theirs")
    (ack,) = Device(server).push(set_of("draft", id, {"title": "Ours"}))
    expect(ack["status"] == "rejected", "a stranger's row cannot be written", ack)
    expect(value(stranger.row("draft", id), "title") == "Theirs", "it is as it was")


RULES = rules_in(globals())
