"""Writing, narrating, drawing, finishing: one variant after the other, all or nothing each."""

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from contract.drafts import Draft
from contract.platforms import Frame
from contract.problems import Code, Problem
from contract.receipts import Receipt
from contract.storyboards import Storyboard, Timing
from reel import timing as clock
from reel.captioning import to_srt, to_vtt
from reel.making.narrations import speak
from reel.making.progress import Progress, Tell, Teller
from reel.making.receipt import as_json, make_receipt
from reel.making.shelf import Shelf
from reel.making.work_folder import NO_ROOM, saying_disk_full, work_folder
from reel.narration import Speech
from reel.pixels import inspect, segments
from reel.pixels.join import Piece, join
from reel.pixels.letters import check_letters
from reel.pixels.proxy import proxy_name
from reel.pixels.sound import Sound, lay_out, make_sound
from reel.pixels.studio import Studio
from reel.pixels.worker import COVER_NAME, Drawn, Order, cancelled
from reel.post_text import as_text
from reel.storyboarding import draw_up

SOUND_NAME = "sound.aac"
VIDEO_NAME = "video.mp4"
PROXY_NAME = "video.proxy.mp4"


@dataclass(frozen=True)
class MadeVariant:
    """One finished variant: its files in `out`, the video first, and its receipt."""

    files: tuple[Path, ...]
    storyboard: Storyboard
    receipt: Receipt


@dataclass(frozen=True)
class _Desk:
    """What every stage of one variant needs at hand; `shelf` None draws everything."""

    folder: Path
    studio: Studio
    media: Mapping[str, Path]
    tell: Tell
    is_cancelled: Callable[[], bool]
    shelf: Path | None = None
    with_proxy: bool = False

    def look_up(self) -> None:
        """Between two steps: stop when somebody wants to."""
        if self.is_cancelled():
            raise cancelled()


def make_reel(
    draft: Draft,
    *,
    seed: int,
    out: Path,
    media: Mapping[str, Path],
    name: str,
    on_progress: Callable[[Progress], None],
    is_cancelled: Callable[[], bool],
) -> tuple[MadeVariant, ...]:
    """Make every variant of a draft; `media` are its pictures by their sha256.

    For each variant, `out` then holds <name>-<n>.mp4, .jpg, .srt, .vtt, .txt and
    .receipt.json, n from 1. They appear only after the variant has passed its checks, the
    video last; when this raises, the variants finished before stay. The same draft and seed give
    the same bytes.

    Raises: Problem, of any code that the stages know.
    """
    assert Path(name).name == name, "a name, not a path"
    storyboards = _drawn_up(draft, seed)
    teller = Teller(draft.variants, on_progress)
    with work_folder(out) as folder:
        teller.tell("writing", 0)
        with saying_disk_full(), Studio() as studio:
            return tuple(
                _make_variant(
                    _Desk(folder, studio, media, teller.of(storyboard.variant), is_cancelled),
                    storyboard,
                    out,
                    f"{name}-{storyboard.variant + 1}",
                )
                for storyboard in storyboards
            )


def make_variant(
    storyboard: Storyboard,
    *,
    out: Path,
    media: Mapping[str, Path],
    name: str,
    shelf: Path | None,
    on_progress: Callable[[Progress], None],
    is_cancelled: Callable[[], bool],
) -> MadeVariant:
    """Make one variant alone, with a proxy: as `make_reel`, its files <name>.mp4, .jpg, .srt,
    .vtt, .txt, .proxy.mp4 and .receipt.json.

    Scenes and segments that stand on the `shelf` are not spoken or drawn again, and those that
    are, are put there at once: a run after one that was killed goes on where that had come to.
    With or without a shelf the bytes are the same.

    Raises: Problem, of any code that the stages know.
    """
    assert Path(name).name == name, "a name, not a path"
    tell = Teller(1, on_progress).of(0)
    check_letters(storyboard)
    with work_folder(out) as folder:
        tell("writing", 0.0)
        with saying_disk_full(), Studio() as studio:
            desk = _Desk(folder, studio, media, tell, is_cancelled, shelf, with_proxy=True)
            return _make_variant(desk, storyboard, out, name)


def _drawn_up(draft: Draft, seed: int) -> list[Storyboard]:
    """The storyboards of all variants: what cannot be made is refused before anything is told.

    Raises: Problem, also when no variant is asked for.
    """
    first = draw_up(draft, seed=seed, variant=0)
    storyboards = [first, *(draw_up(draft, seed=seed, variant=n) for n in range(1, draft.variants))]
    for storyboard in storyboards:
        check_letters(storyboard)
    return storyboards


