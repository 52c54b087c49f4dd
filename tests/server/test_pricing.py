"""Prices and frozen drafts: the price that is shown is the price that is set aside."""

from threading import current_thread

import pytest
from accepted_reels import body

from contract.problems import Code, Problem
from reel import estimating
from server import pricing


def test_a_price_is_of_all_variants_together():
    frozen = pricing.frozen(body(variants=3))
    price = pricing.price(frozen)
    assert price.variants == 3
    assert estimating.price(frozen).ms == 3 * price.ms_per_variant
    assert price.minutes == 3 * price.ms_per_variant / 60_000


def test_a_body_that_leaves_the_number_to_the_preset_means_the_presets():
    assert pricing.frozen(body(variants=None)).variants == 3
    with pytest.raises(Problem) as refused:
        pricing.frozen(body(variants=None, preset="opera"))
    assert refused.value.code == Code.UNKNOWN_PRESET


def test_a_frozen_draft_is_what_was_on_screen():
    wish = body(tags=["b", "A"], voice="female", language="en-gb", variants=2)
    frozen = pricing.frozen(wish)
    for name in ("topic", "script", "platform", "preset", "language", "voice", "variants"):
        assert getattr(frozen, name) == getattr(wish, name)
    assert (frozen.tags, frozen.placements, frozen.title) == (("a", "b"), (), None)


def placed(*media: str, role: str = "picture"):
    common = {"order": "a0", "scene": None, "role": role, "focus": [0.5, 0.5]}
    places = [{**common, "id": f"p{n}", "media": name} for n, name in enumerate(media)]
    return pricing.frozen(body(placements=places))


def test_each_file_that_is_not_held_is_named_once():
    one, two, three = "1" * 64, "2" * 64, "3" * 64
    pricing.refuse_missing_media(pricing.frozen(body()), ())
    pricing.refuse_missing_media(placed(one, two), {one, two, three})
    with pytest.raises(Problem) as refused:
        pricing.refuse_missing_media(placed(three, one, two, three), {two})
    assert refused.value.facts == {"media": f"{one} {three}"}


def test_an_estimate_says_which_files_no_video_uses_yet():
    assert pricing.price(placed("1" * 64)).media_not_used == ()
    for role in ("clip", "music", "voice"):
        assert pricing.price(placed("1" * 64, role=role)).media_not_used == ("1" * 64,)


@pytest.mark.anyio
async def test_a_long_script_is_weighed_beside_everything_else_and_once(monkeypatch):
    where, real = [], estimating.price

    def price(draft):
        where.append(current_thread())
        return real(draft)

    monkeypatch.setattr(estimating, "price", price)
    long = pricing.frozen(body(script="Every word of this counts. " * 80, platform="shorts"))
    await pricing.weigh(pricing.frozen(body()))
    assert where == [], "a short one is priced when it is asked for"
    await pricing.weigh(long)
    assert where[0] is not current_thread()
    assert real(long) is real(long)
    with pytest.raises(Problem) as refused:
        await pricing.weigh(pricing.frozen(body(script="word " * 4000)))
    assert refused.value.code == Code.SCRIPT_TOO_LONG
