"""Promises of pictures: behind the scene they were put to, else spread evenly, in order."""

from hashlib import sha256

from contract.drafts import Focus, Placement

SCRIPT = "\n\n".join(f"This is the body scene of the script that tells {n}." for n in "abcde")
MIDDLE = Focus(x=0.5, y=0.5)


# What a picture is called here, by the sha256 that stands for it.
NAMES = {sha256(name.encode()).hexdigest(): name for name in (*"abcdefghyz", "late", "early")}
MEDIA = {name: digest for digest, name in NAMES.items()}


def placed(name, scene=None, order=None, role="picture"):
    return Placement(
        id=name, media=MEDIA[name], order=order or name, scene=scene, role=role, focus=MIDDLE
    )


def pictures(storyboard):
    return [NAMES[scene.picture.media] if scene.picture else None for scene in storyboard.scenes]


def test_a_picture_stands_behind_the_scene_it_was_put_to(drawn):
    storyboard = drawn(SCRIPT, placements=(placed("a", scene=3), placed("b", scene=0)))
    assert pictures(storyboard) == [None, "b", None, None, "a", None, None]


def test_loose_pictures_are_spread_over_the_body_in_their_order(drawn):
    storyboard = drawn(SCRIPT, placements=(placed("z", order="a1"), placed("y", order="a0")))
    assert pictures(storyboard) == [None, None, "y", None, "z", None, None]


def test_a_loose_picture_leaves_a_placed_one_its_scene(drawn):
    loose = [placed(name) for name in "bcdefgh"]
    storyboard = drawn(SCRIPT, placements=(placed("a", scene=1), *loose))
    assert pictures(storyboard) == [None, "b", "a", "c", "d", "e", None]


def test_of_two_pictures_for_one_scene_the_first_in_order_stands(drawn):
    both = (placed("late", scene=0, order="b"), placed("early", scene=0, order="a"))
    assert pictures(drawn(SCRIPT, placements=both))[1] == "early"


def test_sounds_are_no_pictures(drawn):
    assert set(pictures(drawn(SCRIPT, placements=(placed("a", role="music"),)))) == {None}


def test_a_picture_follows_its_paragraph_into_every_variant(drawn):
    script = "Light is white and full of colour.\n\nRed is 5 times slower.\n\nAir is thin and cold."
    for variant in range(3):
        storyboard = drawn(script, variant=variant, placements=(placed("a", scene=2),))
        (scene,) = [scene for scene in storyboard.scenes if scene.picture]
        assert scene.shots[0].words[0].text == "Air"


def test_a_picture_of_the_closing_line_follows_it_to_the_front(drawn):
    first, last = (drawn(variant=v, placements=(placed("a", scene=3),)) for v in (0, 2))
    assert pictures(first)[-1] == "a"
    assert pictures(last)[0] == "a"
