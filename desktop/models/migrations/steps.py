"""All steps in their order. A step that was released never changes: add another one."""

from collections.abc import Callable

from alembic.operations import Operations

from desktop.models.migrations import step_0001

STEPS: tuple[Callable[[Operations], None], ...] = (step_0001.upgrade,)
