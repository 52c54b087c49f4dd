"""Promises of the doctor for a server: it really starts one, and says what is missing."""

from server import fitness


def test_a_fit_computer_has_every_package_and_starts_a_database():
    assert all(check().remedy is None for check in fitness.CHECKS)


def test_a_package_that_does_not_load_is_named(monkeypatch):
    monkeypatch.setattr(fitness, "PACKAGES", ("psycopg", "no_such_package"))
    finding = fitness.check_server_packages()
    assert finding.saw == "no_such_package cannot be loaded."
    assert finding.remedy == "Remove .venv and run make setup again."


def test_a_database_that_was_chosen_and_does_not_run_is_said_with_the_way_back(
    monkeypatch, tmp_path
):
    monkeypatch.setenv("REELYARD_PG_BIN", str(tmp_path))
    finding = fitness.check_postgres()
    assert str(tmp_path) in finding.saw
    assert finding.remedy is not None
    assert "REELYARD_PG_BIN" in finding.remedy
