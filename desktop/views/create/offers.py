"""What Generate would do now: what it takes, whether it may, and what can be done instead. Pure.

Every refusal that this device can know of is said before anything is pressed. What only the server
knows (how many reels within the hour) comes back with the wish, which then waits by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Literal

from contract.plans import BOOSTED, PLANS, PlanName
from contract.usage import MS_A_MINUTE, UsageAnswer
from desktop.models.usage import Meter
from desktop.models.wishes import Wish
from desktop.preview.reading import Reading
from desktop.sync.status import Status
from desktop.views.catalogue_words import platform_words
from desktop.views.figures import clock_words, date_words, number_words
from desktop.views.problem_words import words_of
from desktop.views.words import tr

Press = Literal["generate", "make-one", "cancel-wish", "watch"]
NOT_YET_SENT = ("waiting",)


@dataclass(frozen=True)
class Standing:
    """All that decides about the button. `wish` is this draft's latest that has no answer,
    `is_same` whether the draft still says what that wish does; `live` how many generations of the
    account are being made, `own_pct` how far this draft's is, None without one."""

    reading: Reading | None
    meter: Meter | None
    status: Status
    is_connected: bool
    is_own_server: bool
    wish: Wish | None
    is_same: bool
    live: int
    own_pct: int | None
    cooldown_until_ms: int
    unreadable: Sequence[str]
    unused_media: int
    now_ms: int


@dataclass(frozen=True)
class Offer:
    """`bold` and `dim` what it takes or why not, in `tone`; `fraction` of what is left that it
    takes, None to draw no bar. `words` on the button, `reason` why it cannot be pressed, `other`
    what else can be, with its words; `promise` what happens after a press."""

    bold: str
    dim: str
    words: str
    tone: str = "text"
    fraction: float | None = None
    reason: str | None = None
    other: tuple[Press, str] | None = None
    promise: str = ""


def offer(standing: Standing) -> Offer:
    """What stands beside the button, and on it."""
    for rule in (_unread, _unmakeable, _waiting, _no_minutes, _no_exports, _resting, _busy):
        found = rule(standing)
        if found is not None:
            return found
    return _plain(standing)


