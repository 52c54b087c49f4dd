"""What Generate would do, and why not, is said before it is pressed."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from contract.problems import Code, Problem
from contract.usage import UsageAnswer
from desktop.models.usage import Meter
from desktop.models.wishes import Wish
from desktop.preview.reading import Reading
from desktop.sync.status import Status
from desktop.sync.wishing import Held
from desktop.views.create.offers import Standing, offer, reels_left
from desktop.views.figures import clock_words, date_words
from reel.estimating import Price

NOW_MS = 1_764_000_000_000
RESETS = datetime.fromtimestamp(NOW_MS / 1000 + 6 * 24 * 3600, UTC)
ONLINE = Status(state="resting", last_exchange_ms=NOW_MS)
OFFLINE = Status(state="waiting")


def usage(**changes: object) -> UsageAnswer:
    told = {
        "plan": "free",
        "exports_used": 2,
        "exports_limit": 10,
        "minutes_used": 7.4,
        "minutes_limit": 20,
        "minutes_reserved": 0.0,
        "boost_expires_at": None,
        "resets_at": RESETS,
    }
    return UsageAnswer.model_validate({**told, **changes})


def meter(waiting_ms: int = 0, **changes: object) -> Meter:
    return Meter(usage(**changes), NOW_MS - 60_000, waiting_ms, 0)


READING = Reading("en", 10, 390, (), Price(28_000, 3), Price(29_000, 1), None)
STANDING = Standing(
    reading=READING,
    meter=meter(),
    status=ONLINE,
    is_connected=True,
    is_own_server=False,
    wish=None,
    is_same=False,
    live=0,
    own_pct=None,
    cooldown_until_ms=0,
    unreadable=(),
    unused_media=0,
    now_ms=NOW_MS,
)
WISH = Wish(
    id=UUID(int=1),
    kind="create",
    key="k",
    body={"platform": "shorts"},
    draft_id=UUID(int=2),
    generation_id=UUID(int=3),
    asset_id=None,
    price_ms=54_000,
    exports=0,
    state="waiting",
    problem=None,
    at_ms=NOW_MS - 120_000,
)


def test_the_price_is_said_of_what_is_left() -> None:
    made = offer(STANDING)
    assert made.bold == "1.4 of your 12.6 minutes left"
    assert made.words == "Generate 3 variants"
    assert made.reason is None
    assert made.fraction is not None
    assert abs(made.fraction - 1.4 / 12.6) < 0.001
    assert made.promise == "Made on the server. You can close the app."


def test_what_waits_here_counts_as_taken() -> None:
    assert "of your 10.6 minutes" in offer(replace(STANDING, meter=meter(120_000))).bold


def test_offline_it_waits_and_the_meter_says_its_age() -> None:
    made = offer(replace(STANDING, status=OFFLINE))
    assert made.words == "Generate when online"
    assert made.dim == f"as of {clock_words(NOW_MS - 60_000)}"
    assert made.promise == "Sent when you are online. You can cancel until then."
    assert made.reason is None


def test_a_month_that_has_too_little_left_says_so_and_offers_one() -> None:
    made = offer(replace(STANDING, meter=meter(minutes_used=19.2)))
    assert made.bold == "Needs 1.4 minutes, 0.8 are left."
    until = date_words(round(RESETS.timestamp() * 1000))
    assert made.dim == f"Until {until}. Nothing was charged."
    assert made.reason == made.bold
    assert made.other == ("make-one", "Make 1 variant, 0.5 min")


def test_what_not_even_one_variant_fits_into_is_not_offered() -> None:
    made = offer(replace(STANDING, meter=meter(minutes_used=19.9)))
    assert made.reason is not None
    assert made.other is None


def test_a_month_without_exports_is_refused_too() -> None:
    made = offer(replace(STANDING, meter=meter(exports_used=10)))
    assert made.bold == "All 10 exports are used."
    assert made.reason is not None


def test_a_month_that_has_ended_refuses_nothing() -> None:
    over = datetime.fromtimestamp(NOW_MS / 1000 - 1, UTC)
    told = meter(minutes_used=20, exports_used=10, resets_at=over)
    assert offer(replace(STANDING, meter=told)).reason is None
    assert reels_left(told, 84_000, NOW_MS) is None


def test_a_server_of_ones_own_refuses_nothing() -> None:
    own = meter(plan="own", minutes_limit=None, exports_limit=None, minutes_used=900.0)
    made = offer(replace(STANDING, meter=own, is_own_server=True, live=4))
    assert made.reason is None
    assert made.bold == "1.4 min for 3 variants"
    assert made.fraction is None


def test_what_goes_next_is_sent_when_free() -> None:
    made = offer(replace(STANDING, live=1))
    assert made.bold == "One reel is being made; this one goes next."
    assert made.words == "Send when free"
    assert made.reason is None


def test_a_rest_counts_down() -> None:
    made = offer(replace(STANDING, cooldown_until_ms=NOW_MS + 37_400))
    assert made.bold == "In 38 s: one minute between tries on a draft."
    assert made.reason == made.bold
    assert offer(replace(STANDING, cooldown_until_ms=NOW_MS)).reason is None


def test_a_draft_that_cannot_be_made_says_what_is_missing() -> None:
    problem = Problem(Code.TOPIC_MISSING, "There is no topic yet.", "Write one line.")
    reading = replace(READING, price=None, price_of_one=None, problem=problem)
    made = offer(replace(STANDING, reading=reading))
    assert (made.bold, made.dim) == ("There is no topic yet.", "Write one line.")
    assert made.reason == "There is no topic yet."


def test_a_picture_that_cannot_be_drawn_stands_in_the_way() -> None:
    made = offer(replace(STANDING, unreadable=("screen.heic",)))
    assert made.reason is not None
    assert "screen.heic" in made.reason


def test_files_that_no_video_shows_are_said() -> None:
    made = offer(replace(STANDING, unused_media=2))
    assert made.dim == "2 files are not in it yet: videos show pictures only so far."


def test_a_wish_that_waits_can_be_cancelled_and_not_pressed_again() -> None:
    made = offer(replace(STANDING, status=OFFLINE, wish=WISH, is_same=True))
    assert made.bold == "Waiting for network."
    assert made.dim.startswith("Shorts, 0.9 min, sent when you are online. Pressed ")
    assert made.reason == "This is waiting already."
    assert made.other == ("cancel-wish", "Cancel")


def test_a_wish_that_may_have_arrived_cannot_be_cancelled_here() -> None:
    sent = replace(WISH, state="sent")
    assert offer(replace(STANDING, wish=sent, is_same=True)).other is None


def test_a_draft_that_was_edited_since_may_be_wished_for_again() -> None:
    assert offer(replace(STANDING, status=OFFLINE, wish=WISH, is_same=False)).reason is None


def test_a_wish_that_waits_for_a_limit_says_which_and_until_when() -> None:
    why = Problem(Code.BURST_LIMIT, "5 reels were asked for within an hour.", "Wait.")
    held = Held(WISH.id, why, NOW_MS + 600_000)
    status = replace(ONLINE, held=(held,))
    made = offer(replace(STANDING, status=status, wish=WISH, is_same=True))
    assert made.bold == "Sent when free."
    assert made.dim.startswith("5 reels were asked for within an hour. Tried again at ")


def test_while_it_is_being_made_it_can_be_watched() -> None:
    made = offer(replace(STANDING, meter=meter(plan="pro"), own_pct=42, live=1))
    assert made.other == ("watch", "Being made, 42 %")


def test_reels_left_are_bounded_by_exports_too() -> None:
    assert reels_left(meter(), 84_000, NOW_MS) == 8
    assert reels_left(meter(minutes_used=0.0, exports_used=9), 84_000, NOW_MS) == 1
    assert reels_left(None, 84_000, NOW_MS) is None
