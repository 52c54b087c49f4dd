"""The library: what was saved, found again, kept, exported."""

from desktop.views.library.library_view import LibraryView

__all__ = ["LibraryView"]
