"""Who works here and on which plan, in words; of plain values, so it loads at once."""

from desktop.settings import KnownAccount
from desktop.views.words import tr


def name_of(account: KnownAccount) -> str:
    """What somebody is called."""
    if account.is_own:
        return tr("This computer")
    return account.email or account.server


def plan_words(plan: str) -> str:
    """A plan by its name (contract.plans); nothing for none."""
    words = {
        "free": tr("Free plan"),
        "creator": tr("Creator plan"),
        "pro": tr("Pro plan"),
        "own": tr("Your own server"),
    }
    return words.get(plan, "")
