"""Promises of the post text: the draft's own words, ready to paste."""

from reel.post_text import LONGEST_TITLE_CHARS, as_text, hashtag


def test_the_title_is_the_draft_s_or_else_its_topic(drawn):
    assert drawn(title="  My sky ").post.title == "My sky"
    assert drawn(topic="Why is|the sky *blue?*").post.title == "Why is the sky blue?"


def test_tags_become_hashtags_and_a_topic_without_tags_gives_its_own_words(drawn):
    tags = ("Blue Sky", "#light", "light", "!!", "5")
    assert drawn(tags=tags).post.hashtags == ("#BlueSky", "#light")
    assert drawn().post.hashtags == ("#sky", "#blue")
    assert drawn(topic="Three cuts").post.hashtags == ("#cuts",)


def test_a_long_title_is_cut_between_words(drawn):
    title = drawn(title="many words " * 20).post.title
    assert len(title) <= LONGEST_TITLE_CHARS
    assert set(title.rstrip("…").split()) == {"many", "words"}


def test_an_endless_word_is_cut_too(drawn):
    assert len(drawn(title="x" * 500).post.title) == LONGEST_TITLE_CHARS


def test_the_description_holds_whole_sentences_of_the_script(drawn):
    post = drawn().post
    assert post.description.startswith("Sunlight looks white")
    assert post.description.endswith(".")
    assert drawn("word " * 100).post.description.endswith("…")


def test_a_hashtag_has_letters_and_no_spaces():
    assert hashtag("café au lait") == "#caféaulait"
    assert hashtag("небо 5") == "#небо5"
    assert hashtag("123") == ""


def test_the_file_holds_all_parts_and_ends_with_a_line(drawn):
    text = as_text(drawn().post)
    assert text.startswith("Why is the sky blue?\n\nSunlight")
    assert text.endswith("\n\n#sky #blue\n")
