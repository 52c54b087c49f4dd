"""Does a server keep the rules of docs/sync.md? One line a rule; exit code 0 when all hold.

    python tests/conformance/sync.py --server http://127.0.0.1:8000
    python tests/conformance/sync.py --server URL --email ana@example.com --password ...

Without an address somebody new signs up. It needs Python and httpx, nothing of Reelyard; what it
writes into the account are a few dozen small drafts.
"""

import argparse
import sys

import httpx
import rules_of_numbers
import rules_of_reading
import rules_of_rows
import rules_of_texts
from asking import Broken, Rule, Server

HOLDS, BROKEN, NOT_ASKED = 0, 1, 2
CHAPTERS = (rules_of_numbers, rules_of_rows, rules_of_texts, rules_of_reading)


def main(words: list[str] | None = None) -> int:
    given = _read(words)
    server = Server(given.server)
    try:
        if given.email is None:
            server.sign_up()
        else:
            server.sign_in(given.email, given.password)
    except (Broken, httpx.HTTPError, KeyError, ValueError) as error:
        print(f"{given.server} cannot be asked: {error}", file=sys.stderr)
        return NOT_ASKED
    rules = [rule for chapter in CHAPTERS for rule in chapter.RULES if given.only in rule.__name__]
    broken = [rule for rule in rules if not _holds(rule, server)]
    print(f"{len(rules) - len(broken)} of {len(rules)} rules hold.")
    return BROKEN if broken else HOLDS


def _holds(rule: Rule, server: Server) -> bool:
    """Whether it holds; says so in one line."""
    says = rule.__name__.replace("_", " ")
    try:
        rule(server)
    except Broken as broken:
        print(f"BROKEN  {says}: {broken}", flush=True)
        return False
    except (httpx.HTTPError, KeyError, TypeError, ValueError, AssertionError) as error:
        print(f"BROKEN  {says}: {type(error).__name__} {error}", flush=True)
        return False
    print(f"holds   {says}", flush=True)
    return True


def _read(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--server", required=True, metavar="URL")
    parser.add_argument("--email", metavar="ADDRESS", help="whose account is used")
    parser.add_argument("--password", metavar="WORDS")
    parser.add_argument("--only", default="", metavar="PART", help="rules whose name has this")
    given = parser.parse_args(words)
    if (given.email is None) != (given.password is None):
        parser.error("--email and --password belong together")
    return given


if __name__ == "__main__":
    sys.exit(main())
