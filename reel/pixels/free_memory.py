"""How much memory this process may still take, as Linux tells it: of the whole computer, and of
every group that it is counted in, as containers and services are."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")
GROUPS = Path("/sys/fs/cgroup")
# What a group's file says where there is no limit.
NO_LIMIT = "max"


def find_free_bytes(proc: Path = PROC, groups: Path = GROUPS) -> int | None:
    """The least that is left anywhere, None where the system does not say."""
    return min((*_of_computer(proc), *_of_groups(proc, groups)), default=None)


def _of_computer(proc: Path) -> Iterator[int]:
    with suppress(OSError, ValueError, KeyError):
        kilobytes = _numbers(proc / "meminfo")["MemAvailable:"]
        yield kilobytes * 1024


def _of_groups(proc: Path, groups: Path) -> Iterator[int]:
    """What is left of the limit of our group and of each group around it (cgroup v2)."""
    with suppress(OSError):
        for line in (proc / "self" / "cgroup").read_text(encoding="utf-8").splitlines():
            number, _, path = line.partition("::")
            if number == "0":
                inside = groups / path.lstrip("/")
                for group in (inside, *inside.parents):
                    if group.is_relative_to(groups):
                        yield from _of_group(group)


def _of_group(group: Path) -> Iterator[int]:
    with suppress(OSError, ValueError, KeyError):
        limit = (group / "memory.max").read_text(encoding="ascii").strip()
        if limit != NO_LIMIT:
            held = int((group / "memory.current").read_text(encoding="ascii"))
            # Files that were read once and are only kept in case: they give way at once.
            spare = _numbers(group / "memory.stat")["inactive_file"]
            yield max(int(limit) - held + spare, 0)


def _numbers(path: Path) -> dict[str, int]:
    lines = path.read_text(encoding="ascii").splitlines()
    return {name: int(value) for name, value, *_ in map(str.split, lines)}
