"""Promises of counting CPU time. In processes of their own, which adopt and wait for all."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BURN_S = 0.2
BURN = f"import time\nwhile time.process_time() < {BURN_S}: pass"
MEASURE = """
import subprocess, sys
from bench.spending import Spending
with Spending() as spent:
    subprocess.run([sys.executable, "-c", sys.argv[1], sys.argv[2]], check=True)
print(spent.cpu_s)
"""


def spent_on(child):
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, child, BURN],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return float(done.stdout)


def test_the_work_of_a_child_counts():
    assert spent_on(BURN) >= BURN_S


def test_the_work_of_a_childs_child_counts():
    wait = "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[1]])"
    assert spent_on(wait) >= BURN_S


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux hands orphans over")
def test_the_work_of_an_orphan_counts():
    leave = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', sys.argv[1]])"
    # Ends without the look back that Popen has at its children.
    assert spent_on(f"import os; {leave}; os._exit(0)") >= BURN_S
