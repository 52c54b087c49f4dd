"""As in the app (desktop.views.sweeping): no thread of a store or a talk destroys widgets.

A conftest beside tests of windows imports these fixtures by name.
"""

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

__all__ = ["garbage_of_the_main_thread", "qapp_cls", "what_is_loaded"]


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    return QApplication


@pytest.fixture(scope="session", autouse=True)
def what_is_loaded(qapp: QApplication) -> None:
    """What the tests import stays: a look for garbage passes it by."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def garbage_of_the_main_thread() -> Iterator[None]:
    gc.disable()
    yield
    gc.collect()
    gc.enable()
