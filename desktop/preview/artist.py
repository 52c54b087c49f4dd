"""A thread that draws what a person is looking at: of all that was asked for, the latest wins.

Nobody waits for it: a question replaces the one before it, and answers come as they are ready, on
this thread. What they belong to is said by `Drawing.sketch` and `Drawing.frame`.
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from contract.drafts import Draft
from contract.problems import Problem
from desktop.preview.sketch import Easel, Sketch, sketch
from reel.pixels.planes import Bytes

# Fonts and their caches are shared: two who draw at once would only take turns at it anyway.
_PEN = threading.Lock()
# The end of the app does not wait longer; a frame takes a hundredth of this.
ENDED_WITHIN_S = 5.0
# A scene's picture in the scrubber is drawn this wide at least, or its words would be noise.
THUMB_PX = 90
# Some long drafts' worth; a small picture weighs 43 kB.
MOST_KEPT = 200
LEAST_NAP_S = 0.001


@dataclass(frozen=True)
class Order:
    """What is to be sketched; `about` tells whoever asked what it was asked for."""

    draft: Draft
    about: object = None
    variant: int = 0
    pictures: Mapping[str, Path] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Drawing:
    """A frame of a sketch: RGB bytes of shape (height, width, 3). `scene` when it is the picture
    of that scene, None when it is what was asked to be shown."""

    sketch: Sketch
    frame: int
    scene: int | None
    pixels: Bytes


OnSketch = Callable[[Order, Sketch | Problem], None]
OnDrawing = Callable[[Drawing], None]


class Artist:
    """Sketches orders and draws their frames, `width_px` wide, on a thread that lives while there
    is something to do for it, until `rest`.

    `on_sketch` and `on_drawing` are called on that thread: they hand on and return at once.
    """

    def __init__(
        self,
        on_sketch: OnSketch,
        on_drawing: OnDrawing,
        *,
        with_thumbs: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._on_sketch, self._on_drawing = on_sketch, on_drawing
        self._with_thumbs, self._clock = with_thumbs, clock
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._order: Order | None = None
        self._about: object = None
        self._width_px = 0
        self._easel: Easel | None = None
        self._sketched: Sketch | None = None
        self._wanted_ms: int | None = None
        self._playing_from: tuple[float, int] | None = None
        self._drawn_frame: int | None = None
        self._thumbs: list[int] = []
        self._kept: dict[object, Bytes] = {}

    def set_width(self, width_px: int) -> None:
        """Draw this wide from now on, in pixels of the screen."""
        with self._changed:
            even = max(2, width_px // 2 * 2)
            if even != self._width_px:
                self._width_px = even
                self._set_up()
                if self._easel is not None and self._wanted_ms is not None:
                    self._wake()

    def show(self, order: Order) -> None:
        """Sketch this, in place of whatever was to be sketched. Nothing of it is drawn before
        `look_at` or `play`; what plays goes on with it."""
        with self._changed:
            self._order, self._about = order, order.about
            self._wake()

    def forget(self) -> None:
        """What was sketched, or was to be, is drawn no more."""
        with self._changed:
            self._about = object()
            self._order = self._sketched = self._easel = None
            self._wanted_ms = self._playing_from = None
            self._thumbs = []

    def look_at(self, ms: int) -> None:
        """Draw the frame of this moment; what played stops there."""
        with self._changed:
            self._playing_from, self._wanted_ms = None, ms
            self._wake()

    def play(self, from_ms: int) -> None:
        """Draw frame after frame as they are due, over and over; frames that come too late are
        left out."""
        with self._changed:
            self._playing_from, self._wanted_ms = (self._clock(), from_ms), None
            self._wake()

    def pause(self) -> None:
        """Stay at the frame that was drawn last."""
        with self._changed:
            self._playing_from = None

    def rest(self) -> None:
        """On return the thread has ended; the next question begins another."""
        with self._changed:
            self._playing_from = None
            thread, self._thread = self._thread, None
            self._changed.notify_all()
        if thread is not None:
            thread.join(ENDED_WITHIN_S)

    # --- on either thread, with the condition held

    def _wake(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="artist", daemon=True)
            self._thread.start()
        self._changed.notify_all()

    def _set_up(self) -> None:
        self._drawn_frame = None
        if self._sketched is not None and self._width_px:
            self._easel = Easel(self._sketched, self._width_px)

    def _next(self) -> Callable[[], None] | None:
        """What is most urgent: new words, then what a person looks at, then small pictures."""
        if self._order is not None:
            order, self._order = self._order, None
            return lambda: self._sketch(order)
        easel = self._easel
        if easel is None:
            return None
        frame = self._frame_to_show(easel.sketch)
        if frame is not None and frame != self._drawn_frame:
            self._drawn_frame = frame
            return lambda: self._draw(easel, frame)
        if self._thumbs and self._playing_from is None:
            scene = self._thumbs.pop(0)
            return lambda: self._draw_thumb(easel.sketch, scene)
        return None

    def _frame_to_show(self, shown: Sketch) -> int | None:
        if self._playing_from is not None:
            began_s, from_ms = self._playing_from
            gone_ms = round((self._clock() - began_s) * 1000)
            return shown.frame_at((from_ms + gone_ms) % max(shown.duration_ms, 1))
        return None if self._wanted_ms is None else shown.frame_at(self._wanted_ms)

    def _patience_s(self) -> float | None:
        """How long there is nothing to do unless somebody asks."""
        if self._playing_from is None or self._easel is None:
            return None
        began_s, from_ms = self._playing_from
        frame_ms = 1000 / self._easel.sketch.fps
        into_ms = (self._clock() - began_s) * 1000 + from_ms
        return max(LEAST_NAP_S, (frame_ms - into_ms % frame_ms) / 1000)

    # --- on the artist's thread

    def _work(self) -> None:
        me = threading.current_thread()
        while True:
            with self._changed:
                if self._thread is not me:
                    return
                step = self._next()
                if step is None:
                    self._changed.wait(self._patience_s())
                    continue
            step()

    def _sketch(self, order: Order) -> None:
        made: Sketch | Problem
        try:
            with _PEN:
                made = sketch(order.draft, variant=order.variant, pictures=order.pictures)
        except Problem as problem:
            made = problem
        with self._changed:
            if order.about != self._about:
                return
            if isinstance(made, Sketch):
                self._sketched, self._wanted_ms = made, None
                self._thumbs = list(range(len(made.scenes))) if self._with_thumbs else []
                self._set_up()
        self._on_sketch(order, made)

    def _draw(self, easel: Easel, frame: int) -> None:
        with _PEN:
            pixels = easel.draw(frame)
        self._on_drawing(Drawing(easel.sketch, frame, None, pixels))

    def _draw_thumb(self, shown: Sketch, scene: int) -> None:
        """The picture of a scene; one that looks as before is not drawn again."""
        key = shown.looks_of(scene)
        pixels, frame = self._kept.get(key), shown.settled_frame(scene)
        if pixels is None:
            with _PEN:
                pixels = Easel(shown, THUMB_PX).draw(frame)
        if len(self._kept) > MOST_KEPT:
            self._kept.clear()
        self._kept[key] = pixels
        self._on_drawing(Drawing(shown, frame, scene, pixels))
