"""Rules of reading: pages in order, a snapshot, a digest that can be computed, limits, hints."""

import hashlib
import json
import threading
from typing import Any
from uuid import uuid4

from asking import Device, Json, Server, expect, new_draft, rules_in, set_of, tags_of, text_of
from yjs_words import inserted

DIGESTED = ("of", "id", "fields", "tags", "texts", "row")


def pages_follow_each_other_without_hole_or_double(server: Server) -> None:
    reader, writer = Device(server), Device(server)
    reader.catch_up()
    ids = [new_draft(writer) for _ in range(5)]
    pages = []
    while True:
        page = server.pull(reader, limit=2)
        pages.append(page["changes"])
        reader.cursor = page["next"] or reader.cursor
        if not page["more"]:
            break
    seen = [change["id"] for page in pages for change in page if change["of"] == "draft"]
    expect(seen == ids, "every row once, in the order of its number", seen)
    expect(all(len(page) <= 2 for page in pages), "no page is longer than its limit")
    numbers = [change["seq"] for page in pages for change in page]
    expect(numbers == sorted(set(numbers)), "numbers rise", numbers)
    expect(server.pull(reader)["changes"] == [], "afterwards there is nothing new")


def a_row_comes_at_its_latest_number_only(server: Server) -> None:
    reader, writer = Device(server), Device(server)
    reader.catch_up()
    id = new_draft(writer)
    other = new_draft(writer)
    writer.applied(set_of("draft", id, {"title": "Again"}))
    seen = [change["id"] for change in reader.catch_up() if change["of"] == "draft"]
    expect(seen == [other, id], "the earlier line of a row is not told", seen)


def the_same_page_may_be_read_twice(server: Server) -> None:
    reader = Device(server)
    new_draft(Device(server))
    expect(server.pull(reader) == server.pull(reader), "a page is the same when asked again")


def the_cursor_is_a_line_of_the_log(server: Server) -> None:
    device = Device(server)
    new_draft(device)
    device.catch_up()
    expect(device.cursor == device.mark, "who wrote last and read all stands at its own ack")


def a_snapshot_is_all_there_is_at_one_place(server: Server) -> None:
    writer = Device(server)
    for _ in range(3):
        id = new_draft(writer)
        writer.applied(tags_of(id, ["x"], []), text_of(id, inserted(1, 0, "script", "Words.")))
    whole, at = server.snapshot()
    pieces, _ = server.snapshot(limit=2)
    expect(_names(whole) == _names(pieces), "the pages of another size hold the same rows")
    expect(len(set(_names(whole))) == len(whole), "each row is there once")
    pulled = {(change["of"], change["id"]) for change in Device(server).catch_up()}
    expect(pulled <= set(_names(whole)), "what a pull from the start tells is in it")
    reader = Device(server, cursor=at)
    expect(server.pull(reader)["changes"] == [], "and from its place on there is nothing new")


def a_snapshot_stays_at_its_place_while_others_write(server: Server) -> None:
    writer = Device(server)
    for _ in range(3):
        new_draft(writer)
    first = server.ask("GET", "/v1/sync/snapshot", 200, params={"limit": 1})
    late = new_draft(writer)
    page = first
    while page["next_cursor"] is not None:
        query = {"limit": 100, "cursor": page["next_cursor"]}
        page = server.ask("GET", "/v1/sync/snapshot", 200, params=query)
        expect(page["at"] == first["at"], "`at` is what it was on the first page", page["at"])
    reader = Device(server, cursor=first["at"])
    told = [change["id"] for change in reader.catch_up()]
    expect(late in told, "what came meanwhile is pulled from there", told)


