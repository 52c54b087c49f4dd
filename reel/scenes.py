"""The scenes of a storyboard: hook, one for each paragraph, recap of a list, closing card."""

from collections.abc import Sequence
from dataclasses import dataclass

from contract.presets import Style
from contract.storyboards import (
    ClosingSubject,
    HookSubject,
    Row,
    RowsSubject,
    Scene,
    Shot,
    StepSubject,
    Word,
)
from reel import captioning, emphasis, languages
from reel.catalogue.vocabulary import Vocabulary
from reel.choices import derive, pick
from reel.script import Paragraph, Sentence
from reel.subjects import numerals, rows
from reel.subjects.selection import Beat, Reading, beats, parted
from reel.subjects.steps import find_steps, mark_words
from reel.timing import Role
from reel.tokens import Token, joined, shown, tokenise
from reel.writing.own_words import Telling

LONGEST_LABEL_CHARS = 22
FEWEST_RECAP_STEPS, MOST_RECAP_STEPS = 3, 6
MOST_CLOSING_KEY_WORDS_CHARS = 40
# Even and odd scenes wear different motifs, so that neighbours never look alike.
MOTIF_PAIRS = ((0, 1), (2, 3), (1, 0), (3, 2))


@dataclass(frozen=True)
class Plan:
    """What all scenes of one variant share; `seed` is the variant's own."""

    topic: tuple[Token, ...]
    tags: tuple[str, ...]
    style: Style
    reading: Reading
    telling: Telling
    seed: int

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of the reel's language."""
        return self.reading.vocabulary


def scenes_of(plan: Plan) -> tuple[tuple[Scene, int | None], ...]:
    """Return the scenes in order, each with the place of the paragraph that it tells."""
    body, steps = _body(plan), _steps(plan)
    recap = _recap(list(steps.values()), plan)
    steps = {place + len(body) - len(plan.telling.paragraphs): s for place, s in steps.items()}
    total = len(body) + bool(recap)
    scenes: list[tuple[Scene, int | None]] = [(_hook(plan, total), plan.telling.hook_place)]
    for place, paragraph in enumerate(body):
        told = beats(paragraph, plan.reading, steps.get(place), _motifs(plan, place))
        scene = _scene(plan, _paragraph_label(paragraph, plan), told, place + 1, total)
        scenes.append((scene, paragraph.place if paragraph.place >= 0 else None))
    if recap:
        label = _label(plan.topic, plan)
        scenes.append((_scene(plan, label, (recap,), total, total), None))
    closing = plan.telling.closing
    return (*scenes, (_closing(plan, total), closing.place if closing else None))


def words_of_scenes(plan: Plan) -> tuple[tuple[Role, tuple[Token, ...]], ...]:
    """Return what each of those scenes says, a fraction of the work: nothing is chosen to be
    drawn."""
    recap = _recap(list(_steps(plan).values()), plan) if plan.style.look == "list" else None
    closing = plan.telling.closing
    return (
        ("hook", plan.telling.hook),
        *(("body", paragraph.tokens) for paragraph in _body(plan)),
        *((("body", recap.tokens),) if recap else ()),
        ("closing", closing.tokens if closing else _own_closing(plan)),
    )


def _body(plan: Plan) -> tuple[Paragraph, ...]:
    """The paragraphs that are told between hook and closing; one without a place is the topic."""
    said = plan.telling.topic_after
    topic = (Paragraph((Sentence(said, "plain"),), -1),) if said else ()
    return (*topic, *plan.telling.paragraphs)


def _steps(plan: Plan) -> dict[int, StepSubject]:
    paragraphs = plan.telling.paragraphs
    return find_steps(paragraphs, plan.vocabulary, always=plan.style.look == "list")


def _hook(plan: Plan, total: int) -> Scene:
    tokens = plan.telling.hook
    subject = HookSubject(kind="hook", numeral=numerals.hook_numeral(tokens, plan.vocabulary))
    shots = [
        _shot(plan, Beat(part, subject, captioned=False), _hook_keys(part, plan))
        for part in parted(tokens, plan.reading)
    ]
    tags = [tag.strip("# ") for tag in plan.tags]
    # A tag is for finding: one that cannot be drawn is no reason to draw nothing.
    drawn = [tag for tag in tags if not languages.undrawn(tag)]
    fitting = [tag for tag in drawn if 0 < len(tag) <= LONGEST_LABEL_CHARS]
    label = fitting[0] if fitting else _key_label(tokens, plan)
    return _assembled(plan, "hook", label, shots, 0, total)


def _scene(plan: Plan, label: str, told: Sequence[Beat], position: int, total: int) -> Scene:
    shots = [_shot(plan, beat, None) for beat in told]
    return _assembled(plan, "body", label, shots, position, total)


