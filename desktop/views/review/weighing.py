"""Why a wish cannot be pressed just now, and until when: as far as this device can know.

The server decides; what is said here is what it would say, so that nobody has to try.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from contract.plans import PLANS
from contract.usage import MS_A_MINUTE
from desktop.models.generations import Generation
from desktop.models.usage import Meter
from desktop.views.figures import date_words, number_words
from desktop.views.words import tr

MS_A_SECOND = 1000


@dataclass(frozen=True)
class Refusal:
    """A bold sentence and a dim one; `until_ms` when it is over by itself within a minute or
    so."""

    says: str
    more: str
    until_ms: int | None = None

    @property
    def text(self) -> str:
        """Both."""
        return f"{self.says} {self.more}".strip()


def refusal_of(
    meter: Meter, made: Sequence[Generation], price_ms: int, now_ms: int
) -> Refusal | None:
    """What speaks against making something of this price of a draft, the worst first."""
    month = _month_is_used_up(meter, price_ms, now_ms)
    return month or cooldown_of(made, now_ms)


def cooldown_of(made: Sequence[Generation], now_ms: int) -> Refusal | None:
    """The minute between two tries on a draft; `made` the newest first."""
    told = next((one.cooldown_until for one in made if not one.is_provisional), None)
    until_ms = moment_ms(told)
    if until_ms is None or until_ms <= now_ms:
        return None
    seconds = -(-(until_ms - now_ms) // MS_A_SECOND)
    return Refusal(
        tr("In {seconds} s: one minute between tries on a draft.", seconds=seconds), "", until_ms
    )


def save_refusal(meter: Meter, is_saved: bool, now_ms: int) -> Refusal | None:
    """What speaks against saving a variant; saving again costs nothing."""
    return None if is_saved else _exports_are_used_up(meter, now_ms)


def goes_next(meter: Meter, live: int, now_ms: int) -> str | None:
    """That it will wait for a place, where the plan makes no more at a time."""
    at_once = PLANS[meter.told.plan].at_once if meter.told is not None else None
    boost = meter.told.boost_expires_at if meter.told is not None else None
    if at_once is None or (boost is not None and boost.timestamp() * MS_A_SECOND > now_ms):
        return None
    if live < at_once:
        return None
    return tr(
        "A reel is being made; this one goes next.|{n} reels are being made; this one goes next.",
        n=live,
    )


def moment_ms(told: str | None) -> int | None:
    """An RFC 3339 moment in ms since 1970."""
    return None if told is None else int(datetime.fromisoformat(told).timestamp() * MS_A_SECOND)


def _month_is_used_up(meter: Meter, price_ms: int, now_ms: int) -> Refusal | None:
    told = meter.told
    if told is None or _is_over(meter, now_ms):
        return None
    if told.minutes_limit is not None:
        left = max(0.0, told.minutes_limit - told.minutes_used - meter.minutes_reserved)
        needed = price_ms / MS_A_MINUTE
        if needed > left:
            says = tr(
                "Needs {needed} minutes, {left} are left.",
                needed=number_words(needed),
                left=number_words(left),
            )
            return Refusal(says, _until(meter))
    return _exports_are_used_up(meter, now_ms)


def _exports_are_used_up(meter: Meter, now_ms: int) -> Refusal | None:
    told = meter.told
    if told is None or told.exports_limit is None or _is_over(meter, now_ms):
        return None
    if meter.exports_used < told.exports_limit:
        return None
    says = tr(
        "The one export of this month is used.|All {n} exports are used.", n=told.exports_limit
    )
    return Refusal(says, _until(meter))


def _is_over(meter: Meter, now_ms: int) -> bool:
    """Whether the month that the meter was read in has ended: what it says counts no more."""
    assert meter.told is not None
    return meter.told.resets_at.timestamp() * MS_A_SECOND <= now_ms


def _until(meter: Meter) -> str:
    assert meter.told is not None
    resets_ms = int(meter.told.resets_at.timestamp() * MS_A_SECOND)
    return tr("Until {moment}. Nothing was charged.", moment=date_words(resets_ms))
