"""Imports as Python means them, beside PySide6.

PySide6 6.11 puts itself before every import, for the sake of `from __feature__ import ...`, and
reads the source of each module that is imported: a module whose names are made on demand is
asked for `__wrapped__` while half of it stands, and pydantic does not load any more (seen with
pydantic 2.14 when PySide6 came first). We use no feature. To go once PySide6 asks only for modules
that import it: https://doc.qt.io/qtforpython-6/considerations.html#features
"""

import builtins

import PySide6.QtCore  # noqa: F401 - who is undone below must have come


def restore() -> None:
    """On return no import goes through PySide6's own reading of features."""
    original = getattr(builtins, "__orig_import__", None)
    if original is not None and builtins.__import__ is not original:
        builtins.__import__ = original
