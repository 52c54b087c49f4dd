"""What happens in a step: a person does something, a device syncs, or something breaks."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from simulated.device import Device
from simulated.disk import NO_TEXTS
from simulated.exchange import Exchange
from simulated.faults import Crashed, DiskFull, Failed
from simulated.oracle import FIRST_LETTER, TOKEN, words_in
from simulated.reels import Wish
from simulated.server import DAY_MS, REFUSED
from simulated.store import Key
from simulated.world import MOST_BACKUPS, MOST_DEVICES, World

from contract.text import Texts

MOST_DRAFTS = 4
MOST_PLACEMENTS = 5
# What the words of a person look like; each must come through whole.
SPICES = ("", "", "é", "👨‍👩‍👧", "e\u0301", "سلام", "\u00a0", "𝄞")
PLATFORMS = ("tiktok", "reels", "shorts")


def edit(world: World, device: Device) -> str:
    """A word is typed somewhere, or one is taken out."""
    draft = _any_draft(world, device)
    if draft is None:
        return create(world, device)
    name = "topic" if world.rng.random() < 0.2 else "script"
    before = getattr(device.disk.said.get(draft[1], NO_TEXTS), name)
    words = words_in(before)
    if words and world.rng.random() < 0.25:
        word = world.rng.choice(words)
        with _excused_once_stored(world, device, word):
            device.edit(draft[1], name, before.replace(word, "", 1))
        return f"takes {word} out of {name}"
    word = _new_word(world)
    world.oracle.typed_in[word] = draft[1]
    at = _between_words(world, before)
    if name == "script" and world.rng.random() < 0.5:
        device.splice(draft[1], len(before[:at].encode("utf-16-le")) // 2, 0, word)
    else:
        device.edit(draft[1], name, before[:at] + word + before[at:])
    return f"types {word} in {name}"


def create(world: World, device: Device) -> str:
    """A new draft."""
    if len(device.disk.keys("draft")) >= MOST_DRAFTS:
        return "has drafts enough"
    draft_id, word = world.new_id(), _new_word(world)
    fields = {"platform": "tiktok", "title": f"v{world.next_token()}"}
    world.oracle.typed_in |= {word: draft_id, fields["title"]: draft_id}
    device.create_draft(draft_id, fields, Texts("", word))
    return f"creates with {word}"


def write_field(world: World, device: Device) -> str:
    """A small field, known or from a later program; now and then one that cannot be."""
    draft = _any_draft(world, device)
    if draft is None:
        return "has no draft"
    value = f"v{world.next_token()}"
    fields: dict = {world.rng.choice(("title", "voice", "mood")): value}
    if world.rng.random() < 0.3:
        fields["platform"] = world.rng.choice(PLATFORMS)
    if world.rng.random() < 0.05:
        fields["variants"] = 9
    world.oracle.typed_in[value] = draft[1]
    device.set(draft, fields)
    return f"sets {sorted(fields)} to {value}"


def write_tag(world: World, device: Device) -> str:
    """A tag is put on a draft or an asset, or taken off."""
    keys = [*device.disk.keys("draft"), *device.disk.keys("asset")]
    if not keys:
        return "has nothing to tag"
    row_key = world.rng.choice(keys)
    row = device.disk.row(row_key)
    tags = row.tags if row else ()
    if tags and world.rng.random() < 0.4:
        tag = world.rng.choice(tags)
        with _excused_once_stored(world, device, tag):
            device.tag(row_key, (), (tag,))
        return f"takes off {tag}"
    tag = f"t{world.next_token()}"
    world.oracle.tagged[tag] = row_key
    device.tag(row_key, (tag,), ())
    return f"puts on {tag}"


def place(world: World, device: Device) -> str:
    """A file is placed, moved or taken out of a draft."""
    draft, placed = _any_draft(world, device), device.disk.keys("placement")
    if placed and (len(placed) >= MOST_PLACEMENTS or world.rng.random() < 0.5):
        row_key = world.rng.choice(placed)
        order = f"v{world.next_token()}"
        world.oracle.typed_in[order] = row_key[1]
        fields: dict = {"order": order}
        if world.rng.random() < 0.3:
            fields = {"deleted_at": _moment(world)}
        device.set(row_key, fields)
        return f"moves a placement: {sorted(fields)}"
    if draft is None:
        return "has no draft"
    fields = {
        "draft_id": str(draft[1]),
        "media": f"{world.rng.getrandbits(256):064x}",
        "order": "a0",
        "scene": None,
        "role": "picture",
        "focus": [0.5, 0.25],
    }
    device.set(("placement", world.new_id()), fields)
    return "places"


def delete(world: World, device: Device) -> str:
    """A draft or an asset goes into the trash, or comes out of it."""
    keys = [*device.disk.keys("draft"), *device.disk.keys("asset")]
    if not keys:
        return "has nothing to delete"
    row_key = world.rng.choice(keys)
    row = device.disk.row(row_key)
    is_deleted = row is not None and row.is_deleted
    device.set(row_key, {"deleted_at": None if is_deleted else _moment(world)})
    return "restores" if is_deleted else "deletes"


def wish(world: World, device: Device) -> str:
    """Generate, cancel or save is pressed; offline as well."""
    draft = _any_draft(world, device)
    if draft is None:
        return "has no draft"
    kind, about = "create", draft[1]
    made = [(k, row) for k, row in device.disk.facts.items() if k[0] == "generation"]
    if made and world.rng.random() < 0.6:
        drawn = [one for one in made if one[1]["variants"]]
        (_, generation), row = world.rng.choice(drawn or made)
        kind, about = "cancel", generation
        if drawn:
            kind, about = "save", type(generation)(world.rng.choice(row["variants"]))
    key = str(world.new_id())
    device.wish(Wish(key, kind, about, f"wish {world.next_token()}"))
    return f"wishes {kind}"


def sync(world: World, device: Device) -> str:
    """A talk with the server, as far as it gets; now and then the network goes after the push."""
    exchange = Exchange(device, world.server, is_wired=world.is_wired)
    is_cut_off = world.rng.random() < 0.3
    try:
        exchange.run(is_cut_off=is_cut_off)
    finally:
        world.conflicts_of(exchange.conflicts)
    return f"{'sends' if is_cut_off else 'syncs'} {exchange.conflicts}"


def compact(world: World, device: Device) -> str:
    """Its texts are put together."""
    del world
    device.compact()
    return "compacts"


def crash(world: World, device: Device) -> str:
    """The power goes."""
    del world
    device.restart()
    return "restarts"


def second_instance(world: World, device: Device) -> str:
    """The app is opened twice: the second one finds the lock and goes, whatever it read."""
    second = Device("second", device.disk, world.rng, world.faults, world.variant)
    for of, draft_id in second.disk.keys("draft"):
        second.document(draft_id) if of == "draft" else None
    return "is opened twice"


def jump_clock(world: World, device: Device) -> str:
    """Its clock is set: a little wrong, a day, or years."""
    device.skew_ms = world.rng.choice((0, 0, -5_000, 90_000, DAY_MS, -DAY_MS, 3_650 * DAY_MS))
    return f"has its clock {device.skew_ms} ms wrong"


def back_up_device(world: World, device: Device) -> str:
    """A copy of its profile."""
    kept = world.device_backups[device.name]
    world.device_backups[device.name] = [*kept, device.disk][-MOST_BACKUPS:]
    return "is backed up"


def restore_device(world: World, device: Device) -> str:
    """Its profile is an older copy of it."""
    device.disk = world.rng.choice(world.device_backups[device.name])
    device.restart()
    world.oracle.forgive(world)
    return "is restored"


def copy_profile(world: World, device: Device) -> str:
    """A second machine with the same profile."""
    if len(world.devices) >= MOST_DEVICES:
        return "is not copied"
    world.add_device(like=device)
    return "is copied"


def back_up_server(world: World, device: Device) -> str:
    """A copy of the database."""
    del device
    world.server_backups = [*world.server_backups, world.server.store][-MOST_BACKUPS:]
    return "server is backed up"


def restore_server(world: World, device: Device) -> str:
    """The database is an older copy of it."""
    del device
    kept = world.server_backups
    # Mostly a recent one: what a device sent lately is missing, and what it read before is not.
    world.server.store = kept[-1] if world.rng.random() < 0.6 else world.rng.choice(kept)
    world.oracle.forgive(world)
    world.oracle.was_restored = True
    return "server is restored"


def restore_both(world: World, device: Device) -> str:
    """A bad day."""
    restore_server(world, device)
    return f"server and {restore_device(world, device)}"


def pass_months(world: World, device: Device) -> str:
    """Nobody comes for 40 or 200 days; then the server sweeps."""
    del device
    days = world.rng.choice((40, 200))
    world.pass_time(days * DAY_MS)
    old = {str(lost.written.v) for _, _, lost in world.server.store.overwritten}
    gone = world.server.sweep()
    world.oracle.excused |= old
    world.oracle.purged |= gone
    world.oracle.forgive(world)
    return f"{days} days pass, {len(gone)} rows are swept"


def patch(world: World, device: Device) -> str:
    """The client that knows only JSON reads or writes."""
    del device
    drafts = [draft_id for draft_id, _ in world.server.store.live("draft")]
    does = world.rng.choice((_read, _read, _patch_script, _patch_script, _patch_field, _post))
    return "client " + does(world, drafts)


def work(world: World, device: Device) -> str:
    """A worker."""
    del device
    return f"worker {world.workers.work()}"


def deliver_late(world: World, device: Device) -> str:
    """A request of long ago arrives."""
    del device
    return f"late request: {world.faults.deliver_late()}"


WEIGHTS: dict[Callable[[World, Device], str], float] = {
    edit: 26,
    create: 2,
    write_field: 7,
    write_tag: 6,
    place: 5,
    delete: 3,
    wish: 7,
    sync: 30,
    compact: 4,
    crash: 3,
    second_instance: 0.5,
    jump_clock: 1.5,
    back_up_device: 3,
    restore_device: 2,
    copy_profile: 0.8,
    back_up_server: 4,
    restore_server: 2.5,
    restore_both: 0.4,
    pass_months: 0.4,
    patch: 7,
    work: 11,
    deliver_late: 1,
}
STEPS, CHANCES = list(WEIGHTS), list(WEIGHTS.values())


def take_one(world: World) -> None:
    """One step, and what is true after it."""
    world.pass_time(world.rng.choice((1, 50, 2_000, 60_000)))
    device = world.rng.choice(world.devices)
    (does,) = world.rng.choices(STEPS, CHANCES)
    try:
        did = does(world, device)
    except (Failed, DiskFull, Crashed) as failure:
        device.restart() if isinstance(failure, Crashed) else None
        did = f"{does.__name__}: {failure}"
    world.note(f"{device.name} {did}")
    world.oracle.check(world)


@contextmanager
def _excused_once_stored(world: World, device: Device, token: str) -> Iterator[None]:
    """Who took something out meant it, if it was committed, whatever broke after that."""
    before = device.disk
    try:
        yield
    finally:
        if device.disk is not before:
            world.oracle.excused.add(token)


def _any_draft(world: World, device: Device) -> Key | None:
    keys = device.disk.keys("draft")
    return world.rng.choice(keys) if keys else None


def _new_word(world: World) -> str:
    refused = REFUSED if world.rng.random() < 0.01 else ""
    end = chr(FIRST_LETTER + world.next_token())
    return f"{end}{world.rng.choice(SPICES)}{refused}{end}"


def _between_words(world: World, text: str) -> int:
    """A place that splits no word."""
    places = [0, *(found.end() for found in TOKEN.finditer(text))]
    return world.rng.choice(places)


def _moment(world: World) -> str:
    return datetime.fromtimestamp(world.now_ms / 1000, UTC).isoformat().replace("+00:00", "Z")


def _read(world: World, drafts: list) -> str:
    if not drafts:
        return "finds nothing"
    world.client.read(world.rng.choice(drafts))
    return "reads"


def _post(world: World, drafts: list) -> str:
    if len(drafts) >= MOST_DRAFTS:
        return "has enough"
    draft_id, word, title = world.new_id(), _new_word(world), f"v{world.next_token()}"
    world.oracle.typed_in |= {word: draft_id, title: draft_id}
    world.client.post(draft_id, {"title": title, "platform": "reels"}, Texts(word, ""))
    return f"posts {word}"


def _patch_field(world: World, drafts: list) -> str:
    if not drafts:
        return "finds nothing"
    draft_id, value = world.rng.choice(drafts), f"v{world.next_token()}"
    fields: dict = {"title": value}
    if world.rng.random() < 0.2:
        fields = {"deleted_at": world.rng.choice((None, _moment(world)))}
    elif world.rng.random() < 0.2:
        tag = f"t{world.next_token()}"
        world.oracle.tagged[tag] = ("draft", draft_id)
        world.client.put_tag(draft_id, tag)
        return f"puts on {tag}"
    world.oracle.typed_in[value] = draft_id
    world.client.patch_fields(draft_id, fields)
    return f"patches {fields}"


def _patch_script(world: World, drafts: list) -> str:
    del drafts
    if not world.client.readings:
        return "read nothing yet"
    reading, word = world.rng.choice(world.client.readings), _new_word(world)
    before = reading.texts.script
    words = words_in(before)
    if words and world.rng.random() < 0.2:
        gone = world.rng.choice(words)
        said = world.client.patch_script(reading, before.replace(gone, "", 1))
        world.oracle.excused.add(gone)
        return f"patches out {gone}: {said}"
    at = _between_words(world, before)
    world.oracle.typed_in[word] = reading.id
    said = world.client.patch_script(reading, before[:at] + word + before[at:])
    return f"patches in {word}: {said}"
