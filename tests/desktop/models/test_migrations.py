"""Promises of the schema: migrated is what the tables say, and a step is taken whole or not."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations

from desktop.models import store_file
from desktop.models.migrations import SCHEMA, steps
from desktop.models.session import Session
from desktop.models.storage import Storage
from desktop.models.tables import METADATA

SEARCHED = "assets_found"


def differences(session: Session) -> list[object]:
    def is_ours(name: str | None, kind: str, _parents: object) -> bool:
        return not (kind == "table" and (name or "").startswith(SEARCHED))

    options = {"include_name": is_ours, "compare_type": True}
    context = MigrationContext.configure(session.connection, opts=options)
    return list(compare_metadata(context, METADATA))


def test_what_the_steps_make_is_what_the_tables_say(storage: Storage) -> None:
    assert storage.call(differences) == []
    version = storage.call(
        lambda session: session.connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    )
    assert version == SCHEMA == len(steps.STEPS)


def test_a_step_that_fails_changes_nothing_and_is_taken_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Storage(tmp_path).close()

    def half(operations: Operations) -> None:
        operations.execute("CREATE TABLE half (id INTEGER)")
        raise RuntimeError("no light any more")

    def whole(operations: Operations) -> None:
        operations.execute("CREATE TABLE half (id INTEGER)")

    monkeypatch.setattr("desktop.models.migrations.SCHEMA", SCHEMA + 1)
    monkeypatch.setattr(store_file, "SCHEMA", SCHEMA + 1)
    monkeypatch.setattr(steps, "STEPS", (*steps.STEPS, half))
    with pytest.raises(RuntimeError, match="no light"):
        Storage(tmp_path)
    monkeypatch.setattr(steps, "STEPS", (*steps.STEPS[:-1], whole))
    storage = Storage(tmp_path)
    assert (
        storage.call(
            lambda session: session.connection.exec_driver_sql("SELECT count(*) FROM half").scalar()
        )
        == 0
    )
    storage.close()
