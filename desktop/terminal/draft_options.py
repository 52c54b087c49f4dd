"""What `reelyard drafts` is asked for: its commands and options, read and explained."""

import argparse
from pathlib import Path

from contract.drafts import MOST_VARIANTS
from reel.terminal.exit_codes import EXPLAINED
from reel.terminal.options import folder_path, server_address

_DESCRIPTION = """\
A device without a window: drafts are written here, with or without a network, and `sync` brings
them to a server and from there to every other device. What was asked for goes to standard
output, everything else to standard error."""

_VIDEOS, _DONE = "the videos are made", "it is done"
_SCRIPT_HELP = "a text whose first heading is the topic, the rest the script; - is standard input"


def read_options(words: list[str]) -> argparse.Namespace:
    """Return the options; words that cannot be understood end the program with code 2."""
    parser = _parser()
    given = parser.parse_args(words)
    if given.command == "edit" and not _changes_something(given):
        parser.error("edit: name what shall change, or a file with the new text")
    if given.command == "sync" and given.server is None and given.email is not None:
        parser.error("sync: --email says who asks a server: name it with --server")
    return given


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="reelyard drafts",
        description=_DESCRIPTION,
        epilog=f"exit codes:\n{EXPLAINED.replace(_VIDEOS, _DONE)}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    everywhere = argparse.ArgumentParser(add_help=False)
    everywhere.add_argument(
        "--data",
        type=folder_path,
        metavar="DIR",
        help="where drafts are kept (a folder of your own)",
    )

    def command(name: str, says: str) -> argparse.ArgumentParser:
        return commands.add_parser(
            name, help=says, description=says, parents=[everywhere], allow_abbrev=False
        )

    _add_list(command("list", "the drafts that are here, and what waits to be sent"))
    _add_new(command("new", "a new draft; its id goes to standard output"))
    _add_edit(command("edit", "change a draft"))
    _add_show(command("show", "a draft as a text that `edit` takes back"))
    _add_sync(command("sync", "send what waits, and read what is new"))
    return parser


def _add_list(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--trash", action="store_true", help="those in the trash instead")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument(
        "--seen", action="store_true", help="what was refused has been read: show it no more"
    )


def _add_new(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("script", nargs="?", type=Path, metavar="SCRIPT.md", help=_SCRIPT_HELP)
    _add_choices(parser)


def _add_edit(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="the draft, or the beginning of its id")
    parser.add_argument("script", nargs="?", type=Path, metavar="SCRIPT.md", help=_SCRIPT_HELP)
    _add_choices(parser)
    either = parser.add_mutually_exclusive_group()
    either.add_argument("--delete", action="store_true", help="put it into the trash")
    either.add_argument("--restore", action="store_true", help="take it out of the trash")


def _add_show(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="the draft, or the beginning of its id")
    parser.add_argument("--json", action="store_true", help="all of it, for programs")


def _add_sync(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--server", type=server_address, metavar="URL", help="its address (the one of last time)")
    add("--email", metavar="ADDRESS", help="who signs in; the password is asked for")
    add("--api-key-file", type=Path, metavar="FILE", help="a file that holds an API key")
    add(
        "--out",
        type=folder_path,
        metavar="DIR",
        help="wait for the reels that were asked for here, and put their files there",
    )
    add(
        "--confirm-deletions",
        action="store_true",
        help="yes, delete here what was deleted elsewhere, however much it is",
    )


def _add_choices(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("--topic", metavar="WORDS", help="what the reel is about, its hook")
    add("--title", metavar="WORDS", help="a name for lists; empty for the words of the topic")
    add("--platform", metavar="NAME", help="tiktok, reels or shorts")
    add("--preset", metavar="NAME", help="how it looks")
    add("--language", metavar="TAG", help="such as en, pt-BR, ar; empty: the script decides")
    add("--voice", metavar="NAME", help="male, female, silent ...; empty: the language's own")
    some = range(1, MOST_VARIANTS + 1)
    add("--variants", type=int, choices=some, metavar="N", help="how many, 1 to 3")
    add("--tag", action="append", dest="tags", metavar="TAG", help="these tags and no others")


def _changes_something(given: argparse.Namespace) -> bool:
    names = ("script", "topic", "title", "platform", "preset", "language", "voice")
    more = ("variants", "tags")
    has_value = any(getattr(given, name) is not None for name in names + more)
    return has_value or given.delete or given.restore