def _make_variant(desk: _Desk, storyboard: Storyboard, out: Path, name: str) -> MadeVariant:
    desk.tell("narrating", 0.0)
    speeches = speak(storyboard, desk.shelf, desk.is_cancelled)
    timing = clock.schedule(storyboard, [speech.spoken for speech in speeches])
    desk.tell("drawing", 0.0)
    with ThreadPoolExecutor(1, thread_name_prefix="sound") as beside:
        sound = beside.submit(_mix, desk.folder, storyboard, timing, speeches)
        drawn = _draw(desk, storyboard, timing)
    desk.look_up()
    desk.tell("finishing", 0.0)
    receipt, names = _finish(desk, storyboard, timing, speeches, drawn, sound.result())
    desk.look_up()
    desk.tell("finishing", 1.0)
    return MadeVariant(_deliver(desk.folder, names, out, name), storyboard, receipt)


def _mix(folder: Path, storyboard: Storyboard, timing: Timing, speeches: Sequence[Speech]) -> Sound:
    frames, fps = clock.total_frames(timing), storyboard.frame.fps
    begins = [
        start + scene.speech_frame
        for start, scene in zip(clock.scene_starts(timing), timing.scenes, strict=True)
    ]
    narration, rate_hz = lay_out(speeches, begins, frames, fps)
    return make_sound(narration, rate_hz, frames, fps, folder, SOUND_NAME)


def _draw(desk: _Desk, storyboard: Storyboard, timing: Timing) -> tuple[Drawn, ...]:
    total = clock.total_frames(timing)
    shelf = Shelf(desk.shelf, with_proxy=desk.with_proxy) if desk.shelf else None
    planned = segments.plan(storyboard, timing, desk.media)
    order = Order(storyboard, timing, desk.media, desk.folder, desk.with_proxy)
    kept = [shelf.find(segment, desk.folder) for segment in planned] if shelf else []
    made = {drawn.segment: drawn for drawn in kept if drawn is not None}
    before = sum(segment.frames for segment in made)
    new = desk.studio.draw(
        order,
        [segment for segment in planned if segment not in made],
        lambda frames: desk.tell("drawing", (before + frames) / total),
        desk.is_cancelled,
        lambda drawn: shelf.keep(drawn, desk.folder) if shelf else None,
    )
    made.update({drawn.segment: drawn for drawn in new})
    return tuple(made[segment] for segment in planned)


def _finish(
    desk: _Desk,
    storyboard: Storyboard,
    timing: Timing,
    speeches: Sequence[Speech],
    drawn: Sequence[Drawn],
    sound: Sound,
) -> tuple[Receipt, tuple[Path, ...]]:
    """Join, measure, refuse what breaks a promise, and write what stands beside the video."""
    folder = desk.folder
    video = folder / VIDEO_NAME
    pieces = [Piece(made.name, made.segment.frames) for made in drawn]
    join(pieces, sound.name, storyboard.frame, video)
    desk.tell("finishing", 0.1)
    sightings = [made.sighting for made in drawn]
    work = inspect.Work(video, storyboard, timing, speeches, sightings, sound)
    measurements = inspect.measure(work)
    inspect.check(measurements)
    desk.tell("finishing", 0.9)
    files = (
        video,
        (folder / COVER_NAME),
        _written(folder / "captions.srt", to_srt(storyboard, timing)),
        _written(folder / "captions.vtt", to_vtt(storyboard, timing)),
        _written(folder / "post.txt", as_text(storyboard.post)),
        *_proxies(desk, pieces, sound, storyboard.frame),
    )
    planned = [made.segment for made in drawn]
    receipt = make_receipt(storyboard, planned, measurements, files)
    return receipt, (*files, _written(folder / "made.receipt.json", as_json(receipt)))


def _proxies(desk: _Desk, pieces: Sequence[Piece], sound: Sound, frame: Frame) -> tuple[Path, ...]:
    """The proxy, of the same frames and the same sound; nothing where none was drawn."""
    if not desk.with_proxy:
        return ()
    path = desk.folder / PROXY_NAME
    halves = [Piece(proxy_name(piece.name), piece.frames) for piece in pieces]
    join(halves, sound.name, frame, path)
    return (path,)


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def _deliver(folder: Path, made: Sequence[Path], out: Path, name: str) -> tuple[Path, ...]:
    """Give the files their final names, and clear the folder for the next variant."""
    targets = [out / f"{name}{''.join(path.suffixes)}" for path in made]
    try:
        # The video last: where it stands, everything that belongs to it stands too.
        for path, target in reversed(list(zip(made, targets, strict=True))):
            os.replace(path, target)
    except OSError as error:
        for target in targets:
            with suppress(OSError):
                target.unlink()
        if error.errno in NO_ROOM:
            raise
        raise Problem(
            Code.FOLDER_UNWRITABLE,
            f"{error.filename2 or targets[0]} cannot be replaced.",
            "Close what has it open, or name another folder.",
        ) from error
    for left in folder.iterdir():
        left.unlink()
    return tuple(targets)
