"""Short scripts that previews are measured with: no two share a topic, none is drawn twice."""

from typing import NamedTuple

from contract.drafts import Draft
from contract.storyboards import Storyboard, Timing
from reel import timing
from reel.storyboarding import draw_up


class Text(NamedTuple):
    """What a person would type."""

    topic: str
    script: str


ENGLISH = (
    Text(
        "Why do *cats* purr?",
        "A purr starts in the throat, about 25 times a second.\n\n"
        "Cats purr when they are happy, but also when they hurt.\n\n"
        "The slow trembling may even help bones to *heal.*\n\nListen closely.",
    ),
    Text(
        "How *glass* is made",
        "Melt sand at 1,700 degrees and it turns into syrup.\n\n"
        "Soda makes it melt sooner, lime makes it last.\n\n"
        "Poured onto liquid *tin,* it comes out perfectly flat.\n\nLook through a window.",
    ),
    Text(
        "3 ways to remember *names*",
        "First, say the name aloud as soon as you hear it.\n\n"
        "Second, tie it to one thing about the face.\n\n"
        "Third, use it again when you say *goodbye.*\n\nTry it tonight.",
    ),
    Text(
        "What *trees* do in winter",
        "When days grow short, a tree pulls the green out of its leaves.\n\n"
        "It seals each stem with *cork* and lets the leaf fall.\n\n"
        "Its water turns to syrup that freezes 10 degrees later.\n\nPlant one.",
    ),
    Text(
        "The *bridge* that sang",
        "In 1940 a bridge began to swing in an ordinary wind.\n\n"
        "Its deck caught the gusts like a wing, over and over.\n\n"
        "Every engineer since has learned from its *fall.*\n\nMind the wind.",
    ),
)
CHINESE = (
    Text(
        "天空为什么是蓝色的？",
        "阳光看起来是白色的，但它包含所有的颜色。\n\n"
        "蓝光散射比红光多5倍，所以你看到蓝色。\n\n抬头看看。",
    ),
    Text(
        "茶叶怎样变成红茶？",
        "采下的叶子先要晾干，再用力揉捻。\n\n空气让叶子慢慢变红，大约需要3个小时。\n\n泡一杯尝尝。",
    ),
    Text(
        "猫为什么喜欢纸箱？",
        "纸箱又暖和又安全，四面都有墙。\n\n猫每天要睡16个小时，需要藏身的地方。\n\n留一个给它。",
    ),
    Text(
        "如何记住别人的名字？",
        "听到名字以后，马上大声说一遍。\n\n把名字和脸上的一个特点连在一起。\n\n今天就试试。",
    ),
    Text(
        "桥为什么会唱歌？",
        "风吹过钢索，钢索就像琴弦一样振动。\n\n1940年，一座大桥在风里摇晃了几个小时。\n\n过桥时仔细听。",
    ),
)


def sketch(text: Text, preset: str, seed: int) -> tuple[Storyboard, Timing]:
    """A storyboard as the app previews it: timed by reading pace, nobody has spoken yet."""
    draft = Draft(
        topic=text.topic,
        script=text.script,
        title=None,
        platform="tiktok",
        preset=preset,
        language=None,
        voice=None,
        variants=1,
        tags=(),
        placements=(),
    )
    storyboard = draw_up(draft, seed=seed, variant=0)
    pace, language = storyboard.voice.words_per_minute, storyboard.language
    spoken = [timing.read_silently(scene, pace, language) for scene in storyboard.scenes]
    return storyboard, timing.schedule(storyboard, spoken)
