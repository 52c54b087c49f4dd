"""Rules of who speaks: hello, contiguous numbers, duplicates, forks, gaps, a restored server."""

from uuid import uuid4

from asking import Device, Server, expect, new_draft, rules_in, set_of

OTHER_HASH = "0" * 64


def a_new_device_is_greeted_with_what_it_must_know(server: Server) -> None:
    told = Device(server).hello()
    expect(told["last_n"] == 0, "nothing is known of a new device", told)
    expect(told["schema"] == 1, "schema 1 is spoken", told)
    limits = told["limits"]
    expect(limits["ops"] >= 1 and limits["bytes"] >= 1 and limits["update_bytes"] >= 1, "limits")
    expect(told["now_ms"] > 1_600_000_000_000, "now_ms is the clock in milliseconds", told)
    again = Device(server).hello()
    expect(
        (told["server"], told["epoch"]) == (again["server"], again["epoch"]),
        "server and epoch stay what they are",
    )


def a_schema_that_nobody_shares_is_refused(server: Server) -> None:
    body = {**Device(server).greeting(), "schema": [901, 902]}
    answer = server.http.post("/v1/sync/hello", json=body)
    expect(400 <= answer.status_code < 500, "a hello in schema 901 is refused", answer.text)
    expect(answer.json()["code"] == "outdated", "its code is outdated", answer.text)


def numbers_begin_at_one_and_are_told_back(server: Server) -> None:
    device = Device(server)
    id = str(uuid4())
    (ack,) = device.applied(set_of("draft", id, {"platform": "reels"}))
    expect(ack["n"] == 1 and ack["seq"] >= 1 and len(ack["h"]) == 64, "an ack names its place", ack)
    expect(device.mark == {"seq": ack["seq"], "h": ack["h"]}, "the mark is the ack", device.mark)
    expect(device.hello()["last_n"] == 1, "hello tells the last number", device.hello())


def a_duplicate_gets_the_first_answer_again(server: Server) -> None:
    device = Device(server)
    id = str(uuid4())
    ops = [
        device.numbered(set_of("draft", id, {"platform": "reels"})),
        device.numbered(set_of("draft", id, {"variants": 99})),
    ]
    first = device.push_as_is(ops)["acks"]
    expect([ack["status"] for ack in first] == ["applied", "rejected"], "one of two", first)
    again = device.push_as_is(ops)["acks"]
    expect(again == first, "the same ops get the same acks", again)
    more = device.numbered(set_of("draft", id, {"title": "More"}))
    mixed = device.push_as_is([*ops, more])["acks"]
    expect(mixed[:2] == first, "also together with a new one", mixed)
    expect(mixed[2]["status"] == "applied", "which is applied", mixed)


def the_same_number_with_other_bytes_is_a_fork(server: Server) -> None:
    device = Device(server)
    id = new_draft(device)
    other = {"n": 1, **set_of("draft", id, {"platform": "shorts"})}
    refusal = ("POST", "/v1/sync/push", 409, "device-fork")
    server.refused(*refusal, json=device.body([other]))
    row = server.row("draft", id)
    expect(row["fields"]["platform"]["v"] == "tiktok", "nothing has changed", row)


def a_gap_is_refused_and_says_what_is_missing(server: Server) -> None:
    device = Device(server)
    id = new_draft(device)
    late = {"n": 3, **set_of("draft", id, {"title": "Late"})}
    problem = server.refused("POST", "/v1/sync/push", 409, "gap", json=device.body([late]))
    expect(problem.get("expected") == 2, "it names the number expected", problem)


def numbers_within_a_batch_are_contiguous(server: Server) -> None:
    device = Device(server)
    id = str(uuid4())
    ops = [
        {"n": 1, **set_of("draft", id, {"platform": "reels"})},
        {"n": 3, **set_of("draft", id, {"title": "Two is missing"})},
    ]
    answer = server.http.post("/v1/sync/push", json=device.body(ops))
    expect(answer.status_code in (409, 422), "a hole within a batch is refused", answer.text)
    expect(device.hello()["last_n"] == 0, "and none of the batch is applied", device.hello())


def a_rejected_op_uses_up_its_number_and_blocks_nothing(server: Server) -> None:
    device = Device(server)
    id = str(uuid4())
    acks = device.push(
        set_of("draft", id, {"platform": "reels"}),
        set_of("draft", id, {"variants": 99}),
        set_of("draft", id, {"title": "After it"}),
    )
    statuses = [ack["status"] for ack in acks]
    expect(statuses == ["applied", "rejected", "applied"], "only the bad op is rejected", acks)
    problem = acks[1]["problem"]
    expect(bool(problem["code"] and problem["says"] and problem["remedy"]), "it says why", problem)
    expect(device.hello()["last_n"] == 3, "its number is used up", device.hello())
    row = server.row("draft", id)
    expect("variants" not in row["fields"], "it has changed nothing", row)


def another_history_is_noticed_before_numbers_are(server: Server) -> None:
    device = Device(server)
    new_draft(device)
    device.catch_up()
    far = {"n": 77, **set_of("draft", str(uuid4()), {"title": "Far"})}
    for name in ("cursor", "mark"):
        true_place = getattr(device, name)
        for place in ({**true_place, "h": OTHER_HASH}, {"seq": 10**9, "h": true_place["h"]}):
            stranger = Device(server, device.id, cursor=device.cursor, mark=device.mark)
            setattr(stranger, name, place)
            problem = server.refused(
                "POST", "/v1/sync/push", 409, "resync", json=stranger.body([far])
            )
            expect(problem.get("reason") == "history", "the reason is history", problem)
            server.refused("POST", "/v1/sync/hello", 409, "resync", json=stranger.greeting())
            server.refused("GET", "/v1/sync/pull", 409, "resync", params=stranger.place())


def a_device_may_begin_again_without_cursor_and_mark(server: Server) -> None:
    device = Device(server)
    id = new_draft(device)
    again = Device(server, device.id, device.n)
    expect(again.hello()["last_n"] == 1, "its number is still known", again.hello())
    again.applied(set_of("draft", id, {"title": "Again"}))


RULES = rules_in(globals())
