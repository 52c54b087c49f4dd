"""What the library says where there is nothing to show, and what would show something."""

from dataclasses import replace
from functools import partial
from typing import NamedTuple

from desktop.models import assets
from desktop.models.assets import Filters
from desktop.views.catalogue_words import platform_words
from desktop.views.doors import Doors
from desktop.views.library.filter_bar import FilterBar
from desktop.views.parts.buttons import Button
from desktop.views.parts.empty import EmptyState
from desktop.views.words import tr

MOST_COUNTED = 1000


class Where(NamedTuple):
    """Where it is said, and what is asked for there."""

    doors: Doors
    filters: FilterBar
    empty: EmptyState


def show_emptiness(view: Where) -> None:
    """Say why nothing is shown. Where other filters hide it, count what they hide."""
    filters = view.filters.filters
    if filters == Filters(is_trash=True):
        view.empty.set_words("trash", tr("The trash is empty"), tr("Deleted reels stay 30 days."))
    elif filters == Filters():
        create = Button(tr("Create New Reel"), "primary", "plus")
        create.clicked.connect(lambda: view.doors.go("create", is_new=True))
        view.empty.set_words(
            "grid",
            tr("No reels saved yet"),
            tr("Make one, then save the variant you like: it stays here, also offline."),
            create,
        )
    else:
        _show_no_results(view, filters, 0)
        if filters.q.strip() and (filters.platform or filters.tags):
            others = Filters(q=filters.q, is_trash=filters.is_trash)
            counted = partial(_counted, view, filters)
            view.doors.ask(assets.count, others, most=MOST_COUNTED).on(view.empty, counted)


def _counted(view: Where, filters: Filters, count: int) -> None:
    if view.filters.filters == filters and count:
        _show_no_results(view, filters, count)


def _show_no_results(view: Where, filters: Filters, others: int) -> None:
    buttons = []
    sentence = tr("Try fewer words, or search everything.")
    if others:
        sentence = tr(
            "{n} reel matches “{words}” without the other filters.|"
            "{n} reels match “{words}” without the other filters.",
            n=others,
            words=filters.q,
        )
        clear = Button(_clear_words(filters), "quiet", "x")
        clear.clicked.connect(
            lambda: view.filters.set_filters(replace(filters, platform=None, tags=()))
        )
        buttons.append(clear)
    everything = Button(tr("Show everything"), "ghost")
    everything.clicked.connect(lambda: view.filters.set_filters(Filters(is_trash=filters.is_trash)))
    view.empty.set_words("search", _title(filters), sentence, *buttons, everything)


def _clear_words(filters: Filters) -> str:
    if filters.platform and filters.tags:
        return tr("Clear platform and tag")
    return tr("Clear platform") if filters.platform else tr("Clear tag")


def _title(filters: Filters) -> str:
    facts = {
        "words": filters.q.strip(),
        "platform": platform_words(filters.platform) if filters.platform else "",
        "tags": ", ".join(filters.tags),
    }
    match bool(facts["words"]), bool(filters.platform), bool(filters.tags):
        case True, True, True:
            return tr("Nothing here matches “{words}” on {platform} with tag {tags}", **facts)
        case True, True, False:
            return tr("Nothing here matches “{words}” on {platform}", **facts)
        case True, False, True:
            return tr("Nothing here matches “{words}” with tag {tags}", **facts)
        case True, False, False:
            return tr("Nothing here matches “{words}”", **facts)
        case False, True, True:
            return tr("Nothing here on {platform} with tag {tags}", **facts)
        case False, True, False:
            return tr("Nothing here on {platform}", **facts)
    return tr("Nothing here with tag {tags}", **facts)
