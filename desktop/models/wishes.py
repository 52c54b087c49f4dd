"""Wishes: create, regenerate, save, cancel, as pressed; kept until they are answered.

At the click, in one transaction: the key, the full body as it was on screen, the price that was
shown, and the rows that a person sees at once (a generation, an asset), marked provisional. Their
ids follow from the owner's id and the key, so the server's answer names the same ones. Before a
sign-in the owner is this store's own id; moving into an account derives them anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ValidationError
from sqlalchemy import exists, or_, select

from contract.assets import SaveBody
from contract.drafts import Draft as Frozen
from contract.generations import ENDS, CreateBody, RegenerateBody
from contract.ids import asset_id_of, generation_id_of
from contract.problems import Code, Problem
from desktop.models import drafts, generations, owners, provisional, synced, wish_rows
from desktop.models.absence import nothing_here
from desktop.models.row_texts import dumps, loads
from desktop.models.session import Session
from desktop.models.tables import ASSETS, GENERATIONS, MEDIA, OUTBOX, PLACEMENTS, VARIANTS, WISHES
from desktop.models.wish_rows import Kind, State, Wish, get
from reel import estimating
from reel.estimating import Price

__all__ = [
    "Kind",
    "Ready",
    "State",
    "Wish",
    "cancel",
    "create",
    "dismiss",
    "get",
    "list_open",
    "make_again",
    "mark_sent",
    "mark_unsent",
    "next_ready",
    "regenerate",
    "retry",
    "save",
    "send_again_unknown",
    "take_in_answer",
]

PATHS: Mapping[str, str] = {
    "create": "/v1/create",
    "regenerate": "/v1/regenerate",
    "save": "/v1/library/assets",
}


@dataclass(frozen=True)
class Ready:
    """A wish that can be sent: where to, what, under which key (None for a cancel)."""

    wish: Wish
    path: str
    body: dict[str, Any] | None
    key: str | None


def create(session: Session, draft_id: UUID, *, variants: int | None = None) -> Wish:
    """Generate was pressed: the draft as it is now, frozen.

    Raises: Problem NOT_FOUND, and what cannot be made, as reel.estimating.price says it.
    """
    frozen = _frozen(_get_live(session, draft_id), variants=variants)
    price = estimating.price(frozen)
    body = _checked(CreateBody, {**frozen.model_dump(exclude={"title"}), "draft_id": draft_id})
    return _make(session, "create", draft_id, body, price)


def regenerate(
    session: Session,
    draft_id: UUID,
    *,
    preset: str | None = None,
    variants: int | None = None,
    variant_id: UUID | None = None,
    scene: int | None = None,
) -> Wish:
    """The draft once more, or one scene of one variant of it.

    Raises: Problem NOT_FOUND, SCENE_UNKNOWN, FIELD_INVALID, and what cannot be made.
    """
    if (scene is None) != (variant_id is None):
        raise Problem(
            Code.FIELD_INVALID,
            "A scene is made anew for one variant.",
            "Name both the scene and the variant, or neither.",
        )
    frozen = _frozen(_get_live(session, draft_id), preset=preset, variants=variants)
    if scene is None or variant_id is None:
        price = estimating.price(frozen)
    else:
        index = _get_variant(session, variant_id).index
        price = estimating.price_scene(frozen, scene, index)
    named = {"preset": preset, "variants": variants, "variant_id": variant_id, "scene": scene}
    body = _checked(RegenerateBody, {"draft_id": draft_id, **named})
    return _make(session, "regenerate", draft_id, body, price)


def save(
    session: Session,
    variant_id: UUID,
    *,
    title: str | None = None,
    tags: tuple[str, ...] | None = None,
) -> Wish:
    """Save was pressed: the item stands in the library at once, provisional; the meter moves
    unless this variant was saved before. Pressed twice, it is the same wish.

    Raises: Problem NOT_FOUND, VARIANT_NOT_READY, FIELD_INVALID.
    """
    variant = _get_variant(session, variant_id)
    if variant.status != "ready":
        raise Problem(
            Code.VARIANT_NOT_READY,
            "This variant is not finished.",
            "Wait until it is ready, then save it.",
            retryable=True,
        )
    asset_id = asset_id_of(owners.owner_of(session), variant_id)
    open_one = wish_rows.find(
        session, WISHES.c.asset_id == asset_id, WISHES.c.state.in_(wish_rows.OPEN)
    )
    if open_one is not None:
        return open_one
    if tags is not None:
        tags = synced.tidied(tags)
    told = {"variant_id": variant_id, "title": title, "tags": tags}
    body = _checked(SaveBody, {name: one for name, one in told.items() if one is not None})
    is_new = session.execute(select(ASSETS.c.place).where(ASSETS.c.id == asset_id)).first() is None
    wish_id = wish_rows.add(
        session,
        kind="save",
        key=str(session.new_id()),
        body=body,
        generation_id=variant.generation_id,
        asset_id=asset_id,
        exports=int(is_new),
    )
    provisional.show_asset(session, asset_id, variant_id, title=title, tags=tags)
    return get(session, wish_id)


def cancel(session: Session, generation_id: UUID) -> Wish | None:
    """Cancel was pressed. A wish that was never sent is taken back, with all that it showed, and
    None returned; else the server is asked to cancel the generation.

    Raises: Problem NOT_FOUND, ALREADY_ENDED.
    """
    made_by = wish_rows.find(
        session, WISHES.c.generation_id == generation_id, wish_rows.MAKES, wish_rows.IS_OPEN
    )
    if made_by is not None and made_by.state == "waiting":
        _withdraw(session, made_by)
        return None
    generation = generations.get(session, generation_id)
    if generation.status in ENDS:
        raise Problem(
            Code.ALREADY_ENDED, "This has ended before.", "There is nothing left to cancel."
        )
    is_cancel = WISHES.c.kind == "cancel"
    open_one = wish_rows.find(
        session, WISHES.c.generation_id == generation_id, is_cancel, wish_rows.IS_OPEN
    )
    if open_one is not None:
        return open_one
    key = str(session.new_id())
    wish_id = wish_rows.add(
        session, kind="cancel", key=key, body="null", generation_id=generation_id
    )
    session.tell("generation", generation_id)
    return get(session, wish_id)


def retry(session: Session, wish_id: UUID) -> Wish:
    """A refused wish once more, as it was then, under a new key. One that was not refused stays.

    Raises: Problem NOT_FOUND.
    """
    wish = get(session, wish_id)
    if wish.state != "refused":
        return wish
    wish_rows.change(session, wish_id, state="withdrawn", is_counted=False)
    if wish.kind == "cancel":
        assert wish.generation_id is not None
        return cancel(session, wish.generation_id) or get(session, wish_id)
    body, draft_id = dumps(wish.body), wish.draft_id
    if wish.kind == "save":
        variant_id = UUID(wish.body["variant_id"])
        tags = wish.body.get("tags")
        again = None if tags is None else tuple(tags)
        return save(session, variant_id, title=wish.body.get("title"), tags=again)
    assert draft_id is not None
    variants = wish.body.get("variants") or 1
    price = Price(wish.price_ms // variants, variants)
    return _make(session, wish.kind, draft_id, body, price)


def make_again(session: Session, generation_id: UUID) -> Wish:
    """What failed or was cancelled once more, under a new key: the same words and choices where
    this device pressed for it, else the draft as it is now.

    Raises: Problem NOT_FOUND, and what cannot be made.
    """
    pressed = wish_rows.find(session, WISHES.c.generation_id == generation_id, wish_rows.MAKES)
    if pressed is None or pressed.draft_id is None:
        return regenerate(session, generations.get(session, generation_id).draft_id)
    variants = len(generations.get(session, generation_id).variants) or 1
    price = Price(pressed.price_ms // variants, variants)
    return _make(session, pressed.kind, pressed.draft_id, dumps(pressed.body), price)


def dismiss(session: Session, wish_id: UUID) -> None:
    """A refused wish was read and is shown no more.

    Raises: Problem NOT_FOUND.
    """
    if get(session, wish_id).state == "refused":
        wish_rows.change(session, wish_id, state="withdrawn")


def next_ready(session: Session, *, skip: frozenset[UUID] = frozenset()) -> Ready | None:
    """The oldest wish whose edits are all acknowledged and whose files the server holds; a
    cancel only once what it cancels was answered. None when there is none."""
    asked = wish_rows.ASKED.where(wish_rows.IS_OPEN, WISHES.c.id.not_in(skip)).order_by(
        WISHES.c.place
    )
    for row in session.execute(asked).all():
        if not _must_wait(session, row):
            wish = wish_rows.wish_of(row)
            if wish.kind == "cancel":
                path = f"/v1/generations/{wish.generation_id}/cancel"
                return Ready(wish, path, None, None)
            return Ready(wish, PATHS[wish.kind], wish.body, wish.key)
    return None


def mark_sent(session: Session, wish_id: UUID) -> None:
    """From now on it may have arrived, and is not taken back any more. Call it before sending.

    Raises: Problem NOT_FOUND when it was taken back meanwhile.
    """
    if get(session, wish_id).state not in wish_rows.OPEN:
        raise nothing_here("wish")
    wish_rows.change(session, wish_id, state="sent")


def mark_unsent(session: Session, wish_id: UUID) -> None:
    """It surely did not arrive (nobody was reached, or 429/503): it may be taken back again."""
    if get(session, wish_id).state == "sent":
        wish_rows.change(session, wish_id, state="waiting")


def list_open(session: Session) -> tuple[Wish, ...]:
    """Waiting, sent and refused ones, in the order they were pressed."""
    shown = WISHES.c.state.in_((*wish_rows.OPEN, "refused"))
    asked = wish_rows.ASKED.where(shown).order_by(WISHES.c.place)
    return tuple(wish_rows.wish_of(row) for row in session.execute(asked))


def take_in_answer(session: Session, wish_id: UUID, answer: dict[str, Any] | Problem) -> None:
    """What became of a wish: the answer's body swaps the provisional rows for agreed ones, a
    refusal undoes them and says why. A second time changes nothing."""
    wish = get(session, wish_id)
    if wish.state not in wish_rows.OPEN:
        return
    if isinstance(answer, Problem) and not _is_done(wish, answer):
        problem = {"code": answer.code, "says": answer.says, "remedy": answer.remedy}
        wish_rows.change(
            session, wish_id, state="refused", is_counted=False, problem=dumps(problem)
        )
        provisional.undo(session, wish.generation_id, wish.asset_id, is_save=wish.kind == "save")
        return
    # Asked again and answered as before, it is not asked a third time, whatever is read then.
    is_again = wish_rows.was_answered(session, wish_id)
    state: State = "done" if is_again else "answered"
    wish_rows.change(session, wish_id, state=state, answered_at_ms=session.now_ms())
    if not isinstance(answer, Problem):
        provisional.agree(session, wish.kind, wish.generation_id, answer)


def send_again_unknown(session: Session) -> int:
    """After a resync with a server of another past: answered wishes whose generation or asset
    the server does not know are sent again under their own key. Return how many."""
    unknown = or_(
        wish_rows.MAKES & ~exists().where(GENERATIONS.c.id == WISHES.c.generation_id),
        (WISHES.c.kind == "save")
        & ~exists().where(ASSETS.c.id == WISHES.c.asset_id, ASSETS.c.lost_at_ms.is_(None)),
    )
    asked = wish_rows.ASKED.where(WISHES.c.state.in_(wish_rows.ANSWERED), unknown)
    asked = asked.order_by(WISHES.c.place)
    again = [wish_rows.wish_of(row) for row in session.execute(asked)]
    for wish in again:
        wish_rows.change(session, wish.id, state="waiting", is_counted=True, answered_at_ms=None)
        provisional.show_again(session, wish.kind, wish.generation_id, wish.draft_id, wish.body)
    return len(again)


def _make(session: Session, kind: Kind, draft_id: UUID, body: str, price: Price) -> Wish:
    """A wish that makes a generation, and the generation as it is shown until the answer."""
    key = str(session.new_id())
    generation_id = generation_id_of(owners.owner_of(session), kind, key)
    wish_id = wish_rows.add(
        session,
        kind=kind,
        key=key,
        body=body,
        draft_id=draft_id,
        generation_id=generation_id,
        price_ms=price.ms,
    )
    provisional.show_generation(session, generation_id, draft_id, price.variants)
    return get(session, wish_id)


def _withdraw(session: Session, wish: Wish) -> None:
    wish_rows.change(session, wish.id, state="withdrawn", is_counted=False)
    provisional.undo(session, wish.generation_id, None, is_save=False)


def _is_done(wish: Wish, problem: Problem) -> bool:
    """Whether the refusal of a cancel says that there is nothing to cancel any more."""
    return wish.kind == "cancel" and problem.code is Code.ALREADY_ENDED


def _must_wait(session: Session, row: Any) -> bool:
    """Whether something has to be with the server first: edits of its draft that came before
    the click, files that it mentions, the wish that it cancels."""
    if row.kind == "cancel":
        made_by = wish_rows.find(
            session, WISHES.c.generation_id == row.generation_id, wish_rows.MAKES, wish_rows.IS_OPEN
        )
        return made_by is not None
    if row.kind == "save":
        return False
    placed = select(PLACEMENTS.c.id).where(PLACEMENTS.c.draft_id == row.draft_id)
    about = or_(OUTBOX.c.of_id == row.draft_id, OUTBOX.c.of_id.in_(placed))
    before = select(OUTBOX.c.position).where(about, OUTBOX.c.position <= row.after_position)
    if session.execute(before.limit(1)).first() is not None:
        return True
    media = [one["media"] for one in loads(row.body).get("placements", ())]
    unheld = select(MEDIA.c.sha256).where(MEDIA.c.sha256.in_(media), MEDIA.c.is_held.is_(False))
    return bool(media) and session.execute(unheld.limit(1)).first() is not None


def _get_live(session: Session, draft_id: UUID) -> drafts.Draft:
    draft = drafts.get(session, draft_id)
    if draft.deleted_at is not None:
        raise nothing_here("draft")
    return draft


def _get_variant(session: Session, variant_id: UUID) -> Any:
    row = session.execute(select(VARIANTS).where(VARIANTS.c.id == variant_id)).one_or_none()
    if row is None:
        raise nothing_here("variant")
    return row


def _frozen(
    draft: drafts.Draft, *, preset: str | None = None, variants: int | None = None
) -> Frozen:
    """The draft as it is on screen, with what the wish says otherwise."""
    values = {name: getattr(draft, name) for name in Frozen.model_fields}
    said = {"preset": preset, "variants": variants}
    values |= {name: value for name, value in said.items() if value is not None}
    return Frozen.model_construct(**values)


def _checked(kind: type[BaseModel], values: Mapping[str, Any]) -> str:
    """The body as it is sent.

    Raises: Problem FIELD_INVALID.
    """
    try:
        return kind.model_validate(dict(values)).model_dump_json()
    except ValidationError as error:
        where = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise Problem(
            Code.FIELD_INVALID,
            f"This cannot be sent: {where} does not fit.",
            "Change it, then try again.",
            facts={"field": where},
        ) from error
