"""Refuses when one of the server's noun modules is covered by less than nine tenths.

Run by path after the tests, with coverage's JSON report as its argument.
"""

import json
import sys
from pathlib import Path

LEAST_PCT = 90.0


def main(report: Path) -> int:
    """Name what falls short; 0 when nothing does."""
    files = json.loads(report.read_text())["files"]
    nouns = {
        name: facts["summary"]["percent_covered"]
        for name, facts in files.items()
        if Path(name).parent == Path("server")
    }
    assert len(nouns) > 20, "the report is not about the server"
    short = {name: pct for name, pct in nouns.items() if pct < LEAST_PCT}
    for name, pct in sorted(short.items()):
        print(f"{name}: {pct:.0f} %, at least {LEAST_PCT:.0f} % are asked for")
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
