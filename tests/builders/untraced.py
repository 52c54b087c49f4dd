"""The environment of programs whose lines coverage need not count.

Traced, they take up to twice as long; and those that are killed never say what they ran through.
Each of our lines that only such a program reaches has another test that reaches it.
"""

import os

# By which coverage tells the processes that we start to count as we do.
TOLD_BY = "COVERAGE_PROCESS_CONFIG"


def untraced(**more: str) -> dict[str, str]:
    """All that is around us but coverage, and more."""
    return {name: value for name, value in os.environ.items() if name != TOLD_BY} | more
