"""Create: words, choices and media of one draft, its storyboard, its price, and Generate."""

from desktop.views.create.create_view import CreateView
from desktop.views.create.sample import make_sample

__all__ = ["CreateView", "make_sample"]
