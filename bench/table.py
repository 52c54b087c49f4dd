"""The rows of the benchmark: as a table for a person, as JSON for a program."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """One figure.

    `value` is None when it could not be measured. `reference` is the figure, in the same
    unit, that the target speaks of. A row without a target holds by being measured.
    """

    name: str
    value: float | None
    unit: str
    reference: float | None
    target: str | None
    holds: bool


@dataclass(frozen=True)
class Findings:
    """What one part of the benchmark found: its rows, and lines to read with them."""

    rows: tuple[Row, ...]
    notes: tuple[str, ...]


def at_most(name: str, value: float | None, unit: str, limit: float) -> Row:
    """A row that holds when the value does not pass the limit."""
    holds = value is not None and value <= limit
    return Row(name, value, unit, None, f"<= {limit:g} {unit}", holds)


def at_most_times(name: str, value: float, unit: str, reference: float, times: float) -> Row:
    """A row that holds when the value is at most so many times its reference."""
    holds = value <= times * reference
    return Row(name, value, unit, reference, f"<= {times:g} x reference", holds)


def at_least_times(name: str, value: float, unit: str, reference: float, times: float) -> Row:
    """A row that holds when the value is at least so many times its reference."""
    holds = value >= times * reference
    return Row(name, value, unit, reference, f">= {times:g} x reference", holds)


def write_json(rows: Iterable[Row], path: Path) -> None:
    """The rows stand in the file as a list of objects, figures to the hundredth."""
    objects = [asdict(row) for row in rows]
    for entry in objects:
        for name in ("value", "reference"):
            if entry[name] is not None:
                entry[name] = round(entry[name], 2)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(objects, indent=2) + "\n", encoding="utf-8")


def as_text(rows: Sequence[Row], notes: Iterable[str]) -> str:
    """The rows as an aligned table, the notes under it."""
    head = ("what", "value", "unit", "reference", "times", "target", "holds")
    lines = [head, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    table = ["  ".join(map(str.ljust, line, widths)).rstrip() for line in lines]
    table.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join([*table, "", *notes])


def _cells(row: Row) -> tuple[str, ...]:
    times = "" if not row.reference or row.value is None else f"{row.value / row.reference:.2f}"
    return (
        row.name,
        "not measured" if row.value is None else f"{row.value:.1f}",
        row.unit,
        "" if row.reference is None else f"{row.reference:.1f}",
        times,
        row.target or "",
        "" if row.target is None else "yes" if row.holds else "NO",
    )
