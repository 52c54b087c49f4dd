"""What a creator of pictures and tests writes: topics and scripts by name, in the order begun."""

from collections.abc import Mapping


class Words:
    """What a draft says, and as what."""

    def __init__(self, topic: str, script: str, platform: str, preset: str, tags: str) -> None:
        self.topic, self.script, self.platform, self.preset = topic, script, platform, preset
        self.tags = tuple(tags.split())


WORDS: Mapping[str, Words] = {
    "lighthouse": Words(
        "Маяк, що світив *не для кораблів*",
        "Щовечора старий Остап підіймався на маяк. Сто двадцять сходинок угору.\n\n"
        "Люди питали: «Навіщо тобі ця лампа?»\n\nВін світив не кораблям, а людям на них.\n\n"
        "Світи й ти.",
        "reels", "story", "story ukrainian",
    ),
    "cuts": Words(
        "3 cuts that keep people *watching*",
        "First: cut the hello. Begin with the result, and explain it later.\n\n"
        "Second: cut the breath. On a phone a pause feels twice as long.\n\n"
        "Third: cut the goodbye. Stop one sentence earlier than you think.\n\n"
        "Try it in your next video.",
        "shorts", "list", "editing tips",
    ),
    "glass": Words(
        "How *glass* is made",
        "Melt sand at 1,700 degrees and it turns into syrup.\n\n"
        "Soda makes it melt sooner, lime makes it last.\n\n"
        "Poured onto liquid *tin,* it comes out perfectly flat.\n\nLook through a window.",
        "shorts", "explainer", "science",
    ),
    "names": Words(
        "3 ways to remember *names*",
        "First, say the name aloud as soon as you hear it.\n\n"
        "Second, tie it to one thing about the face.\n\n"
        "Third, use it again when you say *goodbye.*\n\nTry it tonight.",
        "tiktok", "list", "memory tips",
    ),
    "cats": Words(
        "Why do *cats* purr?",
        "A purr starts in the throat, about 25 times a second.\n\n"
        "Cats purr when they are happy, but also when they hurt.\n\n"
        "The slow trembling may even help bones to *heal.*\n\nListen closely.",
        "tiktok", "explainer", "animals",
    ),
    "bridge": Words(
        "The *bridge* that sang",
        "In 1940 a bridge began to swing in an ordinary wind.\n\n"
        "Its deck caught the gusts like a wing, over and over.\n\n"
        "Every engineer since has learned from its *fall.*\n\nMind the wind.",
        "reels", "story", "history",
    ),
    "trees": Words(
        "What *trees* do in winter",
        "When days grow short, a tree pulls the green out of its leaves.\n\n"
        "It seals each stem with *cork* and lets the leaf fall.\n\n"
        "Its water turns to syrup that freezes 10 degrees later.\n\nPlant one.",
        "tiktok", "explainer", "science seasons",
    ),
    "emoji": Words(
        "Why do 🌈 rainbows *curve?*",
        "Light 🌞 bends in every drop of rain 💧 near you 👀.\n\n"
        "Each colour leaves at its own angle, 42 degrees for red.\n\n"
        "👩🏽‍🔬 Every eye sees a bow of its own.",
        "tiktok", "explainer", "science",
    ),
    "arabic": Words(
        "لماذا *السماء* زرقاء؟",
        "يبدو ضوء الشمس أبيض، لكنه يحمل كل الألوان.\n\n"
        "يتشتت الضوء الأزرق 5 مرات أكثر من الأحمر.\n\nانظر إلى الأعلى.",
        "tiktok", "explainer", "علوم",
    ),
    "empty": Words("", "", "tiktok", "explainer", ""),
    "sky": Words(
        "Why is the sky *blue?*",
        "Sunlight looks white, but it carries every colour at once. When it meets the air, the "
        "molecules scatter short waves far more than long ones.\n\n"
        "So blue light is scattered about five times more than red light, and it reaches you from "
        "everywhere you look.\n\n"
        "At sunset, the light crosses much more air. What is left is not less light, but red "
        "light.\n\nNow look up.",
        "tiktok", "explainer", "science sky",
    ),
}  # fmt: skip
LANGUAGES = {"lighthouse": "uk", "arabic": "ar"}
