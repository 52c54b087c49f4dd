"""A draft to begin with: it can be generated at once, and shows how a script is written."""

from contract.drafts import NewDraftBody
from desktop.models import drafts
from desktop.models.drafts import Draft
from desktop.views.doors import Doors, Question
from desktop.views.words import language

PRESET = "list"


def make_sample(doors: Doors) -> Question[Draft]:
    """Ask the store for a new draft of sample words, in the language of the window."""
    topic, script = sample_words()
    tags = ("editing", "howto") if language() == "en" else ()
    return doors.ask(drafts.new, NewDraftBody(topic=topic, script=script, preset=PRESET, tags=tags))


def sample_words() -> tuple[str, str]:
    """A topic and a script, in the language of the window."""
    return _WORDS.get(language(), _WORDS["en"])


# What a person edits, not what the window says: no text of the catalogue.
_WORDS = {
    "en": (
        "3 cuts that keep people watching",
        "Three cuts that keep people watching until the very last second.\n\n"
        "One. Cut the hello. Start with the result, then explain it.\n\n"
        "Two. Cut the breath. A pause feels twice as long on a phone, so tighten every gap "
        "between sentences.\n\n"
        "Three. Cut the goodbye. Stop one sentence before you think you are done, and let it "
        "hang.\n\n"
        "Try all three on your next reel.",
    ),
    "ar": (
        "٣ أخطاء في الفيديو القصير",
        "ثلاثة أخطاء تجعل الناس يتركون الفيديو قبل نهايته.\n\n"
        "أولاً: مقدمة طويلة. ابدأ بالنتيجة ثم اشرحها.\n\n"
        "ثانياً: صمت بين الجمل. الوقفة تبدو أطول على الهاتف.\n\n"
        "ثالثاً: وداع طويل. توقف قبل أن تظن أنك انتهيت.\n\n"
        "جرّبها في الفيديو القادم.",
    ),
}
