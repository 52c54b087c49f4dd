"""How much of a month is left, and until when, in words."""

from dataclasses import dataclass
from datetime import datetime

from contract.usage import UsageAnswer
from desktop.models.overview import Overview
from desktop.sync.status import Status
from desktop.views.figures import clock_words, date_words, moment_words, number_words
from desktop.views.words import tr, tr_told

MS_A_MINUTE = 60_000
PLANS = {"free": "Free", "creator": "Creator", "pro": "Pro"}


@dataclass(frozen=True)
class Reading:
    """A meter as it is shown: `share` of the limit (None where there is none), whether it is only
    known as of earlier, the number, what stands behind it, and a sentence."""

    share: float | None
    is_stale: bool
    number: str
    of: str
    note: str


def is_offline(status: Status) -> bool:
    """Whether what is shown is as of earlier."""
    return status.state not in ("resting", "exchanging")


def as_of_words(as_of_ms: int, now_ms: int) -> str:
    """When that was true: As of 14:05."""
    is_today = (
        datetime.fromtimestamp(as_of_ms / 1000).date()
        == datetime.fromtimestamp(now_ms / 1000).date()
    )
    moment = clock_words(as_of_ms) if is_today else moment_words(as_of_ms, now_ms)
    return tr("As of {moment}", moment=moment)


def exports_reading(overview: Overview, status: Status, now_ms: int) -> Reading:
    """What is left of the month's exports."""
    meter = overview.meter
    told = meter.told
    if told is None:
        return _unknown(meter.exports_used)
    used, limit = meter.exports_used, told.exports_limit
    is_stale = _is_stale(told, status, now_ms)
    if limit is None:
        return Reading(None, is_stale, str(used), tr("exports this month"), _unlimited())
    note = tr("Resets {moment}", moment=date_words(_ms(told.resets_at)))
    if is_stale and meter.as_of_ms is not None:
        note = as_of_words(meter.as_of_ms, now_ms)
    return Reading(
        used / limit if limit else 1.0,
        is_stale,
        str(used),
        tr("of {n} export|of {n} exports", n=limit),
        note,
    )


def minutes_reading(overview: Overview, status: Status, now_ms: int) -> Reading:
    """What is left of the month's minutes, and for how many reels that will do."""
    meter = overview.meter
    told = meter.told
    if told is None:
        return _unknown(0)
    taken = told.minutes_used + meter.minutes_reserved
    is_stale = _is_stale(told, status, now_ms)
    if told.minutes_limit is None:
        of = tr("min this month")
        return Reading(None, is_stale, number_words(taken), of, _unlimited())
    left_ms = max(0, round((told.minutes_limit - taken) * MS_A_MINUTE))
    # Rounded down: what is promised to be left must be there.
    facts = {"left": number_words(left_ms * 10 // MS_A_MINUTE / 10)}
    if is_stale and meter.as_of_ms is not None:
        note = tr("{as_of} · {left} min left", as_of=as_of_words(meter.as_of_ms, now_ms), **facts)
    else:
        reels = left_ms // max(overview.usual_ms, 1)
        note = tr("{left} min left, about {n} reel|{left} min left, about {n} reels",
                  n=reels, **facts)  # fmt: skip
    share = taken / told.minutes_limit if told.minutes_limit else 1.0
    of = tr("of {limit} min", limit=told.minutes_limit)
    return Reading(share, is_stale, number_words(taken), of, note)


def plan_words(told: UsageAnswer | None, now_ms: int) -> str:
    """Which plan, and until when it is boosted."""
    if told is None:
        return tr("The plan is known once a server was reached.")
    if told.plan == "own":
        return tr("Your own server: nothing is ever refused.")
    plan = tr_told(PLANS.get(told.plan, told.plan))
    boost = told.boost_expires_at
    if boost is None or _ms(boost) <= now_ms:
        return tr("{plan} plan. Boost: none.", plan=plan)
    return tr("{plan} plan. Pro Boost until {moment}.", plan=plan, moment=date_words(_ms(boost)))


def boost_ended_words(told: UsageAnswer, ended_ms: int, now_ms: int) -> str:
    """That a boost is over, and what counts again."""
    plan = tr_told(PLANS.get(told.plan, told.plan))
    facts = {"moment": moment_words(ended_ms, now_ms), "plan": plan}
    if told.exports_limit is None or told.boost_expires_at is not None:
        # What the server told last still has the boost in it.
        return tr("Pro Boost ended: {moment}. Your limits are {plan} again.", **facts)
    return tr(
        "Pro Boost ended: {moment}. Your limits are {plan} again: {exports} exports, {minutes} "
        "minutes.",
        exports=told.exports_limit,
        minutes=told.minutes_limit,
        **facts,
    )


def _is_stale(told: UsageAnswer, status: Status, now_ms: int) -> bool:
    """Of another month, or nobody could ask since."""
    return is_offline(status) or _ms(told.resets_at) <= now_ms


def _unknown(used: int) -> Reading:
    return Reading(None, True, str(used), "", tr("Known once a server was reached"))


def _unlimited() -> str:
    return tr("No limit on your own server")


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
