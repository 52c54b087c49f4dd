"""How much memory is left: whoever allows least decides."""

import sys

import pytest

from reel.pixels.free_memory import find_free_bytes

MB = 2**20


@pytest.fixture
def system(tmp_path):
    """Writes what a Linux system would say: memory, and our groups by their paths."""

    def put(available_mb, groups, ours="/service/job"):
        proc, root = tmp_path / "proc", tmp_path / "groups"
        (proc / "self").mkdir(parents=True)
        (proc / "meminfo").write_text(f"MemTotal: 1 kB\nMemAvailable: {available_mb * 1024} kB\n")
        (proc / "self" / "cgroup").write_text(f"0::{ours}\n")
        for path, (limit, held, spare) in groups.items():
            folder = root / path.lstrip("/")
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "memory.max").write_text(f"{limit}\n")
            (folder / "memory.current").write_text(f"{held}\n")
            (folder / "memory.stat").write_text(f"anon 1\ninactive_file {spare}\n")
        return proc, root

    return put


def test_without_groups_the_computer_decides(system):
    assert find_free_bytes(*system(700, {})) == 700 * MB


def test_a_limit_of_our_group_decides(system):
    group = (1000 * MB, 400 * MB, 100 * MB)
    assert find_free_bytes(*system(9000, {"/service/job": group})) == 700 * MB


def test_a_limit_further_up_decides_as_well(system):
    groups = {"/service/job": ("max", 5, 0), "/service": (500 * MB, 200 * MB, 0)}
    assert find_free_bytes(*system(9000, groups)) == 300 * MB


def test_the_root_of_a_container_has_its_own_limit(system):
    groups = {"/": (600 * MB, 100 * MB, 0)}
    assert find_free_bytes(*system(9000, groups, ours="/")) == 500 * MB


def test_a_group_that_holds_more_than_its_limit_leaves_nothing(system):
    groups = {"/service/job": (100 * MB, 200 * MB, 0)}
    assert find_free_bytes(*system(9000, groups)) == 0


def test_a_system_that_does_not_say_is_not_guessed(tmp_path):
    assert find_free_bytes(tmp_path, tmp_path) is None


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux says it in files")
def test_this_computer_says_it():
    free = find_free_bytes()
    assert free is not None
    assert free > 0