def _recap(steps: Sequence[StepSubject], plan: Plan) -> Beat | None:
    """The titles of a list once more, as rows; crossed out when all of them tell to cut."""
    if plan.style.look != "list" or not FEWEST_RECAP_STEPS <= len(steps) <= MOST_RECAP_STEPS:
        return None
    language = plan.reading.language
    titles = [tokenise(step.title, language) for step in steps]
    remains = [rows.cut_remains(title, plan.vocabulary) for title in titles]
    is_cutting = all(remains)
    tokens: list[Token] = []
    found: list[Row] = []
    for title, remain in zip(titles, remains, strict=True):
        words = _closed(remain if is_cutting else title)
        found.append(Row(text=shown(words), at_word=len(tokens)))
        tokens.extend(words)
    subject = RowsSubject(kind="rows", rows=tuple(found), struck=is_cutting)
    return Beat(tuple(tokens), subject, captioned=False)


def _closed(words: Sequence[Token]) -> tuple[Token, ...]:
    """Words with a full stop, so that a voice rests after them."""
    last = words[-1]
    stop = "。" if languages.is_unspaced(last.text[-1]) else "."
    text = last.text if last.text.endswith((".", "!", "?", "…")) else last.text + stop
    first = Token(words[0].text, words[0].starred, joins=False)
    if len(words) == 1:
        return (Token(text, first.starred, joins=False),)
    return (first, *words[1:-1], Token(text, last.starred, last.joins))


def _closing(plan: Plan, total: int) -> Scene:
    line = plan.telling.closing
    tokens = line.tokens if line else _own_closing(plan)
    call = _call(tokens, plan)
    subject = ClosingSubject(kind="closing", text=joined(tokens), call=call)
    shot = _shot(plan, Beat(tokens, subject, captioned=False), _hook_keys(tokens, plan))
    return _assembled(plan, "closing", _key_label(plan.topic, plan), [shot], 0, total)


def _own_closing(plan: Plan) -> tuple[Token, ...]:
    """The look's closing line in the reel's language, else the key words of the topic."""
    line = plan.vocabulary.closing.of(plan.style.look)
    if not line:
        line = emphasis.key_phrase(plan.topic, plan.vocabulary, MOST_CLOSING_KEY_WORDS_CHARS)
    return tokenise(line, plan.reading.language) if line else plan.topic


def _call(closing: Sequence[Token], plan: Plan) -> str:
    """A call that does not ask once more for what the closing line asks."""
    said = {token.lower for token in closing}
    fresh = [call for call in plan.vocabulary.calls if call.split()[0].lower() not in said]
    return pick(plan.seed, "call", fresh) if fresh else ""


def _shot(plan: Plan, beat: Beat, keys: frozenset[int] | None) -> Shot:
    """A shot with its cards; without given keys, each card has one key word of its own."""
    plain = [Word(text=token.text, key=False, joins=token.joins) for token in beat.tokens]
    pace = plan.reading.words_per_minute
    spans = captioning.cards(plain, plan.style.caption, pace, plan.vocabulary)
    if keys is None:
        keys = frozenset(
            span.first + place
            for span in spans
            if (place := _card_key(beat.tokens[span.first : span.end], plan)) is not None
        )
    words = tuple(
        Word(text=word.text, key=place in keys, joins=word.joins)
        for place, word in enumerate(plain)
    )
    return Shot(words=words, cards=spans, captioned=beat.captioned, subject=beat.subject)


def _card_key(tokens: Sequence[Token], plan: Plan) -> int | None:
    return emphasis.key_word(tokens, plan.vocabulary, plan.reading.hook)


def _hook_keys(tokens: Sequence[Token], plan: Plan) -> frozenset[int]:
    return emphasis.hook_keys(tokens, plan.vocabulary)


def _assembled(
    plan: Plan, role: Role, label: str, shots: Sequence[Shot], position: int, total: int
) -> Scene:
    text = "\n".join(word.text for shot in shots for word in shot.words)
    return Scene(
        role=role,
        label=label,
        position=position,
        total=total,
        seed=derive(plan.seed, f"scene {text}"),
        shots=tuple(shots),
        picture=None,
    )


def _label(tokens: Sequence[Token], plan: Plan) -> str:
    phrase = emphasis.key_phrase(tokens, plan.vocabulary, LONGEST_LABEL_CHARS)
    return phrase or _key_label(tokens, plan)


def _paragraph_label(paragraph: Paragraph, plan: Plan) -> str:
    """What a paragraph's first sentence says, without a step's number."""
    _, marked = mark_words(paragraph.tokens, plan.vocabulary)
    first = max(marked + 1, len(paragraph.sentences[0].tokens))
    return _label(paragraph.tokens[marked:first] or paragraph.tokens, plan)


def _key_label(tokens: Sequence[Token], plan: Plan) -> str:
    """The key word; of a number, rather what it counts."""
    place = emphasis.key_word(tokens, plan.vocabulary)
    words = [t for t in tokens[place:] if not emphasis.is_small(t, plan.vocabulary)]
    telling = [t for t in words if not emphasis.is_number(t, plan.vocabulary)]
    chosen = telling or words or [t for t in tokens if t.bare]
    return chosen[0].bare[:LONGEST_LABEL_CHARS] if chosen else ""


def _motifs(plan: Plan, place: int) -> tuple[int, int]:
    turned = derive(plan.seed, "motifs")
    return MOTIF_PAIRS[(turned + place) % 2 + 2 * (turned // 2 % 2)]
