"""Languages and themes that one can choose, wherever that is offered; loads at once."""

from desktop.views.words import tr

# Each language by its own name, for whoever cannot read the one that is on.
LANGUAGE_NAMES = (("en", "English"), ("ar", "العربية"))


def language_options() -> tuple[tuple[str, str], ...]:
    """The languages; the empty one is the system's, where we have it."""
    return (("", tr("As the system")), *LANGUAGE_NAMES)


def theme_options() -> tuple[tuple[str, str, str], ...]:
    """The themes of `settings.THEMES`, with icons."""
    return (
        ("system", tr("System"), "monitor"),
        ("light", tr("Light"), "sun"),
        ("dark", tr("Dark"), "moon"),
        ("high-contrast", tr("High contrast"), "contrast"),
    )
