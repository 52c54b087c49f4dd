"""Promises of the settings: each one missing or wrong is said with the way to set it."""

import json

import pytest

from contract.plans import PLANS, Limits
from contract.problems import Code, Problem
from server.settings import DEFAULT_LEASE_S, find_database_url, from_environment


@pytest.fixture
def enough(tmp_path):
    """The three settings that must be given."""
    return {
        "REELYARD_DATABASE_URL": "postgresql://reelyard@db.example.com/reelyard",
        "REELYARD_FILES": str(tmp_path / "stored files"),
        "REELYARD_SECRET": "s" * 32,
    }


def refused(environment) -> Problem:
    with pytest.raises(Problem) as caught:
        from_environment(environment)
    return caught.value


def test_three_settings_are_enough(enough, tmp_path):
    settings = from_environment(enough)
    assert settings.database_url == enough["REELYARD_DATABASE_URL"]
    assert settings.files == tmp_path / "stored files"
    assert settings.files.is_dir()
    assert settings.secret == "s" * 32
    assert settings.lease_s == DEFAULT_LEASE_S
    assert settings.public_url is settings.metrics_port is None
    assert settings.plans == PLANS


@pytest.mark.parametrize("name", ["REELYARD_DATABASE_URL", "REELYARD_FILES", "REELYARD_SECRET"])
@pytest.mark.parametrize("blank", [True, False])
def test_each_that_is_missing_is_named_with_the_way_to_set_it(enough, name, blank):
    problem = refused(
        {**enough, name: ""} if blank else {k: enough[k] for k in enough if k != name}
    )
    assert problem.code is Code.SETTING_MISSING
    assert name in problem.says
    assert f"export {name}=" in problem.remedy


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REELYARD_DATABASE_URL", "mysql://db"),
        ("REELYARD_DATABASE_URL", "db.example.com"),
        ("REELYARD_SECRET", "s" * 31),
        ("REELYARD_PUBLIC_URL", "reels.example.com"),
        ("REELYARD_PUBLIC_URL", "https://"),
        ("REELYARD_PUBLIC_URL", "http://[::"),
        ("REELYARD_LEASE_S", "soon"),
        ("REELYARD_LEASE_S", "nan"),
        ("REELYARD_LEASE_S", "0"),
        ("REELYARD_LEASE_S", "86400"),
        ("REELYARD_METRICS_PORT", "http"),
        ("REELYARD_METRICS_PORT", "70000"),
        ("REELYARD_PLANS", "/nowhere/plans.json"),
    ],
)
def test_what_cannot_be_used_is_named_and_its_value_is_no_secret_told(enough, name, value):
    problem = refused({**enough, name: value})
    assert problem.code is Code.SETTING_INVALID
    assert name in problem.says
    assert "s" * 31 not in str(problem)


def test_the_usual_name_of_a_database_counts_where_ours_is_not_given(enough):
    usual = {"DATABASE_URL": "postgres://db.example.com/usual"}
    assert find_database_url(usual) == usual["DATABASE_URL"]
    assert find_database_url({**usual, **enough}) == enough["REELYARD_DATABASE_URL"]
    assert find_database_url({}) is None


def test_a_public_address_has_no_slash_at_its_end(enough):
    given = {**enough, "REELYARD_PUBLIC_URL": "https://reels.example.com/studio/"}
    assert from_environment(given).public_url == "https://reels.example.com/studio"


def test_a_folder_of_files_that_is_none_is_said(enough, tmp_path):
    (tmp_path / "file").write_text("in the way")
    problem = refused({**enough, "REELYARD_FILES": str(tmp_path / "file")})
    assert problem.code is Code.FOLDER_UNWRITABLE


def plans_file(folder, told) -> dict[str, str]:
    path = folder / "plans.json"
    path.write_text(told if isinstance(told, str) else json.dumps(told))
    return {"REELYARD_PLANS": str(path)}


def test_an_operators_plans_stand_in_place_of_ours_and_the_rest_stays(enough, tmp_path):
    generous = {"exports": 99, "minutes": None, "burst": 50, "at_once": 4}
    settings = from_environment({**enough, **plans_file(tmp_path, {"free": generous})})
    assert settings.plans["free"] == Limits(exports=99, minutes=None, burst=50, at_once=4)
    assert settings.plans["pro"] == PLANS["pro"]


@pytest.mark.parametrize("told", ["{", "[]", '{"free": 1}', '{"free": {"exports": 1}}'])
def test_a_file_without_plans_in_it_is_refused(enough, tmp_path, told):
    problem = refused({**enough, **plans_file(tmp_path, told)})
    assert problem.code is Code.SETTING_INVALID


def test_a_plan_that_there_is_not_is_named(enough, tmp_path):
    limits = PLANS["free"].model_dump()
    problem = refused({**enough, **plans_file(tmp_path, {"gold": limits})})
    assert problem.code is Code.PLAN_UNKNOWN
    assert "gold" in problem.says
