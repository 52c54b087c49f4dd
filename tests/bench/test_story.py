"""Promises of the story that is measured."""

from bench.story import LONGEST_S, PICTURES, SCENES, SHORTEST_S, TOLD_FOR_S, tell


def test_the_story_has_five_scenes_three_pictures_and_lasts_about_30_seconds(tmp_path):
    pictures = [tmp_path / f"{number}.jpg" for number in range(PICTURES)]
    for picture in pictures:
        # What is in it matters only when it is drawn.
        picture.write_text(picture.name)
    story = tell(pictures, tmp_path)
    shown = [scene.picture.media for scene in story.storyboard.scenes if scene.picture]
    assert len(story.storyboard.scenes) == SCENES
    assert shown == list(story.pictures)
    assert SHORTEST_S <= story.seconds <= LONGEST_S
    assert story.told(story.seconds) == TOLD_FOR_S
