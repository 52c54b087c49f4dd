"""What waits, in a person's words."""

from desktop.models.media import Media
from desktop.models.wishes import Wish
from desktop.views.sync_words import moment_words
from desktop.views.waiting_lines import EditLine, WishLine
from desktop.views.words import tr

MS_A_MINUTE = 60_000
BYTES_A_MB = 1_000_000


def edit_title(edit: EditLine) -> str:
    """What was edited."""
    if edit.title:
        return edit.title
    names = {
        "draft": tr("A draft without words"),
        "placement": tr("A file in a draft"),
        "asset": tr("A reel in the library"),
    }
    return names.get(edit.of, tr("Something"))


def edit_note(edit: EditLine, now_ms: int) -> str:
    """What of it, and since when; what it waits for besides the network."""
    since = moment_words(edit.since_ms, now_ms)
    if edit.waits_for:
        return tr("Waits for {file}. Since {time}", file=edit.waits_for, time=since)
    return tr("{what}. Since {time}", what=changed_words(edit), time=since)


def changed_words(edit: EditLine) -> str:
    """Which of its parts were changed."""
    words = [tr("words")] if "text" in edit.kinds else []
    words += [tr("tags")] if "tags" in edit.kinds else []
    words += [known for name in edit.names if (known := _field_words(name))]
    if not words:
        return tr("{n} change|{n} changes", n=edit.count)
    listed = tr(", ").join(dict.fromkeys(words))
    return tr("Changed: {what}", what=listed)


def wish_title(line: WishLine) -> str:
    """What was asked for, of what."""
    title = line.title or tr("a draft without words")
    match line.wish.kind:
        case "create":
            return tr("Generate: {title}", title=title)
        case "regenerate":
            return tr("Regenerate: {title}", title=title)
        case "save":
            return tr("Save to the library: {title}", title=title)
        case _:
            return tr("Cancel: {title}", title=title)


def wish_note(wish: Wish, now_ms: int) -> str:
    """When it was pressed, and how it stands."""
    time = moment_words(wish.at_ms, now_ms)
    if wish.state == "sent":
        return tr("Sent, not answered yet. Pressed {time}", time=time)
    if wish.price_ms:
        minutes = f"{wish.price_ms / MS_A_MINUTE:.1f}"
        return tr(
            "{minutes} min, sent when you are online. Pressed {time}.", minutes=minutes, time=time
        )
    return tr("Sent when you are online. Pressed {time}.", time=time)


def file_note(file: Media) -> str:
    """How large, and how far it has come."""
    size = size_words(file.size_bytes)
    if file.state == "uploading":
        return tr("{size}, on its way", size=size)
    return tr("{size}, waiting", size=size)


def size_words(size_bytes: int) -> str:
    """A size to the megabyte, small ones to a tenth of it."""
    mb = size_bytes / BYTES_A_MB
    if mb >= 1000:
        return tr("{size} GB", size=f"{mb / 1000:.1f}")
    return tr("{size} MB", size=f"{mb:.1f}" if mb < 10 else f"{mb:.0f}")


def wait_words(until_ms: int, now_ms: int, why: str) -> str:
    """How long until it is tried again, and why it waits."""
    seconds = max(0, -(-(until_ms - now_ms) // 1000))
    if seconds < 120:
        return tr("In {n} s: {why}|In {n} s: {why}", n=seconds, why=why)
    return tr("At {time}: {why}", time=moment_words(until_ms, now_ms), why=why)


def _field_words(name: str) -> str:
    return {
        "title": tr("title"),
        "platform": tr("platform"),
        "preset": tr("preset"),
        "language": tr("language"),
        "voice": tr("voice"),
        "variants": tr("variants"),
        "deleted_at": tr("trash"),
        "media": tr("files"),
    }.get(name, "")