def reels_left(meter: Meter | None, price_ms: int, now_ms: int) -> int | None:
    """About how many reels of this price the month still takes; None where nothing is counted,
    or nothing is known."""
    if meter is None or meter.told is None or price_ms <= 0 or _is_over(meter.told, now_ms):
        return None
    by_minutes = left_ms(meter)
    exports = meter.told.exports_limit
    counts = [] if by_minutes is None else [by_minutes // price_ms]
    if exports is not None:
        counts.append(max(0, exports - meter.exports_used))
    return min(counts, default=None)


def left_ms(meter: Meter) -> int | None:
    """What the month has left of minutes, in ms: nothing that waits here counted twice."""
    told = meter.told
    if told is None or told.minutes_limit is None:
        return None
    left = told.minutes_limit - told.minutes_used - meter.minutes_reserved
    return max(0, round(left * MS_A_MINUTE))


def minutes_words(ms: int) -> str:
    """Milliseconds as minutes: 1.4. Never 0 for something."""
    return number_words(max(0.1, ms / MS_A_MINUTE) if ms else 0.0)


def _unread(at: Standing) -> Offer | None:
    if at.reading is not None:
        return None
    return Offer("", "", _generate_words(at, 0), reason=tr("One moment."))


def _unmakeable(at: Standing) -> Offer | None:
    assert at.reading is not None
    if at.reading.problem is not None:
        says = words_of(at.reading.problem)
        words = _generate_words(at, 0)
        return Offer(says.says, says.remedy, words, tone="dim", reason=says.says)
    if at.unreadable:
        bold = tr("“{name}” cannot be drawn.", name=at.unreadable[0])
        dim = tr("Take it out, or place another picture.")
        return Offer(bold, dim, _generate_words(at, 0), tone="err", reason=bold)
    return None


def _waiting(at: Standing) -> Offer | None:
    if at.wish is None or not at.is_same:
        return None
    pressed = tr("Pressed {time}.", time=clock_words(at.wish.at_ms))
    cancel: tuple[Press, str] | None = None
    if at.wish.state in NOT_YET_SENT:
        cancel = ("cancel-wish", tr("Cancel"))
    held = next((one for one in at.status.held if one.wish_id == at.wish.id), None)
    taken = tr("{minutes} min", minutes=minutes_words(at.wish.price_ms))
    reason = tr("This is waiting already.")
    if held is not None:
        why = words_of(held.why).says
        dim = tr("{why} Tried again at {time}.", why=why, time=clock_words(held.until_ms))
        return Offer(tr("Sent when free."), dim, tr("Generate"), "warn", None, reason, cancel)
    if at.is_connected and at.status.state in ("resting", "exchanging"):
        bold, dim = tr("On its way."), tr("{taken}. {pressed}", taken=taken, pressed=pressed)
    else:
        bold = tr("Waiting for network.")
        dim = tr(
            "{platform}, {taken}, sent when you are online. {pressed}",
            platform=platform_words(str(at.wish.body.get("platform", ""))),
            taken=taken,
            pressed=pressed,
        )
    promise = tr("You can cancel until then.") if cancel else ""
    return Offer(bold, dim, tr("Generate"), "warn", None, reason, cancel, promise)


def _no_minutes(at: Standing) -> Offer | None:
    price, meter = _price_ms(at), at.meter
    left = left_ms(meter) if meter is not None else None
    if meter is None or meter.told is None or left is None or price <= left:
        return None
    if _is_over(meter.told, at.now_ms):
        return None
    bold = tr(
        "Needs {needed} minutes, {left} are left.",
        needed=minutes_words(price),
        left=minutes_words(left),
    )
    other = _one_instead(at.reading, left)
    dim = tr("Until {moment}. Nothing was charged.", moment=_until(meter.told))
    return Offer(bold, dim, _generate_words(at), "err", None, bold, other)


def _one_instead(reading: Reading | None, left: int) -> tuple[Press, str] | None:
    """A single variant, where several were asked for and one still fits."""
    if reading is None or reading.price is None or reading.price_of_one is None:
        return None
    one = reading.price_of_one.ms
    if one > left or reading.price.variants == 1:
        return None
    return ("make-one", tr("Make 1 variant, {minutes} min", minutes=minutes_words(one)))


def _no_exports(at: Standing) -> Offer | None:
    meter = at.meter
    if meter is None or meter.told is None or meter.told.exports_limit is None:
        return None
    limit = meter.told.exports_limit
    if meter.exports_used < limit or _is_over(meter.told, at.now_ms):
        return None
    bold = tr("The one export of this month is used.|All {n} exports are used.", n=limit)
    dim = tr("Until {moment}. Nothing was charged.", moment=_until(meter.told))
    return Offer(bold, dim, _generate_words(at), "err", None, bold)


def _resting(at: Standing) -> Offer | None:
    if at.cooldown_until_ms <= at.now_ms:
        return None
    seconds = ceil((at.cooldown_until_ms - at.now_ms) / 1000)
    says = tr("In {n} s: one minute between tries on a draft.", n=seconds)
    return Offer(says, _takes(at), _generate_words(at), "warn", None, says, _watch(at))


def _busy(at: Standing) -> Offer | None:
    meter = at.meter
    if meter is None or meter.told is None:
        return None
    at_once = _at_once(meter.told, at.now_ms)
    if at_once is None or at.live < at_once:
        return None
    says = tr(
        "One reel is being made; this one goes next.|{n} reels are being made; this one goes next.",
        n=at.live,
    )
    return Offer(says, _takes(at), tr("Send when free"), "warn", other=_watch(at))


def _plain(at: Standing) -> Offer:
    price, meter = _price_ms(at), at.meter
    left = left_ms(meter) if meter is not None else None
    bold = _takes(at)
    fraction = None
    if left is not None and meter is not None and meter.told is not None:
        bold = tr(
            "{price} of your {left} minutes left",
            price=minutes_words(price),
            left=minutes_words(left),
        )
        fraction = price / left if left else 1.0
    return Offer(
        bold=bold,
        dim=_as_of(at),
        words=_generate_words(at),
        fraction=fraction,
        other=_watch(at),
        promise=_promise(at),
    )


def _promise(at: Standing) -> str:
    if not _is_online(at):
        return tr("Sent when you are online. You can cancel until then.")
    if at.is_own_server:
        return tr("Made on this computer. It goes on when you open the app again.")
    return tr("Made on the server. You can close the app.")


def _as_of(at: Standing) -> str:
    if at.unused_media:
        return tr(
            "One file is not in it yet: videos show pictures only so far.|"
            "{n} files are not in it yet: videos show pictures only so far.",
            n=at.unused_media,
        )
    if at.meter is not None and at.meter.as_of_ms is not None and not _is_online(at):
        return tr("as of {time}", time=clock_words(at.meter.as_of_ms))
    return ""


def _takes(at: Standing) -> str:
    price = at.reading.price if at.reading else None
    if price is None:
        return ""
    minutes = minutes_words(price.ms)
    return tr(
        "{minutes} min for one variant|{minutes} min for {n} variants",
        minutes=minutes,
        n=price.variants,
    )


def _generate_words(at: Standing, variants: int | None = None) -> str:
    if not _is_online(at):
        return tr("Generate when online")
    count = variants
    if count is None and at.reading is not None and at.reading.price is not None:
        count = at.reading.price.variants
    if not count:
        return tr("Generate")
    return tr("Generate 1 variant|Generate {n} variants", n=count)


def _watch(at: Standing) -> tuple[Press, str] | None:
    if at.own_pct is None:
        return None
    return ("watch", tr("Being made, {percent} %", percent=at.own_pct))


def _is_online(at: Standing) -> bool:
    return at.is_connected and at.status.state in ("resting", "exchanging")


def _price_ms(at: Standing) -> int:
    return at.reading.price.ms if at.reading and at.reading.price else 0


def _at_once(told: UsageAnswer, now_ms: int) -> int | None:
    """How many the plan makes at a time, as far as this program knows the plans."""
    plan: PlanName = told.plan
    own = PLANS[plan].at_once
    boost = told.boost_expires_at
    if own is None or boost is None or _ms(boost) <= now_ms:
        return own
    return max(own, PLANS[BOOSTED].at_once or own)


def _is_over(told: UsageAnswer, now_ms: int) -> bool:
    """Whether the month that was told of has ended: what it had left says nothing any more."""
    return _ms(told.resets_at) <= now_ms


def _until(told: UsageAnswer) -> str:
    return date_words(_ms(told.resets_at))


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