def the_digest_is_that_of_the_rows(server: Server) -> None:
    writer = Device(server)
    id = new_draft(writer, title='Zürich \u2028 "x" \\ 😀', variants=2)
    writer.applied(tags_of(id, ["ä", "b"], []), text_of(id, inserted(1, 0, "script", "Worte\n")))
    digest = server.ask("GET", "/v1/sync/digest", 200)
    tables: dict[str, list[bytes]] = {}
    rows, at = server.snapshot()
    for row in rows:
        if row["of"] == "usage":
            continue  # no row, but a reading of the moment
        told = {name: row[name] for name in DIGESTED if row.get(name) is not None}
        tables.setdefault(row["of"], []).append(hashlib.sha256(_canonical(told).encode()).digest())
    expect(digest["head"] == at, "it is that of the head", digest)
    for of, table in digest["tables"].items():
        hashes = tables.pop(of, [])
        expect(table["count"] == len(hashes), f"{of}: the count is {len(hashes)}", table)
        folded = 0
        for one in hashes:
            folded ^= int.from_bytes(one)
        expect(table["xor"] == f"{folded:064x}", f"{of}: the xor is {folded:064x}", table)
    expect(not tables, "every table is in it", list(tables))


def more_ops_or_bytes_than_the_limits_are_refused(server: Server) -> None:
    device = Device(server)
    limits = device.hello()["limits"]
    many = [
        {"n": n, **set_of("draft", str(uuid4()), {"title": "x"})}
        for n in range(1, limits["ops"] + 2)
    ]
    answer = server.http.post("/v1/sync/push", json=device.body(many))
    expect(answer.status_code in (413, 422), "too many ops", answer.text)
    huge = {"n": 1, **set_of("draft", str(uuid4()), {"unknown": "x" * (9 * 2**20)})}
    answer = server.http.post("/v1/sync/push", json=device.body([huge]))
    expect(answer.status_code in (413, 422), "more than 8 MiB", answer.text)
    expect(device.hello()["last_n"] == 0, "nothing of it is applied", device.hello())


def nonsense_is_refused_as_a_whole(server: Server) -> None:
    device = Device(server)
    for op in (
        {"n": 1, "kind": "wish", "of": "draft", "id": str(uuid4())},
        {"n": 0, **set_of("draft", str(uuid4()), {"title": "x"})},
        {"n": 1, **set_of("draft", "no-uuid", {"title": "x"})},
        {"n": 1, **set_of("draft", str(uuid4()), {"title": "x"}, "yesterday")},
        {"n": 1, **set_of("usage", str(uuid4()), {"title": "x"})},
    ):
        answer = server.http.post("/v1/sync/push", json=device.body([op]))
        expect(answer.status_code == 422, "a body that is none is refused with 422", answer.text)
    expect(device.hello()["last_n"] == 0, "no number is used up", device.hello())


def nobody_reads_without_a_token(server: Server) -> None:
    nobody = Server(str(server.http.base_url))
    nobody.refused("GET", "/v1/sync/pull", 401, "not-signed-in")
    nobody.refused("GET", "/v1/sync/digest", 401, "not-signed-in")


def a_hint_is_rung_after_a_push(server: Server) -> None:
    rung = threading.Event()

    def listen() -> None:
        with server.http.stream("GET", "/v1/events", timeout=20) as stream:
            listening.set()
            for line in stream.iter_lines():
                if line == "event: change":
                    rung.set()
                    return

    listening = threading.Event()
    threading.Thread(target=listen, daemon=True).start()
    expect(listening.wait(20), "the stream of events opens")
    new_draft(Device(server))
    expect(rung.wait(20), "a `change` is told")


def _names(changes: list[Json]) -> list[tuple[str, str]]:
    return sorted((change["of"], change["id"]) for change in changes)


def _canonical(value: Any) -> str:
    """RFC 8785: keys by their UTF-16 units, no spaces, numbers as JavaScript writes them."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        pairs = (f"{_canonical(name)}:{_canonical(value[name])}" for name in names)
        return f"{{{','.join(pairs)}}}"
    if isinstance(value, list):
        return f"[{','.join(map(_canonical, value))}]"
    if isinstance(value, float):
        # Python and JavaScript agree on the digits of all but very small and very large numbers.
        assert value == 0 or 1e-4 <= abs(value) < 1e16, value
        return str(int(value)) if value.is_integer() else repr(value)
    return json.dumps(value, ensure_ascii=False)


RULES = rules_in(globals())
